//! The sums of one person and year.

use super::{Begun, Conn, InStandings, STANDINGS, in_pieces, rows, same_days::reach};
use crate::Result;
use chrono::{Datelike, NaiveDate};
use domain::{
    areas::AreaCode,
    calendar,
    codes::Coded,
    days::{self, ServiceDays, Stay},
    ids::CommissionerId,
    records::Record,
    statistics::CountedStanding,
};
use std::collections::{BTreeMap, BTreeSet};
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
                if let Some(stay) = part.stay() {
                    self.stay(stay, &part.area_code)?;
                }
            }
            Some(_) => self.remote_visits += 1,
        }
        Ok(())
    }

    fn stay(&mut self, stay: Stay, area: &str) -> Result<()> {
        self.stays.push(stay);
        for area in rows::area("records", "area_code", area, area)?.with_ancestors() {
            self.stays_by_area.entry(area).or_default().push(stay);
        }
        Ok(())
    }
}

impl PartRow {
    /// The same of those who have a part in a record that begins; none where it is not submitted.
    fn of_begun(begun: &Begun) -> Vec<Self> {
        let Some(record) = &begun.record else {
            return Vec::new();
        };
        let (visit, attendances) = match record {
            Record::Visit(visit) => (Some(visit), None),
            Record::Training(training) => (None, Some(training.attendances)),
        };
        let parts = begun.people().into_iter().map(|person| Self {
            commissioner_id: person,
            occurred_on: record.occurred_on(),
            status: begun.status.code().to_owned(),
            area_code: record.area_code().to_string(),
            mode: visit.map(|visit| visit.mode.code().to_owned()),
            started_on: visit.map(|visit| visit.started_on),
            ended_on: visit.map(|visit| visit.ended_on),
            half_days: visit.map(|visit| visit.service_days.halves()),
            attendances,
        });
        parts.collect()
    }

