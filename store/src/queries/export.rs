//! All rows of all tables from one snapshot, as a backup wants them.

use super::{Conn, Db, MIGRATOR, Pools, schema};
use crate::{
    Result,
    backup::{
        BackupError, hex,
        pieces::{Migrated, Outgoing},
        schema::{Kind, Table},
    },
};
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use futures::TryStreamExt;
use serde_json::Value;
use sqlx::{AssertSqlSafe, Row as _};
use std::io::Write;
use uuid::Uuid;

type Row = <Db as sqlx::Database>::Row;

/// Writes header and tables. Others may write meanwhile; nothing of that is in it.
pub(crate) async fn write<W: Write + Send>(
    pools: &Pools,
    out: &mut Outgoing<'_, W>,
) -> Result<(), BackupError> {
    let mut tx = pools.snapshot().await?;
    let migrations = migrations(&mut tx).await?;
    let tables = schema::tables(&mut tx).await?;
    out.header(migrations, &tables)?;
    for table in &tables {
        write_table(&mut tx, table, out).await?;
    }
    Ok(())
}

async fn write_table<W: Write + Send>(
    conn: &mut Conn,
    table: &Table,
    out: &mut Outgoing<'_, W>,
) -> Result<(), BackupError> {
    // Names of tables and columns come from the database's own schema.
    let sql = format!("SELECT {} FROM \"{}\"", table.column_list(), table.name);
    let mut found = sqlx::query(AssertSqlSafe(sql)).fetch(conn);
    let mut rows = out.table(&table.name);
    while let Some(row) = found.try_next().await? {
        let values: Vec<Value> = table
            .columns
            .iter()
            .enumerate()
            .map(|(index, column)| value(&row, index, column.kind))
            .collect::<Result<_>>()?;
        rows.row(&values)?;
    }
    rows.finish()
}

/// A value as a backup writes it: the same text from both databases.
fn value(row: &Row, index: usize, kind: Kind) -> Result<Value> {
    Ok(match kind {
        Kind::Text => row.try_get::<Option<String>, _>(index)?.into(),
        Kind::Integer => row.try_get::<Option<i64>, _>(index)?.into(),
        Kind::Real => row.try_get::<Option<f64>, _>(index)?.into(),
        Kind::Boolean => row.try_get::<Option<bool>, _>(index)?.into(),
        Kind::Bytes => row
            .try_get::<Option<Vec<u8>>, _>(index)?
            .map(|bytes| hex(&bytes))
            .into(),
        Kind::Uuid => row
            .try_get::<Option<Uuid>, _>(index)?
            .map(|id| id.simple().to_string())
            .into(),
        Kind::Date => row
            .try_get::<Option<NaiveDate>, _>(index)?
            .map(|date| date.to_string())
            .into(),
        Kind::Instant => row
            .try_get::<Option<DateTime<Utc>>, _>(index)?
            .map(|at| at.to_rfc3339_opts(SecondsFormat::Micros, true))
            .into(),
    })
}

/// The migrations the database has seen, in order.
pub(crate) async fn migrations(conn: &mut Conn) -> Result<Vec<Migrated>> {
    let found: Vec<(i64, String)> =
        sqlx::query_as("SELECT version, description FROM _sqlx_migrations ORDER BY version")
            .fetch_all(conn)
            .await?;
    Ok(found
        .into_iter()
        .map(|(version, description)| Migrated {
            version,
            description,
        })
        .collect())
}

/// Whether the database has seen exactly the migrations that this ketepai has.
pub(crate) async fn is_current(pools: &Pools) -> Result<bool> {
    let mut tx = pools.snapshot().await?;
    let seen: Vec<i64> = migrations(&mut tx)
        .await?
        .into_iter()
        .map(|seen| seen.version)
        .collect();
    Ok(MIGRATOR.iter().map(|own| own.version).eq(seen))
}
