//! What an administrator sets for a county.

use crate::{Result, Store, areas, backend::both};
use domain::{access::Actor, areas::AreaCode, coverage::RuleEntry};

/// Turns the township's step of a county on or off: with it on, records at village and township
/// level need `verified` first. Without an actor it is the command line's.
///
/// [`crate::StoreError::Forbidden`] for anyone but an administrator, a fault of `area` for what is
/// no known county. Audited.
pub async fn set_township_step(
    store: &Store,
    actor: Option<&Actor>,
    county: AreaCode,
    on: bool,
) -> Result<()> {
    both!(store, settings::set_township_step(actor, county, on))
}

/// What is set for a county.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountySettings {
    pub code: AreaCode,
    /// With the city in front, as 赣州市信丰县.
    pub name: String,
    pub township_step: bool,
}

/// All counties with what is set for them, by code. [`crate::StoreError::Forbidden`] for anyone but
/// an administrator.
pub async fn counties(store: &Store, actor: &Actor) -> Result<Vec<CountySettings>> {
    let set = both!(store, settings::counties(actor))?;
    let codes: Vec<AreaCode> = set.iter().map(|(code, _)| *code).collect();
    let mut names = areas::names(store, &codes).await?;
    let named = set.into_iter().map(|(code, township_step)| CountySettings {
        code,
        name: names.remove(&code).unwrap_or_else(|| code.to_string()),
        township_step,
    });
    Ok(named.collect())
}

/// Coverage rules set for counties and cities, by area, the newest first.
/// [`crate::StoreError::Forbidden`] for anyone but an administrator.
pub async fn coverage_rules(store: &Store, actor: &Actor) -> Result<Vec<RuleEntry>> {
    both!(store, coverage_rules::list(actor))
}

/// Sets the rules of a county, or of all counties of a city that set none, from a day on; what was set
/// for the same day is replaced. Figures that are frozen stay as they are.
///
/// [`crate::StoreError::Forbidden`] for anyone but an administrator, a fault of `area` for what is
/// no known city or county. Audited.
pub async fn set_coverage_rules(store: &Store, actor: &Actor, entry: RuleEntry) -> Result<()> {
    both!(store, coverage_rules::set(actor, entry))
}

/// The counties with the township's step on, among those that the actor's area lies in or holds.
pub async fn counties_with_township_step(store: &Store, actor: &Actor) -> Result<Vec<AreaCode>> {
    both!(store, settings::counties_with_township_step(actor))
}
