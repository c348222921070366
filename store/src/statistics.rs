//! The annual figures, from roll-ups, and the lists behind them.

use crate::{
    Result, Store,
    backend::{Backend, both},
};
use domain::{
    access::Actor,
    areas::AreaCode,
    divisions::ToldYear,
    reading::Behind,
    statistics::{AnnualStatistics, catalogue::IndicatorCode, counted::CountedPart},
};

/// All indicators of an area and year, and the values of its child areas, by the areas of then or now.
/// A filed year stands as it was filed; by the areas of now it is counted anew.
/// [`crate::StoreError::Forbidden`] outside the actor's area.
pub async fn annual(
    store: &Store,
    actor: &Actor,
    area: AreaCode,
    year: impl Into<ToldYear>,
) -> Result<AnnualStatistics> {
    let year = year.into();
    both!(store, statistics::annual(Some(actor), area, year))
}

/// The same for the command line, which is asked by the machine's owner.
pub async fn annual_report(store: &Store, area: AreaCode, year: i32) -> Result<AnnualStatistics> {
    let year = ToldYear::from(year);
    both!(store, statistics::annual(None, area, year))
}

/// What one figure counts; `limit` is cut to 200.
pub async fn behind(
    store: &Store,
    actor: &Actor,
    code: IndicatorCode,
    area: AreaCode,
    year: impl Into<ToldYear>,
    after: Option<&str>,
    limit: i64,
) -> Result<Behind> {
    let year = year.into();
    both!(store, behind::list(actor, code, area, year, after, limit))
}

/// What one figure counts once, however many records or entries tell of it; nothing where it counts the
/// records or entries of [`behind`] themselves.
pub async fn parts(
    store: &Store,
    actor: &Actor,
    code: IndicatorCode,
    area: AreaCode,
    year: impl Into<ToldYear>,
) -> Result<Vec<CountedPart>> {
    let year = year.into();
    both!(store, parts::list(actor, code, area, year))
}

/// Recomputes every roll-up from the records; returns how many area-years there are.
pub async fn rebuild(store: &Store) -> Result<u64> {
    let count = both!(store, rollups::rebuild())?;
    if let Backend::Postgres(pools) = store.backend() {
        pools.learn_sizes().await;
    }
    Ok(count)
}
