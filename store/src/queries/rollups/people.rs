//! The rows of people and years.

use super::{
    super::{
        Conn,
        begun::Begun,
        in_pieces::{self, Values},
        rollup_sums::{self, InStandings, PersonSums},
        rows,
    },
    Differences, Key, flat, in_each_standing, standing_of,
};
use crate::Result;
use domain::{areas::AreaCode, ids::CommissionerId};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

type People = BTreeMap<(i32, CommissionerId), InStandings<PersonSums>>;

/// Of a row of `annual_person_days`.
type DayKey = (Key<CommissionerId>, AreaCode);

pub(super) async fn refresh(conn: &mut Conn, keys: &[(i32, CommissionerId)]) -> Result<()> {
    let now = rollup_sums::people::of(conn, keys).await?;
    let before = kept(conn, keys).await?;
    let differences = Differences::between(&before, &now);
    remove(conn, &differences.gone).await?;
    put(conn, &differences.changed).await?;
    let (before, now) = (days(&before), days(&now));
    // One visit changes a few of a person's many rows, and each is a page to write.
    let gone: Vec<_> = before.keys().filter(|key| !now.contains_key(key)).collect();
    let changed: Vec<_> = now
        .iter()
        .filter(|(key, units)| before.get(key) != Some(units))
        .collect();
    remove_days(conn, &gone).await?;
    insert_days(conn, &changed, "units = excluded.units").await
}

#[derive(sqlx::FromRow)]
struct Row {
    year: i64,
    standing: String,
    commissioner_id: Uuid,
    onsite_visits: i64,
    remote_visits: i64,
    trainings: i64,
    attendances: i64,
    units: i64,
}

