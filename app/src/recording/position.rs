//! 位置: recorded at the person's tap and at no other time.

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use domain::{
    codes::{Coded as _, PositionAbsent},
    json::Readable,
    visits::Position,
};
use leptos::{prelude::*, task::spawn_local};
use serde_json::{Map, Value, json};

use super::put;
use crate::{
    components::{FaultLine, Faults, Icon, Shape, awake},
    device::{Positions, device},
    view::{Erase, view},
    words,
};

/// What a visit says of the phone's position.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Fix {
    pub position: Option<Position>,
    pub absent: Option<PositionAbsent>,
}

impl Fix {
    /// Nobody has asked for a position; on a phone that refused it before, nobody will.
    #[must_use]
    pub fn unasked() -> Self {
        let refused = device().is_some_and(|device| device.positions.was_refused());
        Self::without(if refused {
            PositionAbsent::Denied
        } else {
            PositionAbsent::Skipped
        })
    }

    #[must_use]
    pub const fn without(why: PositionAbsent) -> Self {
        Self {
            position: None,
            absent: Some(why),
        }
    }

    /// As a record has it.
    #[must_use]
    pub fn of(record: &Map<String, Value>) -> Self {
        let read = |name: &str| record.get(name).cloned().unwrap_or_default();
        Self {
            position: Readable::from_tree(read("position")).ok(),
            absent: Readable::from_tree(read("position_absent")).ok(),
        }
    }

    /// For the next place of the same trip: a refusal stands, a position does not.
    #[must_use]
    pub fn elsewhere(self) -> Self {
        match self.absent {
            Some(PositionAbsent::Denied) => self,
            _ => Self::without(PositionAbsent::Skipped),
        }
    }

    /// Writes it into a record.
    pub fn put_into(self, record: &mut Map<String, Value>) {
        put(record, "position", json!(self.position));
        put(record, "position_absent", json!(self.absent));
    }

    /// What the button does.
    const fn action(self) -> &'static str {
        match (self.position, self.absent) {
            (Some(_), _) => "重新定位",
            (None, Some(PositionAbsent::Denied | PositionAbsent::NoFix)) => "再试一次",
            (None, Some(PositionAbsent::Skipped) | None) => "记录位置",
        }
    }

    /// How it stands, in a sentence.
    fn words(self, now: Option<DateTime<Utc>>) -> String {
        match (self.position, self.absent) {
            (Some(position), _) => found(&position, now),
            (None, Some(PositionAbsent::Denied)) => {
                "手机没有允许定位，这次不记位置。想记的话，先在浏览器设置里允许本站定位。"
                    .to_owned()
            }
            (None, Some(PositionAbsent::NoFix)) => {
                "没有定位到，不影响提交。到室外空旷处可以再试一次。".to_owned()
            }
            (None, Some(PositionAbsent::Skipped) | None) => {
                "选填。点一下才定位，不点就不记。".to_owned()
            }
        }
    }
}

/// What a record says of it, the coordinates left out: whether the phone's position is there, or why not.
pub(crate) fn stated(record: &Map<String, Value>) -> String {
    let Fix { position, absent } = Fix::of(record);
    let why = absent.map_or("", |absent| absent.label()).to_owned();
    position.map_or(why, |position| found(&position, None))
}

/// `精确到约 12 米 · 1 分钟前`.
fn found(position: &Position, now: Option<DateTime<Utc>>) -> String {
    let accuracy = if position.accuracy_m < 1000.0 {
        format!("{:.0} 米", position.accuracy_m.max(1.0))
    } else {
        format!("{:.1} 公里", position.accuracy_m / 1000.0)
    };
    let age = now.map_or_else(String::new, |now| format!(" · {}", age(position.at, now)));
    format!("已记录，精确到约 {accuracy}{age}")
}

fn age(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    match (now - at).num_minutes() {
        ..1 => "刚刚".to_owned(),
        minutes @ 1..60 => format!("{minutes} 分钟前"),
        minutes @ 60..1440 => format!("{} 小时前", minutes / 60),
        _ => words::instant(at),
    }
}

/// The form's way to the phone's position.
#[derive(Clone, Copy)]
struct Finder {
    positions: StoredValue<Option<Arc<dyn Positions>>>,
    fix: RwSignal<Fix>,
    busy: RwSignal<bool>,
}

impl Finder {
    fn new(fix: RwSignal<Fix>) -> Self {
        Self {
            positions: StoredValue::new(device().map(|device| device.positions)),
            fix,
            busy: RwSignal::new(false),
        }
    }

