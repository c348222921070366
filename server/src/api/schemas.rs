//! What the OpenAPI document says of bodies and answers (contract §2–§5). Described, never
//! constructed: the real types are in `domain`.
#![expect(
    dead_code,
    clippy::large_enum_variant,
    clippy::struct_field_names,
    reason = "read by the macro that describes them, by nothing else; the names are the contract's"
)]

use serde_json::Value;
use utoipa::ToSchema;

/// A failure, with a stable `code`.
#[derive(ToSchema)]
pub(super) struct Failure {
    error: FailureInside,
}

#[derive(ToSchema)]
struct FailureInside {
    #[schema(example = "bad_request")]
    code: String,
    /// 中文说明
    message: String,
    fields: Vec<Field>,
    request_id: String,
}

#[derive(ToSchema)]
struct Field {
    #[schema(example = "visit.ended_on")]
    path: String,
    #[schema(example = "in_future")]
    code: String,
}

#[derive(ToSchema)]
pub(super) struct SignIn {
    login: String,
    password: String,
    /// `bearer` for scripts: answers a token instead of a cookie.
    r#as: Option<String>,
}

#[derive(ToSchema)]
pub(super) struct SignedIn {
    user: User,
    /// Only with `"as":"bearer"`.
    token: Option<String>,
}

#[derive(ToSchema)]
struct User {
    id: String,
    name: String,
    #[schema(example = "commissioner")]
    role: String,
    #[schema(example = "360722000000")]
    area_code: Option<String>,
    commissioner_id: Option<String>,
}

/// A photo or scan that was taken in.
#[derive(ToSchema)]
pub(super) struct Attachment {
    sha256: String,
    #[schema(example = "image/jpeg")]
    content_type: String,
    byte_count: i64,
}

#[derive(ToSchema)]
pub(super) struct SetPassword {
    login: String,
    /// The one-time code, at the first sign-in.
    code: Option<String>,
    /// The present password, for a change.
    password: Option<String>,
    new_password: String,
}

#[derive(ToSchema)]
pub(super) struct Push {
    device_id: String,
    device_label: Option<String>,
    /// At most 200; body at most 2 MiB.
    changes: Vec<Change>,
}

#[derive(ToSchema)]
struct Change {
    #[schema(format = "uuid")]
    change_id: String,
    sequence: i64,
    base_version: i64,
    #[schema(format = "date-time")]
    captured_at: String,
    schema: i64,
    record: PushedRecord,
    /// `save`, `submit`, `withdraw` or `discard`.
    op: String,
}

#[derive(ToSchema)]
#[serde(untagged)]
enum PushedRecord {
    Visit(Visit),
    Training(Training),
}

#[derive(ToSchema)]
struct Visit {
    #[schema(example = "visit")]
    kind: String,
    #[schema(format = "uuid")]
    id: String,
    author_id: Option<String>,
    /// `personal` or `team`.
    log_type: String,
    team_id: Option<String>,
    participant_ids: Vec<String>,
    /// `onsite`, `phone` or `online`.
    mode: String,
    #[schema(format = "date")]
    started_on: String,
    #[schema(format = "date")]
    ended_on: String,
    /// In steps of 0.5.
    service_days: f64,
    area_code: String,
    place: Option<String>,
    target_kind: String,
    target_name: Option<String>,
    industry_codes: Vec<String>,
    action_kind: String,
    service_kinds: Vec<String>,
    /// 20–1000 characters.
    content: String,
    result: Option<String>,
    households_guided: Option<i64>,
    consultations: Option<i64>,
    materials_issued: Option<i64>,
    training_id: Option<String>,
    position: Option<Position>,
    /// `denied`, `no_fix` or `skipped`.
    position_absent: Option<String>,
    confirmation: Option<Confirmation>,
    photos: Vec<Photo>,
    linked: Option<Linked>,
}

