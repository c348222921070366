-- Rows that are found by their key alone stand in its order instead of beside an index of it: half the
-- pages to read for each, and to write at each commit.

CREATE TABLE visits_by_key (
    record_id BLOB NOT NULL REFERENCES records (id),
    log_type TEXT NOT NULL,
    mode TEXT NOT NULL,
    started_on DATE NOT NULL,
    ended_on DATE NOT NULL,
    half_days BIGINT NOT NULL,
    guidance BOOLEAN NOT NULL,
    taught BOOLEAN NOT NULL,
    households_guided BIGINT,
    consultations BIGINT NOT NULL,
    materials_counted BIGINT NOT NULL,
    target_kind TEXT,
    target_key TEXT,
    PRIMARY KEY (record_id)
) WITHOUT ROWID;
INSERT INTO visits_by_key (record_id, log_type, mode, started_on, ended_on, half_days, guidance, taught, households_guided, consultations, materials_counted, target_kind, target_key)
SELECT record_id, log_type, mode, started_on, ended_on, half_days, guidance, taught, households_guided, consultations, materials_counted, target_kind, target_key FROM visits;
DROP TABLE visits;
ALTER TABLE visits_by_key RENAME TO visits;

CREATE TABLE trainings_by_key (
    record_id BLOB NOT NULL REFERENCES records (id),
    title TEXT NOT NULL,
    ended_on DATE NOT NULL,
    attendances BIGINT NOT NULL,
    farmers BIGINT NOT NULL,
    poverty_exited_people BIGINT NOT NULL,
    grassroots_technicians BIGINT NOT NULL,
    online_views BIGINT NOT NULL,
    materials_issued BIGINT NOT NULL,
    PRIMARY KEY (record_id)
) WITHOUT ROWID;
INSERT INTO trainings_by_key (record_id, title, ended_on, attendances, farmers, poverty_exited_people, grassroots_technicians, online_views, materials_issued)
SELECT record_id, title, ended_on, attendances, farmers, poverty_exited_people, grassroots_technicians, online_views, materials_issued FROM trainings;
DROP TABLE trainings;
ALTER TABLE trainings_by_key RENAME TO trainings;

CREATE TABLE record_people_by_key (
    record_id BLOB NOT NULL REFERENCES records (id),
    commissioner_id BLOB NOT NULL REFERENCES commissioners (id),
    -- Said 我没参加.
    absent BOOLEAN NOT NULL,
    occurred_on DATE,
    PRIMARY KEY (record_id, commissioner_id)
) WITHOUT ROWID;
INSERT INTO record_people_by_key (record_id, commissioner_id, absent, occurred_on)
SELECT record_id, commissioner_id, absent, occurred_on FROM record_people;
DROP TABLE record_people;
ALTER TABLE record_people_by_key RENAME TO record_people;
CREATE INDEX record_people_by_commissioner ON record_people (commissioner_id, record_id);
CREATE INDEX record_people_by_day ON record_people (commissioner_id, occurred_on, record_id);

CREATE TABLE record_industries_by_key (
    record_id BLOB NOT NULL REFERENCES records (id),
    industry_code TEXT NOT NULL REFERENCES industries (code),
    PRIMARY KEY (record_id, industry_code)
) WITHOUT ROWID;
INSERT INTO record_industries_by_key (record_id, industry_code)
SELECT record_id, industry_code FROM record_industries;
DROP TABLE record_industries;
ALTER TABLE record_industries_by_key RENAME TO record_industries;

CREATE TABLE feed_entries_by_key (
    commissioner_id BLOB NOT NULL REFERENCES commissioners (id),
    record_id BLOB NOT NULL REFERENCES records (id),
    position BIGINT NOT NULL,
    PRIMARY KEY (commissioner_id, record_id)
) WITHOUT ROWID;
INSERT INTO feed_entries_by_key (commissioner_id, record_id, position)
SELECT commissioner_id, record_id, position FROM feed_entries;
DROP TABLE feed_entries;
ALTER TABLE feed_entries_by_key RENAME TO feed_entries;
CREATE INDEX feed_entries_by_position ON feed_entries (commissioner_id, position, record_id);

