//! Areas: city, county, township and village, by code and by name.

mod names;

pub use names::Resolution;
pub(crate) use names::{AreaIndex, pinyin_initials};

use crate::{Result, Store, backend::both};
use domain::{
    access::Actor,
    areas::{AreaCode, AreaLevel},
    reading::FoundArea,
};
use std::collections::HashMap;

/// One area as the divisions import made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Area {
    pub code: AreaCode,
    /// The official name, as 山香村委会.
    pub name: String,
    /// The name people use, as 山香村.
    pub short_name: String,
    pub level: AreaLevel,
    /// `city`, `county`, `town`, `township`, `subdistrict`, `quasi`, `zone`, `village` or `residents`.
    pub kind: String,
    pub parent_code: Option<AreaCode>,
}

/// The area of this code, if it is known.
pub async fn find(store: &Store, code: AreaCode) -> Result<Option<Area>> {
    both!(store, areas::find(code))
}

/// The areas directly below, by code; without a parent the topmost ones.
pub async fn children(store: &Store, parent: Option<AreaCode>) -> Result<Vec<Area>> {
    both!(store, areas::children(parent))
}

/// Areas whose name holds the text or whose pinyin initials begin with it, best first, at most
/// `limit` (cut to 100); `within` narrows to an area, `level` to a level.
pub async fn search(
    store: &Store,
    within: Option<AreaCode>,
    level: Option<AreaLevel>,
    text: &str,
    limit: u32,
) -> Result<Vec<Area>> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let limit = i64::from(limit.min(100));
    both!(store, areas::search(within, level, &text, limit))
}

/// County, township and village as people write it: 信丰县小江镇山香村. Unknown codes are absent.
pub async fn names(store: &Store, codes: &[AreaCode]) -> Result<HashMap<AreaCode, String>> {
    both!(store, areas::names(codes))
}

/// The full name of one area; the code itself when it is unknown.
pub async fn full_name(store: &Store, code: AreaCode) -> Result<String> {
    let mut names = names(store, &[code]).await?;
    Ok(names.remove(&code).unwrap_or_else(|| code.to_string()))
}

/// Places a form may name, best first: those of the person's own county, and when there is none,
/// those anywhere. A city or province is no place.
pub async fn places(store: &Store, actor: &Actor, text: &str) -> Result<Vec<FoundArea>> {
    let mut found = Vec::new();
    if actor.area_code.is_some() {
        found = search(store, actor.area_code, None, text, 12).await?;
    }
    if found.is_empty() {
        found = search(store, None, None, text, 12).await?;
    }
    found.retain(|area| area.level >= AreaLevel::County);
    let found = both!(store, areas::there(found))?;
    let parents: Vec<AreaCode> = found.iter().filter_map(|area| area.parent_code).collect();
    let names = names(store, &parents).await?;
    let within = |area: &Area| names.get(&area.parent_code?).cloned();
    Ok(found
        .into_iter()
        .map(|area| FoundArea {
            within: within(&area).unwrap_or_default(),
            code: area.code,
            name: area.short_name,
        })
        .collect())
}

/// The area that a Chinese name means, with or without the areas above it; `within` narrows the search.
pub async fn resolve(store: &Store, text: &str, within: Option<AreaCode>) -> Result<Resolution> {
    let index = AreaIndex::new(both!(store, areas::all(within))?);
    Ok(index.resolve(text, |_| true))
}
