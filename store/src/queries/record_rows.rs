//! A record's header row, and how it becomes what a reader may see.

use super::{
    Conn,
    among::rows_among,
    long_months::LongMonths,
    places::Places,
    record_names::{Named, RecordNames},
    record_photos::PhotoStates,
    rows,
    same_days::SameDays,
};
use crate::Result;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    access::Actor,
    areas::AreaCode,
    codes::{Coded, RecordKind, ServiceMode, Status},
    ids::{CommissionerId, RecordId},
    reading::{Flag, RecordView, masked_phone},
};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The select every reader of records starts from: `r` is the record, `s` its visit, and what is joined besides
/// goes by another letter. PostgreSQL plans it for each page, so names are joined outside it: planned with
/// them, it took longer than it was read.
pub(crate) const SELECT: &str = "
    SELECT r.id, r.kind, r.author_id, r.entered_by, r.team_id, r.status, r.version,
           r.body, r.submitted_body, r.area_code, r.occurred_on, r.number, r.captured_at, r.received_at,
           r.submitted_at, r.late, r.flags, r.reviewed_by, r.reviewed_at, r.review_opinion, r.review_fields,
           r.import_key IS NOT NULL AS imported, s.started_on, s.ended_on
    FROM records r
    LEFT JOIN visits s ON s.record_id = r.id";

#[derive(Debug, sqlx::FromRow)]
pub(crate) struct RecordRow {
    pub(crate) id: Uuid,
    pub(crate) kind: String,
    pub(crate) author_id: Uuid,
    pub(crate) entered_by: Option<Uuid>,
    pub(crate) team_id: Option<Uuid>,
    pub(crate) status: String,
    pub(crate) version: i64,
    body: String,
    submitted_body: Option<String>,
    pub(crate) area_code: Option<String>,
    pub(crate) occurred_on: NaiveDate,
    pub(crate) number: Option<String>,
    captured_at: DateTime<Utc>,
    received_at: DateTime<Utc>,
    pub(crate) submitted_at: Option<DateTime<Utc>>,
    late: bool,
    flags: String,
    pub(crate) reviewed_by: Option<Uuid>,
    reviewed_at: Option<DateTime<Utc>>,
    review_opinion: Option<String>,
    review_fields: String,
    imported: bool,
    /// Days of a visit that was submitted.
    started_on: Option<NaiveDate>,
    ended_on: Option<NaiveDate>,
}

impl RecordRow {
    /// The first and the last day of a visit that was submitted.
    pub(crate) fn visit_days(&self) -> Option<(NaiveDate, NaiveDate)> {
        self.started_on.zip(self.ended_on)
    }

    pub(crate) fn status(&self) -> Result<Status> {
        rows::code("records", "status", self.id, &self.status)
    }

    pub(crate) fn kind(&self) -> Result<RecordKind> {
        rows::code("records", "kind", self.id, &self.kind)
    }

    pub(crate) fn area(&self) -> Result<Option<AreaCode>> {
        self.area_code
            .as_deref()
            .map(|code| rows::area("records", "area_code", self.id, code))
            .transpose()
    }

    /// Whether the actor writes this record: its author, or who entered it for the author.
    pub(crate) fn is_writer(&self, actor: &Actor) -> bool {
        self.is_author(actor) || self.entered_by == Some(actor.account_id.0)
    }

    /// Whether the record is the actor's own.
    pub(crate) fn is_author(&self, actor: &Actor) -> bool {
        let me = actor.commissioner_id;
        me.is_some_and(|me| me.0 == self.author_id)
    }

    /// The writer's own newest body.
    pub(crate) fn body(&self) -> &str {
        &self.body
    }

    /// What was last submitted, none before the first submission.
    pub(crate) fn submitted_body(&self) -> Option<String> {
        self.submitted_body.clone()
    }

    pub(crate) fn received_at(&self) -> DateTime<Utc> {
        self.received_at
    }

    pub(crate) fn is_late(&self) -> bool {
        self.late
    }

    /// The flags kept with the record; others are found on reading.
    pub(crate) fn stored_flags(&self) -> Result<Vec<Flag>> {
        rows::json("records", "flags", self.id, &self.flags)
    }

    /// The body this reader sees: a draft on top of a returned record is its writer's alone, others
    /// read what was submitted.
    pub(crate) fn shown_body(&self, actor: &Actor) -> &str {
        if self.is_writer(actor) {
            &self.body
        } else {
            self.submitted_body.as_ref().unwrap_or(&self.body)
        }
    }
}

/// These records as they stand, whoever may read them.
pub(crate) async fn find_all(conn: &mut Conn, ids: &[Uuid]) -> Result<Vec<RecordRow>> {
    rows_among(conn, &format!("{SELECT} WHERE r.id"), ids).await
}

/// Turns rows into views for this reader, reading the names they need in a few statements.
pub(crate) async fn views(
    conn: &mut Conn,
    actor: &Actor,
    found: Vec<RecordRow>,
) -> Result<Vec<RecordView>> {
    views_after(conn, actor, found, &mut Shared::default()).await
}

/// What the pages of a list have in common: read for one of them, it holds for the next.
#[derive(Debug, Default)]
pub(crate) struct Shared {
    places: Places,
    names: RecordNames,
    industries: BTreeMap<String, String>,
    long_months: LongMonths,
}