    fn stay(&self) -> Option<Stay> {
        Some(Stay {
            started_on: self.started_on?,
            ended_on: self.ended_on?,
            days: ServiceDays::from_halves(self.half_days?)?,
        })
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

impl PersonYear {
    /// What its sums are, or add to those of others: of the others only the stays of the same days count.
    fn beside(self, others: &Self) -> PersonSums {
        let added = |stays: Vec<Stay>, others: &[Stay]| {
            let of_others = days::person_units(others.iter().copied());
            days::person_units(others.iter().copied().chain(stays)) - of_others
        };
        let by_area = self.stays_by_area.into_iter().map(|(area, stays)| {
            let others = others.stays_by_area.get(&area);
            (area, added(stays, others.map_or(&[], Vec::as_slice)))
        });
        PersonSums {
            onsite_visits: self.onsite_visits,
            remote_visits: self.remote_visits,
            trainings: self.trainings,
            attendances: self.attendances,
            units: added(self.stays, &others.stays),
            units_by_area: by_area.collect(),
        }
    }
}

/// The sums of people and years in each standing; none where there is nothing to count.
pub(crate) async fn of(
    conn: &mut Conn,
    keys: &[(i32, CommissionerId)],
) -> Result<BTreeMap<(i32, CommissionerId), InStandings<PersonSums>>> {
    let sums = by_key(parts(conn, keys).await?)
        .into_iter()
        .map(|(key, parts)| Ok((key, sums_of_person(key.1, &parts, &[])?)));
    sums.collect()
}

/// What these new records add to the sums of people and years that hold others, but for those keys that
/// are computed anew. Nothing is read but the others' visits of the same days.
pub(crate) async fn added_by(
    conn: &mut Conn,
    new: &BTreeMap<Uuid, Begun>,
    anew: &BTreeSet<(i32, CommissionerId)>,
) -> Result<BTreeMap<(i32, CommissionerId), InStandings<PersonSums>>> {
    let mut by_key = by_key(new.values().flat_map(PartRow::of_begun));
    by_key.retain(|key, _| !anew.contains(key));
    let others = others(conn, new, &by_key).await?;
    let sums = by_key.into_iter().map(|(key, parts)| {
        let others = others.get(&key).map_or(&[][..], Vec::as_slice);
        Ok((key, sums_of_person(key.1, &parts, others)?))
    });
    sums.collect()
}

#[derive(sqlx::FromRow)]
struct OtherRow {
    record_id: Uuid,
    #[sqlx(flatten)]
    part: PartRow,
}

/// The visits on site of these people that share a day with one of the new ones, in the same year.
async fn others(
    conn: &mut Conn,
    new: &BTreeMap<Uuid, Begun>,
    of_new: &BTreeMap<(i32, CommissionerId), Vec<PartRow>>,
) -> Result<BTreeMap<(i32, CommissionerId), Vec<PartRow>>> {
    let mut asked = BTreeSet::new();
    for ((year, person), parts) in of_new {
        let (first, last) = calendar::year_bounds(*year);
        let on_site = parts
            .iter()
            .filter(|part| part.mode.as_deref() == Some("onsite"));
        for stay in on_site.filter_map(PartRow::stay) {
            let from = stay.started_on.max(first);
            asked.insert((*person, from, reach(stay.ended_on).min(last), stay.ended_on));
        }
    }
    let asked: Vec<_> = asked.into_iter().collect();
    let with = "WITH asked (commissioner_id, from_on, to_on, ended_on) AS (";
    let select = format!(
        ") SELECT p.record_id, {PARTS} FROM asked a CROSS JOIN record_people p {COUNTED}
           AND p.commissioner_id = a.commissioner_id AND p.occurred_on >= a.from_on AND p.occurred_on <= a.to_on
           AND p.half_days > 0 AND v.started_on <= a.ended_on"
    );
    let found: Vec<OtherRow> = in_pieces::fetch(
        conn,
        (with, &select),
        &asked,
        |mut row, (person, from, to, ended_on)| {
            row.push_bind(person.0)
                .push_bind(*from)
                .push_bind(*to)
                .push_bind(*ended_on);
        },
    )
    .await?;
    let mut different = BTreeMap::new();
    for row in found
        .into_iter()
        .filter(|row| !new.contains_key(&row.record_id))
    {
        different.insert((row.record_id, row.part.commissioner_id), row.part);
    }
    Ok(by_key(different.into_values()))
}

/// What the sums are made of.
const PARTS: &str = "p.commissioner_id, p.occurred_on, r.status, r.area_code, v.mode, v.started_on, v.ended_on, v.half_days, t.attendances";

/// Where it stands. A training is looked for only where there is one.
const COUNTED: &str =
    "JOIN records r ON r.id = p.record_id LEFT JOIN visits v ON v.record_id = r.id
     LEFT JOIN trainings t ON t.record_id = CASE r.kind WHEN 'training' THEN r.id END
     WHERE r.status IN ('submitted', 'verified', 'approved', 'locked') AND NOT p.absent";

async fn parts(conn: &mut Conn, keys: &[(i32, CommissionerId)]) -> Result<Vec<PartRow>> {
    let asked = "WITH asked (commissioner_id, first_on, last_on) AS (";
    let select = format!(
        ") SELECT {PARTS} FROM asked a CROSS JOIN record_people p {COUNTED}
           AND p.commissioner_id = a.commissioner_id AND p.occurred_on >= a.first_on AND p.occurred_on <= a.last_on"
    );
    in_pieces::fetch(conn, (asked, &select), keys, |mut row, (year, person)| {
        let (first, last) = calendar::year_bounds(*year);
        row.push_bind(person.0).push_bind(first).push_bind(last);
    })
    .await
}

fn by_key(
    parts: impl IntoIterator<Item = PartRow>,
) -> BTreeMap<(i32, CommissionerId), Vec<PartRow>> {
    let mut by_key: BTreeMap<(i32, CommissionerId), Vec<PartRow>> = BTreeMap::new();
    for part in parts {
        let person = CommissionerId(part.commissioner_id);
        let key = (part.occurred_on.year(), person);
        by_key.entry(key).or_default().push(part);
    }
    by_key
}

fn sums_of_person(
    person: CommissionerId,
    parts: &[PartRow],
    others: &[PartRow],
) -> Result<InStandings<PersonSums>> {
    let mut found = InStandings::new();
    for standing in STANDINGS {
        let own = year_of(person, standing, parts)?;
        let others = year_of(person, standing, others)?;
        if let Some(own) = own {
            found.insert(standing, own.beside(&others.unwrap_or_default()));
        }
    }
    Ok(found)
}

/// None where nothing counts.
fn year_of(
    person: CommissionerId,
    standing: CountedStanding,
    parts: &[PartRow],
) -> Result<Option<PersonYear>> {
    let mut year = None;
    for part in parts {
        if standing.takes(rows::code("records", "status", person, &part.status)?) {
            year.get_or_insert_with(PersonYear::default).add(part)?;
        }
    }
    Ok(year)
}
