//! The villages of one commissioner, with the dated facts that say how they stand on any day.

use super::{
    Conn, Db, coverage_rules,
    divisions::{Told, push_codes},
    ledgers,
    merged_villages::add,
    places::Places,
    rows, village_plans,
};
use crate::Result;
use chrono::{Datelike, NaiveDate};
use domain::{
    areas::AreaCode,
    coverage::{DEFAULT_RULE, FrequencyRule, VillageYear, plan_on},
    ids::CommissionerId,
    reference::{KnownAssignment, KnownDesignation, KnownRule, KnownVillage, LastVisit},
    statistics::CountedStanding,
};
use sqlx::QueryBuilder;
use std::collections::BTreeMap;
use uuid::Uuid;

/// The most open problems of a village that its people are told of.
const MAX_PROBLEMS: i64 = 10;

/// Villages assigned today or later to the person or a team of theirs, in code order.
pub(crate) async fn read(
    conn: &mut Conn,
    me: CommissionerId,
    today: NaiveDate,
) -> Result<Vec<KnownVillage>> {
    let told = Told::read(conn, today).await?;
    let assigned = assignments(conn, me, today, &told).await?;
    let places = Places::read(conn, assigned.keys().copied()).await?;
    let book = coverage_rules::book(conn).await?;
    let mut villages = Vec::new();
    for (code, assignments) in assigned {
        let parts = told.areas.parts(code);
        let counts = counts(conn, code, &parts, today.year()).await?;
        let onsite = counts.year.onsite;
        let approved = VillageYear {
            onsite,
            ..VillageYear::default()
        };
        villages.push(KnownVillage {
            code,
            name: places.name(code),
            township: code
                .parent()
                .map(|township| places.name(township))
                .unwrap_or_default(),
            industry_codes: match &counts.leading_industries {
                Some(text) => rows::json("villages", "leading_industries", code, text)?,
                None => Vec::new(),
            },
            designations: designations(conn, &parts, today).await?,
            assignments,
            last_visit: last_visit(conn, &parts).await?,
            year: today.year(),
            onsite,
            pending: counts.with_pending - approved.visits(),
            rule: counts.known_rule(book.on(code, today).frequency),
            plan: plan_on(&village_plans::entries(conn, code).await?, code, today),
            problems: ledgers::open_problems(conn, &parts, MAX_PROBLEMS).await?,
        });
    }
    Ok(villages)
}

/// 结对 that are not over, earliest first.
async fn assignments(
    conn: &mut Conn,
    me: CommissionerId,
    today: NaiveDate,
    told: &Told,
) -> Result<BTreeMap<AreaCode, Vec<KnownAssignment>>> {
    let found: Vec<(String, NaiveDate, Option<NaiveDate>, Option<String>)> = sqlx::query_as(
        "SELECT s.village_code, s.from_on, s.to_on, t.name FROM assignments s LEFT JOIN teams t ON t.id = s.team_id
         WHERE (s.to_on IS NULL OR s.to_on >= $2)
           AND (s.commissioner_id = $1 OR s.team_id IN (SELECT team_id FROM team_members WHERE commissioner_id = $1))
         ORDER BY s.village_code, s.from_on, s.id",
    )
    .bind(me.0)
    .bind(today)
    .fetch_all(conn)
    .await?;
    let mut assigned: BTreeMap<AreaCode, Vec<KnownAssignment>> = BTreeMap::new();
    for (code, from, to, team_name) in found {
        let code = told
            .areas
            .told(rows::area("assignments", "village_code", &code, &code)?);
        assigned.entry(code).or_default().push(KnownAssignment {
            from,
            to,
            team_name,
        });
    }
    Ok(assigned)
}

#[derive(sqlx::FromRow)]
struct CountsRow {
    standing: String,
    onsite_visits: i64,
    onsite_by_month: String,
    half_days_by_month: String,
    lessons_by_month: String,
}

