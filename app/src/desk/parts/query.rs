//! Reading what the address asks for.

use domain::{calendar, codes::Coded, divisions::Divisions};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// A part of the query as it changes; empty when absent.
pub(crate) fn asked(name: &'static str) -> Memo<String> {
    let query = use_query_map();
    Memo::new(move |_| query.with(|query| query.get(name).unwrap_or_default()))
}

/// By which areas figures are asked for.
pub(crate) fn asked_divisions() -> Memo<Divisions> {
    let divisions = asked("divisions");
    Memo::new(move |_| divisions.with(|code| Divisions::from_code(code).unwrap_or_default()))
}

/// The year asked for; none leaves it to the server.
pub(crate) fn asked_year() -> Memo<Option<i32>> {
    let year = asked("year");
    Memo::new(move |_| year.with(|year| calendar::asked_year(year)))
}
