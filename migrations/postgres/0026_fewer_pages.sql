-- A change writes every page that it touches: indexes stand so that one change touches few.

-- New records stand together at the end of this index.
ALTER TABLE feed_entries DROP CONSTRAINT feed_entries_pkey;
ALTER TABLE feed_entries ADD PRIMARY KEY (record_id, commissioner_id);

-- What one person took part in is found through record_people_by_day.
DROP INDEX record_people_by_commissioner;
