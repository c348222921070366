//! The sums of one area and year.

use super::{Conn, Db, InStandings, STANDINGS, rows};
use crate::Result;
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use domain::{
    areas::{AreaCode, AreaLevel},
    calendar,
    codes::{Status, TargetKind},
    coverage::VillageYear,
    statistics::{
        targets::Targets,
        timeliness::{Handling, Timeliness},
    },
};
use sqlx::QueryBuilder;
use std::collections::BTreeMap;

#[derive(sqlx::FromRow)]
struct FactRow {
    area_code: String,
    status: String,
    occurred_on: NaiveDate,
    mode: Option<String>,
    half_days: Option<i64>,
    guidance: Option<bool>,
    taught: Option<bool>,
    households: Option<i64>,
    consultations: Option<i64>,
    materials: i64,
    attendances: Option<i64>,
    farmers: Option<i64>,
    poverty_exited_people: Option<i64>,
    grassroots_technicians: Option<i64>,
    online_views: Option<i64>,
    target_kind: Option<String>,
    target_key: Option<String>,
    late: bool,
    imported: bool,
    submitted_at: Option<DateTime<Utc>>,
    reviewed_at: Option<DateTime<Utc>>,
}

impl FactRow {
    /// Whom a visit served, where that can be told.
    fn target(&self, area: AreaCode) -> Result<Option<(TargetKind, &str)>> {
        match (&self.target_kind, &self.target_key) {
            (Some(kind), Some(key)) => {
                let kind = rows::code("visits", "target_kind", area, kind)?;
                Ok(Some((kind, key.as_str())))
            }
            _ => Ok(None),
        }
    }

    /// How it was handed in; none for what was never submitted.
    fn handling(&self, status: Status) -> Option<Handling> {
        let approved = self.reviewed_at.filter(|_| status.counts());
        Some(Handling {
            late: self.late,
            imported: self.imported,
            submitted_on: calendar::shanghai_date(self.submitted_at?),
            approved_on: approved.map(calendar::shanghai_date),
        })
    }
}

/// Sums of one area and year.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct AreaYear {
    pub(crate) onsite_visits: i64,
    pub(crate) remote_visits: i64,
    pub(crate) guidance_visits: i64,
    pub(crate) households: i64,
    pub(crate) consultations: i64,
    pub(crate) materials: i64,
    pub(crate) trainings: i64,
    pub(crate) attendances: i64,
    pub(crate) farmers: i64,
    pub(crate) poverty_exited_people: i64,
    pub(crate) grassroots_technicians: i64,
    pub(crate) online_views: i64,
    pub(crate) months: VillageYear,
    pub(crate) last_onsite_on: Option<NaiveDate>,
    pub(crate) targets: Targets,
    pub(crate) timeliness: Timeliness,
}

impl AreaYear {
    fn add(&mut self, fact: &FactRow, is_village: bool) {
        let month = calendar::month0(fact.occurred_on);
        self.materials += fact.materials;
        let Some(mode) = &fact.mode else {
            self.trainings += 1;
            self.attendances += fact.attendances.unwrap_or(0);
            self.farmers += fact.farmers.unwrap_or(0);
            self.poverty_exited_people += fact.poverty_exited_people.unwrap_or(0);
            self.grassroots_technicians += fact.grassroots_technicians.unwrap_or(0);
            self.online_views += fact.online_views.unwrap_or(0);
            self.months.lessons[month] += 1;
            return;
        };
        self.guidance_visits += i64::from(fact.guidance == Some(true));
        self.consultations += fact.consultations.unwrap_or(0);
        if is_village {
            self.households = self.households.max(fact.households.unwrap_or(0));
        }
        if mode == "onsite" {
            self.onsite_visits += 1;
            self.months.onsite[month] += 1;
            self.months.half_days[month] += fact.half_days.unwrap_or(0);
            self.months.lessons[month] += i64::from(fact.taught == Some(true));
            self.last_onsite_on = self.last_onsite_on.max(Some(fact.occurred_on));
        } else {
            self.remote_visits += 1;
        }
    }
}

/// The sums of areas and years in each standing; none where there is nothing to count.
pub(crate) async fn of_areas(
    conn: &mut Conn,
    keys: &[(i32, AreaCode)],
) -> Result<BTreeMap<(i32, AreaCode), InStandings<AreaYear>>> {
    let mut by_key: BTreeMap<(i32, AreaCode), Vec<FactRow>> = BTreeMap::new();
    for fact in facts(conn, keys).await? {
        let area = rows::area("records", "area_code", &fact.area_code, &fact.area_code)?;
        let key = (fact.occurred_on.year(), area);
        by_key.entry(key).or_default().push(fact);
    }
    let sums = by_key
        .into_iter()
        .map(|(key, facts)| Ok((key, sums_of_area(key.1, &facts)?)));
    sums.collect()
}

async fn facts(conn: &mut Conn, keys: &[(i32, AreaCode)]) -> Result<Vec<FactRow>> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = QueryBuilder::<Db>::new("WITH asked (area_code, first_on, last_on) AS (");
    query.push_values(keys, |mut row, (year, area)| {
        let (first, last) = calendar::year_bounds(*year);
        row.push_bind(area.to_string())
            .push_bind(first)
            .push_bind(last);
    });
    query.push(
        ") SELECT r.area_code, r.status, r.occurred_on, v.mode, v.half_days, v.guidance, v.taught, v.households_guided AS households, v.consultations,
                COALESCE(v.materials_counted, t.materials_issued, 0) AS materials, t.attendances, t.farmers,
                t.poverty_exited_people, t.grassroots_technicians, t.online_views, v.target_kind, v.target_key,
                r.late, r.import_key IS NOT NULL AS imported, r.submitted_at, r.reviewed_at
         FROM asked a CROSS JOIN records r LEFT JOIN visits v ON v.record_id = r.id LEFT JOIN trainings t ON t.record_id = r.id
         WHERE r.area_code = a.area_code AND r.status IN ('submitted', 'verified', 'approved', 'locked')
           AND r.occurred_on >= a.first_on AND r.occurred_on <= a.last_on",
    );
    let query = query.build_query_as().persistent(keys.len() == 1);
    Ok(query.fetch_all(conn).await?)
}

fn sums_of_area(area: AreaCode, facts: &[FactRow]) -> Result<InStandings<AreaYear>> {
    let mut found = Vec::new();
    for standing in STANDINGS {
        let mut sums = AreaYear::default();
        let mut served = Vec::new();
        for fact in facts {
            let status: Status = rows::code("records", "status", area, &fact.status)?;
            if standing.takes(status) {
                sums.add(fact, area.level() == AreaLevel::Village);
                served.extend(fact.target(area)?);
                if let Some(handling) = fact.handling(status) {
                    sums.timeliness.count(&handling);
                }
            }
        }
        sums.targets = Targets::of_place(served);
        if sums != AreaYear::default() {
            found.push((standing, sums));
        }
    }
    Ok(found)
}
