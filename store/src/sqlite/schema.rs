//! The tables of this database; `postgres/schema.rs` says the same in its dialect.

use super::Conn;
use crate::{
    Result,
    backup::schema::{Table, in_order},
};

/// All tables but the migrations' own, each after those it refers to.
pub(crate) async fn tables(conn: &mut Conn) -> Result<Vec<Table>> {
    let columns = sqlx::query_as(
        "SELECT t.name, c.name, c.type FROM sqlite_schema t JOIN pragma_table_info(t.name) c
         WHERE t.type = 'table' AND substr(t.name, 1, 7) <> 'sqlite_' AND substr(t.name, 1, 5) <> '_sqlx' ORDER BY t.name, c.cid",
    )
    .fetch_all(&mut *conn)
    .await?;
    let references: Vec<(String, String)> = sqlx::query_as(
        "SELECT t.name, f.\"table\" FROM sqlite_schema t JOIN pragma_foreign_key_list(t.name) f WHERE t.type = 'table'",
    )
    .fetch_all(conn)
    .await?;
    in_order(columns, &references)
}
