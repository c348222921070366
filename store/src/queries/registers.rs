//! Reading and writing the registers' tables, whole things at a time.

mod people;
mod places;
mod teams;
mod units;

pub(crate) use people::{load_people, other_logins, save_people};
pub(crate) use places::{
    load_assignments, load_designations, load_villages, save_assignments, save_designations,
    save_villages,
};
pub(crate) use teams::{load_teams, save_teams};
pub(crate) use units::{load_units, save_units};

use super::{Pools, Tx, rows};
use crate::{
    Result, StoreError,
    registers::{Commissioner, Industry, Unit},
};
use domain::ids::CommissionerId;

/// The dictionary, in order.
pub(crate) async fn load_industries(tx: &mut Tx) -> Result<Vec<Industry>> {
    let rows: Vec<(String, String, String, String)> =
        sqlx::query_as("SELECT code, name, category, unit FROM industries ORDER BY position, code")
            .fetch_all(&mut **tx)
            .await?;
    let industry = |(code, name, category, unit)| Industry {
        code,
        name,
        category,
        unit,
    };
    Ok(rows.into_iter().map(industry).collect())
}

pub(crate) async fn list_industries(pools: &Pools) -> Result<Vec<Industry>> {
    let mut tx = pools.snapshot().await?;
    load_industries(&mut tx).await
}

pub(crate) async fn profile(pools: &Pools, id: CommissionerId) -> Result<(Commissioner, Unit)> {
    let mut tx = pools.snapshot().await?;
    let person = people::find(&mut tx, id)
        .await?
        .ok_or(StoreError::NotFound)?;
    let unit = units::find(&mut tx, person.unit_id)
        .await?
        .ok_or(StoreError::NotFound)?;
    Ok((person, unit))
}
