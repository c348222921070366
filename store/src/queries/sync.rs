//! One change of a phone: found again, refused, in conflict, or applied.

use super::{
    Conn, Pools, answered,
    audit::{Entry, Trail},
    effects::Effects,
    ingest,
    receipts::ReceiptKey,
    record_photos,
    record_rows::{self, RecordRow},
    records,
    submissions::{self, Header, Version},
};
use crate::{Result, StoreError, sync::Push};
use chrono::NaiveDate;
use domain::{
    access::{self, Action, Actor, Standing},
    areas::AreaCode,
    calendar,
    codes::{Coded, RecordKind, Role, Status},
    fields::{FieldCode, FieldError},
    ids::{CommissionerId, RecordId, TeamId},
    records::{Draft, Record, is_late, prefix},
    reviews,
    sync::{Change, ChangeResult, Op, Outcome},
};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

pub(crate) async fn push(pools: &Pools, actor: &Actor, push: &Push) -> Result<Vec<ChangeResult>> {
    ingest::push(pools, actor, push).await
}

/// What the changes of one transaction share.
pub(crate) struct Batch<'a> {
    pools: &'a Pools,
    key: ReceiptKey,
    industries: BTreeSet<String>,
    pub(crate) effects: Effects,
    /// Written by whoever commits, after the effects: see `audit`.
    pub(crate) trail: Trail,
}

impl<'a> Batch<'a> {
    pub(crate) async fn open(conn: &mut Conn, pools: &'a Pools) -> Result<Self> {
        let industries: Vec<(String,)> = sqlx::query_as("SELECT code FROM industries")
            .fetch_all(&mut *conn)
            .await?;
        let industries = industries.into_iter().map(|(code,)| code).collect();
        Ok(Self {
            pools,
            key: ReceiptKey::read(conn, pools).await?,
            industries,
            effects: Effects::default(),
            trail: Trail::default(),
        })
    }
}

/// A change that is refused, with its faults; or a failure of the database.
enum Stop {
    Refused(Vec<FieldError>),
    Failed(StoreError),
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Failed(error)
    }
}

impl From<sqlx::Error> for Stop {
    fn from(error: sqlx::Error) -> Self {
        Self::Failed(error.into())
    }
}

fn refuse<T>(path: impl Into<String>, code: FieldCode) -> std::result::Result<T, Stop> {
    Err(Stop::Refused(vec![FieldError::new(path, code)]))
}

/// Applies one change inside the group's transaction. A refusal has written nothing.
pub(crate) async fn apply(
    conn: &mut Conn,
    batch: &mut Batch<'_>,
    actor: &Actor,
    push: &Push,
    value: &Value,
) -> Result<ChangeResult> {
    let sent_id = value.get("change_id").cloned().unwrap_or(Value::Null);
    let record_id = value
        .pointer("/record/id")
        .and_then(Value::as_str)
        .and_then(|id| id.parse().ok());
    match try_apply(conn, batch, actor, push, value).await {
        Ok(result) => Ok(result),
        Err(Stop::Refused(fields)) => Ok(ChangeResult::rejected(sent_id, record_id, fields)),
        Err(Stop::Failed(error)) => Err(error),
    }
}

