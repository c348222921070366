//! `/desk/settings/form`: which indicators an area's statistics show, in which order and by which names.

use crate::{
    components::{Notice, Tone},
    desk::{
        links::{self, link},
        plain::{asked_for, once_read},
    },
    error::AppError,
    server::seen,
    view::Erase,
    words as said,
};
use chrono::Datelike;
use domain::{
    areas::{AreaCode, AreaLevel},
    codes::{Coded, Role},
    statistics::{
        catalogue::{CATALOGUE, IndicatorCode},
        forms::{Form, LONGEST_NAME, Line, Preset},
    },
};
use leptos::prelude::*;
use leptos_meta::Title;
use std::collections::BTreeMap;
use store::{area_forms, areas, settings};

/// What the page shows: a form to change, or the areas that an administrator chooses from.
enum Found {
    Areas(Vec<(AreaCode, String)>),
    Form(Box<Chosen>),
}

struct Chosen {
    area: AreaCode,
    name: String,
    /// Who chose the form that holds now.
    from: Option<String>,
    /// Whether the area chose it itself.
    is_own: bool,
    /// What is in the boxes.
    lines: Vec<Row>,
    year: i32,
}

/// A line of boxes: whether it is shown, its number, and the area's own name.
struct Row {
    code: IndicatorCode,
    shown: bool,
    order: String,
    name: String,
}

impl Row {
    /// A line as a refused form sent it.
    fn typed(line: &str) -> Option<Self> {
        let mut parts = line.splitn(4, ',');
        let code = IndicatorCode::from_text(parts.next()?)?;
        Some(Self {
            code,
            shown: parts.next()? == "on",
            order: parts.next()?.to_owned(),
            name: parts.next()?.to_owned(),
        })
    }

    fn left_out(code: IndicatorCode) -> Self {
        Self {
            code,
            shown: false,
            order: String::new(),
            name: String::new(),
        }
    }
}

/// What is in the boxes at first: the lines of a form.
fn of_form(form: &Form) -> Vec<Row> {
    let lines = form.lines().iter();
    let row = |line: &Line| Row {
        shown: true,
        name: line.name.clone().unwrap_or_default(),
        ..Row::left_out(line.code)
    };
    lines.map(row).collect()
}

/// The lines, and all other indicators below; each with a number.
fn whole(mut lines: Vec<Row>) -> Vec<Row> {
    let codes = CATALOGUE.iter().map(|indicator| indicator.code);
    for code in codes.filter(|code| !code.is_personal()) {
        if lines.iter().all(|line| line.code != code) {
            lines.push(Row::left_out(code));
        }
    }
    for (at, line) in lines.iter_mut().enumerate() {
        if line.order.is_empty() {
            line.order = (at + 1).to_string();
        }
    }
    lines
}

async fn found([area, preset, typed]: [String; 3], refused: bool) -> Result<Found, AppError> {
    let (actor, store) = (crate::server::actor()?, crate::server::store());
    let Some(area) = area.parse().ok().or(actor.area_code) else {
        if actor.role != Role::Admin {
            return Err(AppError::Forbidden);
        }
        let counties = settings::counties(&store, &actor).await.map_err(seen)?;
        let cities = counties
            .iter()
            .filter_map(|county| county.code.at(AreaLevel::City));
        let cities: Vec<AreaCode> = cities.collect();
        let names = areas::names(&store, &cities).await.map_err(seen)?;
        let counties = counties
            .into_iter()
            .map(|county| (county.code, county.name));
        return Ok(Found::Areas(names.into_iter().chain(counties).collect()));
    };
    let held = area_forms::read(&store, &actor, area).await.map_err(seen)?;
    let wanted: Vec<AreaCode> = [Some(area), held.from].into_iter().flatten().collect();
    let names: BTreeMap<_, _> = areas::names(&store, &wanted)
        .await
        .map_err(seen)?
        .into_iter()
        .collect();
    let name = |code: AreaCode| names.get(&code).cloned().unwrap_or_default();
    let preset = Preset::from_code(&preset).map(Preset::form);
    let form = preset.or(held.form).unwrap_or_else(|| Preset::All.form());
    let lines = if refused {
        typed.lines().filter_map(Row::typed).collect()
    } else {
        of_form(&form)
    };
    Ok(Found::Form(Box::new(Chosen {
        area,
        name: name(area),
        from: held.from.map(name),
        is_own: held.from == Some(area),
        lines: whole(lines),
        year: store.clock().today().year(),
    })))
}

#[component]
pub(crate) fn FormPage() -> impl IntoView {
    let refused = !asked_for("error").is_empty();
    let reading = found(["area", "preset", "typed"].map(asked_for), refused);
    view! {
        <Title text="统计表指标 · 科特派" />
        {outcome()}
        {once_read(
            reading,
            |found| match found {
                Found::Areas(areas) => view! { <Areas areas /> }.erased(),
                Found::Form(chosen) => view! { <Whole chosen=*chosen /> }.erased(),
            },
        )}
    }
}