/// What a record says for the ledgers. Each list may be absent; a `key` (1, 2, 3) tells an entry from the
/// record's others of its ledger, and the same key of the same record is the same entry.
#[derive(ToSchema)]
struct Linked {
    raised: Option<Vec<Raised>>,
    problems: Option<Vec<TouchedProblem>>,
    introductions: Option<Vec<Introduced>>,
    talents: Option<Vec<Trained>>,
}

#[derive(ToSchema)]
struct Raised {
    key: i64,
    title: String,
    category: String,
    /// `normal`, `urgent` or `critical`.
    severity: String,
    /// How it was solved on the spot; absent while it is open.
    measures: Option<String>,
}

/// A problem of the ledger, in the record's place.
#[derive(ToSchema)]
struct TouchedProblem {
    #[schema(format = "uuid")]
    id: String,
    /// `worked` or `resolved`.
    did: String,
    title: Option<String>,
}

#[derive(ToSchema)]
struct Introduced {
    key: i64,
    /// `variety`, `technique`, `product`, `equipment` or `mode`.
    kind: String,
    name: String,
    /// Hundredths of a 亩.
    area_hundredths: Option<i64>,
    households: Option<i64>,
}

#[derive(ToSchema)]
struct Trained {
    key: i64,
    /// `leader`, `technician`, `broker` or `craftsman`.
    kind: String,
    name: String,
}

#[derive(ToSchema)]
struct Position {
    lat: f64,
    lon: f64,
    accuracy_m: f64,
    #[schema(format = "date-time")]
    at: String,
}

#[derive(ToSchema)]
struct Confirmation {
    method: String,
    name: Option<String>,
    phone: Option<String>,
}

#[derive(ToSchema)]
struct Photo {
    sha256: String,
    taken_at: Option<String>,
    caption: Option<String>,
}

#[derive(ToSchema)]
struct Training {
    #[schema(example = "training")]
    kind: String,
    #[schema(format = "uuid")]
    id: String,
    title: String,
    form: String,
    #[schema(format = "date-time")]
    started_at: String,
    #[schema(format = "date-time")]
    ended_at: String,
    area_code: String,
    place: Option<String>,
    organiser: String,
    trainer_ids: Vec<String>,
    outside_trainers: Vec<String>,
    industry_codes: Vec<String>,
    topic: String,
    attendances: i64,
    farmers: Option<i64>,
    poverty_exited_people: Option<i64>,
    grassroots_technicians: Option<i64>,
    women: Option<i64>,
    online_views: Option<i64>,
    materials_issued: Option<i64>,
    visit_id: Option<String>,
    photos: Vec<Photo>,
    linked: Option<Linked>,
}

#[derive(ToSchema)]
pub(super) struct Pushed {
    results: Vec<ChangeResult>,
}

#[derive(ToSchema)]
struct ChangeResult {
    change_id: String,
    record_id: Option<String>,
    /// `applied`, `duplicate`, `conflict` or `rejected`.
    outcome: String,
    version: Option<i64>,
    number: Option<String>,
    receipt: Option<String>,
    missing_photos: Vec<String>,
    server_version: Option<Value>,
    fields: Option<Vec<Field>>,
}

/// The fields of a visit or a training, flat, and with them what the server knows.
#[derive(ToSchema)]
pub(super) struct Record {
    id: String,
    kind: String,
    author_id: String,
    author_name: String,
    author_unit: String,
    entered_by: Option<String>,
    /// 从往年台账导入；不是时没有这一项。
    imported: Option<bool>,
    version: i64,
    /// `draft`, `submitted`, `verified`, `approved`, `locked`, `returned` or `voided`.
    status: String,
    number: Option<String>,
    captured_at: String,
    received_at: String,
    submitted_at: Option<String>,
    late: bool,
    flags: Vec<String>,
    area_name: String,
    occurred_on: Option<String>,
    people: Vec<Value>,
    team_name: Option<String>,
    industry_names: Vec<String>,
    reviewed_by: Option<String>,
    reviewed_at: Option<String>,
    review_opinion: Option<String>,
    /// Names of the fields that a return points at; absent when none.
    review_fields: Option<Vec<String>>,
    editable: bool,
    /// Absent for a record without photos.
    photo_files: Option<Vec<PhotoFile>>,
    #[serde(flatten)]
    body: PushedRecord,
}

