//! `/desk/imports/:id`: how far the file has come, what is wrong with it, what it would do or has done.

use super::{
    Desk,
    report::{Faults, Preview},
};
use crate::{
    components::{Notice, Tone},
    desk::{
        plain::{once_read, segment},
        words::count,
    },
    view::Erase,
};
use chrono::{DateTime, Duration, Utc};
use domain::{codes::Coded, ids::ImportId, registers::Kind};
use http::{HeaderName, HeaderValue};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_meta::Title;
use std::{fmt, sync::Arc};
use store::imports::files::{File, State, Summary};

/// How far an import of this process has come; the server provides it as context.
#[derive(Clone)]
pub struct Watch(pub Arc<dyn Fn(ImportId) -> Option<(usize, usize)> + Send + Sync>);

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Watch")
    }
}

/// Who has not been heard of for so long has broken off: an import takes seconds.
const SILENCE: Duration = Duration::minutes(10);

#[component]
pub(crate) fn FilePage() -> impl IntoView {
    let (desk, id) = (Desk::open(), segment("id"));
    let watch = use_context::<Watch>();
    let reading = async move {
        let desk = desk?;
        let file = desk.file(&id).await?;
        let done = watch.and_then(|Watch(ask)| ask(file.id));
        Ok((file, done, desk.store.clock().now()))
    };
    view! {
        <Title text="导入 · 科特派" />
        {once_read(reading, |(file, done, now)| view! { <Whole file done now /> }.erased())}
    }
}

#[component]
fn Whole(file: File, done: Option<(usize, usize)>, now: DateTime<Utc>) -> impl IntoView {
    let title = format!("{} · {}", file.kind.label(), file.name);
    let is_silent = done.is_none() && now - file.changed_at > SILENCE;
    let body = match file.state {
        State::Checking | State::Importing if !is_silent => {
            ask_again();
            view! { <Busy state=file.state done /> }.erased()
        }
        State::Checking | State::Importing | State::Failed => {
            let text = "没有完成，什么都没有写入。请重新上传。";
            view! { <Notice tone=Tone::Bad text /> }.erased()
        }
        State::Checked => view! { <Checked file=file.clone() /> }.erased(),
        State::Imported => view! { <Imported file=file.clone() /> }.erased(),
    };
    view! {
        <header class="desk-head">
            <div class="grow">
                <a class="back-line no-print" href="/desk/imports">
                    "‹ 导入名册"
                </a>
                <h1>{title}</h1>
            </div>
        </header>
        {body}
    }
}

/// The browser asks for the page again by itself, without script.
fn ask_again() {
    if let Some(response) = use_context::<ResponseOptions>() {
        let name = HeaderName::from_static("refresh");
        response.insert_header(name, HeaderValue::from_static("2"));
    }
}

#[component]
fn Busy(state: State, done: Option<(usize, usize)>) -> impl IntoView {
    let (done, total) = done.unwrap_or_default();
    let as_count = |number: usize| count(i64::try_from(number).unwrap_or(i64::MAX));
    let told = (total > 0).then(|| format!("{} / {}", as_count(done), as_count(total)));
    view! {
        <section class="card stack tight" role="status">
            <h2>{format!("{}…", state.label())}</h2>
            <progress
                class="wide-progress"
                aria-label=state.label()
                max=total.max(1).to_string()
                value=(total > 0).then(|| done.to_string())
            ></progress>
            <p class="small">{told} " 页面会自动更新，也可以先去做别的。"</p>
        </section>
    }
}

fn numbers(summary: &Summary, verbs: [&'static str; 3]) -> impl IntoView + use<> {
    let numbers = [summary.created, summary.changed, summary.unchanged];
    let tiles = verbs.into_iter().zip(numbers).map(|(verb, number)| {
        let number = i64::try_from(number).unwrap_or(i64::MAX);
        view! {
            <div class="card tile">
                <span class="tile-name">{verb}</span>
                <b class="figure">{count(number)}</b>
            </div>
        }
    });
    view! { <div class="tiles">{tiles.collect_view()}</div> }
}

/// Columns that were passed over.
fn derived(summary: &Summary) -> AnyView {
    let columns = summary.derived.join("、");
    let told = (!columns.is_empty()).then(|| {
        let text = format!("“{columns}”由系统得出，没有读入。");
        view! { <p class="small">{text}</p> }
    });
    told.erased()
}

/// Rows that are taken in all the same.
fn warned(summary: &Summary) -> Option<AnyView> {
    let number = i64::try_from(summary.warning_count).unwrap_or(i64::MAX);
    let text = format!("有 {} 处请核对；不改也可以导入。", count(number));
    let warnings = summary.warnings.clone();
    (number > 0).then(|| {
        view! {
            <Notice tone=Tone::Soon text />
            <Faults faults=warnings />
        }
        .erased()
    })
}

#[component]
fn Checked(file: File) -> impl IntoView {
    let summary = file.summary.unwrap_or_default();
    if summary.fault_count > 0 {
        let text = format!(
            "有 {} 处问题，没有写入。请在原文件里改好，再重新上传。",
            count(i64::try_from(summary.fault_count).unwrap_or(i64::MAX)),
        );
        return view! {
            <Notice tone=Tone::Bad text>
                <a class="no-print" href=format!("/desk/imports?kind={}", file.kind.code())>
                    "重新上传"
                </a>
            </Notice>
            <Faults faults=summary.faults />
        }
        .erased();
    }
    let nothing = summary.created + summary.changed == 0;
    let go = (!nothing).then(|| {
        view! {
            <form method="post" action=format!("/desk/imports/{}/run", file.id)>
                <button class="button primary">"确认导入"</button>
            </form>
        }
    });
    let text = if nothing {
        "文件没有问题，内容与系统里的一致，不需要导入。"
    } else {
        "文件没有问题。下面是将要写入的内容，确认后全部写入。"
    };
    view! {
        <Notice tone=Tone::Good text />
        {numbers(&summary, ["将新增", "将修改", "不变"])}
        {derived(&summary)}
        {warned(&summary)}
        <div class="row">
            {go}
            <a class="button quiet" href="/desk/imports">
                "不导入"
            </a>
        </div>
        <Preview preview=summary.preview />
    }
    .erased()
}

#[component]
fn Imported(file: File) -> impl IntoView {
    let summary = file.summary.unwrap_or_default();
    let ledger = matches!(file.kind, Kind::Entries(_)).then(|| {
        view! {
            <a class="button" href=format!("/desk/ledgers/{}", file.kind.code())>
                "打开台账"
            </a>
        }
    });
    let register = Kind::REGISTERS.contains(&file.kind).then(|| {
        view! {
            <a class="button" href=format!("/desk/registers/{}", file.kind.code())>
                "打开名册"
            </a>
        }
    });
    let codes = (!summary.logins.is_empty()).then(|| {
        view! {
            <a class="button primary" href=format!("/desk/imports/{}/codes", file.id)>
                {format!("打印 {} 人的一次性验证码", summary.logins.len())}
            </a>
        }
    });
    view! {
        <Notice tone=Tone::Good text="已全部导入。" />
        {numbers(&summary, ["新增", "修改", "不变"])}
        {derived(&summary)}
        <div class="row">{codes} {register} {ledger}</div>
        <Preview preview=summary.preview />
    }
}
