//! The tables of this database; `sqlite/schema.rs` says the same in its dialect.

use super::Conn;
use crate::{
    Result,
    backup::schema::{Table, in_order},
};

/// All tables but the migrations' own, each after those it refers to.
pub(crate) async fn tables(conn: &mut Conn) -> Result<Vec<Table>> {
    let columns = sqlx::query_as(
        "SELECT c.table_name::text, c.column_name::text, c.data_type::text FROM information_schema.columns c
         JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name
         WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' AND left(c.table_name, 5) <> '_sqlx'
         ORDER BY c.table_name, c.ordinal_position",
    )
    .fetch_all(&mut *conn)
    .await?;
    let references: Vec<(String, String)> = sqlx::query_as(
        "SELECT f.relname::text, t.relname::text FROM pg_constraint k
         JOIN pg_class f ON f.oid = k.conrelid JOIN pg_class t ON t.oid = k.confrelid
         JOIN pg_namespace n ON n.oid = k.connamespace WHERE k.contype = 'f' AND n.nspname = current_schema()",
    )
    .fetch_all(conn)
    .await?;
    in_order(columns, &references)
}
