//! The sums that roll-ups hold, from the records of one area and year or one person and year.

use super::{Conn, Db, rows};
use crate::Result;
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use domain::{
    areas::{AreaCode, AreaLevel},
    calendar,
    codes::{Status, TargetKind},
    coverage::VillageYear,
    days::{self, ServiceDays, Stay},
    ids::CommissionerId,
    statistics::{
        CountedStanding,
        targets::Targets,
        timeliness::{Handling, Timeliness},
    },
};
use sqlx::QueryBuilder;
use std::collections::BTreeMap;
use uuid::Uuid;

/// In the order of their codes.
pub(crate) const STANDINGS: [CountedStanding; 2] =
    [CountedStanding::Approved, CountedStanding::WithPending];

/// Sums in each standing that has any.
pub(crate) type InStandings<S> = Vec<(CountedStanding, S)>;

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

/// The columns of `annual_areas` that hold B05 and K03.
#[derive(sqlx::FromRow)]
pub(crate) struct ServedRow {
    targets_cooperative: i64,
    targets_enterprise: i64,
    targets_family_farm: i64,
    targets_farmer: i64,
    targets_poverty_exited: i64,
    targets_collective: i64,
    targets_park: i64,
    targets_other: i64,
    logs: i64,
    late_logs: i64,
    reviews: i64,
    late_reviews: i64,
}

impl ServedRow {
    /// Adds the row of another place. Targets are told apart by the place that was recorded.
    pub(crate) const fn join(&mut self, other: &Self) {
        self.targets_cooperative += other.targets_cooperative;
        self.targets_enterprise += other.targets_enterprise;
        self.targets_family_farm += other.targets_family_farm;
        self.targets_farmer += other.targets_farmer;
        self.targets_poverty_exited += other.targets_poverty_exited;
        self.targets_collective += other.targets_collective;
        self.targets_park += other.targets_park;
        self.targets_other += other.targets_other;
        self.logs += other.logs;
        self.late_logs += other.late_logs;
        self.reviews += other.reviews;
        self.late_reviews += other.late_reviews;
    }

    /// B05 by kind.
    pub(crate) const fn targets(&self) -> Targets {
        Targets([
            self.targets_cooperative,
            self.targets_enterprise,
            self.targets_family_farm,
            self.targets_farmer,
            self.targets_poverty_exited,
            self.targets_collective,
            self.targets_park,
            self.targets_other,
        ])
    }

    /// K03.
    pub(crate) const fn timeliness(&self) -> Timeliness {
        Timeliness {
            logs: self.logs,
            late_logs: self.late_logs,
            reviews: self.reviews,
            late_reviews: self.late_reviews,
        }
    }
}

/// Twelve numbers with commas.
pub(crate) fn months_text(months: &[i64; 12]) -> String {
    months
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(",")
}

/// Reads twelve numbers with commas; zeros where there are none.
pub(crate) fn months(text: Option<&str>) -> [i64; 12] {
    let mut months = [0; 12];
    for (month, number) in months.iter_mut().zip(text.unwrap_or_default().split(',')) {
        *month = number.parse().unwrap_or(0);
    }
    months
}

#[derive(sqlx::FromRow)]
struct PartRow {
    commissioner_id: Uuid,
    occurred_on: NaiveDate,
    status: String,
    area_code: String,
    mode: Option<String>,
    started_on: Option<NaiveDate>,
    ended_on: Option<NaiveDate>,
    half_days: Option<i64>,
    attendances: Option<i64>,
}

/// Counts and stays of one person and year.
#[derive(Debug, Default)]
struct PersonYear {
    onsite_visits: i64,
    remote_visits: i64,
    trainings: i64,
    attendances: i64,
    stays: Vec<Stay>,
    stays_by_area: BTreeMap<AreaCode, Vec<Stay>>,
}

