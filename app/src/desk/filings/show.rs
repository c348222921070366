//! `/desk/filings/:id`: one filing as it was filed, what changed since, and what the city says to it.

use super::{
    changes::changes,
    read::{Desk, address},
    sheet::sheet,
    words,
};
use crate::{
    components::{Notice, Pill, Tone},
    desk::{
        links::{self, link},
        parts::{Exports, PrintButton, SmallScript},
        plain::{asked_for, once_read, segment},
        words as told,
    },
    view::Erase,
};
use domain::{
    filings::{Filing, FilingView, MAX_REASON, kept_under},
    ids::FilingId,
    statistics::{Figure, IndicatorFigure},
};
use leptos::prelude::*;
use leptos_meta::Title;

#[component]
pub(crate) fn FilingPage() -> impl IntoView {
    let id = segment("id");
    let verify = !asked_for("verify").is_empty();
    let reading = async move { Desk::open()?.show(id, verify).await };
    view! {
        <Title text="年度上报 · 科特派" />
        <Outcome />
        {once_read(reading, |(shown, whole)| view! { <Whole shown whole /> }.erased())}
        <SmallScript />
    }
}

/// What became of a form of this page.
#[component]
fn Outcome() -> impl IntoView {
    let done = asked_for("done");
    let (tone, text) = match done.as_str() {
        "filed" => (Tone::Good, "已上报，数字和记录已冻结。"),
        "accept" => (Tone::Good, "已审定。"),
        "return" => (Tone::Good, "已退回，该年度重新开放。"),
        "reason" => (Tone::Bad, "没有退回：请写明原因，最多 255 字。"),
        "conflict" => (
            Tone::Bad,
            "没有处理：状态已变，或上级年度已经上报，要先退回上级的。",
        ),
        _ => return None,
    };
    // What is stamped and kept says nothing of how it came about.
    Some(view! {
        <div class="no-print">
            <Notice tone text />
        </div>
    })
}

#[component]
fn Whole(shown: FilingView, whole: Option<bool>) -> impl IntoView {
    let filing = shown.filing.clone();
    let here = address(&filing);
    let title = format!("{} {} 年年度统计", filing.area.name, filing.year);
    let (tone, word) = words::state(Some(&filing));
    let corrections = shown.corrections.clone();
    let differ = shown.figures.corrections();
    let stands = filing.state.stands();
    // Where there are none, paper needs no sheet for them.
    let section = if corrections.is_empty() {
        "card stack tight no-print"
    } else {
        "card stack tight annex"
    };
    let unchanged = (stands && corrections.is_empty()).then(|| {
        view! {
            <p class="print-only small">
                "上报以来没有更正。" " 校验码 " <code class="hash">{filing.hash.clone()}</code>
            </p>
        }
    });
    view! {
        <header class="print-only">
            <h1>{title.clone()}</h1>
            <p class="small">
                {word} "，" {words::number(&filing)} "，校验码 "
                <code>{words::short_hash(&filing.hash)}</code>
            </p>
        </header>
        <header class="desk-head no-print">
            <div class="grow">
                <a class="back-line" href="/desk/filings">
                    "‹ 年度上报"
                </a>
                <h1>{title}</h1>
                <div class="marks">
                    <Pill text=word tone />
                    <Pill text=words::number(&filing) />
                </div>
            </div>
            <Actions shown=shown.clone() />
        </header>
        {whole.map(verdict)}
        <Facts shown=shown.clone() />
        <article class="card paper">
            <div class="row apart wrap no-print">
                <h2>"上报的数"</h2>
                <Exports path=format!("filings/{}/figures", filing.id) parts=Vec::new() />
            </div>
            <p class="small">{format!("{}，{}", words::number(&filing), words::filed(&filing))}</p>
            {sheet(
                shown.figures,
                "上报的数",
                |lines, name| figures(lines, name, filing.id),
            )}
            {unchanged}
            <p class="signature">
                <span>"填报单位（盖章）："</span>
                <span>"负责人："</span>
                <span>"填表人："</span>
                <span>"日期："</span>
            </p>
        </article>
        {stands
            .then(|| {
                view! {
                    <section class=section aria-labelledby="corrections">
                        <div class="row apart wrap">
                            <h2 id="corrections">{words::corrections(differ, corrections.len())}</h2>
                            <Exports
                                path=format!("filings/{}/corrections", filing.id)
                                parts=Vec::new()
                            />
                        </div>
                        {if corrections.is_empty() {
                            view! { <p class="small">"上报以来没有变化。"</p> }.erased()
                        } else {
                            changes(&corrections)
                        }}
                        <p class="print-only small">
                            "校验码" " " <code class="hash">{filing.hash.clone()}</code>
                        </p>
                    </section>
                }
            })}
        <p class="small no-print">
            <a href=format!("{here}?verify=1")>"校验"</a>
            "：重新计算校验码，并与操作日志中的相比。"
        </p>
    }
}

fn verdict(whole: bool) -> AnyView {
    if whole {
        view! {
            <Notice tone=Tone::Good text="校验通过：数字和记录清单与上报时一致。" />
        }
        .erased()
    } else {
        view! {
            <Notice
                tone=Tone::Bad
                text="校验不通过：保存的内容与上报时不一致，请联系系统管理员。"
            />
        }
        .erased()
    }
}

