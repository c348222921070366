//! The rate that is shown, and its steps: each has a pattern of its own, so that they are told apart
//! without colour and on grey paper.

use crate::view::Erase;
use domain::coverage::{Rates, Tenths};
use leptos::prelude::*;

/// Which of the three rates is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::desk) enum ShownRate {
    Served,
    Assigned,
    Regular,
}

impl ShownRate {
    pub(super) const ALL: [Self; 3] = [Self::Served, Self::Assigned, Self::Regular];

    /// What the address calls it; anything else is the rate of service.
    pub(in crate::desk) fn from_code(code: &str) -> Self {
        let known = Self::ALL.into_iter().find(|rate| rate.code() == code);
        known.unwrap_or(Self::Served)
    }

    /// The rate of service needs no saying.
    pub(in crate::desk) const fn code(self) -> &'static str {
        match self {
            Self::Served => "",
            Self::Assigned => "assigned",
            Self::Regular => "regular",
        }
    }

    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Served => "服务",
            Self::Assigned => "结对",
            Self::Regular => "达标",
        }
    }

    pub(super) const fn of(self, rates: Rates) -> Option<Tenths> {
        match self {
            Self::Served => rates.served,
            Self::Assigned => rates.assigned,
            Self::Regular => rates.regular,
        }
    }
}

/// Names of the steps, the lowest first.
const STEPS: [&str; 5] = ["不到 40%", "40%–59.9%", "60%–79.9%", "80%–99.9%", "100%"];

/// The step of a rate; none where nothing is due.
pub(super) fn step(rate: Option<Tenths>) -> Option<usize> {
    Some(match rate?.0 {
        ..400 => 0,
        400..600 => 1,
        600..800 => 2,
        800..1000 => 3,
        _ => 4,
    })
}

/// What a shape of this step is filled with.
pub(super) fn fill(step: Option<usize>) -> String {
    step.map_or_else(|| "none".to_owned(), |step| format!("url(#step-{step})"))
}

/// The patterns, for one drawing of the page; the others refer to them.
pub(super) fn patterns() -> AnyView {
    let lines = [
        "",
        "M0 10L10 0",
        "M0 10L10 0M0 0L10 10",
        "M0 5H10M5 0V10M0 0L10 10",
        "",
    ];
    lines
        .into_iter()
        .enumerate()
        .map(|(step, line)| {
            view! {
                <pattern
                    id=format!("step-{step}")
                    width="10"
                    height="10"
                    patternUnits="userSpaceOnUse"
                >
                    <rect class=format!("step step-{step}") width="10" height="10" />
                    <path class="hatch" d=line />
                </pattern>
            }
        })
        .collect_view()
        .erased()
}

/// What the patterns mean.
pub(super) fn legend() -> AnyView {
    let entry = |step: Option<usize>, name: &'static str| {
        view! {
            <li>
                <svg viewBox="0 0 24 14" aria-hidden="true">
                    <rect class="place" x="1" y="1" width="22" height="12" fill=fill(step) />
                </svg>
                {name}
            </li>
        }
    };
    let steps = STEPS
        .iter()
        .zip(0..)
        .map(|(name, at)| entry(Some(at), name));
    view! { <ul class="legend">{steps.collect_view()} {entry(None, "没有应覆盖村")}</ul> }.erased()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_begins_at_its_round_number_and_only_all_villages_are_the_last() {
        let steps = [0, 399, 400, 799, 999, 1000].map(|rate| step(Some(Tenths(rate))));
        assert_eq!(steps, [0, 0, 1, 2, 3, 4].map(Some));
        assert_eq!(step(None), None);
        assert_eq!(fill(step(None)), "none");
    }
}
