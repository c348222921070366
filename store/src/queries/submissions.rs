//! Writing a record: the header, its version, and the typed rows that SQL counts.

use super::{Conn, Db};
use crate::{Result, StoreError};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    areas::AreaCode,
    codes::{Coded, RecordKind, ServiceKind, Status},
    fields::{FieldCode, FieldError},
    ids::{AccountId, ChangeId, CommissionerId, RecordId, TeamId},
    reading::Flag,
    records::{self, Record},
    statistics::targets,
    trainings::Training,
    visits::Visit,
};
use sqlx::QueryBuilder;
use std::collections::BTreeSet;
use uuid::Uuid;

/// The header a change leaves behind.
#[derive(Debug)]
pub(crate) struct Header {
    pub(crate) id: RecordId,
    pub(crate) kind: RecordKind,
    pub(crate) author_id: CommissionerId,
    pub(crate) entered_by: Option<AccountId>,
    pub(crate) team_id: Option<TeamId>,
    pub(crate) status: Status,
    /// The version after the change; the one before is one less.
    pub(crate) version: i64,
    pub(crate) body: String,
    pub(crate) submitted_body: Option<String>,
    pub(crate) area_code: Option<AreaCode>,
    pub(crate) occurred_on: NaiveDate,
    pub(crate) number: Option<String>,
    pub(crate) captured_at: DateTime<Utc>,
    pub(crate) received_at: DateTime<Utc>,
    pub(crate) submitted_at: Option<DateTime<Utc>>,
    pub(crate) late: bool,
    pub(crate) flags: Vec<Flag>,
}

/// Writes the header. [`StoreError::Conflict`] when another version came first.
pub(crate) async fn write_header(conn: &mut Conn, header: &Header) -> Result<()> {
    let sql = if header.version == 1 {
        "INSERT INTO records (id, kind, author_id, entered_by, team_id, status, version, body, submitted_body, area_code,
             occurred_on, number, captured_at, received_at, submitted_at, late, flags)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)"
    } else {
        "UPDATE records SET kind = $2, author_id = $3, entered_by = $4, team_id = $5, status = $6, version = $7, body = $8,
             submitted_body = $9, area_code = $10, occurred_on = $11, number = $12, captured_at = $13, received_at = $14,
             submitted_at = $15, late = $16, flags = $17
         WHERE id = $1 AND version = $7 - 1"
    };
    let flags = serde_json::to_string(&header.flags).unwrap_or_else(|_| "[]".to_owned());
    let done = sqlx::query(sql)
        .bind(header.id.0)
        .bind(header.kind.code())
        .bind(header.author_id.0)
        .bind(header.entered_by.map(|id| id.0))
        .bind(header.team_id.map(|id| id.0))
        .bind(header.status.code())
        .bind(header.version)
        .bind(&header.body)
        .bind(&header.submitted_body)
        .bind(header.area_code.map(|area| area.to_string()))
        .bind(header.occurred_on)
        .bind(&header.number)
        .bind(header.captured_at)
        .bind(header.received_at)
        .bind(header.submitted_at)
        .bind(header.late)
        .bind(flags)
        .execute(conn)
        .await?;
    if done.rows_affected() == 1 {
        Ok(())
    } else {
        Err(StoreError::Conflict)
    }
}

/// One version of a record.
#[derive(Debug)]
#[expect(clippy::struct_field_names, reason = "the column's own name")]
pub(crate) struct Version<'a> {
    pub(crate) record_id: RecordId,
    pub(crate) version: i64,
    pub(crate) action: &'a str,
    pub(crate) status: Status,
    pub(crate) body: &'a str,
    pub(crate) opinion: Option<&'a str>,
    /// Names of fields as a JSON array.
    pub(crate) review_fields: &'a str,
    pub(crate) account_id: AccountId,
    pub(crate) change_id: Option<ChangeId>,
    pub(crate) made_at: DateTime<Utc>,
}