#[component]
fn Facts(shown: FilingView) -> impl IntoView {
    let filing = shown.filing;
    let text = format!("/api/v1/filings/{}/text", filing.id);
    let others = shown
        .others
        .iter()
        .map(|other| other_filing(&filing, other));
    let any = !shown.others.is_empty();
    let others = others.collect_view();
    view! {
        <section class="card no-print">
            <dl class="facts">
                <dt>"上报"</dt>
                <dd>{words::filed(&filing)}</dd>
                {words::decided(&filing)
                    .map(|decided| {
                        view! {
                            <dt>{words::state(Some(&filing)).1}</dt>
                            <dd>{decided}</dd>
                        }
                    })}
                {filing
                    .reason
                    .clone()
                    .map(|reason| {
                        view! {
                            <dt>"退回原因"</dt>
                            <dd translate="no">{reason}</dd>
                        }
                    })} <dt>"所计记录"</dt>
                <dd>{format!("{} 条", told::count(shown.records))}</dd> <dt>"校验码"</dt>
                <dd>
                    <code class="hash">{filing.hash.clone()}</code>
                    " "
                    <a class="no-print" rel="external" download="" href=text>
                        "下载原文"
                    </a>
                </dd>
                {any
                    .then(|| {
                        view! {
                            <dt>"其他各次"</dt>
                            <dd>{others}</dd>
                        }
                    })}
            </dl>
        </section>
    }
}

/// Another filing of the year, and the two beside each other, the earlier first.
fn other_filing(filing: &Filing, other: &Filing) -> AnyView {
    let (left, right) = if other.number < filing.number {
        (other.id, filing.id)
    } else {
        (filing.id, other.id)
    };
    let (left, right) = (left.to_string(), right.to_string());
    let compare = link(
        "/desk/filings/compare",
        &[("left", &left), ("right", &right)],
    );
    view! {
        <a href=address(other)>{words::number(other)}</a>
        " "
        <a href=compare>"对比"</a>
        " "
    }
    .erased()
}

#[component]
fn Actions(shown: FilingView) -> impl IntoView {
    let filing = shown.filing;
    let here = address(&filing);
    let year = filing.year.to_string();
    let again = link(
        "/desk/filings/new",
        &[("area", filing.area.code.as_str()), ("year", &year)],
    );
    let accept = format!("{here}/accept");
    view! {
        <div class="row wrap">
            <PrintButton />
            <a class="button" href=links::statistics(filing.area.code, filing.year) rel="external">
                "看统计表"
            </a>
            <a class="button" href=format!("{here}?verify=1")>
                "校验"
            </a>
            {shown
                .may_file
                .then(|| {
                    view! {
                        <a class="button primary" href=again>
                            "重新上报"
                        </a>
                    }
                })}
            {shown
                .may_accept
                .then(|| {
                    view! {
                        <form method="post" action=accept>
                            <button class="button primary">"审定"</button>
                        </form>
                    }
                })} {shown.may_send_back.then(|| view! { <SendBack here /> })}
        </div>
    }
}

#[component]
fn SendBack(here: String) -> impl IntoView {
    view! {
        <details class="decision">
            <summary class="button">"退回"</summary>
            <form class="filters" method="post" action=format!("{here}/return")>
                <label class="choose">
                    <span>"退回原因"</span>
                    <input class="input" name="reason" required maxlength=MAX_REASON.to_string() />
                </label>
                <button class="button danger">"确定退回"</button>
            </form>
        </details>
    }
}

/// A filed figure as the way to what was counted.
fn opening(figure: &IndicatorFigure, filing: FilingId) -> AnyView {
    let text = told::figure(figure.value);
    let kept = kept_under(figure.code).is_some();
    if !kept || figure.value.is_none_or(Figure::is_zero) {
        return text.erased();
    }
    let href = links::filed_items(filing, figure.code.as_str());
    view! { <a href=href>{text}</a> }.erased()
}

/// The filed figures, with those of today where they differ. Where none does, paper has no columns for them.
fn figures(lines: &[IndicatorFigure], name: String, filing: FilingId) -> AnyView {
    let none = lines.iter().all(|figure| figure.corrected.is_none());
    let since = none.then_some("no-print");
    let rows = lines
        .iter()
        .map(|figure| {
            let now = figure.corrected.map(Some);
            let change = now.map_or_else(String::new, |now: Option<Figure>| {
                words::difference(figure.value, now)
            });
            view! {
                <tr>
                    <td class="start unit whole">{figure.code.as_str()}</td>
                    <th class="start" class:part=figure.code.is_part() scope="row">
                        {figure.name_zh.clone()}
                    </th>
                    <td class="start unit">{figure.unit.clone()}</td>
                    <td class="own">{opening(figure, filing)}</td>
                    <td class=since>{now.map(told::figure)}</td>
                    <td class=since>{change}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=name>
            <table class="grid ruled">
                <thead>
                    <tr>
                        <th class="start">"代码"</th>
                        <th class="start">"指标"</th>
                        <th class="start">"单位"</th>
                        <th>"上报数"</th>
                        <th class=since>"更正后"</th>
                        <th class=since>"变化"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .erased()
}
