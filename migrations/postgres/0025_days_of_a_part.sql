-- Who may have had too many days in a month is told by an index alone.
ALTER TABLE record_people ADD COLUMN half_days BIGINT NOT NULL DEFAULT 0; -- on site; 0 for anything else
UPDATE record_people SET half_days = (SELECT v.half_days FROM visits v WHERE v.record_id = record_people.record_id)
WHERE record_id IN (SELECT v.record_id FROM visits v WHERE v.mode = 'onsite');
DROP INDEX record_people_by_day;
CREATE INDEX record_people_by_day ON record_people (commissioner_id, occurred_on, absent, half_days, record_id);
