//! An office's ledgers of earlier years: what was imported before, and the writing of what is new.

use super::{
    Conn, Pools, Tx,
    feeds::Changed,
    record_batches::{self, Approval, NewRecord},
    rollups::{self, Touched},
    submissions::{self, AT_ONCE},
};
use crate::{
    Result,
    imports::{Imported, LedgerRecord, Progress, own},
};
use chrono::{Datelike, NaiveDate};
use domain::{
    calendar,
    codes::{Coded, RecordKind, Role, Status},
    ids::{AccountId, CommissionerId, RecordId},
    ledgers::name_key,
};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// The account that stands for the command line where a record names who approved it. Nobody signs in
/// with it.
const COMMAND_LINE: (&str, &str) = ("ketepai-import", "系统导入");

/// The keys of the titles of all trainings that are there, and their numbers.
pub(crate) async fn trainings(conn: &mut Conn) -> Result<HashSet<String>> {
    let found: Vec<(String, Option<String>)> = sqlx::query_as(
        "SELECT g.title, r.number FROM trainings g JOIN records r ON r.id = g.record_id WHERE r.status NOT IN ('draft', 'voided')",
    )
    .fetch_all(conn)
    .await?;
    let keys = found.into_iter().flat_map(|(title, number)| {
        let number = number.map(|number| name_key(&number));
        [Some(name_key(&title)), number].into_iter().flatten()
    });
    Ok(keys.collect())
}

/// What ledgers of a kind made so far, by key.
pub(crate) async fn load(tx: &mut Tx, kind: RecordKind) -> Result<HashMap<String, Imported>> {
    let found: Vec<(String, Uuid, i64, Option<String>)> = sqlx::query_as(
        "SELECT import_key, id, version, submitted_body FROM records WHERE import_key IS NOT NULL AND kind = $1",
    )
    .bind(kind.code())
    .fetch_all(&mut **tx)
    .await?;
    let known = found.into_iter().map(|(key, id, version, body)| {
        // The submission and its approval are the import's own two versions.
        let body = body.filter(|_| version == 2);
        let id = RecordId(id);
        (key, Imported { id, body })
    });
    Ok(known.collect())
}

#[derive(sqlx::FromRow)]
struct WrittenRow {
    number: Option<String>,
    author_id: Uuid,
    status: String,
    area_code: String,
    started_on: NaiveDate,
    ended_on: NaiveDate,
    /// A visit's mode, a training's title.
    what: String,
    /// A visit's half days, a training's attendances.
    size: i64,
    households: i64,
    consultations: i64,
}

const WRITTEN_VISITS: &str = "
    SELECT r.number, r.author_id, r.status, r.area_code, v.started_on, v.ended_on, v.mode AS what,
           v.half_days AS size, COALESCE(v.households_guided, 0) AS households, v.consultations
    FROM records r JOIN visits v ON v.record_id = r.id WHERE r.area_code IS NOT NULL
      AND r.occurred_on >= $1 AND r.occurred_on <= $2";

const WRITTEN_TRAININGS: &str = "
    SELECT r.number, r.author_id, r.status, r.area_code, g.ended_on AS started_on, g.ended_on, g.title AS what,
           g.attendances AS size, CAST(0 AS BIGINT) AS households, CAST(0 AS BIGINT) AS consultations
    FROM records r JOIN trainings g ON g.record_id = r.id WHERE r.area_code IS NOT NULL
      AND r.occurred_on >= $1 AND r.occurred_on <= $2";

/// What tells the records of these days that were ever handed in, whoever wrote them down. A voided one is
/// known by its number alone.
pub(crate) async fn written(
    tx: &mut Tx,
    kind: RecordKind,
    (first, last): (NaiveDate, NaiveDate),
) -> Result<HashSet<String>> {
    let select = match kind {
        RecordKind::Visit => WRITTEN_VISITS,
        RecordKind::Training => WRITTEN_TRAININGS,
    };
    let found: Vec<WrittenRow> = sqlx::query_as(select)
        .bind(first)
        .bind(last)
        .fetch_all(&mut **tx)
        .await?;
    let told = found.into_iter().flat_map(|row| {
        let facts = (row.status != Status::Voided.code()).then(|| row.facts(kind));
        let author = CommissionerId(row.author_id);
        let number = row.number.as_deref();
        let number = number.map(|number| own::by_number(number, author, row.ended_on));
        number.into_iter().chain(facts)
    });
    Ok(told.collect())
}

impl WrittenRow {
    fn facts(&self, kind: RecordKind) -> String {
        let author = CommissionerId(self.author_id);
        match kind {
            RecordKind::Visit => own::VisitFacts {
                author,
                from: self.started_on,
                to: self.ended_on,
                area: &self.area_code,
                mode: &self.what,
                half_days: self.size,
                households: self.households,
                consultations: self.consultations,
            }
            .told(),
            RecordKind::Training => own::TrainingFacts {
                author,
                to: self.ended_on,
                area: &self.area_code,
                title: &self.what,
                attendances: self.size,
            }
            .told(),
        }
    }
}

/// Writes new records with their roll-ups, and notes them for the feeds of those they concern.
pub(crate) async fn write(
    tx: &mut Tx,
    pools: &Pools,
    (importer, records): (Option<AccountId>, &[LedgerRecord]),
    changed: &mut Changed,
    progress: &Progress,
) -> Result<()> {
    if records.is_empty() {
        return Ok(());
    }
    let at = pools.clock.now();
    let by = match importer {
        Some(account) => account,
        None => command_line(tx, pools).await?,
    };
    let today = calendar::shanghai_date(at);
    let count = i64::try_from(records.len()).unwrap_or(i64::MAX);
    let mut numbers = submissions::next_numbers(tx, today, count).await?;
    let mut touched = Touched::default();
    for some in records.chunks(AT_ONCE) {
        let new: Vec<NewRecord<'_>> = some
            .iter()
            .zip(&mut numbers)
            .map(|(one, number)| NewRecord {
                record: &one.record,
                author: one.author,
                number,
                flags: &one.flags,
                received_at: at,
                import_key: Some(&one.key),
            })
            .collect();
        record_batches::insert(tx, &new, Approval { by, at }).await?;
        for one in some {
            touch(&mut touched, one);
        }
        let ids: Vec<Uuid> = some.iter().map(|one| one.record.id().0).collect();
        changed.note_all(tx, &ids).await?;
        progress.add(some.len());
    }
    rollups::refresh(tx, &touched).await
}

fn touch(touched: &mut Touched, one: &LedgerRecord) {
    let year = one.record.occurred_on().year();
    touched.areas.insert((year, one.record.area_code()));
    let named = one.record.named_people().iter().chain([&one.author]);
    touched.people.extend(named.map(|person| (year, *person)));
}

/// The account of the command line, made when it is first needed.
pub(super) async fn command_line(conn: &mut Conn, pools: &Pools) -> Result<AccountId> {
    let (login, name) = COMMAND_LINE;
    let now = pools.clock.now();
    sqlx::query(
        "INSERT INTO accounts (id, login, name, role, disabled_at, created_at) VALUES ($1, $2, $3, $4, $5, $5)
         ON CONFLICT (login) DO NOTHING",
    )
    .bind(pools.clock.new_id())
    .bind(login)
    .bind(name)
    .bind(Role::Admin.code())
    .bind(now)
    .execute(&mut *conn)
    .await?;
    let (id,): (Uuid,) = sqlx::query_as("SELECT id FROM accounts WHERE login = $1")
        .bind(login)
        .fetch_one(conn)
        .await?;
    Ok(AccountId(id))
}
