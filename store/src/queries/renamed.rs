//! Records that show what an import changes: names of people, units, teams and places, and who
//! leads a team and so reads its records. And the counties whose figures it changes.

use super::{Conn, feeds::Changed, rollups, rows};
use crate::{
    Result,
    imports::{Known, Plan},
};
use domain::areas::{AreaCode, AreaLevel};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Waits for everybody who changes such records, and notes them. Comes before the import writes.
pub(crate) async fn note(conn: &mut Conn, plan: &Plan, known: &Known) -> Result<Changed> {
    let mut homes = homes(plan, known);
    homes.extend(assigned(conn, plan).await?);
    rollups::take_turns(conn, homes).await?;
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

/// Where those who change such records take their turns, and those who file a year: what is counted
/// of people, teams, villages, 结对 and designations changes there before a figure is read, or after.
fn homes(plan: &Plan, known: &Known) -> BTreeSet<AreaCode> {
    let people = plan.people.iter().flat_map(|(person, _)| {
        let before = known.people.get(&person.login);
        [Some(person.area_code), before.map(|old| old.area_code)]
    });
    let teams = plan.teams.iter().flat_map(|team| {
        let before = known.teams.get(&team.code);
        [Some(team.area_code), before.map(|old| old.area_code)]
    });
    let units = plan
        .units
        .iter()
        .flat_map(|unit| known.areas_of_unit(unit.id));
    let villages = plan.villages.iter().map(|village| village.code);
    let gone = plan.successions.iter();
    let gone = gone.flat_map(|one| [one.area, one.successor]);
    let assignments = plan.assignments.iter().map(|one| one.village_code);
    let designations = plan.designations.iter().map(|one| one.village_code);
    people
        .chain(teams)
        .flatten()
        .chain(units)
        .chain(villages)
        .chain(gone)
        .chain(assignments)
        .chain(designations)
        .chain(known_areas(plan, known))
        .collect()
}

/// Villages that people and teams of the plan are assigned to: a township counts them by that.
async fn assigned(conn: &mut Conn, plan: &Plan) -> Result<BTreeSet<AreaCode>> {
    let of_person = "SELECT village_code FROM assignments WHERE commissioner_id = $1
        UNION SELECT s.village_code FROM assignments s JOIN team_members m ON m.team_id = s.team_id WHERE m.commissioner_id = $1";
    let of_team = "SELECT village_code FROM assignments WHERE team_id = $1";
    let people = plan.people.iter().map(|(one, _)| (of_person, one.id.0));
    let teams = plan.teams.iter().map(|team| (of_team, team.id.0));
    let mut villages = BTreeSet::new();
    for (sql, id) in people.chain(teams) {
        let found: Vec<(String,)> = sqlx::query_as(sql).bind(id).fetch_all(&mut *conn).await?;
        for (code,) in found {
            villages.insert(rows::area("assignments", "village_code", &code, &code)?);
        }
    }
    Ok(villages)
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

pub(super) async fn of_area(conn: &mut Conn, area: AreaCode) -> Result<Vec<Uuid>> {
    let (from, to) = area.range();
    let found: Vec<(Uuid,)> =
        sqlx::query_as("SELECT id FROM records WHERE area_code >= $1 AND area_code < $2")
            .bind(from)
            .bind(to)
            .fetch_all(conn)
            .await?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}
