//! The rows of areas and years.

use super::{
    super::{
        Conn,
        begun::Begun,
        in_pieces::{self, Values},
        rollup_sums::{self, AreaYear, InStandings, ServedRow, months, months_text},
        rows,
    },
    Differences, Key, flat, in_each_standing, standing_of,
};
use crate::Result;
use chrono::NaiveDate;
use domain::{areas::AreaCode, coverage::VillageYear};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

pub(super) async fn refresh(conn: &mut Conn, keys: &[(i32, AreaCode)]) -> Result<()> {
    let now = rollup_sums::areas::of(conn, keys).await?;
    let before = kept(conn, keys).await?;
    let differences = Differences::between(&before, &now);
    remove(conn, &differences.gone).await?;
    put(conn, &differences.changed).await
}

#[derive(sqlx::FromRow)]
struct Row {
    year: i64,
    area_code: String,
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

impl From<Row> for AreaYear {
    fn from(row: Row) -> Self {
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
            months: village_year(
                &row.onsite_by_month,
                &row.half_days_by_month,
                &row.lessons_by_month,
            ),
            last_onsite_on: row.last_onsite_on,
            targets: row.served.targets(),
            timeliness: row.served.timeliness(),
        }
    }
}

/// The rows as they stand, of those keys that have any.
pub(crate) async fn kept(
    conn: &mut Conn,
    keys: &[(i32, AreaCode)],
) -> Result<BTreeMap<(i32, AreaCode), InStandings<AreaYear>>> {
    let select = "SELECT year, area_code, standing, onsite_visits, remote_visits, guidance_visits, households, consultations, materials,
             trainings, attendances, farmers, poverty_exited_people, grassroots_technicians, online_views, onsite_by_month,
             half_days_by_month, lessons_by_month, last_onsite_on,
             targets_cooperative, targets_enterprise, targets_family_farm, targets_farmer, targets_poverty_exited,
             targets_collective, targets_park, targets_other, logs, late_logs, reviews, late_reviews
         FROM annual_areas WHERE (year, standing, area_code) IN (";
    let keys = in_each_standing(keys);
    let found: Vec<Row> = in_pieces::fetch(conn, (select, ")"), &keys, bind_key).await?;
    let mut kept = BTreeMap::<_, InStandings<AreaYear>>::new();
    for row in found {
        let area = rows::area("annual_areas", "area_code", &row.area_code, &row.area_code)?;
        let year = rows::year("annual_areas", &row.area_code, row.year)?;
        let standing = standing_of("annual_areas", &row.area_code, &row.standing)?;
        let of_key = kept.entry((year, area)).or_default();
        of_key.insert(standing, row.into());
    }
    Ok(kept)
}

async fn remove(conn: &mut Conn, gone: &[Key<AreaCode>]) -> Result<()> {
    let delete = "DELETE FROM annual_areas WHERE (year, standing, area_code) IN (";
    in_pieces::execute(conn, (delete, ")"), gone, bind_key).await
}

fn bind_key(mut row: Values<'_>, ((year, area), standing): &Key<AreaCode>) {
    row.push_bind(i64::from(*year))
        .push_bind(standing.code())
        .push_bind(area.to_string());
}

async fn put(conn: &mut Conn, changed: &[(Key<AreaCode>, &AreaYear)]) -> Result<()> {
    let over = columns().into_iter().chain(TEXTS).chain(MAXIMA);
    let over: Vec<String> = over
        .map(|column| format!("{column} = excluded.{column}"))
        .collect();
    insert(conn, changed, &over).await
}

/// Adds what new records add to the rows, or begins them.
pub(super) async fn add(
    conn: &mut Conn,
    new: &BTreeMap<Uuid, Begun>,
    anew: &BTreeSet<(i32, AreaCode)>,
) -> Result<()> {
    let mut added = rollup_sums::areas::added_by(conn, new, anew).await?;
    let keys: Vec<Key<AreaCode>> = flat(&added).into_keys().collect();
    for ((key, standing), months) in months_kept(conn, &keys).await? {
        let of_key = added.get_mut(&key).and_then(|sums| sums.get_mut(&standing));
        if let Some(sums) = of_key {
            sums.months.add(&months);
        }
    }
    let plus = |column: &str| format!("{column} = annual_areas.{column} + excluded.{column}");
    let later = |column: &str| {
        format!(
            "{column} = CASE WHEN annual_areas.{column} >= excluded.{column} OR excluded.{column} IS NULL THEN annual_areas.{column} ELSE excluded.{column} END"
        )
    };
    let texts = TEXTS
        .iter()
        .map(|column| format!("{column} = excluded.{column}"));
    let over = columns().into_iter().map(plus).chain(texts);
    let over: Vec<String> = over.chain(MAXIMA.map(later)).collect();
    let rows: Vec<_> = flat(&added).into_iter().collect();
    insert(conn, &rows, &over).await
}

/// The months of rows that are there: a text holds twelve numbers, which no database adds.
async fn months_kept(
    conn: &mut Conn,
    keys: &[Key<AreaCode>],
) -> Result<Vec<(Key<AreaCode>, VillageYear)>> {
    let select = "SELECT year, area_code, standing, onsite_by_month, half_days_by_month, lessons_by_month FROM annual_areas
         WHERE (year, standing, area_code) IN (";
    let found: Vec<(i64, String, String, String, String, String)> =
        in_pieces::fetch(conn, (select, ")"), keys, bind_key).await?;
    let kept = found
        .into_iter()
        .map(|(year, area, standing, onsite, half_days, lessons)| {
            let code = rows::area("annual_areas", "area_code", &area, &area)?;
            let year = rows::year("annual_areas", &area, year)?;
            let standing = standing_of("annual_areas", &area, &standing)?;
            let kept = village_year(&onsite, &half_days, &lessons);
            Ok((((year, code), standing), kept))
        });
    kept.collect()
}

async fn insert(
    conn: &mut Conn,
    rows: &[(Key<AreaCode>, &AreaYear)],
    over: &[String],
) -> Result<()> {
    let insert = format!(
        "INSERT INTO annual_areas (year, standing, area_code, households, last_onsite_on, {}, {}) ",
        columns().join(", "),
        TEXTS.join(", "),
    );
    let over = format!(
        " ON CONFLICT (year, standing, area_code) DO UPDATE SET {}",
        over.join(", ")
    );
    in_pieces::execute(conn, (&insert, &over), rows, |mut row, (key, sums)| {
        let ((year, area), standing) = key;
        row.push_bind(i64::from(*year))
            .push_bind(standing.code())
            .push_bind(area.to_string())
            .push_bind(sums.households)
            .push_bind(sums.last_onsite_on);
        for (_, number) in counts(sums) {
            row.push_bind(number);
        }
        row.push_bind(months_text(&sums.months.onsite))
            .push_bind(months_text(&sums.months.half_days))
            .push_bind(months_text(&sums.months.lessons));
    })
    .await
}

/// The largest and the latest of all records.
const MAXIMA: [&str; 2] = ["households", "last_onsite_on"];

/// Twelve numbers each.
const TEXTS: [&str; 3] = ["onsite_by_month", "half_days_by_month", "lessons_by_month"];

/// The columns that add up.
fn counts(sums: &AreaYear) -> [(&'static str, i64); 23] {
    let [
        cooperative,
        enterprise,
        family_farm,
        farmer,
        poverty_exited,
        collective,
        park,
        other,
    ] = sums.targets.0;
    [
        ("onsite_visits", sums.onsite_visits),
        ("remote_visits", sums.remote_visits),
        ("guidance_visits", sums.guidance_visits),
        ("consultations", sums.consultations),
        ("materials", sums.materials),
        ("trainings", sums.trainings),
        ("attendances", sums.attendances),
        ("farmers", sums.farmers),
        ("poverty_exited_people", sums.poverty_exited_people),
        ("grassroots_technicians", sums.grassroots_technicians),
        ("online_views", sums.online_views),
        ("targets_cooperative", cooperative),
        ("targets_enterprise", enterprise),
        ("targets_family_farm", family_farm),
        ("targets_farmer", farmer),
        ("targets_poverty_exited", poverty_exited),
        ("targets_collective", collective),
        ("targets_park", park),
        ("targets_other", other),
        ("logs", sums.timeliness.logs),
        ("late_logs", sums.timeliness.late_logs),
        ("reviews", sums.timeliness.reviews),
        ("late_reviews", sums.timeliness.late_reviews),
    ]
}

fn columns() -> Vec<&'static str> {
    counts(&AreaYear::default())
        .map(|(column, _)| column)
        .into()
}

fn village_year(onsite: &str, half_days: &str, lessons: &str) -> VillageYear {
    VillageYear {
        onsite: months(Some(onsite)),
        half_days: months(Some(half_days)),
        lessons: months(Some(lessons)),
    }
}
