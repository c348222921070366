//! Settings of counties.

use super::{Conn, Pools, audit, rows};
use crate::{Result, StoreError};
use domain::{
    access::{Action, Actor, Standing, may},
    areas::{AreaCode, AreaLevel},
    fields::FieldCode,
};
use serde_json::json;

pub(crate) async fn set_township_step(
    pools: &Pools,
    actor: Option<&Actor>,
    county: AreaCode,
    on: bool,
) -> Result<()> {
    if actor.is_some_and(|actor| !may(actor.role, Action::Administer, Standing::default())) {
        return Err(StoreError::Forbidden);
    }
    if county.level() != AreaLevel::County {
        return Err(StoreError::field("area", FieldCode::AreaLevel));
    }
    let mut tx = pools.begin().await?;
    let known: Option<(String,)> = sqlx::query_as("SELECT code FROM areas WHERE code = $1")
        .bind(county.to_string())
        .fetch_optional(&mut *tx)
        .await?;
    if known.is_none() {
        return Err(StoreError::field("area", FieldCode::UnknownArea));
    }
    sqlx::query(
        "INSERT INTO county_settings (area_code, township_step) VALUES ($1, $2)
         ON CONFLICT (area_code) DO UPDATE SET township_step = excluded.township_step",
    )
    .bind(county.to_string())
    .bind(on)
    .execute(&mut *tx)
    .await?;
    let entry = audit::Entry {
        account_id: actor.map(|actor| actor.account_id),
        action: "settings.township_step",
        subject_kind: "area",
        subject_id: county.to_string(),
        area_code: Some(county),
        detail: json!({ "township_step": on }),
    };
    audit::write(&mut tx, pools, entry).await?;
    Ok(tx.commit().await?)
}

pub(crate) async fn counties(pools: &Pools, actor: &Actor) -> Result<Vec<(AreaCode, bool)>> {
    if !may(actor.role, Action::Administer, Standing::default()) {
        return Err(StoreError::Forbidden);
    }
    let mut tx = pools.snapshot().await?;
    let found: Vec<(String, Option<bool>)> = sqlx::query_as(
        "SELECT a.code, s.township_step FROM areas a LEFT JOIN county_settings s ON s.area_code = a.code
         WHERE a.level = $1 ORDER BY a.code",
    )
    .bind(AreaLevel::County.code())
    .fetch_all(&mut *tx)
    .await?;
    let county = |(code, step): (String, Option<bool>)| {
        let code = rows::area("areas", "code", &code, &code)?;
        Ok((code, step.unwrap_or_default()))
    };
    found.into_iter().map(county).collect()
}

pub(crate) async fn counties_with_township_step(
    pools: &Pools,
    actor: &Actor,
) -> Result<Vec<AreaCode>> {
    let mut tx = pools.snapshot().await?;
    let found: Vec<(String,)> = sqlx::query_as(
        "SELECT area_code FROM county_settings WHERE township_step = $1 ORDER BY area_code",
    )
    .bind(true)
    .fetch_all(&mut *tx)
    .await?;
    let mut counties = Vec::new();
    for (code,) in found {
        counties.push(rows::area("county_settings", "area_code", &code, &code)?);
    }
    let own = actor.area_code;
    counties.retain(|county| own.is_some_and(|own| own.contains(county) || county.contains(&own)));
    Ok(counties)
}

/// Whether the county asks for the township's step.
pub(crate) async fn township_step(conn: &mut Conn, area: AreaCode) -> Result<bool> {
    let county = area.at(AreaLevel::County).unwrap_or(area);
    let found: Option<(bool,)> =
        sqlx::query_as("SELECT township_step FROM county_settings WHERE area_code = $1")
            .bind(county.to_string())
            .fetch_optional(conn)
            .await?;
    Ok(found.is_some_and(|(step,)| step))
}
