//! Compares the roll-ups that are kept with what the records give now.

use super::{
    Conn,
    rollup_sums::{self, AreaYear, PersonSums, ServedRow, months},
    rollups::{KEYS_AT_ONCE, Touched},
    rows,
};
use crate::{Result, check::Finding};
use chrono::NaiveDate;
use domain::{
    areas::AreaCode, coverage::VillageYear, ids::CommissionerId, statistics::CountedStanding,
};
use uuid::Uuid;

/// Tells of each area-year and person-year that is not what the records give; how many there are.
pub(crate) async fn run(conn: &mut Conn, tell: &mut (dyn FnMut(Finding) + Send)) -> Result<u64> {
    let mut keys = Touched::by_records(conn).await?;
    // Rows that stand for no record at all would never be looked at by way of the records.
    let areas: Vec<(i64, String)> =
        sqlx::query_as("SELECT DISTINCT year, area_code FROM annual_areas")
            .fetch_all(&mut *conn)
            .await?;
    for (year, area) in areas {
        let area = rows::area("annual_areas", "area_code", &area, &area)?;
        keys.areas.insert((year_of(year), area));
    }
    let people: Vec<(i64, Uuid)> = sqlx::query_as(
        "SELECT year, commissioner_id FROM annual_people UNION SELECT year, commissioner_id FROM annual_person_days",
    )
    .fetch_all(&mut *conn)
    .await?;
    let people = people
        .into_iter()
        .map(|(year, id)| (year_of(year), CommissionerId(id)));
    keys.people.extend(people);
    let areas: Vec<(i32, AreaCode)> = keys.areas.into_iter().collect();
    for some in areas.chunks(KEYS_AT_ONCE) {
        let mut computed = rollup_sums::of_areas(conn, some).await?;
        for (year, area) in some {
            let computed = computed.remove(&(*year, *area)).unwrap_or_default();
            if kept_area(conn, *year, *area).await? != computed {
                tell(differs(*year, format!("area {area}")));
            }
        }
    }
    let people: Vec<(i32, CommissionerId)> = keys.people.into_iter().collect();
    for some in people.chunks(KEYS_AT_ONCE) {
        let mut computed = rollup_sums::of_people(conn, some).await?;
        for (year, person) in some {
            let computed = computed.remove(&(*year, *person)).unwrap_or_default();
            if kept_person(conn, *year, *person).await? != computed {
                tell(differs(*year, format!("person {person}")));
            }
        }
    }
    Ok((areas.len() + people.len()) as u64)
}

fn differs(year: i32, of: String) -> Finding {
    Finding::RollUp { year, of }
}

fn year_of(year: i64) -> i32 {
    i32::try_from(year).unwrap_or_default()
}

#[derive(sqlx::FromRow)]
struct AreaYearRow {
    standing: String,
    onsite_visits: i64,
    remote_visits: i64,
    guidance_visits: i64,
    households: i64,
    consultations: i64,
    materials: i64,
    trainings: i64,
    attendances: i64,
    farmers: i64,
    poverty_exited_people: i64,
    grassroots_technicians: i64,
    online_views: i64,
    onsite_by_month: String,
    half_days_by_month: String,
    lessons_by_month: String,
    last_onsite_on: Option<NaiveDate>,
    #[sqlx(flatten)]
    served: ServedRow,
}

/// The kept sums, approved before with-pending as they are computed.
async fn kept_area(
    conn: &mut Conn,
    year: i32,
    area: AreaCode,
) -> Result<Vec<(CountedStanding, AreaYear)>> {
    let found: Vec<AreaYearRow> = sqlx::query_as(
        "SELECT standing, onsite_visits, remote_visits, guidance_visits, households, consultations, materials, trainings,
                attendances, farmers, poverty_exited_people, grassroots_technicians, online_views, onsite_by_month,
                half_days_by_month, lessons_by_month, last_onsite_on,
                targets_cooperative, targets_enterprise, targets_family_farm, targets_farmer, targets_poverty_exited,
                targets_collective, targets_park, targets_other, logs, late_logs, reviews, late_reviews
         FROM annual_areas WHERE year = $1 AND area_code = $2 ORDER BY standing",
    )
    .bind(i64::from(year))
    .bind(area.to_string())
    .fetch_all(conn)
    .await?;
    Ok(found
        .into_iter()
        .map(|row| (standing(&row.standing), row.into()))
        .collect())
}

fn standing(code: &str) -> CountedStanding {
    if code == CountedStanding::Approved.code() {
        CountedStanding::Approved
    } else {
        CountedStanding::WithPending
    }
}

impl From<AreaYearRow> for AreaYear {
    fn from(row: AreaYearRow) -> Self {
        Self {
            onsite_visits: row.onsite_visits,
            remote_visits: row.remote_visits,
            guidance_visits: row.guidance_visits,
            households: row.households,
            consultations: row.consultations,
            materials: row.materials,
            trainings: row.trainings,
            attendances: row.attendances,
            farmers: row.farmers,
            poverty_exited_people: row.poverty_exited_people,
            grassroots_technicians: row.grassroots_technicians,
            online_views: row.online_views,
            months: VillageYear {
                onsite: months(Some(&row.onsite_by_month)),
                half_days: months(Some(&row.half_days_by_month)),
                lessons: months(Some(&row.lessons_by_month)),
            },
            last_onsite_on: row.last_onsite_on,
            targets: row.served.targets(),
            timeliness: row.served.timeliness(),
        }
    }
}

#[derive(sqlx::FromRow)]
struct PersonYearRow {
    standing: String,
    onsite_visits: i64,
    remote_visits: i64,
    trainings: i64,
    attendances: i64,
    units: i64,
}

async fn kept_person(
    conn: &mut Conn,
    year: i32,
    person: CommissionerId,
) -> Result<Vec<(CountedStanding, PersonSums)>> {
    let found: Vec<PersonYearRow> = sqlx::query_as(
        "SELECT standing, onsite_visits, remote_visits, trainings, attendances, units FROM annual_people
         WHERE year = $1 AND commissioner_id = $2 ORDER BY standing",
    )
    .bind(i64::from(year))
    .bind(person.0)
    .fetch_all(&mut *conn)
    .await?;
    let mut kept: Vec<(CountedStanding, PersonSums)> = found
        .into_iter()
        .map(|row| {
            let sums = PersonSums {
                onsite_visits: row.onsite_visits,
                remote_visits: row.remote_visits,
                trainings: row.trainings,
                attendances: row.attendances,
                units: row.units,
                ..PersonSums::default()
            };
            (standing(&row.standing), sums)
        })
        .collect();
    let days: Vec<(String, String, i64)> = sqlx::query_as(
        "SELECT standing, area_code, units FROM annual_person_days WHERE year = $1 AND commissioner_id = $2",
    )
    .bind(i64::from(year))
    .bind(person.0)
    .fetch_all(conn)
    .await?;
    for (code, area, units) in days {
        let area = rows::area("annual_person_days", "area_code", &area, &area)?;
        let of = standing(&code);
        match kept.iter_mut().find(|(standing, _)| *standing == of) {
            Some((_, sums)) => {
                sums.units_by_area.insert(area, units);
            }
            // Days without the person's own row: equal to nothing that could be computed.
            None => kept.push((of, PersonSums::default())),
        }
    }
    Ok(kept)
}
