//! The lists themselves.

use super::{Asking, Listed, Place};
use crate::{
    api::records::filter,
    error::{ApiError, Result},
    export::{self, Format, Made, Sheet, from_batches, people, records as record_rows, villages},
    query::{self, Figures},
};
use domain::{
    areas::{AreaCode, AreaLevel},
    codes::{Coded, DesignationKind},
    coverage::{VillageCoverage, VillageFilter},
    divisions::Divisions,
    reading::{ListedEntry, RecordFilter},
    statistics::catalogue::{CATALOGUE, IndicatorCode, Listed as ListedAs},
};
use futures::{FutureExt, future::BoxFuture};
use std::collections::BTreeSet;
use store::{areas, coverage as due, exports, statistics};

/// The records of the desk's list.
pub(crate) async fn records(asking: &Asking, format: Format) -> Result<Made> {
    let filter = asking.query.read(|reader| Some(filter(reader)))?;
    let place = asking.place(filter.area).await?;
    let sheet = Sheet::of(
        "服务记录",
        "科技特派员服务记录".to_owned(),
        asking.told(&place.title(), &narrowed(&filter)),
        record_rows::COLUMNS,
        4,
    );
    let (store, actor, filtered) = (&asking.store, asking.actor(), &filter);
    let written = from_batches(format, sheet, record_rows::COLUMNS, |out| async move {
        exports::records(store, actor, filtered, &out).await
    })
    .await?;
    let listed = Listed {
        key: "records".to_owned(),
        area: place.area,
        name: format!("{}科技特派员服务记录{}", place.name, span(&filter)),
        plain_name: format!("records-{}", place.code),
    };
    asking.hand_over(listed, written, format).await
}

/// The figures of an area and year.
pub(crate) async fn annual(asking: &Asking, format: Format) -> Result<Made> {
    let asked = Figures::read(&asking.query, &asking.store, asking.actor())?;
    let (area, year) = (asked.area, asked.year);
    let shown = query::shown(&asking.query)?;
    let figures = statistics::annual(&asking.store, asking.actor(), area, asked.told()).await?;
    let figures = figures.shown(shown);
    let by = by(asked.divisions);
    let name = format!("{}{year}年科技特派员工作年度统计{by}", figures.area.name);
    let write = move || export::annual(&figures, format);
    let written = export::in_turn(write).await?;
    let listed = Listed {
        key: "annual".to_owned(),
        area: Some(area),
        name,
        plain_name: format!("annual-{year}-{area}"),
    };
    asking.hand_over(listed, written, format).await
}

/// What a file's name says of the areas it is told by; those of the time need no saying.
pub(super) const fn by(divisions: Divisions) -> &'static str {
    match divisions {
        Divisions::Then => "",
        Divisions::Now => "（按现在区划）",
    }
}

/// The due villages of an area, all of them or one kind such as 空白村.
pub(crate) async fn coverage(asking: &Asking, format: Format) -> Result<Made> {
    let asked = Figures::read(&asking.query, &asking.store, asking.actor())?;
    let show: Option<VillageFilter> = asking
        .query
        .read(|reader| Some(reader.optional_code("show")))?;
    let kind: Option<DesignationKind> = asking
        .query
        .read(|reader| Some(reader.optional_code("designation")))?;
    let (area, year) = (asked.area, asked.told());
    let found = due::due_villages(&asking.store, asking.actor(), area, year, kind).await?;
    let found = found
        .into_iter()
        .filter(|village| show.is_none_or(|show| show.holds(village)))
        .collect();
    let list = Villages {
        key: "coverage".to_owned(),
        title: format!(
            "{}{}清单{}",
            kind.map_or("", Coded::label),
            show.map_or("应覆盖村", Coded::label),
            by(asked.divisions),
        ),
        asked,
        found,
    };
    list.written(asking, format).await
}

/// All that one figure counts.
pub(crate) async fn behind(asking: &Asking, code: &str, format: Format) -> Result<Made> {
    let code = IndicatorCode::from_text(code).ok_or_else(ApiError::not_found)?;
    let asked = Figures::read(&asking.query, &asking.store, asking.actor())?;
    let (store, actor) = (&asking.store, asking.actor());
    let (area, year) = (asked.area, asked.told());
    let title = format!("{}{}", title_of(code), by(asked.divisions));
    if code.listed_as() == ListedAs::Records {
        let (listed, told) = head(asking, code.as_str(), &title, asked).await?;
        let sheet = Sheet::of("明细", title, told, record_rows::COLUMNS, 4);
        let written = from_batches(format, sheet, record_rows::COLUMNS, |out| async move {
            exports::behind(store, actor, code, area, year, &out).await
        })
        .await?;
        return asking.hand_over(listed, written, format).await;
    }
    let found = statistics::behind(store, actor, code, area, year, None, 1).await?;
    if let Some(found) = found.villages {
        let list = Villages {
            key: code.as_str().to_owned(),
            title,
            asked,
            found,
        };
        return list.written(asking, format).await;
    }
    let (listed, told) = head(asking, code.as_str(), &title, asked).await?;
    let written = if let Some(found) = found.people {
        let sheet = Sheet::of("科技特派员", title, told, people::PEOPLE, 1);
        from_batches(format, sheet, people::PEOPLE, at_once(found)).await?
    } else if found.entries.is_some() {
        let sheet = Sheet::of("台账", title, told, people::ENTRIES, 1);
        let found = entries(asking, code, asked).await?;
        from_batches(format, sheet, people::ENTRIES, at_once(found)).await?
    } else if let Some(found) = found.townships.or(found.industries) {
        let sheet = Sheet::of("覆盖", title, told, people::PARTS, 1);
        from_batches(format, sheet, people::PARTS, at_once(found)).await?
    } else {
        let sheet = Sheet::of("团队", title, told, people::TEAMS, 1);
        let found = found.teams.ok_or_else(ApiError::not_found)?;
        from_batches(format, sheet, people::TEAMS, at_once(found)).await?
    };
    asking.hand_over(listed, written, format).await
}

