//! Compares the roll-ups that are kept with what the records give now.

use super::{
    Conn, rollup_sums,
    rollups::{self, KEYS_AT_ONCE, Touched},
    rows,
};
use crate::{Result, check::Finding};
use domain::{areas::AreaCode, ids::CommissionerId};
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
        keys.areas
            .insert((rows::year("annual_areas", area, year)?, area));
    }
    let people: Vec<(i64, Uuid)> = sqlx::query_as(
        "SELECT year, commissioner_id FROM annual_people UNION SELECT year, commissioner_id FROM annual_person_days",
    )
    .fetch_all(&mut *conn)
    .await?;
    for (year, person) in people {
        let year = rows::year("annual_people", person, year)?;
        keys.people.insert((year, CommissionerId(person)));
    }
    let areas: Vec<(i32, AreaCode)> = keys.areas.into_iter().collect();
    for some in areas.chunks(KEYS_AT_ONCE) {
        let computed = rollup_sums::areas::of(conn, some).await?;
        let kept = rollups::areas::kept(conn, some).await?;
        for key in some {
            if kept.get(key) != computed.get(key) {
                tell(differs(key.0, format!("area {}", key.1)));
            }
        }
    }
    let people: Vec<(i32, CommissionerId)> = keys.people.into_iter().collect();
    for some in people.chunks(KEYS_AT_ONCE) {
        let computed = rollup_sums::people::of(conn, some).await?;
        let kept = rollups::people::kept(conn, some).await?;
        for key in some {
            if kept.get(key) != computed.get(key) {
                tell(differs(key.0, format!("person {}", key.1)));
            }
        }
    }
    Ok((areas.len() + people.len()) as u64)
}

fn differs(year: i32, of: String) -> Finding {
    Finding::RollUp { year, of }
}