/// `?done=…` or `?error=…`.
fn outcome() -> AnyView {
    let (done, error) = (asked_for("done"), asked_for("error"));
    let field = asked_for("field");
    if !error.is_empty() {
        let text = match field.as_str() {
            "lines" => "请至少勾选一个指标。".to_owned(),
            name if name.starts_with("name-") => {
                format!("指标 {} 的名称太长或有不能用的字符。", &name[5..])
            }
            _ => said::failure(&AppError::from_code(&error)).to_owned(),
        };
        return view! { <Notice tone=Tone::Bad text /> }.erased();
    }
    let text = match done.as_str() {
        "save" => "指标已保存，年度统计和导出的文件按这里的指标、顺序和名称显示。",
        "inherit" => "已不再使用本地的指标。",
        _ => return ().erased(),
    };
    view! { <Notice tone=Tone::Good text /> }.erased()
}

#[component]
fn Areas(areas: Vec<(AreaCode, String)>) -> impl IntoView {
    let lines = areas.into_iter().map(|(code, name)| {
        view! {
            <li>
                <a class="row-link" href=address(code, "")>
                    {name}
                </a>
            </li>
        }
    });
    view! {
        <header class="desk-head">
            <div class="grow">
                <h1>"统计表指标"</h1>
                <p class="small">"请选择市或县（市、区）。"</p>
            </div>
        </header>
        <section class="card">
            <ol class="lines">{lines.collect_view()}</ol>
        </section>
    }
    .erased()
}

fn address(area: AreaCode, preset: &str) -> String {
    let parts = [("area", area.as_str()), ("preset", preset)];
    link("/desk/settings/form", &parts)
}

#[component]
fn Whole(chosen: Chosen) -> impl IntoView {
    let held = match &chosen.from {
        _ if chosen.is_own => "现在使用本地选定的指标。".to_owned(),
        Some(from) => format!("现在沿用{from}选定的指标；在这里保存后，改用本地的。"),
        None => "现在显示全部指标。".to_owned(),
    };
    let presets = Preset::ALL.iter().map(|preset| {
        view! {
            <a class="button slim" href=address(chosen.area, preset.code())>
                {preset.label()}
            </a>
        }
    });
    view! {
        <header class="desk-head">
            <div class="grow">
                <a class="back-line" href=links::statistics(chosen.area, chosen.year)>
                    "‹ 年度统计"
                </a>
                <h1>{format!("统计表指标 · {}", chosen.name)}</h1>
                <p class="small">{held}</p>
                <p class="small">
                    "只决定显示哪些指标、按什么顺序、叫什么名称，不改变口径；代码不变，没有勾选的指标照常计算，在“全部指标”中可以看到。已上报的年度不受影响。"
                </p>
            </div>
        </header>
        <section class="card stack">
            <h2>"从样表开始"</h2>
            <div class="row wrap">{presets.collect_view()}</div>
            <p class="small">
                "省级 21 项年报中，企业与合作社分为两项，帮扶贫困村、贫困户按脱贫村、脱贫户计；贫困人口没有对应的记录，不列。"
            </p>
        </section>
        <Lines area=chosen.area is_own=chosen.is_own lines=chosen.lines />
    }
    .erased()
}

#[component]
fn Lines(area: AreaCode, is_own: bool, lines: Vec<Row>) -> impl IntoView {
    let rows = lines.into_iter().map(row).collect_view();
    view! {
        <form class="card stack" method="post" action="/desk/settings/form">
            <input type="hidden" name="area" value=area.to_string() />
            <div class="scroll" tabindex="0" role="region" aria-label="指标">
                <table class="grid stacks form-lines">
                    <thead>
                        <tr>
                            <th class="start">"指标"</th>
                            <th class="start">"显示"</th>
                            <th class="start">"顺序"</th>
                            <th class="start">"本地名称"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <div class="row">
                <button class="button primary" name="do" value="save">
                    "保存指标"
                </button>
                {is_own
                    .then(|| {
                        view! {
                            <button class="button" name="do" value="inherit">
                                "不再使用本地的指标"
                            </button>
                        }
                    })}
            </div>
        </form>
    }
    .erased()
}

fn row(line: Row) -> AnyView {
    let Row {
        code,
        shown,
        order,
        name,
    } = line;
    let text = code.as_str();
    let indicator = CATALOGUE.iter().find(|indicator| indicator.code == code);
    let unit = indicator.map_or("", |indicator| indicator.unit);
    view! {
        <tr>
            <th class="start" scope="row">
                {code.name()}
                " "
                <small>{text}"，"<span>{unit}</span></small>
            </th>
            <td class="start" data-label="显示">
                <label class="tick">
                    <input
                        type="checkbox"
                        name=format!("show-{text}")
                        value="on"
                        checked=shown
                        aria-label=format!("显示 {text}")
                    />
                </label>
            </td>
            <td class="start" data-label="顺序">
                <input
                    class="input"
                    type="number"
                    min="1"
                    max="999"
                    name=format!("order-{text}")
                    value=order
                    aria-label=format!("{text} 的顺序")
                />
            </td>
            <td class="start" data-label="本地名称">
                <input
                    class="input"
                    type="text"
                    name=format!("name-{text}")
                    value=name
                    maxlength=LONGEST_NAME.to_string()
                    placeholder=code.name()
                    autocomplete="off"
                    aria-label=format!("{text} 的本地名称")
                />
            </td>
        </tr>
    }
    .erased()
}
