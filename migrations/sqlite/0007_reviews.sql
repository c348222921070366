-- What a reviewer points at when a record goes back: names of its fields, as a JSON array.
ALTER TABLE records ADD COLUMN review_fields TEXT NOT NULL DEFAULT '[]';
ALTER TABLE record_versions ADD COLUMN review_fields TEXT NOT NULL DEFAULT '[]';
