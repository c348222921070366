//! The year against the duty rule: what is approved, in grey what waits, no rank.

use domain::{coverage::Tenths, reading::YearProgress};
use leptos::prelude::*;

use crate::{
    components::{Pill, Progress},
    view::{Erase, view},
};

#[component]
pub(super) fn Year(progress: YearProgress) -> impl IntoView {
    let duty = progress.duty;
    view! {
        <section class="card">
            <div class="row apart">
                <h2>{progress.year} " 年"</h2>
                {progress.met.then(|| view! { <Pill text="已达到年度要求" tone="good" /> })}
            </div>
            <p>
                <small>{requirement(&progress)}</small>
            </p>
            <div class="year">
                {duty
                    .days
                    .map(|target| {
                        bar("实地天数", &said(progress.days), "天", target, (progress.days.0, progress.pending_days.0, target * 10), &said(progress.pending_days))
                    })}
                {duty
                    .visits
                    .map(|target| {
                        bar("实地服务", &progress.visits.to_string(), "次", target, (progress.visits, progress.pending_visits, target), &progress.pending_visits.to_string())
                    })}
                <div class="plain">
                    <p>
                        <small>"培训"</small>
                        <span>
                            <b class="figure">{progress.trainings}</b>
                            " 场"
                            {waits(progress.pending_trainings, "场")}
                        </span>
                    </p>
                    <p>
                        <small>"培训人次"</small>
                        <span>
                            <b class="figure">{progress.attendances}</b>
                            " 人次"
                            {waits(progress.pending_attendances, "人次")}
                        </span>
                    </p>
                </div>
            </div>
        </section>
    }
    .erased()
}

fn bar(
    label: &'static str,
    done: &str,
    unit: &'static str,
    target: i64,
    (counted, waiting, whole): (i64, i64, i64),
    waiting_text: &str,
) -> AnyView {
    let waits = (waiting > 0).then(|| waits_too(waiting_text, unit));
    view! {
        <div>
            <span>{label}</span>
            <span>
                <b class="figure">{done.to_owned()}</b>
                " / "
                {target}
                " "
                {unit}
                <span class="pending">{waits}</span>
            </span>
            <Progress done=counted waiting target=whole />
        </div>
    }
    .erased()
}

fn waits(count: i64, unit: &str) -> AnyView {
    let text = (count > 0).then(|| waits_too(&count.to_string(), unit));
    text.map(|text| view! { <span class="pending">{text}</span> })
        .erased()
}

fn waits_too(waiting_text: &str, unit: &str) -> String {
    format!("，待审 {waiting_text} {unit}")
}

fn requirement(progress: &YearProgress) -> String {
    let parts: Vec<String> = [
        progress.duty.days.map(|days| format!("{days} 天")),
        progress.duty.visits.map(|visits| format!("{visits} 次")),
    ]
    .into_iter()
    .flatten()
    .collect();
    format!("要求：全年实地 {}，审核通过后计入", parts.join("或 "))
}

/// Days without an idle zero: `23.5`, `24`.
fn said(days: Tenths) -> String {
    days.to_string().trim_end_matches(".0").to_owned()
}
