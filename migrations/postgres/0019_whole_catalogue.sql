-- B05: whom a visit served; what tells the target from the others of its kind in one place. None where
-- nobody can tell.
ALTER TABLE visits ADD COLUMN target_kind TEXT;
ALTER TABLE visits ADD COLUMN target_key TEXT;

-- B05 by kind, and K03. The rows are made anew, from the records, when this database is next opened.
DELETE FROM annual_areas;
ALTER TABLE annual_areas ADD COLUMN targets_cooperative BIGINT NOT NULL DEFAULT 0;
ALTER TABLE annual_areas ADD COLUMN targets_enterprise BIGINT NOT NULL DEFAULT 0;
ALTER TABLE annual_areas ADD COLUMN targets_family_farm BIGINT NOT NULL DEFAULT 0;
ALTER TABLE annual_areas ADD COLUMN targets_farmer BIGINT NOT NULL DEFAULT 0;
ALTER TABLE annual_areas ADD COLUMN targets_poverty_exited BIGINT NOT NULL DEFAULT 0;
ALTER TABLE annual_areas ADD COLUMN targets_collective BIGINT NOT NULL DEFAULT 0;
ALTER TABLE annual_areas ADD COLUMN targets_park BIGINT NOT NULL DEFAULT 0;
ALTER TABLE annual_areas ADD COLUMN targets_other BIGINT NOT NULL DEFAULT 0;
ALTER TABLE annual_areas ADD COLUMN logs BIGINT NOT NULL DEFAULT 0;
ALTER TABLE annual_areas ADD COLUMN late_logs BIGINT NOT NULL DEFAULT 0;
ALTER TABLE annual_areas ADD COLUMN reviews BIGINT NOT NULL DEFAULT 0;
ALTER TABLE annual_areas ADD COLUMN late_reviews BIGINT NOT NULL DEFAULT 0;

-- 聘期: every term that a commissioner has had; the last one stands in `commissioners` too.
CREATE TABLE commissioner_terms (
    commissioner_id UUID NOT NULL REFERENCES commissioners (id),
    from_on DATE NOT NULL,
    to_on DATE,
    PRIMARY KEY (commissioner_id, from_on)
);
INSERT INTO commissioner_terms (commissioner_id, from_on, to_on) SELECT id, term_from, term_to FROM commissioners;

-- The indicators that a county or city shows on its form, in order, as JSON. None: the city's, or all.
CREATE TABLE area_forms (
    area_code TEXT PRIMARY KEY REFERENCES areas (code),
    form TEXT NOT NULL
);
