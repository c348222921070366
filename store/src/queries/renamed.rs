//! Records that show what an import changes: names of people, units, teams and places, and who
//! leads a team and so reads its records.

use super::{Conn, feeds::Changed, rollups};
use crate::{
    Result,
    imports::{Known, Plan},
};
use domain::areas::{AreaCode, AreaLevel};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Waits for everybody who changes such records, and notes them. Comes before the import writes.
pub(crate) async fn note(conn: &mut Conn, plan: &Plan, known: &Known) -> Result<Changed> {
    rollups::take_turns(conn, homes(plan, known)).await?;
    let mut ids = BTreeSet::new();
    for (person, code) in &plan.people {
        // Who gets an account now is new, and in no record.
        if code.is_none() {
            let sql = "SELECT id FROM records WHERE author_id = $1 UNION SELECT record_id FROM record_people WHERE commissioner_id = $1";
            ids.extend(of_id(conn, sql, person.id.0).await?);
        }
    }
    for team in &plan.teams {
        let sql = "SELECT id FROM records WHERE team_id = $1";
        ids.extend(of_id(conn, sql, team.id.0).await?);
    }
    for unit in &plan.units {
        let sql = "SELECT r.id FROM records r JOIN commissioners c ON c.id = r.author_id WHERE c.unit_id = $1";
        ids.extend(of_id(conn, sql, unit.id.0).await?);
    }
    for area in known_areas(plan, known) {
        ids.extend(of_area(conn, area).await?);
    }
    let mut changed = Changed::default();
    let ids: Vec<Uuid> = ids.into_iter().collect();
    changed.note_all(conn, &ids).await?;
    Ok(changed)
}

/// Where those who change such records take their turns.
fn homes(plan: &Plan, known: &Known) -> BTreeSet<AreaCode> {
    let people = plan
        .people
        .iter()
        .filter_map(|(person, _)| known.people.get(&person.login));
    let teams = plan
        .teams
        .iter()
        .filter_map(|team| known.teams.get(&team.code));
    let units = plan
        .units
        .iter()
        .flat_map(|unit| known.areas_of_unit(unit.id));
    people
        .map(|person| person.area_code)
        .chain(teams.map(|team| team.area_code))
        .chain(units)
        .chain(known_areas(plan, known))
        .collect()
}

/// Areas that get another name. A record's place is told from the county on.
fn known_areas(plan: &Plan, known: &Known) -> impl Iterator<Item = AreaCode> {
    plan.areas
        .iter()
        .filter(|area| area.level >= AreaLevel::County && known.areas.get(&area.code).is_some())
        .map(|area| area.code)
}

async fn of_id(conn: &mut Conn, sql: &'static str, id: Uuid) -> Result<Vec<Uuid>> {
    let found: Vec<(Uuid,)> = sqlx::query_as(sql).bind(id).fetch_all(conn).await?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

async fn of_area(conn: &mut Conn, area: AreaCode) -> Result<Vec<Uuid>> {
    let (from, to) = area.range();
    let found: Vec<(Uuid,)> =
        sqlx::query_as("SELECT id FROM records WHERE area_code >= $1 AND area_code < $2")
            .bind(from)
            .bind(to)
            .fetch_all(conn)
            .await?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}