/// All entries of the ledgers that one figure counts.
async fn entries(asking: &Asking, code: IndicatorCode, asked: Figures) -> Result<Vec<ListedEntry>> {
    let (mut all, mut after) = (Vec::new(), None::<String>);
    loop {
        let page = statistics::behind(
            &asking.store,
            asking.actor(),
            code,
            asked.area,
            asked.told(),
            after.as_deref(),
            200,
        );
        let page = page.await?;
        all.extend(page.entries.unwrap_or_default());
        after = page.next;
        if after.is_none() {
            return Ok(all);
        }
    }
}

/// Due villages on their way into a file.
struct Villages {
    key: String,
    title: String,
    asked: Figures,
    found: Vec<VillageCoverage>,
}

impl Villages {
    async fn written(self, asking: &Asking, format: Format) -> Result<Made> {
        let (listed, told) = head(asking, &self.key, &self.title, self.asked).await?;
        let rows = with_counties(asking, self.found).await?;
        let sheet = Sheet::of("村", self.title, told, villages::COLUMNS, 4);
        let written = from_batches(format, sheet, villages::COLUMNS, at_once(rows)).await?;
        asking.hand_over(listed, written, format).await
    }
}

async fn with_counties(
    asking: &Asking,
    found: Vec<VillageCoverage>,
) -> Result<Vec<villages::ListedVillage>> {
    let county = |village: &VillageCoverage| village.code.at(AreaLevel::County);
    let counties: BTreeSet<AreaCode> = found.iter().filter_map(county).collect();
    let counties: Vec<_> = counties.into_iter().collect();
    let names = areas::names(&asking.store, &counties).await?;
    let name = |code| names.get(&code).cloned().unwrap_or_default();
    Ok(found
        .into_iter()
        .map(|village| villages::ListedVillage {
            county: county(&village).map(name).unwrap_or_default(),
            village,
        })
        .collect())
}

/// How a list of an area and year is named, and what stands below its title.
pub(super) async fn head(
    asking: &Asking,
    key: &str,
    title: &str,
    asked: Figures,
) -> Result<(Listed, [String; 2])> {
    let place: Place = asking.place(Some(asked.area)).await?;
    let year = asked.year;
    let told = asking.told(&place.title(), &format!("{year} 年"));
    let listed = Listed {
        key: key.to_owned(),
        area: place.area,
        name: format!("{}{year}年{title}", place.name),
        plain_name: format!("{}-{year}-{}", key.to_ascii_lowercase(), place.code),
    };
    Ok((listed, told))
}

/// A list that is short enough to be in memory already.
pub(super) fn at_once<T: Send + 'static>(
    found: Vec<T>,
) -> impl FnOnce(exports::Batches<T>) -> BoxFuture<'static, store::Result<()>> {
    |out| {
        async move {
            // Whoever no longer reads wants nothing more.
            let _ = out.send(found).await;
            Ok(())
        }
        .boxed()
    }
}

fn title_of(code: IndicatorCode) -> String {
    let indicator = CATALOGUE.iter().find(|indicator| indicator.code == code);
    let name = indicator.map_or("", |indicator| indicator.name_zh);
    format!("{name}（{}）明细", code.as_str())
}

/// What narrows a list of records, in words.
fn narrowed(filter: &RecordFilter) -> String {
    let mut parts = Vec::new();
    parts.extend(filter.kind.map(|kind| kind.label().to_owned()));
    let states: Vec<_> = filter
        .statuses
        .iter()
        .map(|status| status.label())
        .collect();
    parts.extend((!states.is_empty()).then(|| states.join("、")));
    parts.extend(filter.author.map(|_| "一人的记录".to_owned()));
    let span = span(filter);
    parts.push(if span.is_empty() {
        "全部日期".to_owned()
    } else {
        format!("服务日期{span}")
    });
    parts.join("，")
}

/// The dates of a filter, as a file's name says them.
fn span(filter: &RecordFilter) -> String {
    match (filter.from, filter.to) {
        (None, None) => String::new(),
        (Some(from), None) => format!("{from}起"),
        (None, Some(to)) => format!("至{to}"),
        (Some(from), Some(to)) => format!("{from}至{to}"),
    }
}
