//! The epoch of pull cursors: after a restore, phones must not go on from where they were.

use super::{Conn, Pools};
use crate::Result;

/// Begins a new epoch: cursors from before are answered 410. Nothing is pulled by cursor yet.
#[expect(clippy::unused_async, reason = "it will write the new epoch")]
pub(crate) async fn begin(_conn: &mut Conn, _pools: &Pools) -> Result<()> {
    Ok(())
}
