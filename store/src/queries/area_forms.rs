//! Which indicators the form of a city or county shows.

use super::{Conn, Pools, audit, rows};
use crate::{Result, StoreError, area_forms::AreaForm};
use domain::{
    access::Actor,
    areas::{AreaCode, AreaLevel},
    fields::FieldCode,
    statistics::forms::{Form, keeps},
};
use serde_json::json;

/// The form that an area's figures are shown in: its county's own, or its city's; none for all
/// indicators.
pub(crate) async fn of(conn: &mut Conn, area: AreaCode) -> Result<Option<Form>> {
    Ok(applied(conn, area).await?.map(|(_, form)| form))
}

/// The same, with the area that chose it.
async fn applied(conn: &mut Conn, area: AreaCode) -> Result<Option<(AreaCode, Form)>> {
    for level in [AreaLevel::County, AreaLevel::City] {
        let Some(holder) = area.at(level) else {
            continue;
        };
        let found: Option<(String,)> =
            sqlx::query_as("SELECT form FROM area_forms WHERE area_code = $1")
                .bind(holder.to_string())
                .fetch_optional(&mut *conn)
                .await?;
        if let Some((form,)) = found {
            let form = rows::json("area_forms", "form", holder, &form)?;
            return Ok(Some((holder, form)));
        }
    }
    Ok(None)
}

pub(crate) async fn read(pools: &Pools, actor: &Actor, area: AreaCode) -> Result<AreaForm> {
    if !keeps(actor, area) {
        return Err(StoreError::Forbidden);
    }
    let mut tx = pools.snapshot().await?;
    let applied = applied(&mut tx, area).await?;
    let (from, form) = applied.unzip();
    Ok(AreaForm { from, form })
}

pub(crate) async fn set(
    pools: &Pools,
    actor: &Actor,
    area: AreaCode,
    form: Option<&Form>,
) -> Result<()> {
    if !keeps(actor, area) {
        return Err(StoreError::Forbidden);
    }
    let mut tx = pools.begin().await?;
    let known: Option<(String,)> = sqlx::query_as("SELECT code FROM areas WHERE code = $1")
        .bind(area.to_string())
        .fetch_optional(&mut *tx)
        .await?;
    if known.is_none() {
        return Err(StoreError::field("area", FieldCode::UnknownArea));
    }
    sqlx::query("DELETE FROM area_forms WHERE area_code = $1")
        .bind(area.to_string())
        .execute(&mut *tx)
        .await?;
    if let Some(form) = form {
        sqlx::query("INSERT INTO area_forms (area_code, form) VALUES ($1, $2)")
            .bind(area.to_string())
            .bind(json!(form).to_string())
            .execute(&mut *tx)
            .await?;
    }
    let noted = audit::Entry {
        account_id: Some(actor.account_id),
        action: "settings.form",
        subject_kind: "area",
        subject_id: area.to_string(),
        area_code: Some(area),
        detail: json!({ "form": form }),
    };
    audit::write(&mut tx, pools, noted).await?;
    Ok(tx.commit().await?)
}
