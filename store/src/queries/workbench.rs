//! The commissioner's first page, and what the forms offer.

use super::{
    Conn, Db, Pools, due_villages,
    places::Places,
    record_rows::{self, RecordRow, SELECT},
    rollup_sums, rows,
};
use crate::{Result, StoreError};
use chrono::{Datelike, NaiveDate};
use domain::{
    access::Actor,
    areas::{AreaCode, AreaLevel},
    coverage::{DEFAULT_DUTY, DEFAULT_RULE, DueVillage, Tenths, VillageYear},
    days,
    ids::{CommissionerId, TeamId},
    reading::{CodeName, FormChoices, MyTeam, MyVillage, PersonName, Workbench, YearProgress},
    statistics::CountedStanding,
};
use std::collections::BTreeMap;
use uuid::Uuid;

fn me(actor: &Actor) -> Result<CommissionerId> {
    actor.commissioner_id.ok_or(StoreError::Forbidden)
}

pub(crate) async fn today(pools: &Pools, actor: &Actor) -> Result<Workbench> {
    let me = me(actor)?;
    let mut tx = pools.snapshot().await?;
    let today = pools.clock.today();
    let home = home(&mut tx, me).await?;
    let places = Places::read(&mut tx, [home]).await?;
    let (drafts, waiting): (i64, i64) = sqlx::query_as(
        "SELECT COUNT(*) FILTER (WHERE status = 'draft'), COUNT(*) FILTER (WHERE status IN ('submitted', 'verified')) FROM records WHERE author_id = $1",
    )
    .bind(me.0)
    .fetch_one(&mut *tx)
    .await?;
    Ok(Workbench {
        today,
        name: actor.name.clone(),
        county: places.name(home),
        progress: progress(&mut tx, me, today.year()).await?,
        returned: returned(&mut tx, actor, me).await?,
        villages: villages(&mut tx, me, today).await?,
        drafts,
        waiting,
    })
}

async fn home(conn: &mut Conn, me: CommissionerId) -> Result<AreaCode> {
    let (home,): (String,) = sqlx::query_as("SELECT area_code FROM commissioners WHERE id = $1")
        .bind(me.0)
        .fetch_one(conn)
        .await?;
    rows::area("commissioners", "area_code", me, &home)
}

async fn returned(
    conn: &mut Conn,
    actor: &Actor,
    me: CommissionerId,
) -> Result<Vec<domain::reading::RecordView>> {
    let mut query = sqlx::QueryBuilder::<Db>::new(SELECT);
    query
        .push(" WHERE r.status = 'returned' AND r.author_id = ")
        .push_bind(me.0)
        .push(" ORDER BY r.reviewed_at DESC, r.id LIMIT 50");
    let found: Vec<RecordRow> = query.build_query_as().fetch_all(&mut *conn).await?;
    record_rows::views(conn, actor, found).await
}

#[derive(Default, sqlx::FromRow)]
struct PersonYearRow {
    standing: String,
    units: i64,
    onsite_visits: i64,
    trainings: i64,
    attendances: i64,
}

async fn progress(conn: &mut Conn, me: CommissionerId, year: i32) -> Result<YearProgress> {
    let found: Vec<PersonYearRow> =
        sqlx::query_as("SELECT standing, units, onsite_visits, trainings, attendances FROM annual_people WHERE commissioner_id = $1 AND year = $2")
            .bind(me.0)
            .bind(i64::from(year))
            .fetch_all(conn)
            .await?;
    let none = PersonYearRow::default();
    let of = |standing: CountedStanding| {
        found
            .iter()
            .find(|row| row.standing == standing.code())
            .unwrap_or(&none)
    };
    let (now, then) = (
        of(CountedStanding::Approved),
        of(CountedStanding::WithPending),
    );
    Ok(YearProgress {
        year,
        duty: DEFAULT_DUTY,
        met: DEFAULT_DUTY.met(now.units, now.onsite_visits),
        days: Tenths(days::tenths(now.units)),
        pending_days: Tenths(days::tenths(then.units - now.units)),
        visits: now.onsite_visits,
        pending_visits: then.onsite_visits - now.onsite_visits,
        trainings: now.trainings,
        pending_trainings: then.trainings - now.trainings,
        attendances: now.attendances,
        pending_attendances: then.attendances - now.attendances,
    })
}

#[derive(sqlx::FromRow)]
struct VillageRow {
    village_code: String,
    from_on: NaiveDate,
    team_name: Option<String>,
    leading_industries: Option<String>,
    onsite_by_month: Option<String>,
    last_onsite_on: Option<NaiveDate>,
    with_pending: Option<i64>,
}

