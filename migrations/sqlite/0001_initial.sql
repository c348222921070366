-- Places ------------------------------------------------------------------------------------
CREATE TABLE areas (
    code TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    short_name TEXT NOT NULL,
    level TEXT NOT NULL,
    kind TEXT NOT NULL,
    parent_code TEXT,
    pinyin_initials TEXT NOT NULL
);
CREATE INDEX areas_by_parent ON areas (parent_code, code);
CREATE INDEX areas_by_name ON areas (name);

CREATE TABLE villages (
    code TEXT PRIMARY KEY REFERENCES areas (code),
    households BIGINT,
    population BIGINT,
    has_industry_base BOOLEAN NOT NULL,
    leading_industries TEXT NOT NULL,
    party_secretary TEXT,
    contact_name TEXT,
    contact_phone TEXT,
    current_condition TEXT,
    tech_demand TEXT,
    version BIGINT NOT NULL
);

CREATE TABLE designations (
    id BLOB PRIMARY KEY,
    village_code TEXT NOT NULL REFERENCES areas (code),
    kind TEXT NOT NULL,
    level TEXT NOT NULL,
    valid_from DATE NOT NULL,
    valid_to DATE,
    document_no TEXT,
    UNIQUE (village_code, kind, valid_from)
);

CREATE TABLE county_settings (
    area_code TEXT PRIMARY KEY REFERENCES areas (code),
    township_step BOOLEAN NOT NULL
);

CREATE TABLE industries (
    code TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    category TEXT NOT NULL,
    unit TEXT NOT NULL,
    position BIGINT NOT NULL
);

-- People and organisations ------------------------------------------------------------------
CREATE TABLE units (
    id BLOB PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    level TEXT NOT NULL,
    contact TEXT,
    phone TEXT,
    version BIGINT NOT NULL
);

CREATE TABLE commissioners (
    id BLOB PRIMARY KEY,
    name TEXT NOT NULL,
    mobile TEXT NOT NULL,
    gender TEXT NOT NULL,
    birth_year BIGINT,
    kind TEXT NOT NULL,
    unit_id BLOB NOT NULL REFERENCES units (id),
    title_level TEXT NOT NULL,
    level TEXT NOT NULL,
    industry_codes TEXT NOT NULL,
    area_code TEXT NOT NULL REFERENCES areas (code),
    term_from DATE NOT NULL,
    term_to DATE,
    specialty TEXT,
    version BIGINT NOT NULL
);
CREATE INDEX commissioners_by_area ON commissioners (area_code, id);
CREATE INDEX commissioners_by_unit ON commissioners (unit_id, id);

CREATE TABLE accounts (
    id BLOB PRIMARY KEY,
    login TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    area_code TEXT REFERENCES areas (code),
    unit_id BLOB REFERENCES units (id),
    commissioner_id BLOB UNIQUE REFERENCES commissioners (id),
    password_hash TEXT,
    code_hash BLOB,
    code_expires_at DATETIME,
    disabled_at DATETIME,
    created_at DATETIME NOT NULL
);

CREATE TABLE sessions (
    token_hash BLOB PRIMARY KEY,
    account_id BLOB NOT NULL REFERENCES accounts (id),
    kind TEXT NOT NULL,
    created_at DATETIME NOT NULL,
    seen_at DATETIME NOT NULL,
    expires_at DATETIME NOT NULL
);
CREATE INDEX sessions_by_account ON sessions (account_id);

CREATE TABLE sign_in_failures (
    login TEXT NOT NULL,
    address TEXT NOT NULL,
    failed_at DATETIME NOT NULL
);
CREATE INDEX sign_in_failures_by_login ON sign_in_failures (login, failed_at);
CREATE INDEX sign_in_failures_by_address ON sign_in_failures (address, failed_at);

CREATE TABLE teams (
    id BLOB PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    level TEXT NOT NULL,
    area_code TEXT NOT NULL REFERENCES areas (code),
    industry_code TEXT NOT NULL REFERENCES industries (code),
    lead_unit_id BLOB NOT NULL REFERENCES units (id),
    started_on DATE NOT NULL,
    ended_on DATE,
    version BIGINT NOT NULL
);
CREATE INDEX teams_by_area ON teams (area_code, id);

CREATE TABLE team_members (
    team_id BLOB NOT NULL REFERENCES teams (id),
    commissioner_id BLOB NOT NULL REFERENCES commissioners (id),
    role TEXT NOT NULL,
    PRIMARY KEY (team_id, commissioner_id)
);
CREATE INDEX team_members_by_commissioner ON team_members (commissioner_id);

