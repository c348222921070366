//! The villages of one commissioner, with the dated facts that say how they stand on any day.

use super::{Conn, coverage_rules, ledgers, places::Places, rollup_sums, rows, village_plans};
use crate::Result;
use chrono::{Datelike, NaiveDate};
use domain::{
    areas::AreaCode,
    coverage::{DEFAULT_RULE, FrequencyRule, VillageYear, plan_on},
    ids::CommissionerId,
    reference::{KnownAssignment, KnownDesignation, KnownRule, KnownVillage, LastVisit},
};
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
    let assigned = assignments(conn, me, today).await?;
    let places = Places::read(conn, assigned.keys().copied()).await?;
    let book = coverage_rules::book(conn).await?;
    let mut villages = Vec::new();
    for (code, assignments) in assigned {
        let counts = counts(conn, code, today.year()).await?;
        let onsite = rollup_sums::months(counts.onsite_by_month.as_deref());
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
            designations: designations(conn, code, today).await?,
            assignments,
            last_visit: last_visit(conn, code).await?,
            year: today.year(),
            onsite,
            pending: counts.with_pending.unwrap_or(0) - approved.visits(),
            rule: counts.known_rule(book.on(code, today).frequency),
            plan: plan_on(&village_plans::entries(conn, code).await?, code, today),
            problems: ledgers::open_problems(conn, code, MAX_PROBLEMS).await?,
        });
    }
    Ok(villages)
}

/// 结对 that are not over, earliest first.
async fn assignments(
    conn: &mut Conn,
    me: CommissionerId,
    today: NaiveDate,
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
        let code = rows::area("assignments", "village_code", &code, &code)?;
        assigned.entry(code).or_default().push(KnownAssignment {
            from,
            to,
            team_name,
        });
    }
    Ok(assigned)
}

#[derive(Default, sqlx::FromRow)]
struct CountsRow {
    leading_industries: Option<String>,
    onsite_by_month: Option<String>,
    half_days_by_month: Option<String>,
    lessons_by_month: Option<String>,
    with_pending: Option<i64>,
}

impl CountsRow {
    /// What a phone must know to judge by this rule; nothing for the one it takes by itself.
    fn known_rule(&self, rule: &FrequencyRule) -> Option<KnownRule> {
        (rule.code != DEFAULT_RULE.code).then(|| KnownRule {
            code: rule.code.to_owned(),
            half_days: rollup_sums::months(self.half_days_by_month.as_deref()),
            lessons: rollup_sums::months(self.lessons_by_month.as_deref()),
        })
    }
}

async fn counts(conn: &mut Conn, code: AreaCode, year: i32) -> Result<CountsRow> {
    let found: Option<CountsRow> = sqlx::query_as(
        "SELECT w.leading_industries, a.onsite_by_month, a.half_days_by_month, a.lessons_by_month,
                p.onsite_visits AS with_pending
         FROM areas x LEFT JOIN villages w ON w.code = x.code
         LEFT JOIN annual_areas a ON a.area_code = x.code AND a.year = $2 AND a.standing = 'approved'
         LEFT JOIN annual_areas p ON p.area_code = x.code AND p.year = $2 AND p.standing = 'with_pending'
         WHERE x.code = $1",
    )
    .bind(code.to_string())
    .bind(i64::from(year))
    .fetch_optional(conn)
    .await?;
    Ok(found.unwrap_or_default())
}

/// Designations that are not over, earliest first.
async fn designations(
    conn: &mut Conn,
    code: AreaCode,
    today: NaiveDate,
) -> Result<Vec<KnownDesignation>> {
    let found: Vec<(String, NaiveDate, Option<NaiveDate>)> = sqlx::query_as(
        "SELECT kind, valid_from, valid_to FROM designations WHERE village_code = $1 AND (valid_to IS NULL OR valid_to >= $2)
         ORDER BY valid_from, kind",
    )
    .bind(code.to_string())
    .bind(today)
    .fetch_all(conn)
    .await?;
    found
        .into_iter()
        .map(|(kind, from, to)| {
            Ok(KnownDesignation {
                kind: rows::code("designations", "kind", code, &kind)?,
                from,
                to,
            })
        })
        .collect()
}

/// The last approved on-site visit of any year.
async fn last_visit(conn: &mut Conn, code: AreaCode) -> Result<Option<LastVisit>> {
    let found: Option<(Uuid, NaiveDate, String)> = sqlx::query_as(
        "SELECT r.id, r.occurred_on, c.name FROM records r JOIN visits v ON v.record_id = r.id JOIN commissioners c ON c.id = r.author_id
         WHERE r.area_code = $1 AND r.status IN ('approved', 'locked') AND v.mode = 'onsite' ORDER BY r.occurred_on DESC, r.id DESC LIMIT 1",
    )
    .bind(code.to_string())
    .fetch_optional(&mut *conn)
    .await?;
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
