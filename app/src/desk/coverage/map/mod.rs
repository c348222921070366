//! 覆盖地图: the counties of a city by their outlines, the townships of a county as equal tiles. SVG
//! made on the server; every place is a link with its name and rate in it, and the table below the
//! drawing says the same.

mod counties;
mod outlines;
mod steps;
mod tiles;

pub(super) use steps::ShownRate;

use crate::{
    desk::{
        links::Covered,
        words::{self, percent},
    },
    view::Erase,
};
use domain::{
    areas::AreaLevel,
    coverage::{ChildCoverage, Coverage, Tenths},
};
use leptos::prelude::*;

/// A place as it is drawn.
struct Place {
    href: String,
    name: String,
    rate: Option<Tenths>,
    /// The rate's numbers, read aloud and shown at the pointer.
    told: String,
    due: i64,
}

/// What a drawing needs beside its places: size and shapes.
struct Drawing {
    size: (i64, i64),
    shapes: AnyView,
}

#[component]
pub(super) fn Map(coverage: Coverage, covered: Covered) -> impl IntoView {
    let shown = ShownRate::from_code(covered.rate);
    let place = |child: &ChildCoverage| place(child, shown, covered);
    let children = &coverage.children;
    let (drawing, on_phone) = match coverage.area.level {
        AreaLevel::City => (counties::draw(coverage.area.code, children, place), None),
        AreaLevel::County => (
            tiles::draw(children, tiles::WIDE, place),
            tiles::draw(children, tiles::NARROW, place),
        ),
        _ => (None, None),
    };
    drawing.map(|drawing| view! { <Figure coverage drawing on_phone shown covered /> })
}

fn place(child: &ChildCoverage, shown: ShownRate, above: Covered) -> Place {
    let totals = child.totals;
    let part = match shown {
        ShownRate::Served => totals.served,
        ShownRate::Assigned => totals.assigned,
        ShownRate::Regular => totals.regular,
    };
    let rate = shown.of(totals.rates());
    let name = child.area.name.clone();
    let told = if rate.is_some() {
        format!(
            "{name}：{}覆盖率 {}，应覆盖 {} 个村，已覆盖 {part} 个",
            shown.label(),
            percent(rate),
            totals.due,
        )
    } else {
        format!("{name}：没有应覆盖村")
    };
    let area = child.area.code;
    Place {
        href: Covered { area, ..above }.board(""),
        name,
        rate,
        told,
        due: totals.due,
    }
}

#[component]
fn Figure(
    coverage: Coverage,
    drawing: Drawing,
    /// The same for a phone, where it is drawn apart.
    on_phone: Option<Drawing>,
    shown: ShownRate,
    covered: Covered,
) -> impl IntoView {
    let (width, height) = drawing.size;
    let below = words::below(coverage.area.level);
    let title = format!("各{below}{}覆盖率", shown.label());
    let told = told(&coverage, shown);
    let kind = if on_phone.is_some() {
        "townships wide-only"
    } else {
        "counties"
    };
    let on_phone = on_phone.map(|drawing| {
        let (width, height) = drawing.size;
        view! {
            <svg
                class="narrow-only"
                role="group"
                viewBox=format!("0 0 {width} {height}")
                aria-label=title.clone()
            >
                {drawing.shapes}
            </svg>
        }
    });
    let region = title.clone();
    let credit = (coverage.area.level == AreaLevel::City).then_some(
        "示意图，不作为行政区域界线依据；轮廓数据格式与天地图（审图号 GS(2024)0650号）一致。",
    );
    view! {
        <figure class="card chart map">
            <figcaption>
                <div class="row apart wrap">
                    <h2>{title.clone()}</h2>
                    {choices(shown, covered)}
                </div>
                <p class="small">{told.clone()}</p>
                {steps::legend()}
            </figcaption>
            <div class="scroll" tabindex="0" role="region" aria-label=region>
                <svg
                    class=kind
                    role="group"
                    viewBox=format!("0 0 {width} {height}")
                    aria-labelledby="map-title map-told"
                >
                    <title id="map-title">{title}</title>
                    <desc id="map-told">{told}</desc>
                    <defs>{steps::patterns()}</defs>
                    {drawing.shapes}
                </svg>
                {on_phone}
            </div>
            {credit.map(|credit| view! { <p class="small">{credit}</p> })}
        </figure>
    }
}

/// The other rates.
fn choices(shown: ShownRate, covered: Covered) -> AnyView {
    let choice = |rate: ShownRate| {
        let href = Covered {
            rate: rate.code(),
            ..covered
        };
        view! {
            <a
                class="filter-chip"
                href=href.board("")
                aria-current=(rate == shown).then_some("true")
            >
                {rate.label()}
            </a>
        }
    };
    view! {
        <nav class="filter-chips no-print" aria-label="地图显示">
            {ShownRate::ALL.map(choice).collect_view()}
        </nav>
    }
    .erased()
}

/// The drawing in a sentence.
fn told(coverage: &Coverage, shown: ShownRate) -> String {
    let rates = coverage
        .children
        .iter()
        .filter_map(|child| Some((shown.of(child.totals.rates())?, &child.area.name)));
    let (lowest, highest) = (rates.clone().min(), rates.clone().max());
    let (Some((least, low)), Some((most, high))) = (lowest, highest) else {
        return "本年度没有应覆盖的村。".to_owned();
    };
    if least == most {
        return format!(
            "{} 个{}有应覆盖村，都是 {}。底纹越密越高，数字是{}覆盖率。",
            rates.count(),
            words::below(coverage.area.level),
            percent(Some(most)),
            shown.label(),
        );
    }
    format!(
        "{} 个{}有应覆盖村，最高{high} {}，最低{low} {}。底纹越密越高，数字是{}覆盖率。",
        rates.count(),
        words::below(coverage.area.level),
        percent(Some(most)),
        percent(Some(least)),
        shown.label(),
    )
}

/// A place's name and rate, in the middle of its shape.
fn label(place: &Place, (x, y): (i64, i64)) -> AnyView {
    let rate = if place.rate.is_some() {
        percent(place.rate)
    } else {
        "—".to_owned()
    };
    view! {
        <text class="place-name" translate="no" x=x.to_string() y=y.to_string()>
            {place.name.clone()}
        </text>
        <text class="place-rate" x=x.to_string() y=(y + 17).to_string()>
            {rate}
        </text>
    }
    .erased()
}
