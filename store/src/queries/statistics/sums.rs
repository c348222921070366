//! What the roll-ups hold of areas: sums of records, and days.

use super::super::{
    Conn, Db,
    divisions::{Told, push_codes},
    first_areas::{self, CODE_LENGTH},
    in_pieces::pieces,
    rollup_sums::{InStandings, STANDINGS, ServedRow},
    rollups::standing_of,
    rows,
};
use super::{ByArea, each};
use crate::Result;
use domain::{
    areas::{AreaCode, AreaLevel},
    statistics::{CountedStanding, Measures},
};
use sqlx::QueryBuilder;
use std::collections::{BTreeMap, btree_map::Entry};

#[derive(sqlx::FromRow)]
struct SumRow {
    part: String,
    standing: String,
    onsite_visits: i64,
    remote_visits: i64,
    guidance_visits: i64,
    households: i64,
    consultations: i64,
    materials: i64,
    villages: i64,
    trainings: i64,
    attendances: i64,
    farmers: i64,
    poverty_exited_people: i64,
    grassroots_technicians: i64,
    online_views: i64,
    #[sqlx(flatten)]
    served: ServedRow,
}

/// What is summed of an area's year.
const SUMS: &str = "
    CAST(SUM(onsite_visits) AS BIGINT) AS onsite_visits, CAST(SUM(remote_visits) AS BIGINT) AS remote_visits,
    CAST(SUM(guidance_visits) AS BIGINT) AS guidance_visits, CAST(SUM(households) AS BIGINT) AS households,
    CAST(SUM(consultations) AS BIGINT) AS consultations, CAST(SUM(materials) AS BIGINT) AS materials,
    COUNT(*) FILTER (WHERE onsite_visits > 0 AND area_code NOT LIKE '%000') AS villages,
    CAST(SUM(trainings) AS BIGINT) AS trainings, CAST(SUM(attendances) AS BIGINT) AS attendances,
    CAST(SUM(farmers) AS BIGINT) AS farmers, CAST(SUM(poverty_exited_people) AS BIGINT) AS poverty_exited_people,
    CAST(SUM(grassroots_technicians) AS BIGINT) AS grassroots_technicians, CAST(SUM(online_views) AS BIGINT) AS online_views,
    CAST(SUM(targets_cooperative) AS BIGINT) AS targets_cooperative, CAST(SUM(targets_enterprise) AS BIGINT) AS targets_enterprise,
    CAST(SUM(targets_family_farm) AS BIGINT) AS targets_family_farm, CAST(SUM(targets_farmer) AS BIGINT) AS targets_farmer,
    CAST(SUM(targets_poverty_exited) AS BIGINT) AS targets_poverty_exited, CAST(SUM(targets_collective) AS BIGINT) AS targets_collective,
    CAST(SUM(targets_park) AS BIGINT) AS targets_park, CAST(SUM(targets_other) AS BIGINT) AS targets_other,
    CAST(SUM(logs) AS BIGINT) AS logs, CAST(SUM(late_logs) AS BIGINT) AS late_logs,
    CAST(SUM(reviews) AS BIGINT) AS reviews, CAST(SUM(late_reviews) AS BIGINT) AS late_reviews
    FROM annual_areas WHERE year = ";

/// What can be summed over villages, by child area. Areas that went into others, and those others, are
/// summed one by one.
pub(super) async fn sums(
    conn: &mut Conn,
    counted: &mut InStandings<ByArea>,
    (area, year): (AreaCode, i32),
    told: &Told,
) -> Result<()> {
    let mixed = told.areas.mixed(area);
    let parts = parts(conn, area, year).await?;
    let parts = parts.iter().map(String::as_str);
    let wanted = parts.flat_map(|part| STANDINGS.map(|standing| (part, standing)));
    let wanted: Vec<_> = wanted.collect();
    let mut found: Vec<SumRow> = Vec::new();
    for some in pieces(&wanted) {
        let mut query = QueryBuilder::<Db>::new("");
        for (place, (part, standing)) in some.iter().enumerate() {
            query.push(if place == 0 {
                "SELECT "
            } else {
                " UNION ALL SELECT "
            });
            query.push_bind((*part).to_owned()).push(" AS part, ");
            query.push_bind(standing.code()).push(" AS standing,");
            query.push(SUMS).push_bind(i64::from(year));
            query.push(" AND standing = ").push_bind(standing.code());
            query
                .push(" AND area_code >= ")
                .push_bind(format!("{part:0<CODE_LENGTH$}"));
            query
                .push(" AND area_code <= ")
                .push_bind(format!("{part:9<CODE_LENGTH$}"));
            let elsewhere = mixed.iter().filter(|code| code.as_str().starts_with(part));
            let elsewhere: Vec<_> = elsewhere.collect();
            if !elsewhere.is_empty() {
                query.push(" AND area_code NOT IN (");
                push_codes(&mut query, elsewhere);
                query.push(")");
            }
            query.push(" HAVING COUNT(*) > 0");
        }
        let query = query.build_query_as().persistent(mixed.is_empty());
        found.extend(query.fetch_all(&mut *conn).await?);
    }
    for row in found {
        add_sums(counted, area, row.place()?, &row)?;
    }
    if mixed.is_empty() {
        return Ok(());
    }
    let mut query = QueryBuilder::<Db>::new("SELECT area_code AS part, standing,");
    query.push(SUMS).push_bind(i64::from(year));
    query.push(" AND area_code IN (");
    push_codes(&mut query, &mixed);
    query.push(") GROUP BY area_code, standing");
    let found: Vec<SumRow> = query.build_query_as().fetch_all(conn).await?;
    for ((place, _), row) in together(found, told)? {
        if area.contains(&place) {
            add_sums(counted, area, place, &row)?;
        }
    }
    Ok(())
}

