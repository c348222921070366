//! Which coverage rules hold where, and from when on.

use super::{Conn, Pools, audit, rollups, rows};
use crate::{Result, StoreError};
use chrono::NaiveDate;
use domain::{
    access::{Action, Actor, Standing, may},
    areas::AreaLevel,
    coverage::{CoverageRules, RuleBook, RuleEntry},
    fields::FieldCode,
};
use serde_json::json;

#[derive(sqlx::FromRow)]
struct RuleRow {
    area_code: String,
    valid_from: NaiveDate,
    frequency: String,
    duty: String,
    industry_base_only: bool,
}

impl TryFrom<RuleRow> for RuleEntry {
    type Error = StoreError;

    fn try_from(row: RuleRow) -> Result<Self> {
        let rules = CoverageRules::from_codes(&row.frequency, &row.duty, row.industry_base_only);
        Ok(Self {
            area_code: rows::area(
                "coverage_rules",
                "area_code",
                &row.area_code,
                &row.area_code,
            )?,
            valid_from: row.valid_from,
            rules: rules
                .ok_or_else(|| rows::corrupt("coverage_rules", "frequency", &row.area_code))?,
        })
    }
}

async fn entries(conn: &mut Conn) -> Result<Vec<RuleEntry>> {
    let found: Vec<RuleRow> = sqlx::query_as(
        "SELECT area_code, valid_from, frequency, duty, industry_base_only FROM coverage_rules
         ORDER BY area_code, valid_from DESC",
    )
    .fetch_all(conn)
    .await?;
    found.into_iter().map(RuleEntry::try_from).collect()
}

/// All that was set; a handful of rows even in a province.
pub(crate) async fn book(conn: &mut Conn) -> Result<RuleBook> {
    Ok(RuleBook::new(entries(conn).await?))
}

pub(crate) async fn list(pools: &Pools, actor: &Actor) -> Result<Vec<RuleEntry>> {
    if !may(actor.role, Action::Administer, Standing::default()) {
        return Err(StoreError::Forbidden);
    }
    let mut tx = pools.snapshot().await?;
    entries(&mut tx).await
}

pub(crate) async fn set(pools: &Pools, actor: &Actor, entry: RuleEntry) -> Result<()> {
    if !may(actor.role, Action::Administer, Standing::default()) {
        return Err(StoreError::Forbidden);
    }
    let area = entry.area_code;
    if !matches!(area.level(), AreaLevel::City | AreaLevel::County) {
        return Err(StoreError::field("area", FieldCode::AreaLevel));
    }
    let mut tx = pools.begin().await?;
    let known: Option<(String,)> = sqlx::query_as("SELECT code FROM areas WHERE code = $1")
        .bind(area.to_string())
        .fetch_optional(&mut *tx)
        .await?;
    if known.is_none() {
        return Err(StoreError::field("area", FieldCode::UnknownArea));
    }
    // A year that is being filed takes the old rules everywhere, or the new ones.
    let turns = rollups::turns_within(&mut tx, area).await?;
    rollups::take_turns(&mut tx, turns).await?;
    let rules = entry.rules;
    sqlx::query(
        "INSERT INTO coverage_rules (area_code, valid_from, frequency, duty, industry_base_only)
         VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (area_code, valid_from) DO UPDATE SET frequency = excluded.frequency,
             duty = excluded.duty, industry_base_only = excluded.industry_base_only",
    )
    .bind(area.to_string())
    .bind(entry.valid_from)
    .bind(rules.frequency.code)
    .bind(rules.duty.code)
    .bind(rules.industry_base_only)
    .execute(&mut *tx)
    .await?;
    let noted = audit::Entry {
        account_id: Some(actor.account_id),
        action: "settings.coverage_rules",
        subject_kind: "area",
        subject_id: area.to_string(),
        area_code: Some(area),
        detail: json!({
            "valid_from": entry.valid_from, "frequency": rules.frequency.code,
            "duty": rules.duty.code, "industry_base_only": rules.industry_base_only,
        }),
    };
    audit::write(&mut tx, pools, noted).await?;
    Ok(tx.commit().await?)
}
