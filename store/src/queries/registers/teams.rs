//! 科技特派团 and 科技扶贫队.

use super::{Result, Tx, rows};
use crate::registers::Team;
use chrono::NaiveDate;
use domain::{
    codes::{Coded, TeamRole},
    ids::{CommissionerId, TeamId, UnitId},
};
use std::collections::HashMap;
use uuid::Uuid;

#[derive(sqlx::FromRow)]
struct TeamRow {
    id: Uuid,
    code: String,
    name: String,
    kind: String,
    level: String,
    area_code: String,
    industry_code: String,
    lead_unit_id: Uuid,
    started_on: NaiveDate,
    ended_on: Option<NaiveDate>,
}

impl TeamRow {
    fn with(self, members: Vec<(CommissionerId, TeamRole)>) -> Result<Team> {
        let id = &self.id;
        Ok(Team {
            kind: rows::code("teams", "kind", id, &self.kind)?,
            level: rows::code("teams", "level", id, &self.level)?,
            area_code: rows::area("teams", "area_code", id, &self.area_code)?,
            id: TeamId(self.id),
            code: self.code,
            name: self.name,
            industry_code: self.industry_code,
            lead_unit_id: UnitId(self.lead_unit_id),
            started_on: self.started_on,
            ended_on: self.ended_on,
            members,
        })
    }
}

pub(crate) async fn load_teams(tx: &mut Tx) -> Result<Vec<Team>> {
    let mut members: HashMap<Uuid, Vec<(CommissionerId, TeamRole)>> = HashMap::new();
    let rows: Vec<(Uuid, Uuid, String)> = sqlx::query_as(
        "SELECT team_id, commissioner_id, role FROM team_members ORDER BY team_id, commissioner_id",
    )
    .fetch_all(&mut **tx)
    .await?;
    for (team, person, role) in rows {
        let role = rows::code("team_members", "role", team, &role)?;
        members
            .entry(team)
            .or_default()
            .push((CommissionerId(person), role));
    }
    let rows: Vec<TeamRow> = sqlx::query_as(
        "SELECT id, code, name, kind, level, area_code, industry_code, lead_unit_id, started_on, ended_on
         FROM teams ORDER BY code",
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let members = members.remove(&row.id).unwrap_or_default();
            row.with(members)
        })
        .collect()
}

/// Makes or updates teams by id; the members are those given and no others.
pub(crate) async fn save_teams(tx: &mut Tx, teams: &[Team]) -> Result<()> {
    for team in teams {
        save(tx, team).await?;
        sqlx::query("DELETE FROM team_members WHERE team_id = $1")
            .bind(team.id.0)
            .execute(&mut **tx)
            .await?;
        for (person, role) in &team.members {
            sqlx::query(
                "INSERT INTO team_members (team_id, commissioner_id, role) VALUES ($1, $2, $3)",
            )
            .bind(team.id.0)
            .bind(person.0)
            .bind(role.code())
            .execute(&mut **tx)
            .await?;
        }
    }
    Ok(())
}

async fn save(tx: &mut Tx, team: &Team) -> Result<()> {
    sqlx::query(
        "INSERT INTO teams (id, code, name, kind, level, area_code, industry_code, lead_unit_id, started_on, ended_on, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1)
         ON CONFLICT (id) DO UPDATE SET code = excluded.code, name = excluded.name, kind = excluded.kind,
             level = excluded.level, area_code = excluded.area_code, industry_code = excluded.industry_code,
             lead_unit_id = excluded.lead_unit_id, started_on = excluded.started_on, ended_on = excluded.ended_on,
             version = teams.version + 1",
    )
    .bind(team.id.0)
    .bind(&team.code)
    .bind(&team.name)
    .bind(team.kind.code())
    .bind(team.level.code())
    .bind(team.area_code.to_string())
    .bind(&team.industry_code)
    .bind(team.lead_unit_id.0)
    .bind(team.started_on)
    .bind(team.ended_on)
    .execute(&mut **tx)
    .await?;
    Ok(())
}