CREATE TABLE assignments (
    id BLOB PRIMARY KEY,
    commissioner_id BLOB REFERENCES commissioners (id),
    team_id BLOB REFERENCES teams (id),
    village_code TEXT NOT NULL REFERENCES areas (code),
    from_on DATE NOT NULL,
    to_on DATE,
    CHECK ((commissioner_id IS NULL) <> (team_id IS NULL))
);
CREATE INDEX assignments_by_village ON assignments (village_code, from_on);
CREATE INDEX assignments_by_commissioner ON assignments (commissioner_id);
CREATE INDEX assignments_by_team ON assignments (team_id);

-- Records -----------------------------------------------------------------------------------
-- `records` is what review, scope and sync need; `visits` and `trainings` are what SQL counts;
-- `record_versions` keeps every version as JSON.
CREATE TABLE records (
    id BLOB PRIMARY KEY,
    kind TEXT NOT NULL,
    author_id BLOB NOT NULL REFERENCES commissioners (id),
    entered_by BLOB REFERENCES accounts (id),
    team_id BLOB REFERENCES teams (id),
    status TEXT NOT NULL,
    version BIGINT NOT NULL,
    -- What the author sees: the newest version, a draft among them.
    body TEXT NOT NULL,
    -- What everybody else sees: the last submitted version; none before the first.
    submitted_body TEXT,
    area_code TEXT REFERENCES areas (code),
    -- The date that decides the counted year; of a draft without a date, the day it was received.
    occurred_on DATE NOT NULL,
    number TEXT UNIQUE,
    captured_at DATETIME NOT NULL,
    received_at DATETIME NOT NULL,
    submitted_at DATETIME,
    late BOOLEAN NOT NULL,
    flags TEXT NOT NULL,
    reviewed_by BLOB REFERENCES accounts (id),
    reviewed_at DATETIME,
    review_opinion TEXT
);
CREATE INDEX records_by_area ON records (area_code, status, occurred_on, id);
CREATE INDEX records_by_date ON records (occurred_on, id);
CREATE INDEX records_by_author ON records (author_id, occurred_on, id);
CREATE INDEX records_by_status ON records (status, area_code, occurred_on, id);

CREATE TABLE visits (
    record_id BLOB PRIMARY KEY REFERENCES records (id),
    log_type TEXT NOT NULL,
    mode TEXT NOT NULL,
    started_on DATE NOT NULL,
    ended_on DATE NOT NULL,
    half_days BIGINT NOT NULL,
    guidance BOOLEAN NOT NULL,
    -- Guidance or skill training: what some frequency rules ask for.
    taught BOOLEAN NOT NULL,
    households_guided BIGINT,
    consultations BIGINT NOT NULL,
    -- Zero when a training carries the materials (B08).
    materials_counted BIGINT NOT NULL
);

CREATE TABLE trainings (
    record_id BLOB PRIMARY KEY REFERENCES records (id),
    title TEXT NOT NULL,
    ended_on DATE NOT NULL,
    attendances BIGINT NOT NULL,
    farmers BIGINT NOT NULL,
    poverty_exited_people BIGINT NOT NULL,
    grassroots_technicians BIGINT NOT NULL,
    online_views BIGINT NOT NULL,
    materials_issued BIGINT NOT NULL
);

-- Everybody who has a part in a record, the author among them, each once.
CREATE TABLE record_people (
    record_id BLOB NOT NULL REFERENCES records (id),
    commissioner_id BLOB NOT NULL REFERENCES commissioners (id),
    -- Said 我没参加.
    absent BOOLEAN NOT NULL,
    PRIMARY KEY (record_id, commissioner_id)
);
CREATE INDEX record_people_by_commissioner ON record_people (commissioner_id, record_id);

CREATE TABLE record_industries (
    record_id BLOB NOT NULL REFERENCES records (id),
    industry_code TEXT NOT NULL REFERENCES industries (code),
    PRIMARY KEY (record_id, industry_code)
);

CREATE TABLE record_photos (
    record_id BLOB NOT NULL REFERENCES records (id),
    sha256 TEXT NOT NULL,
    position BIGINT NOT NULL,
    -- Whether this record may use the bytes: its author uploaded them.
    present BOOLEAN NOT NULL,
    PRIMARY KEY (record_id, sha256)
);
CREATE INDEX record_photos_by_hash ON record_photos (sha256);

