-- A change writes every page that it touches: rows and indexes stand so that one change touches few.

-- By area, as they are summed: a sum that grows stays where it stands. It moved in an index before. A
-- person's are found through the index.
CREATE TABLE annual_person_days_by_key (
    year BIGINT NOT NULL,
    standing TEXT NOT NULL,
    area_code TEXT NOT NULL REFERENCES areas (code),
    commissioner_id BLOB NOT NULL REFERENCES commissioners (id),
    units BIGINT NOT NULL,
    PRIMARY KEY (year, standing, area_code, commissioner_id)
) WITHOUT ROWID;
INSERT INTO annual_person_days_by_key (year, standing, area_code, commissioner_id, units)
SELECT year, standing, area_code, commissioner_id, units FROM annual_person_days ORDER BY year, standing, area_code, commissioner_id;
DROP TABLE annual_person_days;
ALTER TABLE annual_person_days_by_key RENAME TO annual_person_days;
CREATE INDEX annual_person_days_by_person ON annual_person_days (commissioner_id, year);

-- In the order in which they are pulled. New records stand together at the end of feed_entries_by_record.
CREATE TABLE feed_entries_by_key (
    commissioner_id BLOB NOT NULL REFERENCES commissioners (id),
    record_id BLOB NOT NULL REFERENCES records (id),
    position BIGINT NOT NULL,
    PRIMARY KEY (commissioner_id, position, record_id)
) WITHOUT ROWID;
INSERT INTO feed_entries_by_key (commissioner_id, record_id, position)
SELECT commissioner_id, record_id, position FROM feed_entries ORDER BY commissioner_id, position, record_id;
DROP TABLE feed_entries;
ALTER TABLE feed_entries_by_key RENAME TO feed_entries;
CREATE UNIQUE INDEX feed_entries_by_record ON feed_entries (record_id, commissioner_id);

-- What one person took part in is found through record_people_by_day.
DROP INDEX record_people_by_commissioner;
