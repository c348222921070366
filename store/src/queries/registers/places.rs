//! Village cards, 结对 and designations.

use super::{Result, StoreError, Tx, rows};
use crate::registers::{Assignment, Designation, Holder, Village};
use chrono::NaiveDate;
use domain::{
    codes::Coded,
    ids::{AssignmentId, CommissionerId, DesignationId, TeamId},
};
use serde_json::json;
use uuid::Uuid;

#[derive(sqlx::FromRow)]
struct VillageRow {
    code: String,
    households: Option<i64>,
    population: Option<i64>,
    has_industry_base: bool,
    leading_industries: String,
    party_secretary: Option<String>,
    contact_name: Option<String>,
    contact_phone: Option<String>,
    current_condition: Option<String>,
    tech_demand: Option<String>,
}

impl TryFrom<VillageRow> for Village {
    type Error = StoreError;

    fn try_from(row: VillageRow) -> Result<Self> {
        Ok(Self {
            code: rows::area("villages", "code", &row.code, &row.code)?,
            leading_industries: rows::json(
                "villages",
                "leading_industries",
                &row.code,
                &row.leading_industries,
            )?,
            households: row.households,
            population: row.population,
            has_industry_base: row.has_industry_base,
            party_secretary: row.party_secretary,
            contact_name: row.contact_name,
            contact_phone: row.contact_phone,
            current_condition: row.current_condition,
            tech_demand: row.tech_demand,
        })
    }
}

pub(crate) async fn load_villages(tx: &mut Tx) -> Result<Vec<Village>> {
    let rows: Vec<VillageRow> = sqlx::query_as("SELECT * FROM villages ORDER BY code")
        .fetch_all(&mut **tx)
        .await?;
    rows.into_iter().map(Village::try_from).collect()
}

/// Makes or updates village cards by code.
pub(crate) async fn save_villages(tx: &mut Tx, villages: &[Village]) -> Result<()> {
    for village in villages {
        sqlx::query(
            "INSERT INTO villages (code, households, population, has_industry_base, leading_industries, party_secretary,
                 contact_name, contact_phone, current_condition, tech_demand, version)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1)
             ON CONFLICT (code) DO UPDATE SET households = excluded.households, population = excluded.population,
                 has_industry_base = excluded.has_industry_base, leading_industries = excluded.leading_industries,
                 party_secretary = excluded.party_secretary, contact_name = excluded.contact_name,
                 contact_phone = excluded.contact_phone, current_condition = excluded.current_condition,
                 tech_demand = excluded.tech_demand, version = villages.version + 1",
        )
        .bind(village.code.to_string())
        .bind(village.households)
        .bind(village.population)
        .bind(village.has_industry_base)
        .bind(json!(village.leading_industries).to_string())
        .bind(village.party_secretary.as_deref())
        .bind(village.contact_name.as_deref())
        .bind(village.contact_phone.as_deref())
        .bind(village.current_condition.as_deref())
        .bind(village.tech_demand.as_deref())
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}

#[derive(sqlx::FromRow)]
struct AssignmentRow {
    id: Uuid,
    commissioner_id: Option<Uuid>,
    team_id: Option<Uuid>,
    village_code: String,
    from_on: NaiveDate,
    to_on: Option<NaiveDate>,
}

impl TryFrom<AssignmentRow> for Assignment {
    type Error = StoreError;

    fn try_from(row: AssignmentRow) -> Result<Self> {
        let holder = match (row.commissioner_id, row.team_id) {
            (Some(id), None) => Holder::Commissioner(CommissionerId(id)),
            (None, Some(id)) => Holder::Team(TeamId(id)),
            _ => {
                return Err(StoreError::Corrupt {
                    table: "assignments",
                    column: "commissioner_id",
                    id: row.id.to_string(),
                });
            }
        };
        Ok(Self {
            id: AssignmentId(row.id),
            holder,
            village_code: rows::area("assignments", "village_code", row.id, &row.village_code)?,
            from_on: row.from_on,
            to_on: row.to_on,
        })
    }
}

pub(crate) async fn load_assignments(tx: &mut Tx) -> Result<Vec<Assignment>> {
    let rows: Vec<AssignmentRow> = sqlx::query_as(
        "SELECT id, commissioner_id, team_id, village_code, from_on, to_on FROM assignments ORDER BY id",
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter().map(Assignment::try_from).collect()
}

/// Makes 结对 or changes their end, by id.
pub(crate) async fn save_assignments(tx: &mut Tx, assignments: &[Assignment]) -> Result<()> {
    for assignment in assignments {
        let (person, team) = match assignment.holder {
            Holder::Commissioner(id) => (Some(id.0), None),
            Holder::Team(id) => (None, Some(id.0)),
        };
        sqlx::query(
            "INSERT INTO assignments (id, commissioner_id, team_id, village_code, from_on, to_on, version)
             VALUES ($1, $2, $3, $4, $5, $6, 1)
             ON CONFLICT (id) DO UPDATE SET from_on = excluded.from_on, to_on = excluded.to_on, version = assignments.version + 1",
        )
        .bind(assignment.id.0)
        .bind(person)
        .bind(team)
        .bind(assignment.village_code.to_string())
        .bind(assignment.from_on)
        .bind(assignment.to_on)
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}

#[derive(sqlx::FromRow)]
struct DesignationRow {
    id: Uuid,
    village_code: String,
    kind: String,
    level: String,
    valid_from: NaiveDate,
    valid_to: Option<NaiveDate>,
    document_no: Option<String>,
}

impl TryFrom<DesignationRow> for Designation {
    type Error = StoreError;

    fn try_from(row: DesignationRow) -> Result<Self> {
        let (table, id) = ("designations", &row.id);
        Ok(Self {
            village_code: rows::area(table, "village_code", id, &row.village_code)?,
            kind: rows::code(table, "kind", id, &row.kind)?,
            level: rows::code(table, "level", id, &row.level)?,
            id: DesignationId(row.id),
            valid_from: row.valid_from,
            valid_to: row.valid_to,
            document_no: row.document_no,
        })
    }
}

pub(crate) async fn load_designations(tx: &mut Tx) -> Result<Vec<Designation>> {
    let rows: Vec<DesignationRow> = sqlx::query_as("SELECT * FROM designations ORDER BY id")
        .fetch_all(&mut **tx)
        .await?;
    rows.into_iter().map(Designation::try_from).collect()
}

/// Makes or updates designations by id.
pub(crate) async fn save_designations(tx: &mut Tx, designations: &[Designation]) -> Result<()> {
    for designation in designations {
        sqlx::query(
            "INSERT INTO designations (id, village_code, kind, level, valid_from, valid_to, document_no, version)
             VALUES ($1, $2, $3, $4, $5, $6, $7, 1)
             ON CONFLICT (id) DO UPDATE SET level = excluded.level, valid_to = excluded.valid_to,
                 document_no = excluded.document_no, version = designations.version + 1",
        )
        .bind(designation.id.0)
        .bind(designation.village_code.to_string())
        .bind(designation.kind.code())
        .bind(designation.level.code())
        .bind(designation.valid_from)
        .bind(designation.valid_to)
        .bind(designation.document_no.as_deref())
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}
