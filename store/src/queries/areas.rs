//! Areas by code, by name and by pinyin initials.

use super::{Db, Pools, Tx, divisions::Told, rows};
use crate::{
    Result, StoreError,
    areas::{Area, AreaIndex, pinyin_initials},
};
use domain::{
    areas::{AreaCode, AreaLevel},
    reference::{NAMES_BEFORE, after_name},
};
use sqlx::QueryBuilder;
use std::collections::{BTreeSet, HashMap};

/// SQLite takes 32,766 parameters in one statement.
const CHUNK: usize = 1000;

#[derive(sqlx::FromRow)]
struct AreaRow {
    code: String,
    name: String,
    short_name: String,
    kind: String,
    parent_code: Option<String>,
}

impl TryFrom<AreaRow> for Area {
    type Error = StoreError;

    fn try_from(row: AreaRow) -> Result<Self> {
        let code = rows::area("areas", "code", &row.code, &row.code)?;
        Ok(Self {
            code,
            level: code.level(),
            parent_code: row
                .parent_code
                .as_deref()
                .map(|parent| rows::area("areas", "parent_code", &row.code, parent))
                .transpose()?,
            name: row.name,
            short_name: row.short_name,
            kind: row.kind,
        })
    }
}

fn areas(rows: Vec<AreaRow>) -> Result<Vec<Area>> {
    rows.into_iter().map(Area::try_from).collect()
}

/// The half-open range of codes; all codes without an area.
fn range(within: Option<AreaCode>) -> (String, String) {
    within.map_or_else(|| ("0".to_owned(), "a".to_owned()), |area| area.range())
}

pub(crate) async fn find(pools: &Pools, code: AreaCode) -> Result<Option<Area>> {
    one(&mut pools.snapshot().await?, code).await
}

async fn one(tx: &mut Tx, code: AreaCode) -> Result<Option<Area>> {
    let row: Option<AreaRow> = sqlx::query_as(
        "SELECT code, name, short_name, kind, parent_code FROM areas WHERE code = $1",
    )
    .bind(code.to_string())
    .fetch_optional(&mut **tx)
    .await?;
    row.map(Area::try_from).transpose()
}

pub(crate) async fn children(pools: &Pools, parent: Option<AreaCode>) -> Result<Vec<Area>> {
    let mut tx = pools.snapshot().await?;
    let rows = match parent {
        Some(parent) => {
            sqlx::query_as("SELECT code, name, short_name, kind, parent_code FROM areas WHERE parent_code = $1 ORDER BY code")
                .bind(parent.to_string())
                .fetch_all(&mut *tx)
                .await?
        }
        None => {
            sqlx::query_as("SELECT code, name, short_name, kind, parent_code FROM areas WHERE parent_code IS NULL ORDER BY code")
                .fetch_all(&mut *tx)
                .await?
        }
    };
    areas(rows)
}

/// By an area's own name or initials, and when none fits, with those of what it lies in before them:
/// 小江镇山香村, `xjzsxc`. The phone searches alike.
pub(crate) async fn search(
    pools: &Pools,
    within: Option<AreaCode>,
    level: Option<AreaLevel>,
    text: &str,
    limit: i64,
) -> Result<Vec<Area>> {
    let mut tx = pools.snapshot().await?;
    let mut asked = vec![(within, text.to_owned())];
    for _ in 0..=NAMES_BEFORE {
        let (mut found, mut begun) = (Vec::<Area>::new(), Vec::new());
        for (within, text) in &asked {
            for area in named(&mut tx, *within, level, text, limit).await? {
                if !found.iter().any(|known| known.code == area.code) {
                    found.push(area);
                }
            }
        }
        if !found.is_empty() {
            found.truncate(usize::try_from(limit).unwrap_or_default());
            return Ok(found);
        }
        for (within, text) in &asked {
            begun.extend(begun_with(&mut tx, *within, text).await?);
        }
        asked = begun;
    }
    Ok(Vec::new())
}

/// Areas by their own names or initials.
async fn named(
    tx: &mut Tx,
    within: Option<AreaCode>,
    level: Option<AreaLevel>,
    text: &str,
    limit: i64,
) -> Result<Vec<Area>> {
    let (from, to) = range(within);
    let escaped: String = text
        .chars()
        .flat_map(|c| {
            matches!(c, '%' | '_' | '!')
                .then_some('!')
                .into_iter()
                .chain([c])
        })
        .collect();
    let rows: Vec<AreaRow> = sqlx::query_as(
        "SELECT code, name, short_name, kind, parent_code FROM areas
         WHERE code >= $1 AND code < $2 AND ($3 = '' OR level = $3)
           AND (name LIKE $4 ESCAPE '!' OR short_name LIKE $4 ESCAPE '!' OR pinyin_initials LIKE $5 ESCAPE '!')
         ORDER BY CASE WHEN short_name = $6 OR name = $6 THEN 0 WHEN short_name LIKE $7 ESCAPE '!' THEN 1
                       WHEN pinyin_initials = $8 THEN 2 ELSE 3 END, code
         LIMIT $9",
    )
    .bind(from)
    .bind(to)
    .bind(level.map_or("", AreaLevel::code))
    .bind(format!("%{escaped}%"))
    .bind(format!("{}%", escaped.to_lowercase()))
    .bind(text)
    .bind(format!("{escaped}%"))
    .bind(text.to_lowercase())
    .bind(limit)
    .fetch_all(&mut **tx)
    .await?;
    areas(rows)
}

