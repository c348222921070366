//! Whether a filing is still what was filed.

use super::{
    super::{Conn, Pools, places::Places},
    read, row,
};
use crate::{Result, check::Finding};
use domain::{access::Actor, filings, ids::FilingId};
use uuid::Uuid;

pub(crate) async fn text(pools: &Pools, actor: &Actor, id: FilingId) -> Result<String> {
    let mut tx = pools.snapshot().await?;
    read::find_for(&mut tx, actor, id).await?;
    text_of(&mut tx, id.0).await
}

pub(crate) async fn verify(pools: &Pools, actor: &Actor, id: FilingId) -> Result<bool> {
    let mut tx = pools.snapshot().await?;
    read::find_for(&mut tx, actor, id).await?;
    is_whole(&mut tx, id.0).await
}

/// Looks at all filings; how many there are.
pub(crate) async fn check(conn: &mut Conn, tell: &mut (dyn FnMut(Finding) + Send)) -> Result<u64> {
    let all = row::all(conn).await?;
    let count = u64::try_from(all.len()).unwrap_or_default();
    for id in all {
        // What can no longer be read is not whole either.
        if !is_whole(conn, id).await.unwrap_or(false) {
            let row = row::find(conn, FilingId(id)).await?;
            tell(Finding::Filing {
                area: row.area()?.to_string(),
                year: row.year(),
                number: row.number(),
            });
        }
    }
    Ok(count)
}

async fn text_of(conn: &mut Conn, id: Uuid) -> Result<String> {
    let row = row::find(conn, FilingId(id)).await?;
    let items = row::items(conn, id).await?;
    let figures = row.figures.clone();
    let places = Places::read(conn, [row.area()?]).await?;
    Ok(filings::text(&row.filing(&places)?, &figures, &items))
}

/// The text gives the hash, and the audit log names the same.
async fn is_whole(conn: &mut Conn, id: Uuid) -> Result<bool> {
    let hash = filings::hash(&text_of(conn, id).await?);
    let kept = row::find(conn, FilingId(id)).await?.hash;
    let noted: Option<(String,)> = sqlx::query_as(
        "SELECT detail FROM audit_log WHERE subject_kind = 'filing' AND subject_id = $1 AND action = 'filings.file'",
    )
    .bind(id.to_string())
    .fetch_optional(conn)
    .await?;
    let noted = noted
        .and_then(|(detail,)| serde_json::from_str::<serde_json::Value>(&detail).ok())
        .is_some_and(|detail| detail["hash"] == hash);
    Ok(hash == kept && noted)
}
