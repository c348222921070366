//! The sums of one person and year.

use super::{Conn, Db, InStandings, STANDINGS, rows};
use crate::Result;
use chrono::{Datelike, NaiveDate};
use domain::{
    areas::AreaCode,
    calendar,
    days::{self, ServiceDays, Stay},
    ids::CommissionerId,
};
use sqlx::QueryBuilder;
use std::collections::BTreeMap;
use uuid::Uuid;

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
