//! Reading and writing the registers' tables, whole things at a time.

mod desk;
mod handover;
mod industries;
mod people;
mod places;
mod teams;
mod units;

pub(crate) use desk::{card, form, list, save, whole};
pub(crate) use handover::{form as handover_form, hand_over};
pub(crate) use industries::{list_industries, load_industries, save_industries};
pub(crate) use people::{account_of, load_people, load_terms, other_logins, save_people};
pub(crate) use places::{
    load_assignments, load_designations, load_villages, save_assignments, save_designations,
    save_villages,
};
pub(crate) use teams::{load_teams, save_teams};
pub(crate) use units::{load_units, save_units};

use super::{Pools, Tx, audit, effects, imports, rows, submissions};
use crate::{
    Result, StoreError,
    registers::{Commissioner, Unit},
};
use domain::ids::CommissionerId;

/// Waits for everybody else who changes the registers, so that what is read for a change is what the others
/// left. Comes first in its transaction: who has the turn may wait for a county's, never the other way round.
/// [`StoreError::Unavailable`] when that takes longer than somebody at a desk can be kept: an import may have
/// the turn for minutes, and whoever waits for it keeps a connection from all others.
pub(crate) async fn take_turn(tx: &mut Tx, pools: &Pools) -> Result<()> {
    pools.take_turn_soon(tx, "registers").await
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
