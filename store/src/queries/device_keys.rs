//! The key of an account, under which its phones keep what is unsent after a sign-out.

use super::Pools;
use crate::{Result, clock};
use domain::access::Actor;

/// Reads the key; makes it at the first call.
pub(crate) async fn read(pools: &Pools, actor: &Actor) -> Result<Vec<u8>> {
    let mut tx = pools.begin().await?;
    sqlx::query("INSERT INTO account_keys (account_id, secret_key, created_at) VALUES ($1, $2, $3) ON CONFLICT (account_id) DO NOTHING")
        .bind(actor.account_id.0)
        .bind(clock::random::<32>().to_vec())
        .bind(pools.clock.now())
        .execute(&mut *tx)
        .await?;
    let (key,): (Vec<u8>,) =
        sqlx::query_as("SELECT secret_key FROM account_keys WHERE account_id = $1")
            .bind(actor.account_id.0)
            .fetch_one(&mut *tx)
            .await?;
    tx.commit().await?;
    Ok(key)
}
