//! Writing a record: the header, its version, and the typed rows that SQL counts.

use super::{Conn, in_pieces};
use crate::{Result, StoreError};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    areas::AreaCode,
    codes::{Coded, RecordKind, ServiceKind, ServiceMode, Status},
    ids::{AccountId, ChangeId, CommissionerId, RecordId, TeamId},
    reading::Flag,
    records::Record,
    statistics::targets,
    trainings::Training,
    visits::Visit,
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// The records of one step of a long work.
pub(crate) const AT_ONCE: usize = 1000;

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

impl Header {
    fn flags_text(&self) -> String {
        serde_json::to_string(&self.flags).unwrap_or_else(|_| "[]".to_owned())
    }
}

/// Writes the headers of new records.
pub(crate) async fn insert_headers(conn: &mut Conn, headers: &[&Header]) -> Result<()> {
    let insert = "INSERT INTO records (id, kind, author_id, entered_by, team_id, status, version, body, submitted_body, area_code,
             occurred_on, number, captured_at, received_at, submitted_at, late, flags) ";
    in_pieces::execute(conn, (insert, ""), headers, |mut row, header| {
        row.push_bind(header.id.0)
            .push_bind(header.kind.code())
            .push_bind(header.author_id.0)
            .push_bind(header.entered_by.map(|id| id.0))
            .push_bind(header.team_id.map(|id| id.0))
            .push_bind(header.status.code())
            .push_bind(header.version)
            .push_bind(&header.body)
            .push_bind(&header.submitted_body)
            .push_bind(header.area_code.map(|area| area.to_string()))
            .push_bind(header.occurred_on)
            .push_bind(&header.number)
            .push_bind(header.captured_at)
            .push_bind(header.received_at)
            .push_bind(header.submitted_at)
            .push_bind(header.late)
            .push_bind(header.flags_text());
    })
    .await
}

/// Writes the header of a record that is there. [`StoreError::Conflict`] when another version came
/// first.
pub(crate) async fn update_header(conn: &mut Conn, header: &Header) -> Result<()> {
    let done = sqlx::query(
        "UPDATE records SET team_id = $2, status = $3, version = $4, body = $5, submitted_body = $6, area_code = $7,
             occurred_on = $8, number = $9, captured_at = $10, received_at = $11, submitted_at = $12, late = $13, flags = $14
         WHERE id = $1 AND version = $4 - 1",
    )
    .bind(header.id.0)
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
    .bind(header.flags_text())
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
    write_versions(conn, std::slice::from_ref(version)).await
}

/// Keeps versions for good.
pub(crate) async fn write_versions(conn: &mut Conn, versions: &[Version<'_>]) -> Result<()> {
    let insert = "INSERT INTO record_versions (record_id, version, action, status, body, opinion, account_id, change_id, made_at, review_fields) ";
    in_pieces::execute(conn, (insert, ""), versions, |mut row, version| {
        row.push_bind(version.record_id.0)
            .push_bind(version.version)
            .push_bind(version.action)
            .push_bind(version.status.code())
            .push_bind(version.body)
            .push_bind(version.opinion)
            .push_bind(version.account_id.0)
            .push_bind(version.change_id.map(|id| id.0))
            .push_bind(version.made_at)
            .push_bind(version.review_fields);
    })
    .await
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

/// A complete record that was submitted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Submitted<'a> {
    pub(crate) author: CommissionerId,
    pub(crate) record: &'a Record,
    /// Of one that is new there are no typed rows yet.
    pub(crate) is_new: bool,
}

/// Replaces the typed rows of submitted records.
pub(crate) async fn write_typed(conn: &mut Conn, submitted: &[Submitted<'_>]) -> Result<()> {
    let mut visits = Vec::new();
    let mut trainings = Vec::new();
    let mut parts = Vec::new();
    for one in submitted {
        match one.record {
            Record::Visit(visit) => visits.push(visit),
            Record::Training(training) => trainings.push((training, one.record.occurred_on())),
        }
        let absent = if one.is_new {
            BTreeSet::new()
        } else {
            clear_people_and_industries(conn, one.record.id()).await?
        };
        parts.extend(parts_in(one.author, one.record, &absent));
    }
    write_visits(conn, &visits).await?;
    write_trainings(conn, &trainings).await?;
    write_people(conn, &parts).await?;
    write_industries(conn, submitted.iter().map(|one| one.record)).await
}

/// What is counted of a visit and does not stand in it so.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CountedVisit {
    pub(crate) guidance: bool,
    pub(crate) taught: bool,
    pub(crate) consultations: i64,
    /// Those of a training that the visit belongs to are counted there.
    pub(crate) materials: i64,
}

impl CountedVisit {
    pub(crate) fn of(visit: &Visit) -> Self {
        let teaches =
            |kind: &ServiceKind| matches!(kind, ServiceKind::Guidance | ServiceKind::SkillTraining);
        let materials = visit
            .materials_issued
            .filter(|_| visit.training_id.is_none());
        Self {
            guidance: visit.service_kinds.contains(&ServiceKind::Guidance),
            taught: visit.service_kinds.iter().any(teaches),
            consultations: visit.consultations.unwrap_or(0),
            materials: materials.unwrap_or(0),
        }
    }
}

/// What is counted of these visits.
pub(crate) async fn write_visits(conn: &mut Conn, visits: &[&Visit]) -> Result<()> {
    let insert = "INSERT INTO visits (record_id, log_type, mode, started_on, ended_on, half_days, guidance, taught, households_guided, consultations, materials_counted,
             target_kind, target_key) ";
    let over = " ON CONFLICT (record_id) DO UPDATE SET log_type = excluded.log_type, mode = excluded.mode, started_on = excluded.started_on,
             ended_on = excluded.ended_on, half_days = excluded.half_days, guidance = excluded.guidance, taught = excluded.taught,
             households_guided = excluded.households_guided, consultations = excluded.consultations, materials_counted = excluded.materials_counted,
             target_kind = excluded.target_kind, target_key = excluded.target_key";
    in_pieces::execute(conn, (insert, over), visits, |mut row, visit| {
        let counted = CountedVisit::of(visit);
        row.push_bind(visit.id.0)
            .push_bind(visit.log_type.code())
            .push_bind(visit.mode.code())
            .push_bind(visit.started_on)
            .push_bind(visit.ended_on)
            .push_bind(visit.service_days.halves())
            .push_bind(counted.guidance)
            .push_bind(counted.taught)
            .push_bind(visit.households_guided)
            .push_bind(counted.consultations)
            .push_bind(counted.materials)
            .push_bind(visit.target_kind.code())
            .push_bind(targets::key_of(visit));
    })
    .await
}

