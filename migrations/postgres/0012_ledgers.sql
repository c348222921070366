-- The ledgers (台账): problems, introductions, effects and the like. What is searched and counted has a
-- column; everything that was entered stands in `content`, as JSON.
CREATE TABLE ledger_entries (
    id UUID PRIMARY KEY,
    kind TEXT NOT NULL,
    area_code TEXT NOT NULL REFERENCES areas (code),
    year BIGINT NOT NULL,
    occurred_on DATE NOT NULL,
    due_on DATE,
    resolved_on DATE,
    -- The day from which it holds no more.
    ended_on DATE,
    status TEXT NOT NULL,
    sub_kind TEXT NOT NULL,
    name_key TEXT NOT NULL,
    -- What no two entries may have in common.
    unique_key TEXT,
    -- The commissioner or team it names.
    holder_id UUID,
    households BIGINT,
    poverty_exited_households BIGINT,
    jobs BIGINT,
    area_hundredths BIGINT,
    income_fen BIGINT,
    output_fen BIGINT,
    collective_fen BIGINT,
    tax_fen BIGINT,
    budget_fen BIGINT,
    received_fen BIGINT,
    spent_fen BIGINT,
    worked_days BIGINT,
    content TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_by UUID REFERENCES accounts (id),
    created_at TIMESTAMPTZ NOT NULL,
    changed_at TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX ledger_entries_once ON ledger_entries (unique_key);
CREATE INDEX ledger_entries_by_year ON ledger_entries (kind, year, area_code);
CREATE INDEX ledger_entries_by_area ON ledger_entries (kind, area_code, occurred_on);
CREATE INDEX ledger_entries_by_name ON ledger_entries (kind, name_key, year);
CREATE INDEX ledger_entries_by_holder ON ledger_entries (holder_id);

-- A link by which somebody who was served says once how it was, without an account. The code itself
-- is not kept.
CREATE TABLE satisfaction_links (
    id UUID PRIMARY KEY,
    code_hash BYTEA NOT NULL UNIQUE,
    area_code TEXT NOT NULL REFERENCES areas (code),
    about TEXT NOT NULL,
    created_by UUID NOT NULL REFERENCES accounts (id),
    created_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    replied_at TIMESTAMPTZ
);
CREATE INDEX satisfaction_links_by_area ON satisfaction_links (area_code, created_at);
