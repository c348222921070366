//! 科技特派员 and the accounts that go with them.

use super::{Commissioner, Pools, Result, StoreError, Tx, rows};
use crate::accounts::{CODE_DAYS, Code};
use chrono::{Duration, NaiveDate};
use domain::{
    codes::{Coded, Role},
    ids::{CommissionerId, UnitId},
};
use serde_json::json;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

#[derive(sqlx::FromRow)]
struct CommissionerRow {
    id: Uuid,
    login: String,
    name: String,
    mobile: String,
    gender: String,
    birth_year: Option<i64>,
    kind: String,
    unit_id: Uuid,
    title_level: String,
    level: String,
    industry_codes: String,
    area_code: String,
    term_from: NaiveDate,
    term_to: Option<NaiveDate>,
    specialty: Option<String>,
}

impl TryFrom<CommissionerRow> for Commissioner {
    type Error = StoreError;

    fn try_from(row: CommissionerRow) -> Result<Self> {
        let (table, id) = ("commissioners", &row.id);
        Ok(Self {
            kind: rows::code(table, "kind", id, &row.kind)?,
            title_level: rows::code(table, "title_level", id, &row.title_level)?,
            level: rows::code(table, "level", id, &row.level)?,
            area_code: rows::area(table, "area_code", id, &row.area_code)?,
            industry_codes: rows::json(
                "commissioners",
                "industry_codes",
                row.id,
                &row.industry_codes,
            )?,
            id: CommissionerId(row.id),
            login: row.login,
            name: row.name,
            mobile: row.mobile,
            gender: row.gender,
            birth_year: row.birth_year,
            unit_id: UnitId(row.unit_id),
            term_from: row.term_from,
            term_to: row.term_to,
            specialty: row.specialty,
        })
    }
}

pub(crate) async fn load_people(tx: &mut Tx) -> Result<Vec<Commissioner>> {
    let rows: Vec<CommissionerRow> = sqlx::query_as(
        "SELECT c.*, a.login FROM commissioners c JOIN accounts a ON a.commissioner_id = c.id ORDER BY c.id",
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter().map(Commissioner::try_from).collect()
}

/// First and last day of each term of everybody.
pub(crate) async fn load_terms(
    tx: &mut Tx,
) -> Result<HashMap<CommissionerId, Vec<(NaiveDate, Option<NaiveDate>)>>> {
    let found: Vec<(Uuid, NaiveDate, Option<NaiveDate>)> = sqlx::query_as(
        "SELECT commissioner_id, from_on, to_on FROM commissioner_terms ORDER BY commissioner_id, from_on",
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut terms: HashMap<_, Vec<_>> = HashMap::new();
    for (person, from, to) in found {
        let terms = terms.entry(CommissionerId(person)).or_default();
        terms.push((from, to));
    }
    Ok(terms)
}

pub(super) async fn find(tx: &mut Tx, id: CommissionerId) -> Result<Option<Commissioner>> {
    let row: Option<CommissionerRow> = sqlx::query_as(
        "SELECT c.*, a.login FROM commissioners c JOIN accounts a ON a.commissioner_id = c.id WHERE c.id = $1",
    )
    .bind(id.0)
    .fetch_optional(&mut **tx)
    .await?;
    row.map(Commissioner::try_from).transpose()
}

/// Login and name of a commissioner's account.
pub(crate) async fn account_of(pools: &Pools, id: CommissionerId) -> Result<(String, String)> {
    let mut tx = pools.snapshot().await?;
    let row = sqlx::query_as("SELECT login, name FROM accounts WHERE commissioner_id = $1")
        .bind(id.0)
        .fetch_optional(&mut *tx)
        .await?;
    row.ok_or(StoreError::NotFound)
}

/// The logins of accounts that are no commissioner's.
pub(crate) async fn other_logins(tx: &mut Tx) -> Result<HashSet<String>> {
    let rows: Vec<(String,)> =
        sqlx::query_as("SELECT login FROM accounts WHERE commissioner_id IS NULL")
            .fetch_all(&mut **tx)
            .await?;
    Ok(rows.into_iter().map(|(login,)| login).collect())
}

/// Makes or updates commissioners by id; those with a code are new and get an account with it.
pub(crate) async fn save_people(
    tx: &mut Tx,
    pools: &Pools,
    people: &[(Commissioner, Option<Code>)],
) -> Result<()> {
    for (person, code) in people {
        save(tx, person).await?;
        keep_term(tx, person).await?;
        match code {
            Some(code) => add_account(tx, pools, person, code).await?,
            None => follow(tx, person).await?,
        }
    }
    Ok(())
}

async fn save(tx: &mut Tx, person: &Commissioner) -> Result<()> {
    sqlx::query(
        "INSERT INTO commissioners (id, name, mobile, gender, birth_year, kind, unit_id, title_level, level,
             industry_codes, area_code, term_from, term_to, specialty, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 1)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, mobile = excluded.mobile, gender = excluded.gender,
             birth_year = excluded.birth_year, kind = excluded.kind, unit_id = excluded.unit_id,
             title_level = excluded.title_level, level = excluded.level, industry_codes = excluded.industry_codes,
             area_code = excluded.area_code, term_from = excluded.term_from, term_to = excluded.term_to,
             specialty = excluded.specialty, version = commissioners.version + 1",
    )
    .bind(person.id.0)
    .bind(&person.name)
    .bind(&person.mobile)
    .bind(&person.gender)
    .bind(person.birth_year)
    .bind(person.kind.code())
    .bind(person.unit_id.0)
    .bind(person.title_level.code())
    .bind(person.level.code())
    .bind(json!(person.industry_codes).to_string())
    .bind(person.area_code.to_string())
    .bind(person.term_from)
    .bind(person.term_to)
    .bind(person.specialty.as_deref())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Keeps the person's 聘期. What ended before it began stays: a re-appointment is a term of its own.
/// Any other term is this one, put right.
async fn keep_term(tx: &mut Tx, person: &Commissioner) -> Result<()> {
    sqlx::query(
        "DELETE FROM commissioner_terms WHERE commissioner_id = $1 AND (to_on IS NULL OR to_on >= $2)",
    )
    .bind(person.id.0)
    .bind(person.term_from)
    .execute(&mut **tx)
    .await?;
    sqlx::query(
        "INSERT INTO commissioner_terms (commissioner_id, from_on, to_on) VALUES ($1, $2, $3)",
    )
    .bind(person.id.0)
    .bind(person.term_from)
    .bind(person.term_to)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

async fn add_account(tx: &mut Tx, pools: &Pools, person: &Commissioner, code: &Code) -> Result<()> {
    let now = pools.clock.now();
    sqlx::query(
        "INSERT INTO accounts (id, login, name, role, area_code, commissioner_id, code_hash, code_expires_at, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(pools.clock.new_id())
    .bind(&person.login)
    .bind(&person.name)
    .bind(Role::Commissioner.code())
    .bind(person.area_code.to_string())
    .bind(person.id.0)
    .bind(code.hash())
    .bind(now + Duration::days(CODE_DAYS))
    .bind(now)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The account follows the person's name and home.
async fn follow(tx: &mut Tx, person: &Commissioner) -> Result<()> {
    sqlx::query("UPDATE accounts SET name = $2, area_code = $3 WHERE commissioner_id = $1")
        .bind(person.id.0)
        .bind(&person.name)
        .bind(person.area_code.to_string())
        .execute(&mut **tx)
        .await?;
    Ok(())
}
