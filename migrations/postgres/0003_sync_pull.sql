-- What phones pull. A cursor is a position in its owner's feed, and good for one epoch.
-- A restored database begins a new epoch: phones that saw what it no longer holds pull anew.
CREATE TABLE sync_epochs (
    number BIGINT PRIMARY KEY,
    id UUID NOT NULL,
    begun_at TIMESTAMPTZ NOT NULL
);

-- One row per commissioner: whoever changes a record that he sees takes the next position and holds
-- the row until the commit, so that positions follow the order of commits.
CREATE TABLE feeds (
    commissioner_id UUID PRIMARY KEY REFERENCES commissioners (id),
    last_position BIGINT NOT NULL
);

-- The newest change of each record in each feed. Records from before this table have none: a first
-- pull reads the records themselves.
CREATE TABLE feed_entries (
    commissioner_id UUID NOT NULL REFERENCES commissioners (id),
    record_id UUID NOT NULL REFERENCES records (id),
    position BIGINT NOT NULL,
    PRIMARY KEY (commissioner_id, record_id)
);
CREATE INDEX feed_entries_by_position ON feed_entries (commissioner_id, position, record_id);

-- One key per account, for what its phones keep after a sign-out.
CREATE TABLE account_keys (
    account_id UUID PRIMARY KEY REFERENCES accounts (id),
    secret_key BYTEA NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);
