//! The days of a record: today and yesterday are one tap away, several days possible.

use chrono::NaiveDate;
use domain::{calendar, days::span};
use leptos::prelude::*;

use crate::{
    components::{Choice, Faults, RadioChips, TextInput},
    view::{Erase, view},
};

/// Which days, as the form holds them.
#[derive(Debug, Clone, Copy)]
pub struct Days {
    today: NaiveDate,
    /// `today`, `yesterday`, `date` or `span`.
    when: RwSignal<String>,
    from: RwSignal<String>,
    to: RwSignal<String>,
}

impl Days {
    #[must_use]
    pub fn new(today: NaiveDate) -> Self {
        Self {
            today,
            when: RwSignal::new("today".to_owned()),
            from: RwSignal::new(today.to_string()),
            to: RwSignal::new(today.to_string()),
        }
    }

    /// Shows these days.
    pub fn set(&self, from: &str, to: &str) {
        let today = self.today.to_string();
        let when = if from != to {
            "span"
        } else if from == today {
            "today"
        } else if self.yesterday().is_some_and(|day| day.to_string() == from) {
            "yesterday"
        } else {
            "date"
        };
        self.when.set(when.to_owned());
        self.from.set(from.to_owned());
        self.to.set(to.to_owned());
    }

    /// First and last day as texts; what was typed is not judged here.
    pub fn get(&self) -> (String, String) {
        let from = self.from.get();
        match self.when.get().as_str() {
            "today" => (self.today.to_string(), self.today.to_string()),
            "yesterday" => {
                let day = self
                    .yesterday()
                    .map(|day| day.to_string())
                    .unwrap_or_default();
                (day.clone(), day)
            }
            "span" => (from, self.to.get()),
            _ => (from.clone(), from),
        }
    }

    /// How many calendar days these are, if they make sense.
    pub fn span(&self) -> Option<i64> {
        let (from, to) = self.get();
        let span = span(calendar::day(&from)?, calendar::day(&to)?);
        (1..=31).contains(&span).then_some(span)
    }

    fn yesterday(&self) -> Option<NaiveDate> {
        self.today.pred_opt()
    }
}

/// The days' chips, and date fields when they are asked for. `first` and `last` name the fields
/// in which the record holds them.
#[component]
pub fn DaysField(
    label: &'static str,
    first: &'static str,
    last: &'static str,
    days: Days,
    faults: Faults,
) -> impl IntoView {
    let choices = vec![
        Choice::new("today", "今天"),
        Choice::new("yesterday", "昨天"),
        Choice::new("date", "选日期"),
        Choice::new("span", "多天"),
    ];
    let today = days.today.to_string();
    let when = move || days.when.get();
    let several = Memo::new(move |_| when() == "span");
    let latest = today.clone();
    let from = move || {
        let label = if several.get() { "开始" } else { "日期" };
        view! { <TextInput name=first label kind="date" value=days.from max=latest.clone() faults /> }
    };
    view! {
        <div class="field">
            <RadioChips name="when" label choices value=days.when faults />
            <div class="side-by-side" hidden=move || !matches!(when().as_str(), "date" | "span")>
                {from}
                <div hidden=move || !several.get()>
                    <TextInput name=last label="结束" kind="date" value=days.to max=today faults />
                </div>
            </div>
        </div>
    }
    .erased()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn days_are_given_back_as_they_were_set() {
        Owner::new().with(|| {
            let days = Days::new("2026-03-05".parse().unwrap());
            assert_eq!(days.get().0, "2026-03-05");
            for (from, to) in [
                ("2026-03-04", "2026-03-04"),
                ("2026-02-28", "2026-03-02"),
                ("2025-12-31", "2025-12-31"),
            ] {
                days.set(from, to);
                assert_eq!(days.get(), (from.to_owned(), to.to_owned()));
            }
            days.set("2026-03-01", "2026-03-03");
            assert_eq!(days.span(), Some(3));
        });
    }
}