/// Keeps a version for good.
pub(crate) async fn write_version(conn: &mut Conn, version: &Version<'_>) -> Result<()> {
    sqlx::query(
        "INSERT INTO record_versions (record_id, version, action, status, body, opinion, account_id, change_id, made_at, review_fields)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(version.record_id.0)
    .bind(version.version)
    .bind(version.action)
    .bind(version.status.code())
    .bind(version.body)
    .bind(version.opinion)
    .bind(version.account_id.0)
    .bind(version.change_id.map(|id| id.0))
    .bind(version.made_at)
    .bind(version.review_fields)
    .execute(conn)
    .await?;
    Ok(())
}

/// The number of a first submission on this day, as `2026-1203-0017`.
pub(crate) async fn next_number(conn: &mut Conn, day: NaiveDate) -> Result<String> {
    let mut numbers = next_numbers(conn, day, 1).await?;
    Ok(numbers.next().unwrap_or_default())
}

/// The numbers of so many first submissions on this day.
pub(crate) async fn next_numbers(
    conn: &mut Conn,
    day: NaiveDate,
    count: i64,
) -> Result<impl Iterator<Item = String> + use<>> {
    let (last,): (i64,) =
        sqlx::query_as("INSERT INTO record_numbers (day, last) VALUES ($1, $2) ON CONFLICT (day) DO UPDATE SET last = record_numbers.last + $2 RETURNING last")
            .bind(day)
            .bind(count)
            .fetch_one(conn)
            .await?;
    let day = day.format("%Y-%m%d").to_string();
    Ok((last - count + 1..=last).map(move |number| format!("{day}-{number:04}")))
}

/// Names what a complete record refers to and the server does not hold.
pub(crate) async fn unknown_references(
    conn: &mut Conn,
    record: &Record,
    industries: &BTreeSet<String>,
) -> Result<Vec<FieldError>> {
    let prefix = records::prefix(record.kind());
    let mut faults = Vec::new();
    let mut fault =
        |name: &str, code| faults.push(FieldError::new(format!("{prefix}.{name}"), code));
    if !area_exists(conn, record.area_code()).await? {
        fault("area_code", FieldCode::UnknownArea);
    }
    if record
        .industry_codes()
        .iter()
        .any(|code| !industries.contains(code))
    {
        fault("industry_codes", FieldCode::UnknownCode);
    }
    let named = match record {
        Record::Visit(_) => "participant_ids",
        Record::Training(_) => "trainer_ids",
    };
    for person in record.named_people() {
        if !person_exists(conn, *person).await? {
            fault(named, FieldCode::UnknownPerson);
        }
    }
    if let Record::Visit(Visit {
        team_id: Some(team),
        ..
    }) = record
    {
        let (known,): (bool,) = sqlx::query_as("SELECT EXISTS (SELECT 1 FROM teams WHERE id = $1)")
            .bind(team.0)
            .fetch_one(conn)
            .await?;
        if !known {
            fault("team_id", FieldCode::UnknownTeam);
        }
    }
    Ok(faults)
}

pub(crate) async fn area_exists(conn: &mut Conn, area: AreaCode) -> Result<bool> {
    let (known,): (bool,) = sqlx::query_as("SELECT EXISTS (SELECT 1 FROM areas WHERE code = $1)")
        .bind(area.to_string())
        .fetch_one(conn)
        .await?;
    Ok(known)
}

pub(crate) async fn person_exists(conn: &mut Conn, person: CommissionerId) -> Result<bool> {
    let (known,): (bool,) =
        sqlx::query_as("SELECT EXISTS (SELECT 1 FROM commissioners WHERE id = $1)")
            .bind(person.0)
            .fetch_one(conn)
            .await?;
    Ok(known)
}

/// What a reviewer should notice about author and place.
pub(crate) async fn flags(
    conn: &mut Conn,
    author: CommissionerId,
    record: &Record,
    captured_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Vec<Flag>> {
    let (home, from, to): (String, NaiveDate, Option<NaiveDate>) =
        sqlx::query_as("SELECT area_code, term_from, term_to FROM commissioners WHERE id = $1")
            .bind(author.0)
            .fetch_one(conn)
            .await?;
    let home: AreaCode = super::rows::area("commissioners", "area_code", author, &home)?;
    let mut flags = Vec::new();
    if !domain::calendar::holds(from, to, record.occurred_on()) {
        flags.push(Flag::OutsideTerm);
    }
    if !home.contains(&record.area_code()) {
        flags.push(Flag::OutsideCounty);
    }
    let written_on = domain::calendar::shanghai_date(captured_at);
    if captured_at > now + chrono::Duration::days(1) || written_on < record.occurred_on() {
        flags.push(Flag::ClockWrong);
    }
    Ok(flags)
}

/// Replaces the typed rows of a submitted record; of one that is new there are none yet.
pub(crate) async fn write_typed(
    conn: &mut Conn,
    author: CommissionerId,
    record: &Record,
    is_new: bool,
) -> Result<()> {
    let id = record.id();
    match record {
        Record::Visit(visit) => write_visits(conn, &[visit]).await?,
        Record::Training(training) => {
            write_trainings(conn, &[(training, record.occurred_on())]).await?;
        }
    }
    let absent = if is_new {
        BTreeSet::new()
    } else {
        clear_people_and_industries(conn, id).await?
    };
    write_people(conn, author, record, &absent).await?;
    let mut query =
        QueryBuilder::<Db>::new("INSERT INTO record_industries (record_id, industry_code) ");
    query.push_values(record.industry_codes(), |mut row, code| {
        row.push_bind(id.0).push_bind(code);
    });
    query.build().execute(conn).await?;
    Ok(())
}

/// What is counted of these visits.
pub(crate) async fn write_visits(conn: &mut Conn, visits: &[&Visit]) -> Result<()> {
    if visits.is_empty() {
        return Ok(());
    }
    let teaches =
        |kind: &ServiceKind| matches!(kind, ServiceKind::Guidance | ServiceKind::SkillTraining);
    let mut query = QueryBuilder::<Db>::new(
        "INSERT INTO visits (record_id, log_type, mode, started_on, ended_on, half_days, guidance, taught, households_guided, consultations, materials_counted,
             target_kind, target_key) ",
    );
    query.push_values(visits, |mut row, visit| {
        let kinds = &visit.service_kinds;
        let materials = visit
            .materials_issued
            .filter(|_| visit.training_id.is_none());
        row.push_bind(visit.id.0)
            .push_bind(visit.log_type.code())
            .push_bind(visit.mode.code())
            .push_bind(visit.started_on)
            .push_bind(visit.ended_on)
            .push_bind(visit.service_days.halves())
            .push_bind(kinds.contains(&ServiceKind::Guidance))
            .push_bind(kinds.iter().any(teaches))
            .push_bind(visit.households_guided)
            .push_bind(visit.consultations.unwrap_or(0))
            .push_bind(materials.unwrap_or(0))
            .push_bind(visit.target_kind.code())
            .push_bind(targets::key_of(visit));
    });
    query.push(
        " ON CONFLICT (record_id) DO UPDATE SET log_type = excluded.log_type, mode = excluded.mode, started_on = excluded.started_on,
             ended_on = excluded.ended_on, half_days = excluded.half_days, guidance = excluded.guidance, taught = excluded.taught,
             households_guided = excluded.households_guided, consultations = excluded.consultations, materials_counted = excluded.materials_counted,
             target_kind = excluded.target_kind, target_key = excluded.target_key",
    );
    query.build().execute(conn).await?;
    Ok(())
}

/// What is counted of these trainings, each with the day that decides its year.
pub(crate) async fn write_trainings(
    conn: &mut Conn,
    trainings: &[(&Training, NaiveDate)],
) -> Result<()> {
    if trainings.is_empty() {
        return Ok(());
    }
    let mut query = QueryBuilder::<Db>::new(
        "INSERT INTO trainings (record_id, title, ended_on, attendances, farmers, poverty_exited_people, grassroots_technicians, online_views, materials_issued) ",
    );
    query.push_values(trainings, |mut row, (training, ended_on)| {
        row.push_bind(training.id.0)
            .push_bind(&training.title)
            .push_bind(*ended_on)
            .push_bind(training.attendances)
            .push_bind(training.farmers.unwrap_or(0))
            .push_bind(training.poverty_exited_people.unwrap_or(0))
            .push_bind(training.grassroots_technicians.unwrap_or(0))
            .push_bind(training.online_views.unwrap_or(0))
            .push_bind(training.materials_issued.unwrap_or(0));
    });
    query.push(
        " ON CONFLICT (record_id) DO UPDATE SET title = excluded.title, ended_on = excluded.ended_on, attendances = excluded.attendances,
             farmers = excluded.farmers, poverty_exited_people = excluded.poverty_exited_people,
             grassroots_technicians = excluded.grassroots_technicians, online_views = excluded.online_views, materials_issued = excluded.materials_issued",
    );
    query.build().execute(conn).await?;
    Ok(())
}

/// Takes away what an earlier submission named; who had said 我没参加.
async fn clear_people_and_industries(conn: &mut Conn, id: RecordId) -> Result<BTreeSet<Uuid>> {
    let absent: Vec<(Uuid,)> = sqlx::query_as(
        "SELECT commissioner_id FROM record_people WHERE record_id = $1 AND absent = $2",
    )
    .bind(id.0)
    .bind(true)
    .fetch_all(&mut *conn)
    .await?;
    for sql in [
        "DELETE FROM record_people WHERE record_id = $1",
        "DELETE FROM record_industries WHERE record_id = $1",
    ] {
        sqlx::query(sql).bind(id.0).execute(&mut *conn).await?;
    }
    Ok(absent.into_iter().map(|(person,)| person).collect())
}

/// The people of a record; who said 我没参加 and is still named stays absent.
async fn write_people(
    conn: &mut Conn,
    author: CommissionerId,
    record: &Record,
    absent: &BTreeSet<Uuid>,
) -> Result<()> {
    let id = record.id();
    let everyone: BTreeSet<Uuid> = record
        .named_people()
        .iter()
        .copied()
        .chain([author])
        .map(|person| person.0)
        .collect();
    let mut query = QueryBuilder::<Db>::new(
        "INSERT INTO record_people (record_id, commissioner_id, absent, occurred_on) ",
    );
    query.push_values(everyone, |mut row, person| {
        row.push_bind(id.0)
            .push_bind(person)
            .push_bind(person != author.0 && absent.contains(&person))
            .push_bind(record.occurred_on());
    });
    query.build().execute(conn).await?;
    Ok(())
}
