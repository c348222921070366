//! Settings of counties.

use super::{Pools, audit};
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