impl Shared {
    /// Reads what these records need and none before them did.
    async fn read(&mut self, conn: &mut Conn, found: &[RecordRow], named: &Named) -> Result<()> {
        let mut codes = Vec::new();
        for row in found {
            codes.extend(row.area()?);
        }
        self.places.add(conn, codes).await?;
        self.names.add(conn, found, named).await?;
        if self.industries.is_empty() {
            self.industries = industries(conn).await?;
        }
        self.long_months.read(conn, found).await
    }
}

/// The same for one of a list's many pages, with what the pages before it have read.
pub(crate) async fn views_after(
    conn: &mut Conn,
    actor: &Actor,
    found: Vec<RecordRow>,
    shared: &mut Shared,
) -> Result<Vec<RecordView>> {
    let ids: Vec<Uuid> = found.iter().map(|row| row.id).collect();
    let named = Named::read(conn, &ids).await?;
    shared.read(conn, &found, &named).await?;
    let photos = PhotoStates::read(conn, &ids).await?;
    let same_days = SameDays::read(conn, &found).await?;
    found
        .into_iter()
        .map(|row| {
            let many_days = shared.long_months.holds(&row);
            let same_day = same_days.holds(&row);
            let mut view = view(actor, row, shared, &named)?;
            view.flags
                .extend(same_day.then_some(Flag::SameVillageSameDay));
            view.flags
                .extend((many_days && is_onsite(&view.body)).then_some(Flag::DaysOverTwenty));
            view.photo_files = photos.files(view.id.0, &view.body);
            Ok(view)
        })
        .collect()
}

/// The industries' names by code.
pub(crate) async fn industries(conn: &mut Conn) -> Result<BTreeMap<String, String>> {
    let found: Vec<(String, String)> = sqlx::query_as("SELECT code, name FROM industries")
        .fetch_all(conn)
        .await?;
    Ok(found.into_iter().collect())
}

fn view(actor: &Actor, row: RecordRow, shared: &Shared, named: &Named) -> Result<RecordView> {
    let status = row.status()?;
    let kind = row.kind()?;
    let area = row.area()?;
    let writer = row.is_writer(actor);
    let mut body: Map<String, Value> =
        rows::json("records", "body", row.id, row.shown_body(actor))?;
    for known in ["kind", "id", "author_id"] {
        body.remove(known);
    }
    if !writer || status.counts() {
        mask(&mut body);
    }
    let people = named.beside_author(&row, &shared.names);
    let author = shared
        .names
        .person(row.author_id)
        .cloned()
        .unwrap_or_default();
    let flags = flags(&row, &body)?;
    let review_fields = rows::json("records", "review_fields", row.id, &row.review_fields)?;
    let industry_names = industry_names(&body, &shared.industries);
    Ok(RecordView {
        id: RecordId(row.id),
        kind,
        author_id: CommissionerId(row.author_id),
        author_name: author.name,
        author_unit: author.unit,
        entered_by: shared.names.account(row.entered_by),
        imported: row.imported,
        version: row.version,
        status,
        number: row.number,
        captured_at: row.captured_at,
        received_at: row.received_at,
        submitted_at: row.submitted_at,
        late: row.late,
        flags,
        area_name: area
            .map(|area| shared.places.full_name(area))
            .unwrap_or_default(),
        occurred_on: Some(row.occurred_on),
        people,
        team_name: shared.names.team(row.team_id),
        industry_names,
        reviewed_by: shared.names.account(row.reviewed_by),
        reviewed_at: row.reviewed_at,
        review_opinion: row.review_opinion,
        review_fields,
        editable: writer
            && matches!(
                status,
                Status::Draft | Status::Returned | Status::Submitted | Status::Verified
            ),
        photo_files: Vec::new(),
        body,
    })
}

/// The flags kept with the record, and those that depend on what else there is.
fn flags(row: &RecordRow, body: &Map<String, Value>) -> Result<Vec<Flag>> {
    let mut flags = row.stored_flags()?;
    let photos = body.get("photos").and_then(Value::as_array);
    let onsite = is_onsite(body);
    flags.extend((onsite && photos.is_none_or(Vec::is_empty)).then_some(Flag::NoPhoto));
    Ok(flags)
}

fn is_onsite(body: &Map<String, Value>) -> bool {
    body.get("mode").and_then(Value::as_str) == Some(ServiceMode::Onsite.code())
}

pub(crate) fn industry_names(
    body: &Map<String, Value>,
    names: &BTreeMap<String, String>,
) -> Vec<String> {
    let codes = body.get("industry_codes").and_then(Value::as_array);
    codes
        .map(Vec::as_slice)
        .unwrap_or_default()
        .iter()
        .filter_map(Value::as_str)
        .map(|code| names.get(code).cloned().unwrap_or_else(|| code.to_owned()))
        .collect()
}

/// Hides the middle of the contact's phone.
pub(crate) fn mask(body: &mut Map<String, Value>) {
    if let Some(phone) = body
        .get_mut("confirmation")
        .and_then(|confirmation| confirmation.get_mut("phone"))
        && let Some(text) = phone.as_str()
    {
        *phone = Value::from(masked_phone(text));
    }
}
