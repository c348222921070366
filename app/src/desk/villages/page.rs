//! `/desk/villages/:code`: the village, who is assigned, and what was done there this year.

use super::{
    changes::Changes,
    facts::{About, Assigned, Standing},
    plan::Plan,
};
use crate::{
    components::{Empty, Notice, Photos, Shape, StatusPill, Tone},
    desk::{
        links,
        parts::{Crumbs, PrintButton, SmallScript, YearSelect},
        plain::{asked_for, once_read, segment},
        records::{record_title, summary},
    },
    error::AppError,
    server::{not_there, seen},
    view::Erase,
    words as said,
};
use chrono::{Datelike, NaiveDate};
use domain::{
    access::{Action, Standing as Stands, may},
    areas::AreaCode,
    calendar,
    codes::RecordKind,
    coverage::AreaName,
    reading::{PhotoState, RecordView, VillageCard},
};
use leptos::prelude::*;
use leptos_meta::Title;

/// A village's card, and who reads it when.
struct Read {
    today: NaiveDate,
    /// The person's own area.
    own: Option<AreaCode>,
    /// Whether the person keeps the village's registers.
    keeps: bool,
    card: VillageCard,
}

async fn read(code: String, year: String) -> Result<Read, AppError> {
    let (actor, store) = (crate::server::actor()?, crate::server::store());
    let today = store.clock().today();
    let code: AreaCode = code.parse().map_err(|_| not_there())?;
    let year = calendar::asked_year(&year).unwrap_or_else(|| today.year());
    let card = store::coverage::village(&store, &actor, code, year).await;
    Ok(Read {
        today,
        own: actor.area_code,
        keeps: may(
            actor.role,
            Action::EditRegisters,
            Stands::to_area(&actor, &code),
        ),
        card: card.map_err(seen)?,
    })
}

#[component]
pub(crate) fn VillagePage() -> impl IntoView {
    let reading = read(segment("code"), asked_for("year"));
    view! {
        <Title text="村 · 科特派" />
        {once_read(reading, |read| view! { <Whole read /> }.erased())}
        <SmallScript />
    }
}

#[component]
fn Whole(read: Read) -> impl IntoView {
    let Read {
        today,
        own,
        keeps,
        card,
    } = read;
    let (area, year) = (card.area.clone(), card.year);
    let here = format!("/desk/villages/{}", area.code);
    view! {
        <header class="desk-head">
            <div class="grow">
                <Crumbs
                    ancestors=card.ancestors.clone()
                    here=area.clone()
                    own
                    href=|area: &AreaName, year| links::coverage(area.code, year, "")
                    year
                />
                <h1>{format!("{} · {year} 年", area.name)}</h1>
            </div>
            <form method="get" action=here class="filters no-print">
                <YearSelect year newest=today.year() />
                <button class="button slim">"查看"</button>
                <a class="button" href=format!("/desk/registers/villages/{}", area.code)>
                    "村卡"
                </a>
                <PrintButton plain=true />
            </form>
        </header>
        {outcome()}
        <div class="village">
            <div class="stack">
                <Standing coverage=card.coverage.clone() as_of=card.as_of />
                <Plan village=area.code plans=card.plans.clone() today may_set=keeps />
                <Assigned assignments=card.assignments.clone() />
                <About card=card.clone() />
                <Changes village=area.code changes=card.changes.clone() today may_enter=keeps />
            </div>
            <Timeline records=card.records year today />
        </div>
    }
}

/// `?done=…` or `?error=…` of a form of this page.
pub(crate) fn outcome() -> AnyView {
    let error = asked_for("error");
    if !error.is_empty() {
        let text = refusal(&asked_for("field"));
        let text = text.unwrap_or_else(|| said::failure(&AppError::from_code(&error)));
        return view! { <Notice tone=Tone::Bad text /> }.erased();
    }
    let text = match asked_for("done").as_str() {
        "change" => "变更已登记，从这一天起按新的区划统计。",
        "take_back" => "变更已撤销，恢复为登记以前的样子。",
        "plan" => "走访计划已保存，从生效日期起计算。",
        _ => return ().erased(),
    };
    view! { <Notice tone=Tone::Good text /> }.erased()
}

/// What is wrong with a field of a form of this page.
pub(super) fn refusal(field: &str) -> Option<&'static str> {
    Some(match field {
        "change" => "这个村已经不在了，不能再变更。",
        "take_back" => {
            "不能撤销：没有登记过变更，或者新代码下已经有记录、台账、结对或改过的资料。请改为登记一次新的变更。"
        }
        "name" => "请填写新的名称，不能与现在的相同，最多 30 个字。",
        "name_there" => "新代码下已另有名称，不能再更名。请先撤销划转或新代码下的更名。",
        "into" => "并入的村应是本县现有的另一个村，请写明乡镇和村名。",
        "code" => "新代码应是 12 位数字，前九位是本县另一个乡镇，并且没有用过。",
        "from" => "请核对日期：更名不能晚于今天，也不能早于上一次更名。",
        "visits" => "请填写走访次数，1 到 60 次。",
        "period" => "请选择列表中的周期。",
        "valid_from" => "请填写生效日期。",
        _ => return None,
    })
}

/// The village stands above: a visit is told by what was done there.
fn headline(record: &RecordView) -> String {
    let content = record.text("content");
    match record.kind {
        RecordKind::Visit if !content.is_empty() => opening(content),
        _ => record_title(record),
    }
}

/// The first sentence, and no more than a line.
fn opening(text: &str) -> String {
    const LINE: usize = 36;
    let sentence = text
        .split_inclusive(['。', '；', '\n'])
        .next()
        .unwrap_or(text);
    let sentence = sentence.trim_end_matches(['。', '；', '\n']);
    if sentence.chars().count() <= LINE {
        return sentence.to_owned();
    }
    let begun: String = sentence.chars().take(LINE).collect();
    format!("{begun}…")
}

#[component]
fn Timeline(records: Vec<RecordView>, year: i32, today: NaiveDate) -> impl IntoView {
    let none = records.is_empty();
    let lines = records
        .into_iter()
        .map(|record| {
            let pictured = record.photos_that_are(PhotoState::Picture) > 0;
            view! {
                <li>
                    <a class="row-link" href=format!("/desk/records/{}", record.id)>
                        <span class="grow">
                            <b translate="no">{headline(&record)}</b>
                            <small>{summary(&record, today)}</small>
                        </span>
                        <StatusPill status=record.status />
                    </a>
                    {pictured.then(|| view! { <Photos record /> })}
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="card stack tight">
            <h2>{format!("{year} 年记录")}</h2>
            {none.then(|| view! { <Empty shape=Shape::Records text="这一年还没有记录。" /> })}
            <ol class="lines">{lines}</ol>
        </section>
    }
}