impl PersonYear {
    fn add(&mut self, part: &PartRow) -> Result<()> {
        match part.mode.as_deref() {
            None => {
                self.trainings += 1;
                self.attendances += part.attendances.unwrap_or(0);
            }
            Some("onsite") => {
                self.onsite_visits += 1;
                let days = part.half_days.and_then(ServiceDays::from_halves);
                if let (Some(started_on), Some(ended_on), Some(days)) =
                    (part.started_on, part.ended_on, days)
                {
                    let stay = Stay {
                        started_on,
                        ended_on,
                        days,
                    };
                    self.stays.push(stay);
                    for area in
                        rows::area("records", "area_code", &part.area_code, &part.area_code)?
                            .with_ancestors()
                    {
                        self.stays_by_area.entry(area).or_default().push(stay);
                    }
                }
            }
            Some(_) => self.remote_visits += 1,
        }
        Ok(())
    }
}

/// What the roll-ups keep of one person and year.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct PersonSums {
    pub(crate) onsite_visits: i64,
    pub(crate) remote_visits: i64,
    pub(crate) trainings: i64,
    pub(crate) attendances: i64,
    pub(crate) units: i64,
    pub(crate) units_by_area: BTreeMap<AreaCode, i64>,
}

impl From<PersonYear> for PersonSums {
    fn from(year: PersonYear) -> Self {
        Self {
            onsite_visits: year.onsite_visits,
            remote_visits: year.remote_visits,
            trainings: year.trainings,
            attendances: year.attendances,
            units: days::person_units(year.stays),
            units_by_area: year
                .stays_by_area
                .into_iter()
                .map(|(area, stays)| (area, days::person_units(stays)))
                .collect(),
        }
    }
}

/// The sums of people and years in each standing; none where there is nothing to count.
pub(crate) async fn of_people(
    conn: &mut Conn,
    keys: &[(i32, CommissionerId)],
) -> Result<BTreeMap<(i32, CommissionerId), InStandings<PersonSums>>> {
    let mut by_key: BTreeMap<(i32, CommissionerId), Vec<PartRow>> = BTreeMap::new();
    for part in parts(conn, keys).await? {
        let key = (
            part.occurred_on.year(),
            CommissionerId(part.commissioner_id),
        );
        by_key.entry(key).or_default().push(part);
    }
    let sums = by_key
        .into_iter()
        .map(|(key, parts)| Ok((key, sums_of_person(key.1, &parts)?)));
    sums.collect()
}

async fn parts(conn: &mut Conn, keys: &[(i32, CommissionerId)]) -> Result<Vec<PartRow>> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = QueryBuilder::<Db>::new("WITH asked (commissioner_id, first_on, last_on) AS (");
    query.push_values(keys, |mut row, (year, person)| {
        let (first, last) = calendar::year_bounds(*year);
        row.push_bind(person.0).push_bind(first).push_bind(last);
    });
    query.push(
        ") SELECT p.commissioner_id, p.occurred_on, r.status, r.area_code, v.mode, v.started_on, v.ended_on, v.half_days, t.attendances
         FROM asked a CROSS JOIN record_people p JOIN records r ON r.id = p.record_id
         LEFT JOIN visits v ON v.record_id = r.id LEFT JOIN trainings t ON t.record_id = r.id
         WHERE p.commissioner_id = a.commissioner_id AND p.occurred_on >= a.first_on AND p.occurred_on <= a.last_on
           AND r.status IN ('submitted', 'verified', 'approved', 'locked') AND p.absent = ",
    );
    query.push_bind(false);
    let query = query.build_query_as().persistent(keys.len() == 1);
    Ok(query.fetch_all(conn).await?)
}

fn sums_of_person(person: CommissionerId, parts: &[PartRow]) -> Result<InStandings<PersonSums>> {
    let mut found = Vec::new();
    for standing in STANDINGS {
        let mut sums = PersonYear::default();
        let mut any = false;
        for part in parts {
            if standing.takes(rows::code("records", "status", person, &part.status)?) {
                any = true;
                sums.add(part)?;
            }
        }
        if any {
            found.push((standing, sums.into()));
        }
    }
    Ok(found)
}