#[derive(ToSchema)]
struct PhotoFile {
    sha256: String,
    /// `picture`, `scan`, `missing` (its bytes have not arrived) or `cleared` (no longer kept).
    state: String,
}

#[derive(ToSchema)]
pub(super) struct RecordPage {
    records: Vec<Record>,
    /// For `after`; null on the last page.
    next: Option<String>,
}

/// What a phone has not got yet.
#[derive(ToSchema)]
pub(super) struct Pulled {
    /// For the next pull; opaque.
    cursor: String,
    /// New or changed ones, at most 200.
    records: Vec<Record>,
    /// Ids of records that the person may read no longer.
    removed: Vec<String>,
    /// Whether to pull again right away.
    more: bool,
    /// Absent when nothing of it changed.
    reference: Option<Reference>,
}

/// The parts that changed; an absent part stays as it is.
#[derive(ToSchema)]
struct Reference {
    version: String,
    person: Option<Value>,
    /// Assigned villages with designations, 结对, last approved visit and counts of the year.
    villages: Option<Vec<Value>>,
    /// Counties with `townships`: `[place, [village…]]`, each place `[digits, short name, pinyin initials, official name]`.
    places: Option<Vec<Value>>,
    industries: Option<Vec<Value>>,
    teams: Option<Vec<Value>>,
    people: Option<Vec<Value>>,
    progress: Option<Value>,
}

#[derive(ToSchema)]
pub(super) struct DeviceKey {
    /// 32 bytes in base64.
    key: String,
}

#[derive(ToSchema)]
pub(super) struct History {
    versions: Vec<Version>,
}

#[derive(ToSchema)]
struct Version {
    version: i64,
    action: String,
    status: String,
    by: String,
    at: String,
    opinion: Option<String>,
    /// Names of the fields that a return points at; absent when none.
    review_fields: Option<Vec<String>>,
    named: Named,
    body: Value,
}

/// What a version refers to, by name.
#[derive(ToSchema)]
struct Named {
    area: String,
    industries: Vec<String>,
    people: Vec<String>,
}

#[derive(ToSchema)]
pub(super) struct Phone {
    phone: String,
}

#[derive(ToSchema)]
pub(super) struct Decisions {
    /// At most 200.
    decisions: Vec<Decision>,
}

#[derive(ToSchema)]
struct Decision {
    record_id: String,
    version: i64,
    /// `approve`, `return`, `void` or `reopen`.
    decision: String,
    /// Required but for `approve`.
    opinion: Option<String>,
    /// With `return` and `reopen`: names of the record's fields to be mended, as `content`.
    fields: Option<Vec<String>>,
}

#[derive(ToSchema)]
pub(super) struct Decided {
    results: Vec<DecisionResult>,
}

#[derive(ToSchema)]
struct DecisionResult {
    record_id: String,
    /// `applied`, `conflict` or `rejected`.
    outcome: String,
    version: Option<i64>,
    fields: Option<Vec<Field>>,
}

#[derive(ToSchema)]
struct Area {
    code: String,
    name: String,
    level: String,
}

#[derive(ToSchema)]
pub(super) struct Coverage {
    area: Area,
    year: i32,
    as_of: String,
    rule: Value,
    /// Only when one was asked for.
    designation: Option<String>,
    /// `then` or `now`: the areas it is told by.
    divisions: String,
    totals: Totals,
    rates: Rates,
    children: Vec<Value>,
    /// When the area is a county or lower; `planned` are the visits in a year of a village's own plan.
    villages: Vec<Value>,
}