async fn try_apply(
    conn: &mut Conn,
    batch: &mut Batch<'_>,
    actor: &Actor,
    push: &Push,
    value: &Value,
) -> std::result::Result<ChangeResult, Stop> {
    let change = Change::parse(value).map_err(Stop::Refused)?;
    let content = Sha256::digest(change.content().as_bytes()).to_vec();
    if let Some(known) = answered::find(conn, change.change_id).await? {
        if known.account_id != actor.account_id.0 || known.content_hash != content {
            return refuse("change_id", FieldCode::ChangeIdReused);
        }
        return Ok(known.answer(conn, change.change_id).await?);
    }
    let kind = domain::records::kind(&change.record).map_err(Stop::Refused)?;
    let id = domain::records::id(&change.record, kind).map_err(Stop::Refused)?;
    let current = current(conn, actor, id, kind).await?;
    let author = author(conn, actor, &change, kind, current.as_ref()).await?;
    let known = Known {
        change,
        id,
        kind,
        current,
        author,
        content,
    };
    if known.change.base_version != known.version() {
        return Ok(conflict(conn, batch, actor, push, known).await?);
    }
    let status = known.current.as_ref().map(RecordRow::status).transpose()?;
    let status = reviews::author(status, known.change.op).or_else(|code| refuse("op", code))?;
    let (header, record) = prepare(conn, batch, actor, &known, status).await?;
    Ok(write(conn, batch, actor, push, known, header, record).await?)
}

/// A readable change and what the server holds of its record.
struct Known {
    change: Change,
    id: RecordId,
    kind: RecordKind,
    current: Option<RecordRow>,
    author: CommissionerId,
    content: Vec<u8>,
}

impl Known {
    fn version(&self) -> i64 {
        self.current.as_ref().map_or(0, |row| row.version)
    }
}

