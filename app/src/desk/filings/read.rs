//! What the pages read. They are made on the server alone, so the store is asked directly.

use crate::{error::AppError, server::seen};
use axum::http::request::Parts;
use chrono::{Datelike, NaiveDate};
use domain::{
    access::Actor,
    areas::AreaCode,
    calendar,
    filings::{FiledList, Filing, FilingView, Readiness, YearLine},
    ids::FilingId,
    statistics::{AnnualStatistics, catalogue::IndicatorCode, counted::CountedPart},
};
use leptos::prelude::use_context;
use std::collections::BTreeSet;
use store::{
    Store, StoreError,
    filings::{self, Compared},
    statistics,
};

/// A wish to file that was not granted, as the page that answers finds it with the request.
#[derive(Debug, Clone)]
pub struct NotFiled(pub Readiness);

/// How many things of a filed list are on a page.
const PAGE: i64 = 100;

/// Who asks, and whom.
#[derive(Debug, Clone)]
pub(super) struct Desk {
    actor: Actor,
    store: Store,
}

/// The lines of the year that is filed next, and of this one.
pub(crate) async fn lines_due() -> Result<Vec<YearLine>, AppError> {
    let desk = Desk::open()?;
    let mut lines = Vec::new();
    for year in BTreeSet::from([desk.due_year(), desk.today().year()]) {
        let (_, _, listed) = desk.clone().list(year.to_string()).await?;
        lines.extend(listed.into_iter().filter(|line| line.year == year));
    }
    Ok(lines)
}

/// Two years of an area.
pub(super) struct TwoYears {
    pub(super) before: AnnualStatistics,
    pub(super) after: AnnualStatistics,
    pub(super) newest: i32,
}

impl Desk {
    pub(super) fn open() -> Result<Self, AppError> {
        Ok(Self {
            actor: crate::server::actor()?,
            store: crate::server::store(),
        })
    }

    fn today(&self) -> NaiveDate {
        self.store.clock().today()
    }

    /// The year that is filed next: until March the one before.
    fn due_year(&self) -> i32 {
        let today = self.today();
        today.year() - i32::from(today.month() <= 3)
    }

    /// The list of a year, of the one that is filed next when none is named.
    pub(super) async fn list(self, year: String) -> Result<(i32, i32, Vec<YearLine>), AppError> {
        let today = self.today();
        let year = calendar::asked_year(&year).unwrap_or_else(|| self.due_year());
        let lines = filings::list(&self.store, &self.actor, year)
            .await
            .map_err(seen)?;
        Ok((year, today.year(), lines))
    }

    /// What stands before a filing, and whether it was asked for in vain just now.
    pub(super) async fn readiness(
        self,
        area: String,
        year: String,
    ) -> Result<(Readiness, AnnualStatistics, bool), AppError> {
        let area = self.area(&area)?;
        let year = calendar::asked_year(&year).unwrap_or_else(|| self.due_year());
        let (store, actor) = (&self.store, &self.actor);
        let figures = statistics::annual(store, actor, area, year)
            .await
            .map_err(seen)?;
        let refused =
            use_context::<Parts>().and_then(|parts| parts.extensions.get::<NotFiled>().cloned());
        if let Some(NotFiled(readiness)) = refused {
            return Ok((readiness, figures, true));
        }
        let readiness = filings::readiness(store, actor, area, year).await;
        Ok((readiness.map_err(seen)?, figures, false))
    }

    fn area(&self, text: &str) -> Result<AreaCode, AppError> {
        let area = text.parse().ok().or(self.actor.area_code);
        area.ok_or(AppError::Forbidden)
    }

    /// A filing; with `verify`, whether it is whole.
    pub(super) async fn show(
        self,
        id: String,
        verify: bool,
    ) -> Result<(FilingView, Option<bool>), AppError> {
        let id = filing_id(&id)?;
        let view = filings::show(&self.store, &self.actor, id).await;
        let view = view.map_err(seen)?;
        if !verify {
            return Ok((view, None));
        }
        let whole = filings::verify(&self.store, &self.actor, id).await;
        Ok((view, Some(whole.map_err(seen)?)))
    }

    /// What one figure of a filing counts; on the first page also what it counts once.
    pub(super) async fn items(
        self,
        id: String,
        code: String,
        after: String,
    ) -> Result<(FiledList, Vec<CountedPart>), AppError> {
        let code = IndicatorCode::from_text(&code).ok_or_else(crate::server::not_there)?;
        let after = Some(after.as_str()).filter(|after| !after.is_empty());
        let (store, actor, id) = (&self.store, &self.actor, filing_id(&id)?);
        let list = filings::items(store, actor, id, code, after, PAGE).await;
        let list = list.map_err(seen)?;
        let parts = match after {
            Some(_) => Ok(Vec::new()),
            None => filings::parts(store, actor, id, code).await,
        };
        Ok((list, parts.map_err(seen)?))
    }

    pub(super) async fn two_filings(self, left: &str, right: &str) -> Result<Compared, AppError> {
        let (left, right) = (filing_id(left)?, filing_id(right)?);
        filings::compare(&self.store, &self.actor, left, right)
            .await
            .map_err(seen)
    }

    /// Two years of an area: without years, this one and the one before.
    pub(super) async fn two_years(
        self,
        area: String,
        from: String,
        to: String,
    ) -> Result<TwoYears, AppError> {
        let area = self.area(&area)?;
        let newest = self.today().year();
        let to = to.parse().unwrap_or(newest);
        let from = from.parse().unwrap_or(to - 1);
        let of = async |year| {
            statistics::annual(&self.store, &self.actor, area, year)
                .await
                .map_err(seen)
        };
        Ok(TwoYears {
            before: of(from).await?,
            after: of(to).await?,
            newest,
        })
    }
}

fn filing_id(text: &str) -> Result<FilingId, AppError> {
    text.parse().map_err(|_| seen(StoreError::NotFound))
}

/// `/desk/filings/:id`.
pub(super) fn address(filing: &Filing) -> String {
    format!("/desk/filings/{}", filing.id)
}
