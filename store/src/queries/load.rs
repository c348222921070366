//! A backup's rows into an empty database, in one transaction.

use super::{
    Conn, Db, MIGRATOR, Pools,
    audit::{self, Entry},
    epochs, schema,
};
use crate::backup::{
    BackupError,
    cells::Cell,
    pieces::{Header, Incoming, Manifest, TableRows},
    schema::{Column, Table},
};
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, QueryBuilder};

/// Parameters of one statement: SQLite takes 32,766.
const MAX_PARAMETERS: usize = 30_000;

/// Makes the tables as they were when the backup was made, fills them, and brings them up to this
/// ketepai. `settle` is called when everything is in its place but for the commit.
pub(crate) async fn restore(
    pools: &Pools,
    incoming: &mut Incoming<'_>,
    settle: impl FnOnce() -> std::io::Result<()>,
) -> Result<Manifest, BackupError> {
    let mut tx = pools.begin().await?;
    if !schema::tables(&mut tx).await?.is_empty() {
        return Err(BackupError::DatabaseNotEmpty);
    }
    let last = last_migration(&incoming.header)?;
    MIGRATOR.run_direct(Some(last), &mut *tx, false).await?;
    let targets = targets(&mut tx, &incoming.header.tables).await?;
    // Some migrations write rows; those of the backup replace them.
    for table in schema::tables(&mut tx).await?.iter().rev() {
        let sql = format!("DELETE FROM \"{}\"", table.name);
        sqlx::query(AssertSqlSafe(sql)).execute(&mut *tx).await?;
    }
    while let Some(rows) = incoming.next()? {
        insert(&mut tx, &targets, &rows).await?;
    }
    MIGRATOR.run_direct(None, &mut *tx, false).await?;
    let manifest = incoming.take_manifest();
    close(&mut tx, pools, &manifest).await?;
    settle()?;
    tx.commit().await.map_err(BackupError::from)?;
    Ok(manifest)
}

/// What every restored database starts with.
async fn close(conn: &mut Conn, pools: &Pools, manifest: &Manifest) -> Result<(), BackupError> {
    epochs::begin_in(conn, pools).await?;
    audit::chain_unchained(conn).await?;
    let entry = Entry {
        account_id: None,
        action: "backups.restore",
        subject_kind: "database",
        subject_id: String::new(),
        area_code: None,
        detail: json!({ "rows": manifest.row_count(), "attachments": manifest.attachment_count }),
    };
    Ok(audit::write(conn, pools, entry).await?)
}

/// The backup's last migration, which this ketepai must know along with all before it.
fn last_migration(header: &Header) -> Result<i64, BackupError> {
    let mut ours = MIGRATOR.iter();
    for theirs in &header.migrations {
        let known = ours.next().is_some_and(|own| {
            own.version == theirs.version && own.description == theirs.description
        });
        if !known {
            return Err(BackupError::Newer);
        }
    }
    let last = header.migrations.last().ok_or(BackupError::Damaged)?;
    Ok(last.version)
}

/// For each table of the backup, its columns in the backup's order, as this database types them.
async fn targets(conn: &mut Conn, theirs: &[Table]) -> Result<Vec<Table>, BackupError> {
    let ours = schema::tables(conn).await?;
    if ours.len() != theirs.len() {
        return Err(BackupError::Damaged);
    }
    theirs
        .iter()
        .map(|table| {
            let own = ours.iter().find(|own| own.is_like(table));
            let own = own.ok_or(BackupError::Damaged)?;
            let columns: Option<Vec<Column>> = table
                .columns
                .iter()
                .map(|column| own.column(&column.name).cloned())
                .collect();
            Ok(Table {
                name: own.name.clone(),
                columns: columns.ok_or(BackupError::Damaged)?,
            })
        })
        .collect()
}

async fn insert(conn: &mut Conn, targets: &[Table], rows: &TableRows) -> Result<(), BackupError> {
    let table = targets.iter().find(|table| table.name == rows.table);
    let table = table.ok_or(BackupError::Damaged)?;
    let start = format!("INSERT INTO \"{}\" ({}) ", table.name, table.column_list());
    for chunk in rows
        .rows
        .chunks(MAX_PARAMETERS / table.columns.len().max(1))
    {
        let cells: Vec<Vec<Cell>> = chunk
            .iter()
            .map(|row| cells(table, row))
            .collect::<Result<_, _>>()?;
        let mut query = QueryBuilder::<Db>::new(&start);
        query.push_values(cells, |mut row, cells| {
            for cell in cells {
                match cell {
                    Cell::Text(value) => row.push_bind(value),
                    Cell::Integer(value) => row.push_bind(value),
                    Cell::Real(value) => row.push_bind(value),
                    Cell::Boolean(value) => row.push_bind(value),
                    Cell::Bytes(value) => row.push_bind(value),
                    Cell::Uuid(value) => row.push_bind(value),
                    Cell::Date(value) => row.push_bind(value),
                    Cell::Instant(value) => row.push_bind(value),
                };
            }
        });
        query.build().persistent(false).execute(&mut *conn).await?;
    }
    Ok(())
}

fn cells(table: &Table, row: &[Value]) -> Result<Vec<Cell>, BackupError> {
    if row.len() != table.columns.len() {
        return Err(BackupError::Damaged);
    }
    table
        .columns
        .iter()
        .zip(row)
        .map(|(column, value)| Cell::read(column.kind, value))
        .collect()
}