/// How the codes of those child areas begin that have sums; the area's own begin like none of them.
async fn parts(conn: &mut Conn, area: AreaCode, year: i32) -> Result<Vec<String>> {
    let level = area.level().below().unwrap_or(AreaLevel::Village);
    let length = level.prefix_len();
    let firsts = first_areas::of_parts(conn, (area, year), length).await?;
    let parts = firsts.iter().filter_map(|code| code.get(..length));
    Ok(parts.map(str::to_owned).collect())
}

/// The sums of areas that count as one: B06 is the largest of them, C01 is one village.
fn together(
    found: Vec<SumRow>,
    told: &Told,
) -> Result<BTreeMap<(AreaCode, CountedStanding), SumRow>> {
    let mut by_place = BTreeMap::new();
    for row in found {
        match by_place.entry((told.areas.told(row.place()?), row.standing()?)) {
            Entry::Vacant(place) => {
                place.insert(row);
            }
            Entry::Occupied(mut place) => SumRow::join(place.get_mut(), &row),
        }
    }
    Ok(by_place)
}

impl SumRow {
    fn place(&self) -> Result<AreaCode> {
        let code = format!("{:0<CODE_LENGTH$}", self.part);
        rows::area("annual_areas", "area_code", &self.part, &code)
    }

    fn standing(&self) -> Result<CountedStanding> {
        standing_of("annual_areas", &self.part, &self.standing)
    }

    fn join(&mut self, other: &Self) {
        self.onsite_visits += other.onsite_visits;
        self.remote_visits += other.remote_visits;
        self.guidance_visits += other.guidance_visits;
        self.households = self.households.max(other.households);
        self.consultations += other.consultations;
        self.materials += other.materials;
        self.villages = self.villages.max(other.villages);
        self.trainings += other.trainings;
        self.attendances += other.attendances;
        self.farmers += other.farmers;
        self.poverty_exited_people += other.poverty_exited_people;
        self.grassroots_technicians += other.grassroots_technicians;
        self.online_views += other.online_views;
        self.served.join(&other.served);
    }

    fn add_to(&self, measures: &mut Measures) {
        measures.onsite_visits += self.onsite_visits;
        measures.remote_visits += self.remote_visits;
        measures.guidance_visits += self.guidance_visits;
        measures.households += self.households;
        measures.consultations += self.consultations;
        measures.materials += self.materials;
        measures.villages += self.villages;
        measures.trainings += self.trainings;
        measures.attendances += self.attendances;
        measures.farmers += self.farmers;
        measures.poverty_exited_people += self.poverty_exited_people;
        measures.grassroots_technicians += self.grassroots_technicians;
        measures.online_views += self.online_views;
        measures.targets.add(self.served.targets());
        measures.timeliness.add(self.served.timeliness());
    }
}

/// Adds a row to the measures of its standing, in the area and in the child that it lies in.
fn add_sums(
    counted: &mut InStandings<ByArea>,
    area: AreaCode,
    place: AreaCode,
    row: &SumRow,
) -> Result<()> {
    if let Some(by_area) = counted.get_mut(&row.standing()?) {
        each(by_area, area, place, |measures| row.add_to(measures));
    }
    Ok(())
}

/// B03: kept per area at every level, because a day in two townships counts in each.
pub(super) async fn days(
    conn: &mut Conn,
    counted: &mut InStandings<ByArea>,
    year: i32,
) -> Result<()> {
    // Every standing has the same areas.
    let areas = counted.values().next().into_iter().flat_map(ByArea::keys);
    let codes: Vec<AreaCode> = areas.copied().collect();
    for chunk in codes.chunks(500) {
        let mut query = QueryBuilder::<Db>::new(
            "SELECT area_code, standing, CAST(SUM(units) AS BIGINT) FROM annual_person_days WHERE year = ",
        );
        query.push_bind(i64::from(year)).push(" AND standing IN (");
        let mut list = query.separated(", ");
        for standing in STANDINGS {
            list.push_bind(standing.code());
        }
        query.push(") AND area_code IN (");
        push_codes(&mut query, chunk);
        query.push(") GROUP BY standing, area_code");
        let found: Vec<(String, String, i64)> =
            query.build_query_as().fetch_all(&mut *conn).await?;
        for (code, standing, units) in found {
            let standing = standing_of("annual_person_days", &code, &standing)?;
            let area = rows::area("annual_person_days", "area_code", &code, &code)?;
            let by_area = counted.get_mut(&standing);
            if let Some(measures) = by_area.and_then(|by_area| by_area.get_mut(&area)) {
                measures.day_units = units;
            }
        }
    }
    Ok(())
}
