-- A file that somebody in an office checks and then imports. Its bytes go once they are imported.
CREATE TABLE import_files (
    id UUID PRIMARY KEY,
    account_id UUID NOT NULL REFERENCES accounts (id),
    kind TEXT NOT NULL,
    file_name TEXT NOT NULL,
    bytes BYTEA,
    -- checking, checked, importing, imported or failed.
    state TEXT NOT NULL,
    -- What the last check or the import found, as JSON.
    summary TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    changed_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX import_files_by_account ON import_files (account_id, created_at);
