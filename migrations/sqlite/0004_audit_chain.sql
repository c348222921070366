-- The audit log as a chain. Rows from before get their place when the database is next opened:
-- SQL alone has no SHA-256 on both databases.
ALTER TABLE audit_log ADD COLUMN position BIGINT;
-- SHA-256 of the row before's hash and this row's content.
ALTER TABLE audit_log ADD COLUMN hash BLOB;
CREATE UNIQUE INDEX audit_log_by_position ON audit_log (position);

-- One row: how many rows the log holds and the hash of the last, so that a cut-off end is found.
-- Whoever appends to the log changes this row first and thereby waits for the one before.
CREATE TABLE audit_head (
    id BIGINT PRIMARY KEY,
    position BIGINT NOT NULL,
    hash BLOB NOT NULL
);
INSERT INTO audit_head (id, position, hash) VALUES (1, 0, zeroblob(32));