/// What is counted of a village and of those that have gone into it.
#[derive(Default)]
struct Counts {
    leading_industries: Option<String>,
    /// Approved.
    year: VillageYear,
    with_pending: i64,
}

impl Counts {
    fn add(&mut self, row: &CountsRow) {
        if row.standing != CountedStanding::Approved.code() {
            self.with_pending += row.onsite_visits;
            return;
        }
        add(&mut self.year.onsite, &row.onsite_by_month);
        add(&mut self.year.half_days, &row.half_days_by_month);
        add(&mut self.year.lessons, &row.lessons_by_month);
    }

    /// What a phone must know to judge by this rule; nothing for the one it takes by itself.
    fn known_rule(&self, rule: &FrequencyRule) -> Option<KnownRule> {
        (rule.code != DEFAULT_RULE.code).then(|| KnownRule {
            code: rule.code.to_owned(),
            half_days: self.year.half_days,
            lessons: self.year.lessons,
        })
    }
}

async fn counts(conn: &mut Conn, code: AreaCode, parts: &[AreaCode], year: i32) -> Result<Counts> {
    let industries: Option<(String,)> =
        sqlx::query_as("SELECT leading_industries FROM villages WHERE code = $1")
            .bind(code.to_string())
            .fetch_optional(&mut *conn)
            .await?;
    let mut counts = Counts {
        leading_industries: industries.map(|(text,)| text),
        ..Counts::default()
    };
    let mut query = QueryBuilder::<Db>::new(
        "SELECT standing, onsite_visits, onsite_by_month, half_days_by_month, lessons_by_month FROM annual_areas WHERE year = ",
    );
    query.push_bind(i64::from(year)).push(" AND area_code IN (");
    push_codes(&mut query, parts);
    query.push(")");
    let found: Vec<CountsRow> = query.build_query_as().fetch_all(conn).await?;
    for row in &found {
        counts.add(row);
    }
    Ok(counts)
}

/// Designations that are not over, earliest first.
async fn designations(
    conn: &mut Conn,
    parts: &[AreaCode],
    today: NaiveDate,
) -> Result<Vec<KnownDesignation>> {
    let mut query = QueryBuilder::<Db>::new(
        "SELECT DISTINCT kind, valid_from, valid_to FROM designations WHERE (valid_to IS NULL OR valid_to >= ",
    );
    query.push_bind(today).push(") AND village_code IN (");
    push_codes(&mut query, parts);
    query.push(") ORDER BY valid_from, kind, valid_to");
    let found: Vec<(String, NaiveDate, Option<NaiveDate>)> =
        query.build_query_as().fetch_all(conn).await?;
    found
        .into_iter()
        .map(|(kind, from, to)| {
            Ok(KnownDesignation {
                kind: rows::code("designations", "kind", from, &kind)?,
                from,
                to,
            })
        })
        .collect()
}

/// The last approved on-site visit of any year.
async fn last_visit(conn: &mut Conn, parts: &[AreaCode]) -> Result<Option<LastVisit>> {
    let mut query = QueryBuilder::<Db>::new(
        "SELECT r.id, r.occurred_on, c.name FROM records r JOIN visits v ON v.record_id = r.id JOIN commissioners c ON c.id = r.author_id
         WHERE r.status IN ('approved', 'locked') AND v.mode = 'onsite' AND r.area_code IN (",
    );
    push_codes(&mut query, parts);
    query.push(") ORDER BY r.occurred_on DESC, r.id DESC LIMIT 1");
    let found: Option<(Uuid, NaiveDate, String)> =
        query.build_query_as().fetch_optional(&mut *conn).await?;
    let Some((id, on, by)) = found else {
        return Ok(None);
    };
    let industries: Vec<(String,)> = sqlx::query_as(
        "SELECT industry_code FROM record_industries WHERE record_id = $1 ORDER BY industry_code",
    )
    .bind(id)
    .fetch_all(conn)
    .await?;
    Ok(Some(LastVisit {
        on,
        by,
        industry_codes: industries.into_iter().map(|(code,)| code).collect(),
    }))
}
