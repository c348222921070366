//! The rows of people and years.

use super::{
    super::{
        Conn, Db,
        among::CHUNK,
        rollup_sums::{self, PersonSums},
    },
    each_standing, in_each_standing,
};
use crate::Result;
use domain::{areas::AreaCode, ids::CommissionerId, statistics::CountedStanding};
use sqlx::QueryBuilder;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Year, standing, area and person of a row of `annual_person_days`.
type DayKey = (i64, String, String, Uuid);

pub(super) async fn refresh(conn: &mut Conn, keys: &[(i32, CommissionerId)]) -> Result<()> {
    let found = rollup_sums::of_people(conn, keys).await?;
    clear(conn, keys).await?;
    let sums: Vec<_> = each_standing(&found);
    insert(conn, &sums).await?;
    let before = days(conn, keys).await?;
    let now: BTreeMap<DayKey, i64> = sums.iter().flat_map(days_of).collect();
    // One visit changes a few of a person's many rows, and each is a page to write.
    let gone: Vec<_> = before.keys().filter(|key| !now.contains_key(key)).collect();
    let changed: Vec<_> = now
        .iter()
        .filter(|(key, units)| before.get(key) != Some(units))
        .collect();
    remove_days(conn, &gone).await?;
    put_days(conn, &changed).await
}

async fn clear(conn: &mut Conn, keys: &[(i32, CommissionerId)]) -> Result<()> {
    let mut query = QueryBuilder::<Db>::new(
        "DELETE FROM annual_people WHERE (year, standing, commissioner_id) IN (",
    );
    query.push_values(
        in_each_standing(keys),
        |mut row, (year, standing, person)| {
            row.push_bind(i64::from(year))
                .push_bind(standing.code())
                .push_bind(person.0);
        },
    );
    query.push(")");
    let query = query.build().persistent(keys.len() == 1);
    query.execute(&mut *conn).await?;
    Ok(())
}

async fn insert(
    conn: &mut Conn,
    sums: &[((i32, CommissionerId), CountedStanding, &PersonSums)],
) -> Result<()> {
    if sums.is_empty() {
        return Ok(());
    }
    let mut query = QueryBuilder::<Db>::new(
        "INSERT INTO annual_people (year, standing, commissioner_id, units, onsite_visits, remote_visits, trainings, attendances) ",
    );
    query.push_values(sums, |mut row, ((year, person), standing, sums)| {
        row.push_bind(i64::from(*year))
            .push_bind(standing.code())
            .push_bind(person.0)
            .push_bind(sums.units)
            .push_bind(sums.onsite_visits)
            .push_bind(sums.remote_visits)
            .push_bind(sums.trainings)
            .push_bind(sums.attendances);
    });
    let query = query.build().persistent(sums.len() == 1);
    query.execute(&mut *conn).await?;
    Ok(())
}

fn days_of(
    ((year, person), standing, sums): &((i32, CommissionerId), CountedStanding, &PersonSums),
) -> Vec<(DayKey, i64)> {
    let key = |area: &AreaCode| {
        let standing = standing.code().to_owned();
        (i64::from(*year), standing, area.to_string(), person.0)
    };
    let by_area = sums.units_by_area.iter();
    by_area.map(|(area, units)| (key(area), *units)).collect()
}

/// The rows of days as they stand.
async fn days(conn: &mut Conn, keys: &[(i32, CommissionerId)]) -> Result<BTreeMap<DayKey, i64>> {
    let mut query = QueryBuilder::<Db>::new(
        "SELECT year, standing, area_code, commissioner_id, units FROM annual_person_days WHERE (commissioner_id, year) IN (",
    );
    query.push_values(keys, |mut row, (year, person)| {
        row.push_bind(person.0).push_bind(i64::from(*year));
    });
    query.push(")");
    let query = query.build_query_as().persistent(keys.len() == 1);
    let found: Vec<(i64, String, String, Uuid, i64)> = query.fetch_all(conn).await?;
    let rows = found
        .into_iter()
        .map(|(year, standing, area, person, units)| ((year, standing, area, person), units));
    Ok(rows.collect())
}

async fn remove_days(conn: &mut Conn, gone: &[&DayKey]) -> Result<()> {
    for some in gone.chunks(CHUNK) {
        let mut query = QueryBuilder::<Db>::new(
            "DELETE FROM annual_person_days WHERE (year, standing, area_code, commissioner_id) IN (",
        );
        query.push_values(some, |mut row, (year, standing, area, person)| {
            row.push_bind(*year)
                .push_bind(standing)
                .push_bind(area)
                .push_bind(*person);
        });
        query.push(")");
        let query = query.build().persistent(some.len() == 1);
        query.execute(&mut *conn).await?;
    }
    Ok(())
}

async fn put_days(conn: &mut Conn, changed: &[(&DayKey, &i64)]) -> Result<()> {
    for some in changed.chunks(CHUNK) {
        let mut query = QueryBuilder::<Db>::new(
            "INSERT INTO annual_person_days (year, standing, area_code, commissioner_id, units) ",
        );
        query.push_values(some, |mut row, ((year, standing, area, person), units)| {
            row.push_bind(*year)
                .push_bind(standing)
                .push_bind(area)
                .push_bind(*person)
                .push_bind(**units);
        });
        query.push(
            " ON CONFLICT (year, standing, area_code, commissioner_id) DO UPDATE SET units = excluded.units",
        );
        let query = query.build().persistent(some.len() == 1);
        query.execute(&mut *conn).await?;
    }
    Ok(())
}
