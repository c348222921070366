//! `/desk/audit`.

use super::read::{Acts, Asked, acts};
use crate::{
    components::{Empty, Shape},
    desk::{
        links::link,
        parts::{Choose, Exports, Line, Pager, PrintButton, SmallScript, lines},
        plain::{asked_for, once_read_below},
    },
    view::Erase,
};
use domain::{audit::AuditGroup, codes::Coded};
use leptos::prelude::*;
use leptos_meta::Title;

const HEADS: [&str; 6] = ["对象", "操作", "操作人", "时间", "区域", "说明"];

#[component]
pub(crate) fn AuditPage() -> impl IntoView {
    let asked = Asked {
        who: asked_for("who"),
        what: asked_for("what"),
        subject: asked_for("subject"),
        from: asked_for("from"),
        to: asked_for("to"),
        after: asked_for("after"),
    };
    let reading = acts(asked.clone());
    view! {
        <Title text="审计 · 科特派" />
        {head(&asked)}
        // Six columns want a sheet that lies.
        <div class="broad stack">{once_read_below(reading, move |acts| found(&asked, acts))}</div>
        <SmallScript />
    }
}

fn parts(asked: &Asked) -> Vec<(&'static str, String)> {
    vec![
        ("who", asked.who.clone()),
        ("what", asked.what.clone()),
        ("subject", asked.subject.clone()),
        ("from", asked.from.clone()),
        ("to", asked.to.clone()),
    ]
}

fn head(asked: &Asked) -> AnyView {
    let groups = AuditGroup::ALL
        .iter()
        .map(|group| (group.code().to_owned(), group.label().to_owned()))
        .collect();
    let asked = asked.clone();
    view! {
        <header class="desk-head">
            <div class="grow">
                <h1>"审计"</h1>
                <p class="small">
                    "谁在什么时候做了什么。记录首尾相连，事后改动会被查出。"
                </p>
            </div>
            <div class="row no-print">
                <PrintButton plain=true />
            </div>
            <Exports path="audit".to_owned() parts=parts(&asked) />
        </header>
        <form method="get" action="/desk/audit" class="filters no-print">
            <label class="choose">
                <span>"操作人"</span>
                <input class="input" name="who" maxlength="64" placeholder="账号或姓名" value=asked.who />
            </label>
            <Choose name="what" label="操作" all="全部" options=groups chosen=asked.what />
            <label class="choose">
                <span>"对象"</span>
                <input
                    class="input"
                    name="subject"
                    maxlength="64"
                    placeholder="记录编号或账号"
                    value=asked.subject
                />
            </label>
            <label class="choose">
                <span>"从"</span>
                <input class="input" type="date" name="from" value=asked.from />
            </label>
            <label class="choose">
                <span>"到"</span>
                <input class="input" type="date" name="to" value=asked.to />
            </label>
            <button class="button">"查询"</button>
        </form>
    }
    .erased()
}

fn found(asked: &Asked, acts: Acts) -> AnyView {
    if acts.acts.is_empty() {
        return view! { <Empty shape=Shape::Search text="没有符合条件的操作。" /> }.erased();
    }
    let rows = acts.acts.into_iter().map(|act| Line {
        href: act.href,
        cells: vec![act.subject, act.what, act.by, act.at, act.area, act.told],
    });
    let here = |after: &str| {
        let parts = parts(asked);
        let parts = parts.iter().map(|(name, value)| (*name, value.as_str()));
        let parts: Vec<_> = parts.chain([("after", after)]).collect();
        link("/desk/audit", &parts)
    };
    let first = (!asked.after.is_empty()).then(|| here(""));
    let next = acts.next.map(|next| here(&next.to_string()));
    view! {
        {lines(&HEADS, rows.collect())}
        <Pager first next />
    }
    .erased()
}
