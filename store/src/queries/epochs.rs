//! Epochs of the pull's cursors: in a restored database the positions of phones mean nothing.

use super::{Conn, Pools};
use crate::{Result, clock};
use uuid::Uuid;

/// Begins the first epoch of a new database.
pub(crate) async fn ensure(pools: &Pools) -> Result<()> {
    let mut tx = pools.begin().await?;
    sqlx::query("INSERT INTO sync_epochs (number, id, begun_at) VALUES (1, $1, $2) ON CONFLICT (number) DO NOTHING")
        .bind(new_id())
        .bind(pools.clock.now())
        .execute(&mut *tx)
        .await?;
    Ok(tx.commit().await?)
}

/// Begins a new epoch in a transaction of its own.
pub(crate) async fn begin(pools: &Pools) -> Result<()> {
    let mut tx = pools.begin().await?;
    begin_in(&mut tx, pools).await?;
    Ok(tx.commit().await?)
}

/// Begins a new epoch in the transaction that gives the reason. It may be the first: a backup from
/// before there were epochs holds none.
pub(crate) async fn begin_in(conn: &mut Conn, pools: &Pools) -> Result<()> {
    sqlx::query("INSERT INTO sync_epochs (number, id, begun_at) SELECT COALESCE(MAX(number), 0) + 1, $1, $2 FROM sync_epochs")
        .bind(new_id())
        .bind(pools.clock.now())
        .execute(conn)
        .await?;
    Ok(())
}

/// The id of the present epoch, which tells the database from every other.
pub(crate) async fn id(pools: &Pools) -> Result<Uuid> {
    current(&mut *pools.reader().await?).await
}

/// The id of the present epoch.
pub(crate) async fn current(conn: &mut Conn) -> Result<Uuid> {
    let (id,): (Uuid,) = sqlx::query_as("SELECT id FROM sync_epochs ORDER BY number DESC LIMIT 1")
        .fetch_one(conn)
        .await?;
    Ok(id)
}

/// All random: two databases restored from one backup in the same millisecond still differ.
fn new_id() -> Uuid {
    Uuid::from_bytes(clock::random())
}
