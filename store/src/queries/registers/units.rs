//! 派出单位.

use super::{Result, StoreError, Tx, Unit, rows};
use chrono::NaiveDate;
use domain::{codes::Coded, ids::UnitId};
use uuid::Uuid;

#[derive(sqlx::FromRow)]
struct UnitRow {
    id: Uuid,
    code: String,
    name: String,
    kind: String,
    level: String,
    contact: Option<String>,
    phone: Option<String>,
    ended_on: Option<NaiveDate>,
}

impl TryFrom<UnitRow> for Unit {
    type Error = StoreError;

    fn try_from(row: UnitRow) -> Result<Self> {
        Ok(Self {
            level: rows::code("units", "level", row.id, &row.level)?,
            id: UnitId(row.id),
            code: row.code,
            name: row.name,
            kind: row.kind,
            contact: row.contact,
            phone: row.phone,
            ended_on: row.ended_on,
        })
    }
}

pub(crate) async fn load_units(tx: &mut Tx) -> Result<Vec<Unit>> {
    let rows: Vec<UnitRow> = sqlx::query_as(
        "SELECT id, code, name, kind, level, contact, phone, ended_on FROM units ORDER BY code",
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter().map(Unit::try_from).collect()
}

pub(super) async fn find(tx: &mut Tx, id: UnitId) -> Result<Option<Unit>> {
    let row: Option<UnitRow> = sqlx::query_as(
        "SELECT id, code, name, kind, level, contact, phone, ended_on FROM units WHERE id = $1",
    )
    .bind(id.0)
    .fetch_optional(&mut **tx)
    .await?;
    row.map(Unit::try_from).transpose()
}

/// Makes or updates units by id.
pub(crate) async fn save_units(tx: &mut Tx, units: &[Unit]) -> Result<()> {
    for unit in units {
        sqlx::query(
            "INSERT INTO units (id, code, name, kind, level, contact, phone, ended_on, version)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)
             ON CONFLICT (id) DO UPDATE SET code = excluded.code, name = excluded.name, kind = excluded.kind,
                 level = excluded.level, contact = excluded.contact, phone = excluded.phone,
                 ended_on = excluded.ended_on, version = units.version + 1",
        )
        .bind(unit.id.0)
        .bind(&unit.code)
        .bind(&unit.name)
        .bind(&unit.kind)
        .bind(unit.level.code())
        .bind(unit.contact.as_deref())
        .bind(unit.phone.as_deref())
        .bind(unit.ended_on)
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}
