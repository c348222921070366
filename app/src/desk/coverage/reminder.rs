//! `/desk/coverage/reminder`: the message that a coordinator sends to the group: which villages, how
//! long it has been, who is assigned.

use super::{asked::Asked, list::VillageList};
use crate::{
    desk::{
        parts::{CopyButton, LongText, SmallScript},
        plain::once_read,
        words,
    },
    view::Erase,
    words as said,
};
use domain::{
    areas::AreaLevel,
    codes::Coded,
    coverage::{VillageCoverage, VillageFilter},
};
use leptos::prelude::*;
use leptos_meta::Title;
use std::fmt::Write as _;

/// A message that names more villages is read by nobody.
const MOST: usize = 60;

#[component]
pub(crate) fn ReminderPage() -> impl IntoView {
    let mut asked = Asked::of_address();
    if asked.show.is_empty() {
        VillageFilter::Uncovered.code().clone_into(&mut asked.show);
    }
    let reading = VillageList::read(asked);
    view! {
        <Title text="提醒文字 · 科特派" />
        {once_read(reading, |list| view! { <Reminder list /> }.erased())}
        <SmallScript />
    }
}

#[component]
fn Reminder(list: VillageList) -> impl IntoView {
    let covered = list.covered;
    let chips = KINDS
        .iter()
        .map(|kind| {
            view! {
                <a
                    class="filter-chip"
                    href=covered.reminder(kind.code())
                    aria-current=(kind.code() == list.show).then_some("page")
                >
                    {kind.label()}
                </a>
            }
        })
        .collect_view();
    let text = message(&list);
    view! {
        <header class="desk-head">
            <div class="grow">
                <a class="back-line no-print" href=covered.board(list.show)>
                    "‹ 回到覆盖"
                </a>
                <h1>"提醒文字"</h1>
            </div>
        </header>
        <nav class="filter-chips no-print" aria-label="提醒哪些村">
            {chips}
        </nav>
        {if list.villages.is_empty() {
            view! { <p>"没有这样的村，不用提醒。"</p> }.erased()
        } else {
            view! {
                <p class="print-only as-written" translate="no">{text.clone()}</p>
                <section class="card form reminder no-print">
                    <div class="field">
                        <label for="message">"发到微信群的文字，可以先改再复制"</label>
                        <LongText name="message".to_owned() text wrong=false />
                    </div>
                    <div class="row">
                        <CopyButton of="message" />
                    </div>
                </section>
            }
                .erased()
        }}
    }
}

/// The villages that somebody can be asked about.
const KINDS: [VillageFilter; 5] = [
    VillageFilter::Uncovered,
    VillageFilter::AssignedNotServed,
    VillageFilter::Overdue,
    VillageFilter::Warning,
    VillageFilter::ServedNotAssigned,
];

/// The message itself.
fn message(list: &VillageList) -> String {
    let head = format!(
        "【科特派】{}走访提醒（截至 {}）",
        list.place,
        said::date(list.as_of)
    );
    let mut out = format!("{head}\n{}\n", lead(list.show, list.villages.len()));
    let mut above = String::new();
    for ((county, village), number) in list.villages.iter().take(MOST).zip(1..) {
        let within = within(list.level, county, village);
        if within != above {
            // Writing to a string never fails.
            _ = writeln!(out, "▍{within}");
            above = within;
        }
        _ = writeln!(out, "{number}. {}", line(village));
    }
    if let Some(rest) = list
        .villages
        .len()
        .checked_sub(MOST)
        .filter(|rest| *rest > 0)
    {
        _ = writeln!(out, "……另有 {rest} 个村，见清单。");
    }
    out.push_str("到村后请当天记一次服务，没有网络也可以先存在手机上。谢谢！");
    out
}

fn lead(show: &str, number: usize) -> String {
    let what = match VillageFilter::from_code(show) {
        Some(VillageFilter::Uncovered) => "今年还没有实地服务，请尽快安排到村",
        Some(VillageFilter::AssignedNotServed) => "已结对、今年还没有到村服务，请结对同志尽快安排",
        Some(VillageFilter::Overdue) => "超过 90 天没有到村服务，请尽快安排",
        Some(VillageFilter::Warning) => "已有 60 天以上没有到村服务，请在超期前安排",
        Some(VillageFilter::ServedNotAssigned) => "有人服务、还没有结对，请尽快落实结对人员",
        _ => "请留意走访安排",
    };
    format!("以下 {number} 个村{what}：")
}

/// What a village stands under, where the message is about more than one township.
fn within(level: AreaLevel, county: &str, village: &VillageCoverage) -> String {
    match level {
        AreaLevel::Township | AreaLevel::Village => String::new(),
        AreaLevel::County => village.township.clone(),
        _ => format!("{county}{}", village.township),
    }
}

fn line(village: &VillageCoverage) -> String {
    let who = if village.assigned.is_empty() {
        "未结对".to_owned()
    } else {
        words::assigned(village)
    };
    let since = match (village.days_since, village.last_visited_on) {
        (Some(days), Some(on)) => format!("上次 {}，已 {days} 天", said::date(on)),
        _ => "还没有服务过".to_owned(),
    };
    let waiting = match village.pending {
        0 => String::new(),
        number => format!("（另有 {number} 次待审）"),
    };
    format!("{}：{who}；{since}{waiting}", village.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::links::Covered;
    use domain::{coverage::VillageState, divisions::Divisions};

    fn village(name: &str, township: &str, days: Option<i64>) -> (String, VillageCoverage) {
        let village = VillageCoverage {
            code: "360722104200".parse().unwrap(),
            name: name.into(),
            township: township.into(),
            designation: "poverty_exited_village".into(),
            assigned: days.map(|_| "赵志远".to_owned()).into_iter().collect(),
            ended: Vec::new(),
            industries: Vec::new(),
            visits: 0,
            pending: 0,
            last_visited_on: days.and(chrono::NaiveDate::from_ymd_opt(2025, 8, 23)),
            days_since: days,
            state: VillageState::Uncovered,
            regular: false,
            planned: None,
        };
        ("信丰县".into(), village)
    }

    fn list(level: AreaLevel, villages: Vec<(String, VillageCoverage)>) -> VillageList {
        VillageList {
            covered: Covered {
                area: "360722000000".parse().unwrap(),
                year: 2025,
                designation: "",
                rate: "",
                divisions: Divisions::Then,
            },
            show: "uncovered",
            place: "信丰县".into(),
            level,
            as_of: chrono::NaiveDate::from_ymd_opt(2025, 11, 25).unwrap(),
            due: 9,
            villages,
        }
    }

    #[test]
    fn the_message_names_villages_days_and_who_is_assigned_by_township() {
        let villages = vec![
            village("山香村", "小江镇", Some(94)),
            village("江口村", "小江镇", None),
            village("天光村", "古陂镇", None),
        ];
        let text = message(&list(AreaLevel::County, villages));
        assert!(text.contains("以下 3 个村今年还没有实地服务"), "{text}");
        assert!(text.contains("▍小江镇\n1. 山香村：赵志远；上次"), "{text}");
        assert!(
            text.contains("已 94 天\n2. 江口村：未结对；还没有服务过\n▍古陂镇\n3. "),
            "{text}"
        );
    }

    #[test]
    fn a_long_message_says_how_many_it_leaves_out_and_a_townships_has_no_headings() {
        let villages = (0..MOST + 2).map(|_| village("山香村", "小江镇", None));
        let text = message(&list(AreaLevel::Township, villages.collect()));
        assert!(
            text.contains("另有 2 个村") && !text.contains('▍'),
            "{text}"
        );
    }
}