/// Villages assigned to the person or a team of theirs today, the longest unvisited first.
async fn villages(conn: &mut Conn, me: CommissionerId, today: NaiveDate) -> Result<Vec<MyVillage>> {
    let found: Vec<VillageRow> = sqlx::query_as(
        "SELECT s.village_code, s.from_on, t.name AS team_name, w.leading_industries, a.onsite_by_month,
                (SELECT MAX(l.last_onsite_on) FROM annual_areas l WHERE l.area_code = s.village_code AND l.standing = 'approved') AS last_onsite_on,
                p.onsite_visits AS with_pending
         FROM assignments s LEFT JOIN teams t ON t.id = s.team_id LEFT JOIN villages w ON w.code = s.village_code
         LEFT JOIN annual_areas a ON a.area_code = s.village_code AND a.year = $3 AND a.standing = 'approved'
         LEFT JOIN annual_areas p ON p.area_code = s.village_code AND p.year = $3 AND p.standing = 'with_pending'
         WHERE s.from_on <= $2 AND (s.to_on IS NULL OR s.to_on >= $2)
           AND (s.commissioner_id = $1 OR s.team_id IN (SELECT team_id FROM team_members WHERE commissioner_id = $1))
         ORDER BY s.village_code, s.from_on",
    )
    .bind(me.0)
    .bind(today)
    .bind(i64::from(today.year()))
    .fetch_all(&mut *conn)
    .await?;
    let mut by_code: BTreeMap<AreaCode, VillageRow> = BTreeMap::new();
    for row in found {
        by_code
            .entry(rows::area(
                "assignments",
                "village_code",
                &row.village_code,
                &row.village_code,
            )?)
            .or_insert(row);
    }
    let places = Places::read(conn, by_code.keys().copied()).await?;
    let names = industry_names(conn).await?;
    let mut out = Vec::new();
    for (code, row) in by_code {
        let due = !due_villages::read(conn, code, today.year(), today, CountedStanding::Approved)
            .await?
            .is_empty();
        out.push(my_village(code, &row, &places, &names, due, today)?);
    }
    out.sort_by_key(|village| {
        (
            std::cmp::Reverse(village.days_since.unwrap_or(i64::MAX)),
            village.code,
        )
    });
    Ok(out)
}

fn my_village(
    code: AreaCode,
    row: &VillageRow,
    places: &Places,
    names: &BTreeMap<String, String>,
    due: bool,
    today: NaiveDate,
) -> Result<MyVillage> {
    let year = VillageYear {
        onsite: rollup_sums::months(row.onsite_by_month.as_deref()),
        ..VillageYear::default()
    };
    let facts = DueVillage {
        assigned: true,
        year,
        last_onsite_on: row.last_onsite_on,
    };
    let industry_codes: Vec<String> = match &row.leading_industries {
        Some(text) => rows::json("villages", "leading_industries", code, text)?,
        None => Vec::new(),
    };
    Ok(MyVillage {
        code,
        name: places.name(code),
        township: code
            .parent()
            .map(|township| places.name(township))
            .unwrap_or_default(),
        industries: industry_codes
            .iter()
            .map(|code| names.get(code).unwrap_or(code).clone())
            .collect(),
        industry_codes,
        assigned_since: row.from_on,
        team_name: row.team_name.clone(),
        due,
        last_visited_on: row.last_onsite_on,
        days_since: facts.days_since(today),
        visits_this_year: year.visits(),
        pending: row.with_pending.unwrap_or(0) - year.visits(),
        state: facts.state(&DEFAULT_RULE, today.year(), today),
    })
}

async fn industry_names(conn: &mut Conn) -> Result<BTreeMap<String, String>> {
    Ok(sqlx::query_as("SELECT code, name FROM industries")
        .fetch_all(conn)
        .await?
        .into_iter()
        .collect())
}

pub(crate) async fn form_choices(pools: &Pools, actor: &Actor) -> Result<FormChoices> {
    let me = me(actor)?;
    let mut tx = pools.snapshot().await?;
    let today = pools.clock.today();
    let home = home(&mut tx, me).await?;
    let county = home.at(AreaLevel::County).unwrap_or(home);
    let (own,): (String,) =
        sqlx::query_as("SELECT industry_codes FROM commissioners WHERE id = $1")
            .bind(me.0)
            .fetch_one(&mut *tx)
            .await?;
    let industries: Vec<(String, String)> =
        sqlx::query_as("SELECT code, name FROM industries ORDER BY position, code")
            .fetch_all(&mut *tx)
            .await?;
    Ok(FormChoices {
        today,
        commissioner_id: me,
        own_industry_codes: rows::json("commissioners", "industry_codes", me, &own)?,
        villages: villages(&mut tx, me, today).await?,
        county: Places::read(&mut tx, [county]).await?.area(county)?,
        industries: industries
            .into_iter()
            .map(|(code, name)| CodeName { code, name })
            .collect(),
        teams: teams(&mut tx, me, today).await?,
    })
}

/// Teams the person belongs to today, each with its other members.
async fn teams(conn: &mut Conn, me: CommissionerId, today: NaiveDate) -> Result<Vec<MyTeam>> {
    let found: Vec<(Uuid, String, String, String)> = sqlx::query_as(
        "SELECT t.id, t.name, m.role, t.industry_code FROM team_members m JOIN teams t ON t.id = m.team_id
         WHERE m.commissioner_id = $1 AND t.started_on <= $2 AND (t.ended_on IS NULL OR t.ended_on >= $2) ORDER BY t.name",
    )
    .bind(me.0)
    .bind(today)
    .fetch_all(&mut *conn)
    .await?;
    let mut out = Vec::new();
    for (id, name, role, industry_code) in found {
        let members: Vec<(Uuid, String)> = sqlx::query_as(
            "SELECT c.id, c.name FROM team_members m JOIN commissioners c ON c.id = m.commissioner_id WHERE m.team_id = $1 AND c.id <> $2 ORDER BY c.name, c.id",
        )
        .bind(id)
        .bind(me.0)
        .fetch_all(&mut *conn)
        .await?;
        let members = members
            .into_iter()
            .map(|(id, name)| PersonName {
                id: CommissionerId(id),
                name,
                absent: false,
            })
            .collect();
        out.push(MyTeam {
            id: TeamId(id),
            name,
            role: rows::code("team_members", "role", me, &role)?,
            industry_code,
            members,
        });
    }
    Ok(out)
}
