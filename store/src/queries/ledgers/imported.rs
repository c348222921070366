//! Entries from an office's own list.

use super::{
    Conn, Pools,
    audit::Trail,
    entries::{self, COLUMNS, EntryRow, Kept},
    rollups,
    write::{Change, write},
};
use crate::{
    Result, StoreError,
    imports::{KnownEntry, LedgerEntry, Progress},
    ledgers::Names,
};
use domain::{
    codes::Coded,
    ids::AccountId,
    ledgers::{Facts, Kind},
};
use sqlx::AssertSqlSafe;
use std::collections::HashMap;
use uuid::Uuid;

/// All of a ledger but what was struck out.
pub(crate) async fn load_entries(conn: &mut Conn, kind: Kind) -> Result<Vec<KnownEntry>> {
    let keys: Vec<(Uuid, String)> = sqlx::query_as(
        "SELECT id, import_key FROM ledger_entries WHERE kind = $1 AND import_key IS NOT NULL AND status <> 'struck'",
    )
    .bind(kind.code())
    .fetch_all(&mut *conn)
    .await?;
    let mut keys: HashMap<Uuid, String> = keys.into_iter().collect();
    let sql = format!(
        "SELECT {COLUMNS} FROM ledger_entries e WHERE e.kind = $1 AND e.status <> 'struck' ORDER BY e.id"
    );
    let found: Vec<EntryRow> = sqlx::query_as(AssertSqlSafe(sql))
        .bind(kind.code())
        .fetch_all(conn)
        .await?;
    found
        .into_iter()
        .map(|row| {
            let kept = Kept::try_from(row)?;
            Ok(KnownEntry {
                id: kept.id,
                import_key: keys.remove(&kept.id),
                version: kept.version,
                entry: kept.entry,
            })
        })
        .collect()
}

/// Writes what the rows make and change. [`StoreError::Conflict`] when somebody has changed an entry
/// meanwhile, or something else has been given what must be unique.
pub(crate) async fn write_entries(
    conn: &mut Conn,
    pools: &Pools,
    (by, names): (AccountId, &Names),
    rows: &[LedgerEntry],
    (trail, progress): (&mut Trail, &Progress),
) -> Result<()> {
    take_turns(conn, rows).await?;
    for row in rows {
        if let Some(version) = row.version
            && !entries::hold(conn, row.id, version).await?
        {
            return Err(StoreError::Conflict);
        }
        let change = Change {
            before: row.before.as_ref(),
            after: &row.after,
            action: "import",
        };
        if !write(pools, conn, by, (row.id, change), names, trail).await? {
            return Err(StoreError::Conflict);
        }
        entries::know_by(conn, row.id, &row.import_key).await?;
        progress.add(1);
    }
    Ok(())
}

/// All counties' turns in one go, and so in order: taken row by row, two imports could wait for each other.
async fn take_turns(conn: &mut Conn, rows: &[LedgerEntry]) -> Result<()> {
    let entries = rows
        .iter()
        .flat_map(|row| row.before.iter().chain([&row.after]));
    let places = entries.filter_map(Facts::of).map(|facts| facts.area_code);
    rollups::take_turns(conn, places.collect()).await
}
