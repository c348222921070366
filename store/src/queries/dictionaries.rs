//! Dictionaries that every database starts with.

use super::Pools;
use crate::Result;

/// Code, name, category, unit (`domain.md` §3.7, contract §6). The dictionary is open.
const INDUSTRIES: &[(&str, &str, &str, &str)] = &[
    ("navel_orange", "脐橙", "种植", "亩"),
    ("camellia", "油茶", "林业", "亩"),
    ("vegetables", "蔬菜", "种植", "亩"),
    ("tea", "茶叶", "种植", "亩"),
    ("rice", "水稻", "种植", "亩"),
    ("herbs", "中药材", "种植", "亩"),
    ("lotus", "白莲", "种植", "亩"),
    ("tobacco", "烟叶", "种植", "亩"),
    ("pigs", "生猪", "养殖", "头"),
    ("poultry", "家禽", "养殖", "只"),
    ("bees", "蜜蜂", "养殖", "箱"),
    ("aquaculture", "水产", "水产", "亩"),
    ("bamboo", "竹", "林业", "亩"),
    ("fruit_other", "其他水果", "种植", "亩"),
    ("flowers", "花卉苗木", "种植", "亩"),
    ("edible_fungi", "食用菌", "种植", "亩"),
];

/// Adds the industries that are missing.
pub(crate) async fn seed(pools: &Pools) -> Result<()> {
    let mut tx = pools.begin().await?;
    for (position, (code, name, category, unit)) in (0_i64..).zip(INDUSTRIES) {
        sqlx::query("INSERT INTO industries (code, name, category, unit, position) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING")
            .bind(*code)
            .bind(*name)
            .bind(*category)
            .bind(*unit)
            .bind(position)
            .execute(&mut *tx)
            .await?;
    }
    Ok(tx.commit().await?)
}

/// Asks the database for a sign of life.
pub(crate) async fn ping(pools: &Pools) -> Result<()> {
    let mut tx = pools.snapshot().await?;
    sqlx::query("SELECT 1").execute(&mut *tx).await?;
    Ok(())
}

/// Whether there are neither records nor commissioners.
pub(crate) async fn is_empty(pools: &Pools) -> Result<bool> {
    let mut tx = pools.snapshot().await?;
    let (held,): (bool,) = sqlx::query_as(
        "SELECT EXISTS (SELECT 1 FROM records) OR EXISTS (SELECT 1 FROM commissioners)",
    )
    .fetch_one(&mut *tx)
    .await?;
    Ok(!held)
}
