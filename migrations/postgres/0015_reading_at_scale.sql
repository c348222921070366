-- A person's records of a month or a year, without reading all the person ever did: the day that decides
-- the record's year, beside the person. It follows `records` at every submission.
ALTER TABLE record_people ADD COLUMN occurred_on DATE;
UPDATE record_people SET occurred_on = (SELECT r.occurred_on FROM records r WHERE r.id = record_people.record_id);
CREATE INDEX record_people_by_day ON record_people (commissioner_id, occurred_on, record_id);

-- A county's lists, newest first, at any depth. Six digits are a county.
CREATE INDEX records_by_county ON records (SUBSTR(area_code, 1, 6), occurred_on, id);
CREATE INDEX audit_log_by_county ON audit_log (SUBSTR(area_code, 1, 6), position);
