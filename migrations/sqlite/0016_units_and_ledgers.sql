-- 派出单位意见: what a unit says of one person's year. Once the county has closed it, it stands.
CREATE TABLE unit_opinions (
    commissioner_id BLOB NOT NULL REFERENCES commissioners (id),
    year BIGINT NOT NULL,
    unit_id BLOB NOT NULL REFERENCES units (id),
    opinion TEXT NOT NULL,
    given_on DATE NOT NULL,
    given_by BLOB NOT NULL REFERENCES accounts (id),
    closed_at DATETIME,
    closed_by BLOB REFERENCES accounts (id),
    version BIGINT NOT NULL,
    PRIMARY KEY (commissioner_id, year)
);

-- A row of an office's own ledger: what tells it from every other row, so that the same row again
-- changes nothing. None for what was recorded here.
ALTER TABLE records ADD COLUMN import_key TEXT;
CREATE UNIQUE INDEX records_by_import_key ON records (import_key) WHERE import_key IS NOT NULL;
