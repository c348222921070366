//! A change that is to be applied: the header it leaves, and the complete record when it submits one.

use super::{
    super::{record_rows::RecordRow, submissions::Header},
    Batch, Sent,
    decide::Stop,
    incoming::ReadChange,
    known::{Known, Person},
};
use crate::{Result, StoreError};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    calendar,
    codes::{RecordKind, Role, Status},
    fields::{FieldCode, FieldError},
    ids::{CommissionerId, RecordId, TeamId},
    reading::Flag,
    records::{Draft, Record, is_late, prefix},
    sync::Op,
    visits::Visit,
};
use serde_json::Value;
use std::result::Result as Either;

/// A change that is applied, and the header it leaves.
pub(super) struct Plan<'a> {
    pub(super) sent: Sent<'a>,
    pub(super) read: &'a ReadChange,
    /// None when the record is new.
    pub(super) current: Option<RecordRow>,
    /// A first submission has no number yet.
    pub(super) header: Header,
    /// The complete record, when it is a submission.
    pub(super) record: Option<Record>,
}

impl<'a> Plan<'a> {
    /// Begins with the header as it stands, one version on; a new record's is still empty.
    pub(super) fn begin(
        batch: &Batch<'_>,
        sent: Sent<'a>,
        read: &'a ReadChange,
        (id, kind, author_id): (RecordId, RecordKind, CommissionerId),
        current: Option<RecordRow>,
        status: Status,
    ) -> Result<Self> {
        let now = batch.pools.clock.now();
        let empty = Header {
            id,
            kind,
            author_id,
            entered_by: (sent.actor.role != Role::Commissioner).then_some(sent.actor.account_id),
            team_id: None,
            status,
            version: 1,
            body: String::new(),
            submitted_body: None,
            area_code: None,
            occurred_on: calendar::shanghai_date(now),
            number: None,
            captured_at: read.change.captured_at,
            received_at: now,
            submitted_at: None,
            late: false,
            flags: Vec::new(),
        };
        let header = match &current {
            Some(row) => one_version_on(&empty, row)?,
            None => empty,
        };
        Ok(Self {
            sent,
            read,
            current,
            header,
            record: None,
        })
    }

    pub(super) fn is_new(&self) -> bool {
        self.current.is_none()
    }

    /// Takes what was sent into the header.
    pub(super) fn fill(mut self, batch: &Batch<'_>, known: &Known) -> Either<Self, Stop> {
        let now = batch.pools.clock.now();
        match self.read.change.op {
            Op::Withdraw | Op::Discard => {}
            Op::Save => self.save(known, calendar::shanghai_date(now))?,
            Op::Submit => self.submit(batch, known, now)?,
        }
        Ok(self)
    }

    fn save(&mut self, known: &Known, today: NaiveDate) -> Either<(), Stop> {
        let draft = Draft::parse(&self.read.change.record).map_err(Stop::Refused)?;
        let header = &mut self.header;
        // On a returned record the header goes on saying what was submitted.
        if header.status == Status::Draft {
            header.area_code = draft.area_code.filter(|area| known.has_area(*area));
            header.occurred_on = draft.occurred_on.unwrap_or(today);
        }
        header.body = Value::Object(draft.body).to_string();
        Ok(())
    }

    fn submit(&mut self, batch: &Batch<'_>, known: &Known, now: DateTime<Utc>) -> Either<(), Stop> {
        let record = self.complete(batch, known, calendar::shanghai_date(now))?;
        let header = &mut self.header;
        header.team_id = match &record {
            Record::Visit(visit) => visit.team_id,
            Record::Training(_) => None,
        };
        header.body = serde_json::to_string(&record).unwrap_or_default();
        header.submitted_body = Some(header.body.clone());
        header.area_code = Some(record.area_code());
        header.occurred_on = record.occurred_on();
        header.submitted_at = Some(now);
        let received_on = calendar::shanghai_date(header.received_at);
        header.late = is_late(record.occurred_on(), received_on);
        header.flags = match known.person(header.author_id) {
            Some(person) => flags(person, &record, self.read.change.captured_at, now),
            None => return Err(Stop::Failed(StoreError::NotFound)),
        };
        self.record = Some(record);
        Ok(())
    }

    /// Reads a submission whole: its own rules first, then what it refers to.
    fn complete(&self, batch: &Batch<'_>, known: &Known, today: NaiveDate) -> Either<Record, Stop> {
        let mut sent = self.read.change.record.clone();
        let author = Value::from(self.header.author_id.to_string());
        sent.insert("author_id".to_owned(), author);
        let record = Record::parse(&sent, today).map_err(Stop::Refused)?;
        let faults = unknown_references(batch, known, &record);
        if faults.is_empty() {
            Ok(record)
        } else {
            Err(Stop::Refused(faults))
        }
    }
}

fn one_version_on(empty: &Header, row: &RecordRow) -> Result<Header> {
    let first_received_at = row.number.as_ref().map(|_| row.received_at());
    Ok(Header {
        version: row.version + 1,
        entered_by: row.entered_by.map(Into::into),
        team_id: row.team_id.map(TeamId),
        body: row.body().to_owned(),
        submitted_body: row.submitted_body(),
        area_code: row.area()?,
        occurred_on: row.occurred_on,
        number: row.number.clone(),
        // What was only a draft so far is received when it is first submitted.
        received_at: first_received_at.unwrap_or(empty.received_at),
        submitted_at: row.submitted_at,
        late: row.is_late(),
        flags: row.stored_flags()?,
        ..*empty
    })
}

/// Names what a complete record refers to and the server does not hold.
fn unknown_references(batch: &Batch<'_>, known: &Known, record: &Record) -> Vec<FieldError> {
    let prefix = prefix(record.kind());
    let mut faults = Vec::new();
    let mut fault =
        |name: &str, code| faults.push(FieldError::new(format!("{prefix}.{name}"), code));
    if !known.has_area(record.area_code()) {
        fault("area_code", FieldCode::UnknownArea);
    }
    let mut industries = record.industry_codes().iter();
    if industries.any(|code| !batch.industries.contains(code)) {
        fault("industry_codes", FieldCode::UnknownCode);
    }
    let named = match record {
        Record::Visit(_) => "participant_ids",
        Record::Training(_) => "trainer_ids",
    };
    for person in record.named_people() {
        if known.person(*person).is_none() {
            fault(named, FieldCode::UnknownPerson);
        }
    }
    if let Record::Visit(Visit {
        team_id: Some(team),
        ..
    }) = record
        && !known.has_team(*team)
    {
        fault("team_id", FieldCode::UnknownTeam);
    }
    faults
}

/// What a reviewer should notice about author and place.
fn flags(
    author: &Person,
    record: &Record,
    captured_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Vec<Flag> {
    let mut flags = Vec::new();
    if !author.serves_on(record.occurred_on()) {
        flags.push(Flag::OutsideTerm);
    }
    if !author.home.contains(&record.area_code()) {
        flags.push(Flag::OutsideCounty);
    }
    let written_on = calendar::shanghai_date(captured_at);
    if captured_at > now + chrono::Duration::days(1) || written_on < record.occurred_on() {
        flags.push(Flag::ClockWrong);
    }
    flags
}
