-- What visits and trainings say for the ledgers: which entries they made, and which problems they worked
-- on. A record that changes its state takes them along.
CREATE TABLE record_links (
    record_id BLOB NOT NULL REFERENCES records (id),
    -- Tells the link from the record's others.
    link_key TEXT NOT NULL,
    entry_id BLOB NOT NULL REFERENCES ledger_entries (id),
    -- made, worked or resolved.
    did TEXT NOT NULL,
    -- A problem as it was before, as JSON; none while the record changes nothing about it.
    before_entry TEXT,
    -- What the record last made of the entry, as JSON.
    after_entry TEXT,
    PRIMARY KEY (record_id, link_key)
);
CREATE INDEX record_links_by_entry ON record_links (entry_id);

-- What tells the row of an office's own list from all its others, so that the same row again changes
-- nothing. None for what was entered here.
ALTER TABLE ledger_entries ADD COLUMN import_key TEXT;
CREATE UNIQUE INDEX ledger_entries_by_import_key ON ledger_entries (import_key) WHERE import_key IS NOT NULL AND status <> 'struck';

-- Scans and photos of an entry. What was replaced stays, with what was said of it.
CREATE TABLE entry_files (
    id BLOB PRIMARY KEY,
    entry_id BLOB NOT NULL REFERENCES ledger_entries (id),
    sha256 TEXT NOT NULL,
    name TEXT NOT NULL,
    account_id BLOB NOT NULL REFERENCES accounts (id),
    added_at DATETIME NOT NULL,
    replaced_at DATETIME,
    -- Of an agreement's scan: uploaded, approved or refused.
    review TEXT NOT NULL,
    opinion TEXT NOT NULL,
    reviewed_by BLOB REFERENCES accounts (id),
    reviewed_at DATETIME
);
CREATE INDEX entry_files_by_entry ON entry_files (entry_id, added_at);
CREATE INDEX entry_files_by_hash ON entry_files (sha256);