    fn locate(self) {
        let Some(positions) = self.positions.get_value() else {
            return;
        };
        self.busy.set(true);
        spawn_local(async move {
            let found = match positions.locate().await {
                Ok(position) => Fix {
                    position: Some(position),
                    absent: None,
                },
                Err(why) => Fix::without(why),
            };
            // The form may be gone by now.
            self.fix.try_set(found);
            self.busy.try_set(false);
        });
    }

    fn forget(self) {
        self.fix.set(Fix::without(PositionAbsent::Skipped));
    }
}

/// 位置: one button, and what came of it.
#[component]
pub fn PositionField(fix: RwSignal<Fix>, faults: Faults) -> impl IntoView {
    let finder = Finder::new(fix);
    let now = clock();
    let awake = awake();
    // The server knows nothing of this phone, so nor does the first render.
    let shown = move || {
        if awake.get() {
            fix.get()
        } else {
            Fix::default()
        }
    };
    let words = move || {
        if finder.busy.get() {
            "正在定位，最多 15 秒…".to_owned()
        } else {
            shown().words(now.get())
        }
    };
    let closed = move || !awake.get() || finder.busy.get();
    view! {
        <div class="field" id="position" tabindex="-1" role="group" aria-labelledby="position-label">
            <span class="label" id="position-label">
                "位置"
            </span>
            <p class="position" aria-live="polite">
                {words}
            </p>
            <div class="row wrap">
                <button
                    class="button"
                    type="button"
                    disabled=closed
                    aria-busy=move || finder.busy.get().to_string()
                    on:click=move |_| finder.locate()
                >
                    <Icon shape=Shape::Village />
                    {move || shown().action()}
                </button>
                <button
                    class="button quiet"
                    type="button"
                    hidden=move || shown().position.is_none()
                    disabled=closed
                    on:click=move |_| finder.forget()
                >
                    "不记录"
                </button>
            </div>
            <FaultLine name="position" faults />
        </div>
    }
    .erased()
}

/// The phone's clock, looked at now and then; none until the page is awake.
fn clock() -> RwSignal<Option<DateTime<Utc>>> {
    const STEP: Duration = Duration::from_secs(20);
    let now = RwSignal::new(None);
    Effect::new(move |_| {
        let Some(outbox) = device().map(|device| device.outbox) else {
            return;
        };
        now.set(Some(outbox.now()));
        let tick = move || now.set(Some(outbox.now()));
        if let Ok(handle) = set_interval_with_handle(tick, STEP) {
            on_cleanup(move || handle.clear());
        }
    });
    now
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fix(accuracy_m: f64) -> Fix {
        Fix {
            position: Some(Position {
                lat: 25.386_123,
                lon: 114.9,
                accuracy_m,
                at: "2026-03-05T02:00:00Z".parse().unwrap(),
            }),
            absent: None,
        }
    }

    fn said(fix: Fix, now: &str) -> String {
        fix.words(Some(now.parse().unwrap()))
    }

    #[test]
    fn a_position_says_how_exact_and_how_old_it_is() {
        let sentence = said(fix(12.4), "2026-03-05T02:01:30Z");
        assert_eq!(sentence, "已记录，精确到约 12 米 · 1 分钟前");
        let sentence = said(fix(1540.0), "2026-03-05T05:00:00Z");
        assert_eq!(sentence, "已记录，精确到约 1.5 公里 · 3 小时前");
        let sentence = said(fix(0.2), "2026-03-05T02:00:00Z");
        assert_eq!(sentence, "已记录，精确到约 1 米 · 刚刚");
    }

    #[test]
    fn an_old_position_is_dated() {
        let sentence = said(fix(12.0), "2026-03-07T02:00:00Z");
        assert!(sentence.ends_with("2026年3月5日 10:00"), "{sentence}");
    }

    #[test]
    fn a_record_says_where_or_why_not() {
        let mut record = Map::new();
        for said in [
            fix(12.0),
            Fix::without(PositionAbsent::NoFix),
            Fix::without(PositionAbsent::Denied),
            Fix::default(),
        ] {
            said.put_into(&mut record);
            assert_eq!(Fix::of(&record), said);
        }
        assert!(record.is_empty());
    }

    #[test]
    fn a_refusal_stands_for_the_next_village_and_a_position_does_not() {
        let denied = Fix::without(PositionAbsent::Denied);
        assert_eq!(denied.elsewhere(), denied);
        let skipped = Fix::without(PositionAbsent::Skipped);
        assert_eq!(fix(12.0).elsewhere(), skipped);
        assert_eq!(Fix::without(PositionAbsent::NoFix).elsewhere(), skipped);
    }
}
