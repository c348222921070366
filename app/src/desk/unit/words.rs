//! How the unit's pages speak of terms, figures and opinions.

use crate::{components::Pill, desk::links::link, view::Erase, words as said};
use chrono::NaiveDate;
use domain::{ids::CommissionerId, units::UnitOpinion};
use leptos::prelude::*;

/// Where an opinion stands, as a pill.
#[component]
pub(crate) fn Standing(opinion: Option<UnitOpinion>) -> impl IntoView {
    let (text, tone) = match opinion {
        None => ("未出具", "soon"),
        Some(opinion) if opinion.closed.is_some() => ("县已受理", "good"),
        Some(_) => ("已出具", "busy"),
    };
    view! { <Pill text tone /> }.erased()
}

/// A term of office.
pub(super) fn term(from: NaiveDate, to: Option<NaiveDate>) -> String {
    match to {
        Some(to) => format!("{} 至 {}", said::date(from), said::date(to)),
        None => format!("{}起", said::date(from)),
    }
}

/// A day, or that there is none.
pub(super) fn day(on: Option<NaiveDate>) -> String {
    on.map_or_else(|| "本年还没有".to_owned(), said::date)
}

/// A page about one person's year; `part` ends the address.
pub(super) fn person(id: CommissionerId, part: &str, year: i32, show: &str) -> String {
    let year = year.to_string();
    let path = format!("/desk/unit/people/{id}{part}");
    link(&path, &[("year", &year), ("show", show)])
}