#[derive(ToSchema)]
struct Totals {
    due: i64,
    assigned: i64,
    served: i64,
    regular: i64,
    uncovered: i64,
    assigned_not_served: i64,
    served_not_assigned: i64,
    overdue: i64,
    warning: i64,
}

#[derive(ToSchema)]
struct Rates {
    assigned: Option<f64>,
    served: Option<f64>,
    regular: Option<f64>,
}

#[derive(ToSchema)]
pub(super) struct AnnualStatistics {
    year: i32,
    area: Area,
    generated_at: String,
    /// `false`, or `{"at","by","hash"}` of the filing.
    frozen: Value,
    /// The indicators that the area shows, each with its `code` and perhaps its own `name`; absent for all.
    form: Option<Vec<Value>>,
    indicators: Vec<Indicator>,
    rows: Vec<AreaRow>,
    /// `then` or `now`: the areas it is told by.
    divisions: String,
}

#[derive(ToSchema)]
struct Indicator {
    #[schema(example = "B01")]
    code: String,
    name_zh: String,
    name_en: String,
    unit: String,
    value: Option<f64>,
    pending: Option<f64>,
    /// `flow`, `stock` or `period`.
    kind: String,
    definition: String,
    /// Of a frozen year: the value today, where it differs.
    corrected: Option<f64>,
}

#[derive(ToSchema)]
struct AreaRow {
    area: Area,
    /// By indicator code.
    values: Value,
}

/// One of the seven lists.
#[derive(ToSchema)]
pub(super) struct Behind {
    code: String,
    area: Area,
    year: i32,
    listed: String,
    records: Option<Vec<Record>>,
    villages: Option<Vec<Value>>,
    people: Option<Vec<Value>>,
    teams: Option<Vec<Value>>,
    entries: Option<Vec<Value>>,
    /// Of C08: each with its `code`, `name`, whether it is `covered` and `through` what.
    townships: Option<Vec<Value>>,
    /// Of C09, likewise.
    industries: Option<Vec<Value>>,
    next: Option<String>,
}

/// The years of the offices' areas.
#[derive(ToSchema)]
pub(super) struct Years {
    years: Vec<YearLine>,
}

#[derive(ToSchema)]
struct YearLine {
    area: Area,
    year: i32,
    /// Its newest filing.
    newest: Option<Filing>,
    may_file: bool,
    /// It is not filed, and the year of the area above stands without it.
    above_stands: bool,
}

#[derive(ToSchema)]
struct Filing {
    id: String,
    area: Area,
    year: i32,
    /// From 1; a year that was sent back is filed again under the next.
    number: i64,
    /// `filed`, `accepted` or `returned`.
    state: String,
    filed_at: String,
    filed_by: String,
    decided_at: Option<String>,
    decided_by: Option<String>,
    reason: Option<String>,
    /// SHA-256 of `/api/v1/filings/{id}/text`.
    hash: String,
}

/// A filed year.
#[derive(ToSchema)]
pub(super) struct FilingView {
    filing: Filing,
    figures: AnnualStatistics,
    records: i64,
    /// Figure by figure, what has changed since.
    corrections: Vec<Value>,
    others: Vec<Filing>,
    may_accept: bool,
    may_send_back: bool,
    may_file: bool,
}

/// A page of what one figure of a filing counts.
#[derive(ToSchema)]
pub(super) struct FiledList {
    filing: Filing,
    code: String,
    name: String,
    unit: String,
    value: Option<Value>,
    total: i64,
    /// Each with `kind`, `id`, `version`, `name`, `codes`; what it adds as `number` (and as
    /// `beside` to what a share is divided by); a record's `record` (day, place, author); how it stands today as `note`.
    items: Vec<Value>,
    next: Option<String>,
}

/// What was found among what an area's year counts.
#[derive(ToSchema)]
pub(super) struct QualitySheet {
    area: Area,
    year: i32,
    /// Each with its `check`, what it opens, and where and when.
    findings: Vec<Value>,
}
