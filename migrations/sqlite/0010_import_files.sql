-- A file that somebody in an office checks and then imports. Its bytes go once they are imported.
CREATE TABLE import_files (
    id BLOB PRIMARY KEY,
    account_id BLOB NOT NULL REFERENCES accounts (id),
    kind TEXT NOT NULL,
    file_name TEXT NOT NULL,
    bytes BLOB,
    -- checking, checked, importing, imported or failed.
    state TEXT NOT NULL,
    -- What the last check or the import found, as JSON.
    summary TEXT,
    created_at DATETIME NOT NULL,
    changed_at DATETIME NOT NULL
);
CREATE INDEX import_files_by_account ON import_files (account_id, created_at);
