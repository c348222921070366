-- How often a village is to be visited from a day on; without a period its county's rule holds again.
CREATE TABLE village_plans (
    village_code TEXT NOT NULL REFERENCES areas (code),
    valid_from DATE NOT NULL,
    period TEXT,
    visits BIGINT,
    PRIMARY KEY (village_code, valid_from)
);

-- What an area was called on the days before `until_on`; `areas` has the name of now.
CREATE TABLE former_names (
    area_code TEXT NOT NULL REFERENCES areas (code),
    until_on DATE NOT NULL,
    name TEXT NOT NULL,
    short_name TEXT NOT NULL,
    document_no TEXT,
    PRIMARY KEY (area_code, until_on)
);

-- An area that is no more from a day on, and the one it went into: merged into a village that was
-- there, or moved to another township, where it has a new code.
CREATE TABLE area_successions (
    area_code TEXT PRIMARY KEY REFERENCES areas (code),
    from_on DATE NOT NULL,
    kind TEXT NOT NULL,
    successor_code TEXT NOT NULL REFERENCES areas (code),
    document_no TEXT
);
CREATE INDEX area_successions_by_successor ON area_successions (successor_code);
