//! `/desk/settings`.

use super::rules::{CoverageRulesSection, Set};
use crate::{
    components::{Empty, Notice, Pill, Shape, Tone},
    desk::plain::{asked_for, once_read_below},
    error::AppError,
    view::Erase,
    words as said,
};
use leptos::prelude::*;
use leptos_meta::Title;
use store::settings::{self, CountySettings};

#[component]
pub(crate) fn SettingsPage() -> impl IntoView {
    view! {
        <Title text="设置 · 科特派" />
        <header class="desk-head">
            <div class="grow">
                <h1>"设置"</h1>
            </div>
            <a class="button" href="/desk/settings/form">
                "统计表指标"
            </a>
        </header>
        {outcome()}
        {once_read_below(
            read(),
            |(counties, set)| {
                view! {
                    <TownshipSteps counties />
                    <CoverageRulesSection set />
                }
                    .erased()
            },
        )}
    }
}

async fn read() -> Result<(Vec<CountySettings>, Set), AppError> {
    let (actor, store) = (crate::server::actor()?, crate::server::store());
    let counties = settings::counties(&store, &actor).await;
    let counties = counties.map_err(crate::server::seen)?;
    let set = Set::read(&store, &actor, &counties).await;
    Ok((counties, set.map_err(crate::server::seen)?))
}

/// `?done=…` or `?error=…`.
fn outcome() -> AnyView {
    let (done, error) = (asked_for("done"), asked_for("error"));
    if !error.is_empty() {
        let text = match asked_for("field").as_str() {
            "area" => "请选择市或县（市、区）。",
            "valid_from" => "请填写生效日期。",
            "rules" => "请选择列表中的标准。",
            _ => said::failure(&AppError::from_code(&error)),
        };
        return view! { <Notice tone=Tone::Bad text /> }.erased();
    }
    let text = match done.as_str() {
        "on" => "乡镇核实已开启，从现在起待审的记录先由乡镇核实。",
        "rules" => "覆盖标准已设置，从生效日期起按新标准计算。",
        "off" => "乡镇核实已关闭，待审的记录直接由县科技局审核。",
        _ => return ().erased(),
    };
    view! { <Notice tone=Tone::Good text /> }.erased()
}

#[component]
fn TownshipSteps(counties: Vec<CountySettings>) -> impl IntoView {
    if counties.is_empty() {
        return view! { <Empty shape=Shape::Village text="还没有行政区划，请先导入。" /> }.erased();
    }
    let rows = counties.into_iter().map(row).collect_view();
    view! {
        <section class="card stack">
            <h2>"乡镇核实"</h2>
            <p class="small">
                "开启后，村级和乡镇级的记录先由乡镇统筹员核实，再由县科技局通过；超过 7 天没有核实的，县科技局可以直接通过。县级记录不受影响。"
            </p>
            <div class="scroll" tabindex="0">
                <table class="grid">
                    <thead>
                        <tr>
                            <th class="start">"县（市、区）"</th>
                            <th class="start">"乡镇核实"</th>
                            <th class="start">"操作"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .erased()
}

fn row(county: CountySettings) -> AnyView {
    let (tone, state, to, word) = if county.township_step {
        ("good", "已开启", "off", "关闭")
    } else {
        ("", "未开启", "on", "开启")
    };
    view! {
        <tr>
            <th class="start" scope="row">
                {county.name.clone()}
            </th>
            <td class="start">
                <Pill text=state tone />
            </td>
            <td class="start">
                <form method="post" action="/desk/settings/township-step">
                    <input type="hidden" name="area" value=county.code.to_string() />
                    <input type="hidden" name="step" value=to />
                    <button class="button" aria-label=format!("{word}{}的乡镇核实", county.name)>
                        {word}
                    </button>
                </form>
            </td>
        </tr>
    }
    .erased()
}