/// The counties and townships whose name or initials the text begins with, and what it says after them.
async fn begun_with(
    tx: &mut Tx,
    within: Option<AreaCode>,
    text: &str,
) -> Result<Vec<(Option<AreaCode>, String)>> {
    let (from, to) = range(within);
    let lower = text.to_lowercase();
    let rows: Vec<(String, String, String)> = sqlx::query_as(
        "SELECT code, short_name, pinyin_initials FROM areas
         WHERE code >= $1 AND code < $2 AND level IN ('county', 'township')
           AND (substr($3, 1, length(short_name)) = short_name
             OR substr($4, 1, length(pinyin_initials)) = pinyin_initials)
         ORDER BY code",
    )
    .bind(from)
    .bind(to)
    .bind(text)
    .bind(&lower)
    .fetch_all(&mut **tx)
    .await?;
    let mut begun = Vec::new();
    for (code, name, initials) in rows {
        if let Some(rest) = after_name(text, &lower, &name, &initials) {
            let code = rows::area("areas", "code", &code, &code)?;
            begun.push((Some(code), rest.to_owned()));
        }
    }
    Ok(begun)
}

/// The areas that are there today, for whoever chooses one.
pub(crate) async fn there(pools: &Pools, found: Vec<Area>) -> Result<Vec<Area>> {
    let told = Told::read(&mut *pools.snapshot().await?, pools.clock.today()).await?;
    let there = |area: &Area| told.areas.is_there(area.code);
    Ok(found.into_iter().filter(there).collect())
}

/// All areas inside an area, and the areas above it, which names are resolved against.
pub(crate) async fn all(pools: &Pools, within: Option<AreaCode>) -> Result<Vec<Area>> {
    let mut tx = pools.snapshot().await?;
    let mut all = load(&mut tx, within).await?;
    for above in within
        .into_iter()
        .flat_map(|area| area.with_ancestors())
        .skip(1)
    {
        all.extend(one(&mut tx, above).await?);
    }
    Ok(all)
}

/// All areas inside an area, in this transaction.
pub(crate) async fn load(tx: &mut Tx, within: Option<AreaCode>) -> Result<Vec<Area>> {
    let (from, to) = range(within);
    let rows: Vec<AreaRow> = sqlx::query_as(
        "SELECT code, name, short_name, kind, parent_code FROM areas WHERE code >= $1 AND code < $2 ORDER BY code",
    )
    .bind(from)
    .bind(to)
    .fetch_all(&mut **tx)
    .await?;
    areas(rows)
}

pub(crate) async fn names(pools: &Pools, codes: &[AreaCode]) -> Result<HashMap<AreaCode, String>> {
    let wanted: BTreeSet<AreaCode> = codes.iter().flat_map(AreaCode::with_ancestors).collect();
    let wanted: Vec<AreaCode> = wanted.into_iter().collect();
    let mut tx = pools.snapshot().await?;
    let mut found = Vec::new();
    for chunk in wanted.chunks(CHUNK) {
        let mut query: QueryBuilder<Db> = QueryBuilder::new(
            "SELECT code, name, short_name, kind, parent_code FROM areas WHERE code IN (",
        );
        let mut list = query.separated(", ");
        for code in chunk {
            list.push_bind(code.to_string());
        }
        query.push(")");
        found.extend(areas(query.build_query_as().fetch_all(&mut *tx).await?)?);
    }
    let index = AreaIndex::new(found);
    Ok(codes
        .iter()
        .filter(|code| index.get(code).is_some())
        .map(|code| (*code, index.full_name(*code)))
        .collect())
}

/// Makes or updates areas; parents need not come first.
pub(crate) async fn upsert(tx: &mut Tx, areas: &[Area]) -> Result<()> {
    for chunk in areas.chunks(CHUNK) {
        let mut query: QueryBuilder<Db> = QueryBuilder::new(
            "INSERT INTO areas (code, name, short_name, level, kind, parent_code, pinyin_initials) ",
        );
        query.push_values(chunk, |mut row, area| {
            row.push_bind(area.code.to_string())
                .push_bind(area.name.clone())
                .push_bind(area.short_name.clone())
                .push_bind(area.level.code())
                .push_bind(area.kind.clone())
                .push_bind(area.parent_code.map(|code| code.to_string()))
                .push_bind(pinyin_initials(&area.short_name));
        });
        query.push(
            " ON CONFLICT (code) DO UPDATE SET name = excluded.name, short_name = excluded.short_name,
              level = excluded.level, kind = excluded.kind, parent_code = excluded.parent_code,
              pinyin_initials = excluded.pinyin_initials",
        );
        query.build().execute(&mut **tx).await?;
    }
    Ok(())
}