CREATE TABLE annual_areas_by_key (
    year BIGINT NOT NULL,
    standing TEXT NOT NULL,
    area_code TEXT NOT NULL REFERENCES areas (code),
    onsite_visits BIGINT NOT NULL,
    remote_visits BIGINT NOT NULL,
    guidance_visits BIGINT NOT NULL,
    households BIGINT NOT NULL,
    consultations BIGINT NOT NULL,
    materials BIGINT NOT NULL,
    trainings BIGINT NOT NULL,
    attendances BIGINT NOT NULL,
    farmers BIGINT NOT NULL,
    poverty_exited_people BIGINT NOT NULL,
    grassroots_technicians BIGINT NOT NULL,
    online_views BIGINT NOT NULL,
    onsite_by_month TEXT NOT NULL,
    half_days_by_month TEXT NOT NULL,
    lessons_by_month TEXT NOT NULL,
    last_onsite_on DATE,
    targets_cooperative BIGINT NOT NULL DEFAULT 0,
    targets_enterprise BIGINT NOT NULL DEFAULT 0,
    targets_family_farm BIGINT NOT NULL DEFAULT 0,
    targets_farmer BIGINT NOT NULL DEFAULT 0,
    targets_poverty_exited BIGINT NOT NULL DEFAULT 0,
    targets_collective BIGINT NOT NULL DEFAULT 0,
    targets_park BIGINT NOT NULL DEFAULT 0,
    targets_other BIGINT NOT NULL DEFAULT 0,
    logs BIGINT NOT NULL DEFAULT 0,
    late_logs BIGINT NOT NULL DEFAULT 0,
    reviews BIGINT NOT NULL DEFAULT 0,
    late_reviews BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (year, standing, area_code)
) WITHOUT ROWID;
INSERT INTO annual_areas_by_key (year, standing, area_code, onsite_visits, remote_visits, guidance_visits, households, consultations, materials, trainings, attendances, farmers, poverty_exited_people, grassroots_technicians, online_views, onsite_by_month, half_days_by_month, lessons_by_month, last_onsite_on, targets_cooperative, targets_enterprise, targets_family_farm, targets_farmer, targets_poverty_exited, targets_collective, targets_park, targets_other, logs, late_logs, reviews, late_reviews)
SELECT year, standing, area_code, onsite_visits, remote_visits, guidance_visits, households, consultations, materials, trainings, attendances, farmers, poverty_exited_people, grassroots_technicians, online_views, onsite_by_month, half_days_by_month, lessons_by_month, last_onsite_on, targets_cooperative, targets_enterprise, targets_family_farm, targets_farmer, targets_poverty_exited, targets_collective, targets_park, targets_other, logs, late_logs, reviews, late_reviews FROM annual_areas;
DROP TABLE annual_areas;
ALTER TABLE annual_areas_by_key RENAME TO annual_areas;
CREATE INDEX annual_areas_by_area ON annual_areas (area_code, year);

CREATE TABLE annual_people_by_key (
    year BIGINT NOT NULL,
    standing TEXT NOT NULL,
    commissioner_id BLOB NOT NULL REFERENCES commissioners (id),
    units BIGINT NOT NULL,
    onsite_visits BIGINT NOT NULL,
    remote_visits BIGINT NOT NULL,
    trainings BIGINT NOT NULL,
    attendances BIGINT NOT NULL,
    PRIMARY KEY (year, standing, commissioner_id)
) WITHOUT ROWID;
INSERT INTO annual_people_by_key (year, standing, commissioner_id, units, onsite_visits, remote_visits, trainings, attendances)
SELECT year, standing, commissioner_id, units, onsite_visits, remote_visits, trainings, attendances FROM annual_people;
DROP TABLE annual_people;
ALTER TABLE annual_people_by_key RENAME TO annual_people;

CREATE TABLE annual_person_days_by_key (
    year BIGINT NOT NULL,
    standing TEXT NOT NULL,
    area_code TEXT NOT NULL REFERENCES areas (code),
    commissioner_id BLOB NOT NULL REFERENCES commissioners (id),
    units BIGINT NOT NULL,
    PRIMARY KEY (commissioner_id, year, standing, area_code)
) WITHOUT ROWID;
INSERT INTO annual_person_days_by_key (year, standing, area_code, commissioner_id, units)
SELECT year, standing, area_code, commissioner_id, units FROM annual_person_days;
DROP TABLE annual_person_days;
ALTER TABLE annual_person_days_by_key RENAME TO annual_person_days;
-- The sums of areas are read from this index alone.
CREATE INDEX annual_person_days_by_area ON annual_person_days (year, standing, area_code, units);
