//! The sums of one area and year.

use super::{
    Begun, Conn, InStandings, STANDINGS,
    in_pieces::{self, Values},
    rows,
    submissions::CountedVisit,
};
use crate::Result;
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use domain::{
    areas::{AreaCode, AreaLevel},
    calendar,
    codes::{Coded, Status, TargetKind},
    coverage::VillageYear,
    records::Record,
    statistics::{
        CountedStanding,
        targets::{self, Targets},
        timeliness::{Handling, Timeliness},
    },
};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

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
    /// The same of a record that begins; none where it is not submitted.
    fn of_begun(begun: &Begun) -> Option<Self> {
        let record = begun.record.as_ref()?;
        let of_any = Self {
            area_code: record.area_code().to_string(),
            status: begun.status.code().to_owned(),
            occurred_on: record.occurred_on(),
            mode: None,
            half_days: None,
            guidance: None,
            taught: None,
            households: None,
            consultations: None,
            materials: 0,
            attendances: None,
            farmers: None,
            poverty_exited_people: None,
            grassroots_technicians: None,
            online_views: None,
            target_kind: None,
            target_key: None,
            late: begun.late,
            imported: false,
            submitted_at: begun.submitted_at,
            reviewed_at: None,
        };
        Some(match record {
            Record::Visit(visit) => {
                let counted = CountedVisit::of(visit);
                Self {
                    mode: Some(visit.mode.code().to_owned()),
                    half_days: Some(visit.service_days.halves()),
                    guidance: Some(counted.guidance),
                    taught: Some(counted.taught),
                    households: visit.households_guided,
                    consultations: Some(counted.consultations),
                    materials: counted.materials,
                    target_kind: Some(visit.target_kind.code().to_owned()),
                    target_key: targets::key_of(visit),
                    ..of_any
                }
            }
            Record::Training(training) => Self {
                materials: training.materials_issued.unwrap_or(0),
                attendances: Some(training.attendances),
                farmers: training.farmers,
                poverty_exited_people: training.poverty_exited_people,
                grassroots_technicians: training.grassroots_technicians,
                online_views: training.online_views,
                ..of_any
            },
        })
    }

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

    /// The same as it is kept.
    fn told_target(&self) -> Option<Target> {
        Some((self.target_kind.clone()?, self.target_key.clone()?))
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
pub(crate) async fn of(
    conn: &mut Conn,
    keys: &[(i32, AreaCode)],
) -> Result<BTreeMap<(i32, AreaCode), InStandings<AreaYear>>> {
    let by_key = by_key(facts(conn, keys).await?)?;
    let sums = by_key
        .into_iter()
        .map(|(key, facts)| Ok((key, sums_of_area(key.1, &facts, |_, _| true)?)));
    sums.collect()
}

/// What these new records add to the sums of areas and years that hold others, but for those keys that
/// are computed anew. Nothing is read except whom the others served.
pub(crate) async fn added_by(
    conn: &mut Conn,
    new: &BTreeMap<Uuid, Begun>,
    anew: &BTreeSet<(i32, AreaCode)>,
) -> Result<BTreeMap<(i32, AreaCode), InStandings<AreaYear>>> {
    let facts = new.values().filter_map(FactRow::of_begun);
    let mut by_key = by_key(facts)?;
    by_key.retain(|key, _| !anew.contains(key));
    let mut sums = BTreeMap::new();
    let served = Served::beside(conn, &by_key).await?;
    for (key, facts) in by_key {
        let is_first = |standing, fact: &FactRow| served.is_first(key, standing, fact);
        sums.insert(key, sums_of_area(key.1, &facts, is_first)?);
    }
    Ok(sums)
}

/// Whom other records than some new ones served in the same places and years.
struct Served(BTreeMap<(i32, AreaCode), BTreeSet<(CountedStanding, Target)>>);

/// Kind and key of whom a visit served.
type Target = (String, String);

#[derive(sqlx::FromRow)]
struct OtherRow {
    area_code: String,
    first_on: NaiveDate,
    target_kind: String,
    target_key: String,
    status: String,
    visits: i64,
}

impl Served {
    async fn beside(
        conn: &mut Conn,
        new: &BTreeMap<(i32, AreaCode), Vec<FactRow>>,
    ) -> Result<Self> {
        let mut of_new: BTreeMap<_, i64> = BTreeMap::new();
        for (key, facts) in new {
            for fact in facts {
                if let Some(target) = fact.told_target() {
                    let served = (*key, target, fact.status.clone());
                    *of_new.entry(served).or_default() += 1;
                }
            }
        }
        let asked: BTreeSet<_> = of_new
            .keys()
            .map(|(key, target, _)| (key, target))
            .collect();
        let asked: Vec<_> = asked.into_iter().collect();
        let with = "WITH asked (area_code, first_on, last_on, target_kind, target_key) AS (";
        let select = ") SELECT a.area_code, a.first_on, a.target_kind, a.target_key, r.status, COUNT(*) AS visits
             FROM asked a CROSS JOIN records r JOIN visits v ON v.record_id = r.id
             WHERE r.area_code = a.area_code AND r.status IN ('submitted', 'verified', 'approved', 'locked')
               AND r.occurred_on >= a.first_on AND r.occurred_on <= a.last_on AND v.target_kind = a.target_kind AND v.target_key = a.target_key
             GROUP BY a.area_code, a.first_on, a.target_kind, a.target_key, r.status";
        let bind = |mut row: Values<'_>,
                    ((year, area), (kind, name)): &(&(i32, AreaCode), &Target)| {
            let (first, last) = calendar::year_bounds(*year);
            row.push_bind(area.to_string())
                .push_bind(first)
                .push_bind(last)
                .push_bind(kind.clone())
                .push_bind(name.clone());
        };
        let found: Vec<OtherRow> = in_pieces::fetch(conn, (with, select), &asked, bind).await?;
        let mut served = BTreeMap::<_, BTreeSet<_>>::new();
        for row in found {
            let area = rows::area("records", "area_code", &row.area_code, &row.area_code)?;
            let status: Status = rows::code("records", "status", area, &row.status)?;
            let key = (row.first_on.year(), area);
            let target = (row.target_kind, row.target_key);
            let of_new = of_new.get(&(key, target.clone(), row.status)).copied();
            if row.visits > of_new.unwrap_or(0) {
                let takes = STANDINGS
                    .into_iter()
                    .filter(|standing| standing.takes(status));
                let in_each = takes.map(|standing| (standing, target.clone()));
                served.entry(key).or_default().extend(in_each);
            }
        }
        Ok(Self(served))
    }

    fn is_first(&self, key: (i32, AreaCode), standing: CountedStanding, fact: &FactRow) -> bool {
        let Some(target) = fact.told_target() else {
            return true;
        };
        let served = self.0.get(&key);
        !served.is_some_and(|served| served.contains(&(standing, target)))
    }
}

/// What the sums are made of.
const FACTS: &str = "r.area_code, r.status, r.occurred_on, v.mode, v.half_days, v.guidance, v.taught, v.households_guided AS households, v.consultations,
     COALESCE(v.materials_counted, t.materials_issued, 0) AS materials, t.attendances, t.farmers,
     t.poverty_exited_people, t.grassroots_technicians, t.online_views, v.target_kind, v.target_key,
     r.late, r.import_key IS NOT NULL AS imported, r.submitted_at, r.reviewed_at";

/// Where it stands. A training is looked for only where there is one.
const COUNTED: &str = "LEFT JOIN visits v ON v.record_id = r.id
     LEFT JOIN trainings t ON t.record_id = CASE r.kind WHEN 'training' THEN r.id END
     WHERE r.status IN ('submitted', 'verified', 'approved', 'locked') AND r.area_code IS NOT NULL";

async fn facts(conn: &mut Conn, keys: &[(i32, AreaCode)]) -> Result<Vec<FactRow>> {
    let asked = "WITH asked (area_code, first_on, last_on) AS (";
    let select = format!(
        ") SELECT {FACTS} FROM asked a CROSS JOIN records r {COUNTED}
           AND r.area_code = a.area_code AND r.occurred_on >= a.first_on AND r.occurred_on <= a.last_on"
    );
    in_pieces::fetch(conn, (asked, &select), keys, |mut row, (year, area)| {
        let (first, last) = calendar::year_bounds(*year);
        row.push_bind(area.to_string())
            .push_bind(first)
            .push_bind(last);
    })
    .await
}

fn by_key(
    facts: impl IntoIterator<Item = FactRow>,
) -> Result<BTreeMap<(i32, AreaCode), Vec<FactRow>>> {
    let mut by_key: BTreeMap<(i32, AreaCode), Vec<FactRow>> = BTreeMap::new();
    for fact in facts {
        let area = rows::area("records", "area_code", &fact.area_code, &fact.area_code)?;
        let key = (fact.occurred_on.year(), area);
        by_key.entry(key).or_default().push(fact);
    }
    Ok(by_key)
}

/// `is_first`: whether nobody else has served the target of a visit.
fn sums_of_area(
    area: AreaCode,
    facts: &[FactRow],
    is_first: impl Fn(CountedStanding, &FactRow) -> bool,
) -> Result<InStandings<AreaYear>> {
    let mut found = InStandings::new();
    for standing in STANDINGS {
        let mut sums = AreaYear::default();
        let mut served = Vec::new();
        for fact in facts {
            let status: Status = rows::code("records", "status", area, &fact.status)?;
            if standing.takes(status) {
                sums.add(fact, area.level() == AreaLevel::Village);
                served.extend(fact.target(area)?.filter(|_| is_first(standing, fact)));
                if let Some(handling) = fact.handling(status) {
                    sums.timeliness.count(&handling);
                }
            }
        }
        sums.targets = Targets::of_place(served);
        if sums != AreaYear::default() {
            found.insert(standing, sums);
        }
    }
    Ok(found)
}
