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
use domain::{ids::CommissionerId, statistics::CountedStanding};
use sqlx::QueryBuilder;

pub(super) async fn refresh(conn: &mut Conn, keys: &[(i32, CommissionerId)]) -> Result<()> {
    let found = rollup_sums::of_people(conn, keys).await?;
    clear(conn, keys).await?;
    let sums: Vec<_> = each_standing(&found);
    if sums.is_empty() {
        return Ok(());
    }
    let mut query = QueryBuilder::<Db>::new(
        "INSERT INTO annual_people (year, standing, commissioner_id, units, onsite_visits, remote_visits, trainings, attendances) ",
    );
    query.push_values(&sums, |mut row, ((year, person), standing, sums)| {
        row.push_bind(i64::from(*year))
            .push_bind(standing.code())
            .push_bind(person.0)
            .push_bind(sums.units)
            .push_bind(sums.onsite_visits)
            .push_bind(sums.remote_visits)
            .push_bind(sums.trainings)
            .push_bind(sums.attendances);
    });
    query
        .build()
        .persistent(sums.len() == 1)
        .execute(&mut *conn)
        .await?;
    insert_days(conn, &sums).await
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
    query
        .build()
        .persistent(keys.len() == 1)
        .execute(&mut *conn)
        .await?;
    let mut query = QueryBuilder::<Db>::new(
        "DELETE FROM annual_person_days WHERE (commissioner_id, year) IN (",
    );
    query.push_values(keys, |mut row, (year, person)| {
        row.push_bind(person.0).push_bind(i64::from(*year));
    });
    query.push(")");
    query
        .build()
        .persistent(keys.len() == 1)
        .execute(&mut *conn)
        .await?;
    Ok(())
}

async fn insert_days(
    conn: &mut Conn,
    sums: &[((i32, CommissionerId), CountedStanding, &PersonSums)],
) -> Result<()> {
    let days: Vec<_> = sums
        .iter()
        .flat_map(|(key, standing, sums)| {
            let by_area = sums.units_by_area.iter();
            by_area.map(move |(area, units)| (*key, *standing, *area, *units))
        })
        .collect();
    for some in days.chunks(CHUNK) {
        let mut query = QueryBuilder::<Db>::new(
            "INSERT INTO annual_person_days (year, standing, area_code, commissioner_id, units) ",
        );
        query.push_values(some, |mut row, ((year, person), standing, area, units)| {
            row.push_bind(i64::from(*year))
                .push_bind(standing.code())
                .push_bind(area.to_string())
                .push_bind(person.0)
                .push_bind(*units);
        });
        query
            .build()
            .persistent(some.len() == 1)
            .execute(&mut *conn)
            .await?;
    }
    Ok(())
}
