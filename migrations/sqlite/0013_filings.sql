-- 年度上报: an area's year as it was filed. Figures and items are never changed; only the state is.
CREATE TABLE filings (
    id BLOB PRIMARY KEY,
    area_code TEXT NOT NULL REFERENCES areas (code),
    year BIGINT NOT NULL,
    -- From 1; a year that came back is filed again under the next number.
    number BIGINT NOT NULL,
    -- filed, accepted or returned.
    state TEXT NOT NULL,
    -- All figures as they stood, as JSON.
    figures TEXT NOT NULL,
    -- SHA-256 over figures and items, in hexadecimal.
    hash TEXT NOT NULL,
    filed_by BLOB NOT NULL REFERENCES accounts (id),
    filed_at DATETIME NOT NULL,
    decided_by BLOB REFERENCES accounts (id),
    decided_at DATETIME,
    reason TEXT,
    UNIQUE (area_code, year, number)
);
CREATE INDEX filings_by_year ON filings (year, area_code, number);

-- What the figures of a filing count: records, villages, people, teams, each in its version.
CREATE TABLE filing_items (
    filing_id BLOB NOT NULL REFERENCES filings (id),
    kind TEXT NOT NULL,
    item_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    name TEXT NOT NULL,
    -- Codes of the figures, with commas.
    codes TEXT NOT NULL,
    PRIMARY KEY (filing_id, kind, item_id)
);
