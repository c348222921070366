//! 覆盖标准: how often villages are to be visited, by county or city and from which day on.

use crate::{components::Pill, view::Erase, words as said};
use domain::{
    access::Actor,
    areas::{AreaCode, AreaLevel},
    coverage::{CoverageRules, DUTIES, RULES, RuleEntry},
};
use leptos::prelude::*;
use std::collections::BTreeMap;
use store::{
    Result, Store, areas,
    settings::{self, CountySettings},
};

/// What was set, and for whom it can be set.
#[derive(Debug, Clone)]
pub(super) struct Set {
    entries: Vec<RuleEntry>,
    /// Cities, then counties, by code.
    areas: BTreeMap<AreaCode, String>,
    today: chrono::NaiveDate,
}

impl Set {
    pub(super) async fn read(
        store: &Store,
        actor: &Actor,
        counties: &[CountySettings],
    ) -> Result<Self> {
        let cities: Vec<AreaCode> = counties
            .iter()
            .filter_map(|county| county.code.at(AreaLevel::City))
            .collect();
        let names = areas::names(store, &cities).await?.into_iter();
        let counties = counties
            .iter()
            .map(|county| (county.code, county.name.clone()));
        Ok(Self {
            entries: settings::coverage_rules(store, actor).await?,
            areas: names.chain(counties).collect(),
            today: store.clock().today(),
        })
    }

    fn name(&self, area: AreaCode) -> String {
        let name = self.areas.get(&area).cloned();
        name.unwrap_or_else(|| area.to_string())
    }
}

#[component]
pub(super) fn CoverageRulesSection(set: Set) -> impl IntoView {
    let none = set.entries.is_empty();
    let rows = set.entries.iter().map(|entry| row(&set, entry));
    let rows = rows.collect_view();
    let default = CoverageRules::default();
    view! {
        <section class="card stack">
            <h2>"覆盖标准"</h2>
            <p class="small">
                "县（市、区）先按本县的标准，没有设置的按所在市的标准；都没有设置的，达标按“"
                {default.frequency.name} "”，个人任务按“" {default.duty.name}
                "”。已上报的年度不受影响。"
            </p>
            {(!none)
                .then(|| {
                    view! {
                        <div class="scroll" tabindex="0">
                            <table class="grid stacks">
                                <thead>
                                    <tr>
                                        <th class="start">"区域"</th>
                                        <th class="start">"生效日期"</th>
                                        <th class="start">"服务频次"</th>
                                        <th class="start">"个人任务"</th>
                                        <th class="start">"应覆盖村"</th>
                                    </tr>
                                </thead>
                                <tbody>{rows}</tbody>
                            </table>
                        </div>
                    }
                })}
            <RulesForm set />
        </section>
    }
    .erased()
}

fn row(set: &Set, entry: &RuleEntry) -> AnyView {
    let rules = entry.rules;
    let due = if rules.industry_base_only {
        "只计有产业基础的村"
    } else {
        "全部认定村"
    };
    view! {
        <tr>
            <th class="start" scope="row">
                {set.name(entry.area_code)}
            </th>
            <td class="start" data-label="生效日期">
                {said::date(entry.valid_from)}
                {(entry.valid_from > set.today).then(|| view! { <Pill text="未生效" tone="busy" /> })}
            </td>
            <td class="start" data-label="服务频次">
                {rules.frequency.name}
            </td>
            <td class="start" data-label="个人任务">
                {rules.duty.name}
            </td>
            <td class="start" data-label="应覆盖村">
                {due}
            </td>
        </tr>
    }
    .erased()
}

#[component]
fn RulesForm(set: Set) -> impl IntoView {
    let places = set.areas.iter().map(|(code, name)| {
        view! { <option value=code.to_string()>{name.clone()}</option> }
    });
    let frequencies = RULES
        .iter()
        .map(|rule| view! { <option value=rule.code>{rule.name}</option> });
    let duties = DUTIES
        .iter()
        .map(|duty| view! { <option value=duty.code>{duty.name}</option> });
    view! {
        <details class="fold">
            <summary>"设置一个区域的标准"</summary>
            <form class="form" method="post" action="/desk/settings/coverage-rules">
                <div class="field">
                    <label for="rules-area">"区域"</label>
                    <select class="input" id="rules-area" name="area" required>
                        <option value="">"请选择"</option>
                        {places.collect_view()}
                    </select>
                </div>
                <div class="field">
                    <label for="rules-from">"生效日期"</label>
                    <input
                        class="input"
                        id="rules-from"
                        type="date"
                        name="valid_from"
                        required
                        value=set.today.to_string()
                    />
                    <p class="hint">"某年的数字按该年统计日当天生效的标准计算；同一天再设一次，以后一次为准。"</p>
                </div>
                <div class="field">
                    <label for="rules-frequency">"服务频次（达标覆盖）"</label>
                    <select class="input" id="rules-frequency" name="frequency">
                        {frequencies.collect_view()}
                    </select>
                </div>
                <div class="field">
                    <label for="rules-duty">"个人任务"</label>
                    <select class="input" id="rules-duty" name="duty">
                        {duties.collect_view()}
                    </select>
                </div>
                <label class="chip">
                    <input type="checkbox" name="industry_base_only" value="on" />
                    <span>"应覆盖村只计有产业基础的村"</span>
                </label>
                <button class="button primary">"保存标准"</button>
            </form>
        </details>
    }
    .erased()
}
