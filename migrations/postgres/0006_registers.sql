-- Registers are edited by hand: two people at one card must notice each other.
ALTER TABLE assignments ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE designations ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE industries ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
-- A thing's history is what the log says of it.
CREATE INDEX audit_log_by_subject ON audit_log (subject_kind, subject_id, position);