/// The rows as they stand, of those keys that have any. Days without the person's own row stand under
/// sums of nothing, which equal nothing that could be computed.
pub(crate) async fn kept(conn: &mut Conn, keys: &[(i32, CommissionerId)]) -> Result<People> {
    let select = "SELECT year, standing, commissioner_id, onsite_visits, remote_visits, trainings, attendances, units FROM annual_people
         WHERE (year, standing, commissioner_id) IN (";
    let in_each = in_each_standing(keys);
    let found: Vec<Row> = in_pieces::fetch(conn, (select, ")"), &in_each, bind_key).await?;
    let mut kept = People::new();
    for row in found {
        let person = CommissionerId(row.commissioner_id);
        let year = rows::year("annual_people", person, row.year)?;
        let standing = standing_of("annual_people", person, &row.standing)?;
        let sums = PersonSums {
            onsite_visits: row.onsite_visits,
            remote_visits: row.remote_visits,
            trainings: row.trainings,
            attendances: row.attendances,
            units: row.units,
            ..PersonSums::default()
        };
        kept.entry((year, person))
            .or_default()
            .insert(standing, sums);
    }
    let found: Vec<(i64, String, String, Uuid, i64)> =
        in_pieces::fetch(conn, DAYS_OF_ASKED, keys, |mut row, (year, person)| {
            row.push_bind(person.0).push_bind(i64::from(*year));
        })
        .await?;
    for (year, standing, area, person, units) in found {
        let area = rows::area("annual_person_days", "area_code", &area, &area)?;
        let year = rows::year("annual_person_days", person, year)?;
        let standing = standing_of("annual_person_days", person, &standing)?;
        let of_key = kept.entry((year, CommissionerId(person))).or_default();
        let sums = of_key.entry(standing).or_default();
        sums.units_by_area.insert(area, units);
    }
    Ok(kept)
}

/// By the person: `+ 0` keeps SQLite from the key, which begins with the year and with everybody's days of it.
pub(crate) const DAYS_OF_ASKED: (&str, &str) = (
    "WITH asked (commissioner_id, year) AS (",
    ") SELECT d.year, d.standing, d.area_code, d.commissioner_id, d.units FROM asked a CROSS JOIN annual_person_days d
     WHERE d.commissioner_id = a.commissioner_id AND d.year + 0 = a.year",
);

async fn remove(conn: &mut Conn, gone: &[Key<CommissionerId>]) -> Result<()> {
    let delete = "DELETE FROM annual_people WHERE (year, standing, commissioner_id) IN (";
    in_pieces::execute(conn, (delete, ")"), gone, bind_key).await
}

fn bind_key(mut row: Values<'_>, ((year, person), standing): &Key<CommissionerId>) {
    row.push_bind(i64::from(*year))
        .push_bind(standing.code())
        .push_bind(person.0);
}

/// Adds what new records add to the rows, or begins them.
pub(super) async fn add(
    conn: &mut Conn,
    new: &BTreeMap<Uuid, Begun>,
    anew: &BTreeSet<(i32, CommissionerId)>,
) -> Result<()> {
    let added = rollup_sums::people::added_by(conn, new, anew).await?;
    let rows: Vec<_> = flat(&added).into_iter().collect();
    insert(conn, &rows, |column| {
        format!("{column} = annual_people.{column} + excluded.{column}")
    })
    .await?;
    let days = days(&added);
    let days: Vec<_> = days.iter().filter(|(_, units)| **units != 0).collect();
    let plus = "units = annual_person_days.units + excluded.units";
    insert_days(conn, &days, plus).await
}

async fn put(conn: &mut Conn, changed: &[(Key<CommissionerId>, &PersonSums)]) -> Result<()> {
    insert(conn, changed, |column| {
        format!("{column} = excluded.{column}")
    })
    .await
}

async fn insert(
    conn: &mut Conn,
    rows: &[(Key<CommissionerId>, &PersonSums)],
    over: impl Fn(&str) -> String,
) -> Result<()> {
    let columns = [
        "units",
        "onsite_visits",
        "remote_visits",
        "trainings",
        "attendances",
    ];
    let insert = format!(
        "INSERT INTO annual_people (year, standing, commissioner_id, {}) ",
        columns.join(", ")
    );
    let over = format!(
        " ON CONFLICT (year, standing, commissioner_id) DO UPDATE SET {}",
        columns.map(over).join(", ")
    );
    in_pieces::execute(conn, (&insert, &over), rows, |mut row, (key, sums)| {
        let ((year, person), standing) = key;
        row.push_bind(i64::from(*year))
            .push_bind(standing.code())
            .push_bind(person.0)
            .push_bind(sums.units)
            .push_bind(sums.onsite_visits)
            .push_bind(sums.remote_visits)
            .push_bind(sums.trainings)
            .push_bind(sums.attendances);
    })
    .await
}

fn days(people: &People) -> BTreeMap<DayKey, i64> {
    let mut days = BTreeMap::new();
    for (key, standings) in people {
        for (standing, sums) in standings {
            let by_area = sums.units_by_area.iter();
            days.extend(by_area.map(|(area, units)| (((*key, *standing), *area), *units)));
        }
    }
    days
}

async fn remove_days(conn: &mut Conn, gone: &[&DayKey]) -> Result<()> {
    let delete =
        "DELETE FROM annual_person_days WHERE (year, standing, area_code, commissioner_id) IN (";
    in_pieces::execute(conn, (delete, ")"), gone, |mut row, (key, area)| {
        let ((year, person), standing) = key;
        row.push_bind(i64::from(*year))
            .push_bind(standing.code())
            .push_bind(area.to_string())
            .push_bind(person.0);
    })
    .await
}

async fn insert_days(conn: &mut Conn, rows: &[(&DayKey, &i64)], over: &str) -> Result<()> {
    let insert =
        "INSERT INTO annual_person_days (year, standing, area_code, commissioner_id, units) ";
    let over =
        format!(" ON CONFLICT (year, standing, area_code, commissioner_id) DO UPDATE SET {over}");
    in_pieces::execute(
        conn,
        (insert, &over),
        rows,
        |mut row, ((key, area), units)| {
            let ((year, person), standing) = key;
            row.push_bind(i64::from(*year))
                .push_bind(standing.code())
                .push_bind(area.to_string())
                .push_bind(person.0)
                .push_bind(**units);
        },
    )
    .await
}
