//! What becomes of one change, by what the round knows: nothing is written here.

use super::{
    super::{
        Conn,
        answered::AnsweredRow,
        record_rows::{self, RecordRow},
    },
    Batch, Sent,
    incoming::ReadChange,
    known::Known,
    plan::Plan,
};
use crate::{Result, StoreError};
use domain::{
    access::{self, Action, Actor, Standing},
    areas::AreaCode,
    codes::{Coded, RecordKind, Role},
    fields::{FieldCode, FieldError},
    ids::{CommissionerId, RecordId},
    records::prefix,
    reviews,
    sync::{Change, ChangeResult, Outcome},
};
use serde_json::Value;
use std::result::Result as Either;

/// What a change that is not refused leads to.
pub(super) enum Decision<'a> {
    /// It was answered before.
    Answered(ChangeResult),
    /// Both versions stay: the server answers with its own, and the person decides.
    Conflict(&'a ReadChange, ChangeResult),
    Write(Box<Plan<'a>>),
}

/// A change that is refused, with its faults; or a failure of the database.
pub(super) enum Stop {
    Refused(Vec<FieldError>),
    Failed(StoreError),
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Failed(error)
    }
}

fn refuse<T>(path: impl Into<String>, code: FieldCode) -> Either<T, Stop> {
    Err(Stop::Refused(vec![FieldError::new(path, code)]))
}

pub(super) async fn decide<'a>(
    conn: &mut Conn,
    batch: &Batch<'_>,
    known: &mut Known,
    sent: Sent<'a>,
) -> Either<Decision<'a>, Stop> {
    let read = sent.read.as_ref();
    let read = read.map_err(|faults| Stop::Refused(faults.clone()))?;
    if let Some(answered) = known.take_answer(read.change.change_id) {
        return Ok(Decision::Answered(again(conn, sent, read, answered).await?));
    }
    let (kind, id) = read.subject.clone().map_err(Stop::Refused)?;
    let current = current(known, sent.actor, id, kind)?;
    let author = author(known, sent.actor, &read.change, kind, current.as_ref())?;
    let version = current.as_ref().map_or(0, |row| row.version);
    if read.change.base_version != version {
        let answer = conflict(conn, sent.actor, read, id, current).await?;
        return Ok(Decision::Conflict(read, answer));
    }
    let status = current.as_ref().map(RecordRow::status).transpose()?;
    let status = reviews::author(status, read.change.op).or_else(|code| refuse("op", code))?;
    let plan = Plan::begin(batch, sent, read, (id, kind, author), current, status)?;
    Ok(Decision::Write(Box::new(plan.fill(batch, known)?)))
}

/// The same change gets the same answer; another under its id is refused.
async fn again(
    conn: &mut Conn,
    sent: Sent<'_>,
    read: &ReadChange,
    answered: AnsweredRow,
) -> Either<ChangeResult, Stop> {
    if answered.account_id != sent.actor.account_id.0 || answered.content_hash != read.content {
        return refuse("change_id", FieldCode::ChangeIdReused);
    }
    Ok(answered.answer(conn, read.change.change_id).await?)
}

/// The record as the server holds it, if the actor writes it.
fn current(
    known: &mut Known,
    actor: &Actor,
    id: RecordId,
    kind: RecordKind,
) -> Either<Option<RecordRow>, Stop> {
    let Some(row) = known.take_record(id) else {
        return Ok(None);
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
fn author(
    known: &Known,
    actor: &Actor,
    change: &Change,
    kind: RecordKind,
    current: Option<&RecordRow>,
) -> Either<CommissionerId, Stop> {
    let path = format!("{}.author_id", prefix(kind));
    let named = match change.record.get("author_id") {
        None | Some(Value::Null) => None,
        Some(value) => match value.as_str().and_then(|text| text.parse().ok()) {
            Some(id) => Some(id),
            None => return refuse(path, FieldCode::NotAnId),
        },
    };
    if let Some(row) = current
        && !may_go_on(actor, row, change)?
    {
        return refuse(path, FieldCode::ForeignAuthor);
    }
    let own = match (current, actor.role, actor.commissioner_id) {
        (Some(row), ..) => Some(CommissionerId(row.author_id)),
        (None, Role::Commissioner, Some(me)) => Some(me),
        _ => None,
    };
    if let Some(own) = own {
        return if named.is_none_or(|named| named == own) {
            Ok(own)
        } else {
            refuse(path, FieldCode::ForeignAuthor)
        };
    }
    let Some(named) = named else {
        return refuse(path, FieldCode::Required);
    };
    if sent_area(change).is_none_or(|area| !may_enter_for_others(actor, area)) {
        return refuse(path, FieldCode::ForeignAuthor);
    }
    match known.person(named) {
        Some(_) => Ok(named),
        None => refuse(path, FieldCode::UnknownPerson),
    }
}

/// Whether the actor may go on with a record that is there: as its author anywhere, as who entered it where
/// it lies now and where the change would put it.
fn may_go_on(actor: &Actor, row: &RecordRow, change: &Change) -> Result<bool> {
    if row.is_author(actor) {
        return Ok(true);
    }
    let mut areas = row.area()?.into_iter().chain(sent_area(change));
    Ok(areas.all(|area| may_enter_for_others(actor, area)))
}

/// The area that a change says, if it says one.
fn sent_area(change: &Change) -> Option<AreaCode> {
    let area = change.record.get("area_code").and_then(Value::as_str);
    area.and_then(|code| code.parse().ok())
}

fn may_enter_for_others(actor: &Actor, area: AreaCode) -> bool {
    let standing = Standing::to_area(actor, &area);
    access::may(actor.role, Action::EnterOnBehalf, standing)
}

async fn conflict(
    conn: &mut Conn,
    actor: &Actor,
    read: &ReadChange,
    id: RecordId,
    current: Option<RecordRow>,
) -> Result<ChangeResult> {
    let version = current.as_ref().map_or(0, |row| row.version);
    let server_version = match current {
        Some(row) => record_rows::views(conn, actor, vec![row])
            .await?
            .pop()
            .and_then(|view| serde_json::to_value(view).ok()),
        None => None,
    };
    Ok(ChangeResult {
        change_id: Value::from(read.change.change_id.to_string()),
        record_id: Some(id),
        outcome: Outcome::Conflict,
        version: Some(version),
        number: None,
        receipt: None,
        missing_photos: Vec::new(),
        server_version,
        fields: Vec::new(),
    })
}
