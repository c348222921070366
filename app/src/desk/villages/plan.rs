//! 走访计划: how often this village is to be visited, from which day on.

use crate::{desk::plain::asked_for, view::Erase, words as said};
use chrono::NaiveDate;
use domain::{
    areas::AreaCode,
    codes::Coded,
    coverage::{PlanEntry, PlanPeriod, VillagePlan, plan_on},
};
use leptos::prelude::*;

/// The plan of now, what was set before, and for who may set one the form.
#[component]
pub(super) fn Plan(
    village: AreaCode,
    plans: Vec<PlanEntry>,
    today: NaiveDate,
    may_set: bool,
) -> impl IntoView {
    let now = match plan_on(&plans, village, today) {
        Some(plan) => words(plan),
        None => "没有单独的计划，按所在县（市、区）的标准".to_owned(),
    };
    let lines = plans.iter().map(|entry| line(entry, today)).collect_view();
    view! {
        <section class="card stack tight" id="plan">
            <h2>"走访计划"</h2>
            <p>{now}</p>
            <ul class="lines">{lines}</ul>
            {may_set.then(|| view! { <PlanForm village today /> })}
        </section>
    }
    .erased()
}

/// 每季度 2 次（全年 8 次）.
fn words(plan: VillagePlan) -> String {
    let (period, visits) = (plan.period.label(), plan.visits());
    if plan.period == PlanPeriod::Year {
        format!("{period} {visits} 次")
    } else {
        format!("{period} {visits} 次（全年 {} 次）", plan.planned())
    }
}

fn line(entry: &PlanEntry, today: NaiveDate) -> AnyView {
    let what = entry
        .plan
        .map_or_else(|| "按县（市、区）标准".to_owned(), words);
    let from = format!("{}起", said::date(entry.valid_from));
    let later = (entry.valid_from > today).then_some("（未生效）");
    view! {
        <li class="line">
            <b>{what}</b>
            <small>{from} {later}</small>
        </li>
    }
    .erased()
}

#[component]
fn PlanForm(village: AreaCode, today: NaiveDate) -> impl IntoView {
    let (period, visits) = (asked_for("period"), asked_for("visits"));
    let from = Some(asked_for("valid_from")).filter(|from| !from.is_empty());
    let periods = PlanPeriod::ALL
        .iter()
        .map(|one| (one.code(), one.label()))
        .chain([("none", "不单独计划（按县标准）")])
        .map(|(code, word)| {
            view! {
                <option value=code selected=code == period>
                    {word}
                </option>
            }
        })
        .collect_view();
    view! {
        <details class="fold no-print" open=!period.is_empty()>
            <summary>"设置走访计划"</summary>
            <form class="form" method="post" action=format!("/desk/villages/{village}/plan")>
                <div class="field">
                    <label for="plan-period">"周期"</label>
                    <select class="input" id="plan-period" name="period">
                        {periods}
                    </select>
                </div>
                <div class="field">
                    <label for="plan-visits">"每个周期走访次数"</label>
                    <input
                        class="input"
                        id="plan-visits"
                        type="number"
                        name="visits"
                        min="1"
                        max=VillagePlan::MOST_VISITS.to_string()
                        value=if visits.is_empty() { "1".to_owned() } else { visits }
                    />
                </div>
                <div class="field">
                    <label for="plan-from">"生效日期"</label>
                    <input
                        class="input"
                        id="plan-from"
                        type="date"
                        name="valid_from"
                        required
                        value=from.unwrap_or_else(|| today.to_string())
                    />
                    <p class="hint">
                        "达标按统计日当天生效的计划计算；同一天再设一次，以后一次为准。已上报的年度不受影响。"
                    </p>
                </div>
                <button class="button primary">"保存计划"</button>
            </form>
        </details>
    }
    .erased()
}
