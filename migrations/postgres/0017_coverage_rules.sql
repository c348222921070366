-- What a county, or all counties of a city, follow from a day on: codes of the presets in `domain`.
CREATE TABLE coverage_rules (
    area_code TEXT NOT NULL REFERENCES areas (code),
    valid_from DATE NOT NULL,
    frequency TEXT NOT NULL,
    duty TEXT NOT NULL,
    industry_base_only BOOLEAN NOT NULL,
    PRIMARY KEY (area_code, valid_from)
);
