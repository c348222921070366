//! The dictionary of industries.

use super::{Pools, Result, Tx};
use crate::registers::Industry;
use chrono::NaiveDate;

/// The dictionary, in order.
pub(crate) async fn load_industries(tx: &mut Tx) -> Result<Vec<Industry>> {
    let rows: Vec<(String, String, String, String, Option<NaiveDate>)> = sqlx::query_as(
        "SELECT code, name, category, unit, ended_on FROM industries ORDER BY position, code",
    )
    .fetch_all(&mut **tx)
    .await?;
    let industry = |(code, name, category, unit, ended_on)| Industry {
        code,
        name,
        category,
        unit,
        ended_on,
    };
    Ok(rows.into_iter().map(industry).collect())
}

pub(crate) async fn list_industries(pools: &Pools) -> Result<Vec<Industry>> {
    let mut tx = pools.snapshot().await?;
    load_industries(&mut tx).await
}

/// Makes or updates industries by code; new ones stand at the end.
pub(crate) async fn save_industries(tx: &mut Tx, industries: &[Industry]) -> Result<()> {
    for industry in industries {
        sqlx::query(
            "INSERT INTO industries (code, name, category, unit, ended_on, position, version)
             SELECT $1, $2, $3, $4, $5, coalesce(max(position), 0) + 1, 1 FROM industries WHERE true
             ON CONFLICT (code) DO UPDATE SET name = excluded.name, category = excluded.category,
                 unit = excluded.unit, ended_on = excluded.ended_on, version = industries.version + 1",
        )
        .bind(&industry.code)
        .bind(&industry.name)
        .bind(&industry.category)
        .bind(&industry.unit)
        .bind(industry.ended_on)
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}