CREATE TABLE record_versions (
    record_id BLOB NOT NULL REFERENCES records (id),
    version BIGINT NOT NULL,
    -- What made this version: save, submit, withdraw, discard, approve, return, void, reopen, absence.
    action TEXT NOT NULL,
    status TEXT NOT NULL,
    body TEXT NOT NULL,
    opinion TEXT,
    account_id BLOB NOT NULL REFERENCES accounts (id),
    change_id BLOB,
    made_at DATETIME NOT NULL,
    PRIMARY KEY (record_id, version)
);

CREATE TABLE record_numbers (
    day DATE PRIMARY KEY,
    last BIGINT NOT NULL
);

-- Changes already answered: the same change again gets the same answer.
CREATE TABLE changes (
    change_id BLOB PRIMARY KEY,
    account_id BLOB NOT NULL REFERENCES accounts (id),
    device_id TEXT NOT NULL,
    device_label TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    content_hash BLOB NOT NULL,
    record_id BLOB NOT NULL,
    outcome TEXT NOT NULL,
    version BIGINT,
    number TEXT,
    receipt TEXT,
    server_version TEXT,
    received_at DATETIME NOT NULL
);
CREATE INDEX changes_by_record ON changes (record_id);

CREATE TABLE attachments (
    sha256 TEXT NOT NULL,
    account_id BLOB NOT NULL REFERENCES accounts (id),
    content_type TEXT NOT NULL,
    byte_count BIGINT NOT NULL,
    uploaded_at DATETIME NOT NULL,
    PRIMARY KEY (sha256, account_id)
);

CREATE TABLE server_keys (
    id TEXT PRIMARY KEY,
    purpose TEXT NOT NULL,
    secret_key BLOB NOT NULL,
    created_at DATETIME NOT NULL
);

CREATE TABLE audit_log (
    id BLOB PRIMARY KEY,
    at DATETIME NOT NULL,
    account_id BLOB,
    action TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    area_code TEXT,
    detail TEXT NOT NULL
);
CREATE INDEX audit_log_by_time ON audit_log (at, id);

-- Roll-ups ----------------------------------------------------------------------------------
-- One row per year × area of the record × standing; recomputed, never added to, in the
-- transaction that changes a record. `standing` is 'approved' or 'with_pending'.
CREATE TABLE annual_areas (
    year BIGINT NOT NULL,
    standing TEXT NOT NULL,
    area_code TEXT NOT NULL REFERENCES areas (code),
    onsite_visits BIGINT NOT NULL,
    remote_visits BIGINT NOT NULL,
    guidance_visits BIGINT NOT NULL,
    -- The largest households_guided of the year; zero for areas above the village.
    households BIGINT NOT NULL,
    consultations BIGINT NOT NULL,
    materials BIGINT NOT NULL,
    trainings BIGINT NOT NULL,
    attendances BIGINT NOT NULL,
    farmers BIGINT NOT NULL,
    poverty_exited_people BIGINT NOT NULL,
    grassroots_technicians BIGINT NOT NULL,
    online_views BIGINT NOT NULL,
    -- Twelve numbers with commas: per month, what the frequency rules look at.
    onsite_by_month TEXT NOT NULL,
    half_days_by_month TEXT NOT NULL,
    lessons_by_month TEXT NOT NULL,
    last_onsite_on DATE,
    PRIMARY KEY (year, standing, area_code)
);
CREATE INDEX annual_areas_by_area ON annual_areas (area_code, year);

-- Exact service days of one person in one area (village, township, county, city) and year,
-- in units of 1/720720 day.
CREATE TABLE annual_person_days (
    year BIGINT NOT NULL,
    standing TEXT NOT NULL,
    area_code TEXT NOT NULL REFERENCES areas (code),
    commissioner_id BLOB NOT NULL REFERENCES commissioners (id),
    units BIGINT NOT NULL,
    PRIMARY KEY (year, standing, area_code, commissioner_id)
);
CREATE INDEX annual_person_days_by_person ON annual_person_days (commissioner_id, year);

-- The same over all areas: what the person's own page shows (B02 and the duty rule).
CREATE TABLE annual_people (
    year BIGINT NOT NULL,
    standing TEXT NOT NULL,
    commissioner_id BLOB NOT NULL REFERENCES commissioners (id),
    units BIGINT NOT NULL,
    onsite_visits BIGINT NOT NULL,
    remote_visits BIGINT NOT NULL,
    trainings BIGINT NOT NULL,
    attendances BIGINT NOT NULL,
    PRIMARY KEY (year, standing, commissioner_id)
);

-- One row per county: whoever changes its roll-ups takes a turn first, so that two transactions
-- never recompute the same row from half of each other's records.
CREATE TABLE rollup_turns (
    county_code TEXT PRIMARY KEY,
    turn BIGINT NOT NULL
);