/// What is counted of these trainings, each with the day that decides its year.
pub(crate) async fn write_trainings(
    conn: &mut Conn,
    trainings: &[(&Training, NaiveDate)],
) -> Result<()> {
    let insert = "INSERT INTO trainings (record_id, title, ended_on, attendances, farmers, poverty_exited_people, grassroots_technicians, online_views, materials_issued) ";
    let over = " ON CONFLICT (record_id) DO UPDATE SET title = excluded.title, ended_on = excluded.ended_on, attendances = excluded.attendances,
             farmers = excluded.farmers, poverty_exited_people = excluded.poverty_exited_people,
             grassroots_technicians = excluded.grassroots_technicians, online_views = excluded.online_views, materials_issued = excluded.materials_issued";
    in_pieces::execute(
        conn,
        (insert, over),
        trainings,
        |mut row, (training, ended_on)| {
            row.push_bind(training.id.0)
                .push_bind(&training.title)
                .push_bind(*ended_on)
                .push_bind(training.attendances)
                .push_bind(training.farmers.unwrap_or(0))
                .push_bind(training.poverty_exited_people.unwrap_or(0))
                .push_bind(training.grassroots_technicians.unwrap_or(0))
                .push_bind(training.online_views.unwrap_or(0))
                .push_bind(training.materials_issued.unwrap_or(0));
        },
    )
    .await
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

/// One person's part in a record.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Part {
    record: Uuid,
    person: Uuid,
    absent: bool,
    occurred_on: NaiveDate,
    /// Of a visit on site.
    half_days: i64,
}

/// The people of a record; who said 我没参加 and is still named stays absent.
pub(crate) fn parts_in(
    author: CommissionerId,
    record: &Record,
    absent: &BTreeSet<Uuid>,
) -> Vec<Part> {
    let parts = people_in(author, record).into_iter().map(|person| Part {
        record: record.id().0,
        person,
        absent: person != author.0 && absent.contains(&person),
        occurred_on: record.occurred_on(),
        half_days: half_days_on_site(record),
    });
    parts.collect()
}

/// The author and whom the record names.
pub(crate) fn people_in(author: CommissionerId, record: &Record) -> BTreeSet<Uuid> {
    let named = record.named_people().iter().chain([&author]);
    named.map(|person| person.0).collect()
}

fn half_days_on_site(record: &Record) -> i64 {
    match record {
        Record::Visit(visit) if visit.mode == ServiceMode::Onsite => visit.service_days.halves(),
        Record::Visit(_) | Record::Training(_) => 0,
    }
}

/// Writes who has a part in new or cleared records.
pub(crate) async fn write_people(conn: &mut Conn, parts: &[Part]) -> Result<()> {
    let insert =
        "INSERT INTO record_people (record_id, commissioner_id, absent, occurred_on, half_days) ";
    in_pieces::execute(conn, (insert, ""), parts, |mut row, part| {
        row.push_bind(part.record)
            .push_bind(part.person)
            .push_bind(part.absent)
            .push_bind(part.occurred_on)
            .push_bind(part.half_days);
    })
    .await
}

/// Writes the industries of new or cleared records.
pub(crate) async fn write_industries<'a>(
    conn: &mut Conn,
    records: impl IntoIterator<Item = &'a Record>,
) -> Result<()> {
    let mut rows: Vec<(Uuid, &str)> = Vec::new();
    for record in records {
        let codes: BTreeSet<&str> = record.industry_codes().iter().map(String::as_str).collect();
        rows.extend(codes.into_iter().map(|code| (record.id().0, code)));
    }
    let insert = "INSERT INTO record_industries (record_id, industry_code) ";
    in_pieces::execute(conn, (insert, ""), &rows, |mut row, (id, code)| {
        row.push_bind(*id).push_bind(*code);
    })
    .await
}