/// The record as the server holds it, if the actor writes it.
async fn current(
    conn: &mut Conn,
    actor: &Actor,
    id: RecordId,
    kind: RecordKind,
) -> std::result::Result<Option<RecordRow>, Stop> {
    let row = match records::find(conn, actor, id).await {
        Ok((row, _)) => row,
        Err(StoreError::NotFound) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    if !row.is_writer(actor) {
        return refuse(format!("{}.id", prefix(kind)), FieldCode::NotFound);
    }
    if row.kind != kind.code() {
        return refuse("record.kind", FieldCode::KindChanged);
    }
    Ok(Some(row))
}

/// Whose record it is: the signed-in person's, or another's when an office enters a paper log (代录).
async fn author(
    conn: &mut Conn,
    actor: &Actor,
    change: &Change,
    kind: RecordKind,
    current: Option<&RecordRow>,
) -> std::result::Result<CommissionerId, Stop> {
    let path = format!("{}.author_id", prefix(kind));
    let named = match change.record.get("author_id") {
        None | Some(Value::Null) => None,
        Some(value) => match value.as_str().and_then(|text| text.parse().ok()) {
            Some(id) => Some(id),
            None => return refuse(path, FieldCode::NotAnId),
        },
    };
    if let Some(row) = current {
        let author = CommissionerId(row.author_id);
        return if named.is_none_or(|named| named == author) {
            Ok(author)
        } else {
            refuse(path, FieldCode::ForeignAuthor)
        };
    }
    if let (Role::Commissioner, Some(me)) = (actor.role, actor.commissioner_id) {
        return if named.is_none_or(|named| named == me) {
            Ok(me)
        } else {
            refuse(path, FieldCode::ForeignAuthor)
        };
    }
    let Some(named) = named else {
        return refuse(path, FieldCode::Required);
    };
    let area: Option<AreaCode> = change
        .record
        .get("area_code")
        .and_then(Value::as_str)
        .and_then(|code| code.parse().ok());
    let standing = area
        .map(|area| Standing::to_area(actor, &area))
        .unwrap_or_default();
    if !access::may(actor.role, Action::EnterOnBehalf, standing) {
        return refuse(path, FieldCode::ForeignAuthor);
    }
    if submissions::person_exists(conn, named).await? {
        Ok(named)
    } else {
        refuse(path, FieldCode::UnknownPerson)
    }
}

/// Both versions stay: the server answers with its own, and the person decides.
async fn conflict(
    conn: &mut Conn,
    batch: &Batch<'_>,
    actor: &Actor,
    push: &Push,
    known: Known,
) -> Result<ChangeResult> {
    let version = known.version();
    let server_version = match known.current {
        Some(row) => record_rows::views(conn, actor, vec![row])
            .await?
            .pop()
            .and_then(|view| serde_json::to_value(view).ok()),
        None => None,
    };
    let result = ChangeResult {
        change_id: Value::from(known.change.change_id.to_string()),
        record_id: Some(known.id),
        outcome: Outcome::Conflict,
        version: Some(version),
        number: None,
        receipt: None,
        missing_photos: Vec::new(),
        server_version,
        fields: Vec::new(),
    };
    answered::remember(
        conn,
        batch.pools,
        actor,
        push,
        &known.change,
        &known.content,
        &result,
    )
    .await?;
    Ok(result)
}

/// The header as it stands, one version on; a new record's is still empty.
fn next_header(batch: &Batch<'_>, actor: &Actor, known: &Known, status: Status) -> Result<Header> {
    let now = batch.pools.clock.now();
    let header = Header {
        id: known.id,
        kind: known.kind,
        author_id: known.author,
        entered_by: (actor.role != Role::Commissioner).then_some(actor.account_id),
        team_id: None,
        status,
        version: known.version() + 1,
        body: String::new(),
        submitted_body: None,
        area_code: None,
        occurred_on: calendar::shanghai_date(now),
        number: None,
        captured_at: known.change.captured_at,
        received_at: now,
        submitted_at: None,
        late: false,
        flags: Vec::new(),
    };
    let Some(row) = &known.current else {
        return Ok(header);
    };
    Ok(Header {
        entered_by: row.entered_by.map(Into::into),
        team_id: row.team_id.map(TeamId),
        body: row.body().to_owned(),
        submitted_body: row.submitted_body(),
        area_code: row.area()?,
        occurred_on: row.occurred_on,
        number: row.number.clone(),
        // What was only a draft so far is received when it is first submitted.
        received_at: row.number.as_ref().map_or(now, |_| row.received_at()),
        submitted_at: row.submitted_at,
        late: row.is_late(),
        flags: row.stored_flags()?,
        ..header
    })
}

/// The header that the change leaves, and the complete record when it is a submission.
async fn prepare(
    conn: &mut Conn,
    batch: &Batch<'_>,
    actor: &Actor,
    known: &Known,
    status: Status,
) -> std::result::Result<(Header, Option<Record>), Stop> {
    let now = batch.pools.clock.now();
    let today = calendar::shanghai_date(now);
    let mut header = next_header(batch, actor, known, status)?;
    match known.change.op {
        Op::Withdraw | Op::Discard => Ok((header, None)),
        Op::Save => {
            let draft = Draft::parse(&known.change.record).map_err(Stop::Refused)?;
            // On a returned record the header goes on saying what was submitted.
            if status == Status::Draft {
                header.area_code = match draft.area_code {
                    Some(area) if submissions::area_exists(conn, area).await? => Some(area),
                    _ => None,
                };
                header.occurred_on = draft.occurred_on.unwrap_or(today);
            }
            header.body = Value::Object(draft.body).to_string();
            Ok((header, None))
        }
        Op::Submit => {
            let record = complete(conn, batch, known, today).await?;
            header.team_id = match &record {
                Record::Visit(visit) => visit.team_id,
                Record::Training(_) => None,
            };
            header.body = serde_json::to_string(&record).unwrap_or_default();
            header.submitted_body = Some(header.body.clone());
            header.area_code = Some(record.area_code());
            header.occurred_on = record.occurred_on();
            header.submitted_at = Some(now);
            header.late = is_late(
                record.occurred_on(),
                calendar::shanghai_date(header.received_at),
            );
            header.flags =
                submissions::flags(conn, known.author, &record, known.change.captured_at, now)
                    .await?;
            Ok((header, Some(record)))
        }
    }
}

/// Reads a submission whole: its own rules first, then what it refers to.
async fn complete(
    conn: &mut Conn,
    batch: &Batch<'_>,
    known: &Known,
    today: NaiveDate,
) -> std::result::Result<Record, Stop> {
    let mut sent = known.change.record.clone();
    sent.insert(
        "author_id".to_owned(),
        Value::from(known.author.to_string()),
    );
    let record = Record::parse(&sent, today).map_err(Stop::Refused)?;
    let faults = submissions::unknown_references(conn, &record, &batch.industries).await?;
    if faults.is_empty() {
        Ok(record)
    } else {
        Err(Stop::Refused(faults))
    }
}

async fn write(
    conn: &mut Conn,
    batch: &mut Batch<'_>,
    actor: &Actor,
    push: &Push,
    known: Known,
    mut header: Header,
    record: Option<Record>,
) -> Result<ChangeResult> {
    let now = batch.pools.clock.now();
    let is_new = known.current.is_none();
    if is_new {
        batch.effects.begins(known.id);
    } else {
        batch.effects.before(conn, known.id).await?;
    }
    if record.is_some() && header.number.is_none() {
        header.number = Some(submissions::next_number(conn, calendar::shanghai_date(now)).await?);
    }
    submissions::write_header(conn, &header).await?;
    let op = known.change.op;
    let change_id = known.change.change_id;
    let version = Version {
        record_id: known.id,
        version: header.version,
        action: op.code(),
        status: header.status,
        body: &header.body,
        opinion: None,
        review_fields: "[]",
        account_id: actor.account_id,
        change_id: Some(change_id),
        made_at: now,
    };
    submissions::write_version(conn, &version).await?;
    if let Some(record) = &record {
        submissions::write_typed(conn, known.author, record, is_new).await?;
    }
    let hashes = record_photos::named(&header.body);
    let missing_photos = keep_photos(conn, actor, &known, &header).await?;
    batch.effects.after(conn, known.id).await?;
    let before = known.current.as_ref().and_then(RecordRow::submitted_body);
    let bodies = [before.as_deref(), header.submitted_body.as_deref()];
    batch.effects.linked((known.id, actor.account_id), bodies);
    audit_change(batch, actor, push, &known, &header);
    let result = ChangeResult {
        change_id: Value::from(known.change.change_id.to_string()),
        record_id: Some(known.id),
        outcome: Outcome::Applied,
        version: Some(header.version),
        number: header.number,
        receipt: Some(batch.key.sign(known.id, header.version, &hashes)?),
        missing_photos,
        server_version: None,
        fields: Vec::new(),
    };
    answered::remember(
        conn,
        batch.pools,
        actor,
        push,
        &known.change,
        &known.content,
        &result,
    )
    .await?;
    Ok(result)
}

/// Writes what photos the record names; those of them whose bytes have not arrived.
async fn keep_photos(
    conn: &mut Conn,
    actor: &Actor,
    known: &Known,
    header: &Header,
) -> Result<Vec<String>> {
    // Most records come without a photo, and there is nothing to look up for them.
    if known.current.is_none() && record_photos::named(&header.body).is_empty() {
        return Ok(Vec::new());
    }
    if matches!(known.change.op, Op::Submit | Op::Save) {
        let submitted = header.submitted_body.as_deref();
        record_photos::write(conn, known.id, actor.account_id, &header.body, submitted).await?;
    }
    record_photos::missing(conn, known.id).await
}

fn audit_change(batch: &mut Batch<'_>, actor: &Actor, push: &Push, known: &Known, header: &Header) {
    let on_behalf = header.entered_by.is_some();
    let mut detail = serde_json::json!({
        "version": header.version,
        "change_id": known.change.change_id,
        "on_behalf": on_behalf,
    });
    if on_behalf {
        // Such as 救援文件: where the office has it from.
        detail["device_label"] = Value::from(push.device_label.as_str());
    }
    let entry = Entry {
        account_id: Some(actor.account_id),
        action: &format!("{}s.{}", known.kind.code(), known.change.op.code()),
        subject_kind: "record",
        subject_id: known.id.to_string(),
        area_code: header.area_code,
        detail,
    };
    batch.trail.note(batch.pools, entry);
}
