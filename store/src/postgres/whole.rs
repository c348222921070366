//! Whether the database itself is whole; `sqlite/whole.rs` says the same in its dialect.

use super::Conn;
use crate::{Result, check::Finding};

/// PostgreSQL keeps rows that others name, whoever deletes, and tells of a damaged page when it reads it.
#[expect(clippy::unused_async, reason = "SQLite's half of the pair reads")]
pub(crate) async fn findings(_: &mut Conn) -> Result<Vec<Finding>> {
    Ok(Vec::new())
}
