//! A filed year: its sheet, what its figures count, and what has changed since.

use super::{Asking, Listed, lists::at_once};
use crate::{
    error::{ApiError, Result},
    export::{Format, Made, Sheet, area_title, filings as rows, from_batches},
};
use domain::{fields::FieldCode, ids::FilingId, statistics::catalogue::IndicatorCode};
use store::filings;

/// What one figure of a filing counts, all of it.
pub(crate) async fn filed_items(asking: &Asking, id: &str, format: Format) -> Result<Made> {
    let id: FilingId = id.parse().map_err(|_| ApiError::not_found())?;
    let code: Option<String> = asking
        .query
        .read(|reader| Some(reader.optional_parsed("code", FieldCode::WrongType)))?;
    let code = code.as_deref().and_then(IndicatorCode::from_text);
    let code = code.ok_or_else(ApiError::not_found)?;
    let (mut found, mut after) = (Vec::new(), None::<String>);
    let list = loop {
        let (store, actor) = (&asking.store, asking.actor());
        let page = filings::items(store, actor, id, code, after.as_deref(), 200).await?;
        found.extend(page.items.iter().cloned());
        if page.next.is_none() {
            break page;
        }
        after = page.next;
    };
    let (filing, area) = (&list.filing, &list.filing.area);
    let title = format!("{}（{}）上报数明细", list.name, code.as_str());
    let narrowed = format!("{} 年　第 {} 次上报", filing.year, filing.number);
    let told = asking.told(&area_title(&area.name, area.code), &narrowed);
    let sheet = Sheet::of("明细", title.clone(), told, rows::ITEMS, 1);
    let written = from_batches(format, sheet, rows::ITEMS, at_once(found)).await?;
    let listed = Listed {
        key: code.as_str().to_owned(),
        area: Some(area.code),
        name: format!("{}{}年{title}", area.name, filing.year),
        plain_name: format!(
            "filed-{}-{}-{}",
            code.as_str().to_ascii_lowercase(),
            filing.year,
            area.code
        ),
    };
    asking.hand_over(listed, written, format).await
}

/// The sheet of a filing, as it was filed.
pub(crate) async fn filed_figures(asking: &Asking, id: &str, format: Format) -> Result<Made> {
    let id: FilingId = id.parse().map_err(|_| ApiError::not_found())?;
    let view = filings::show(&asking.store, asking.actor(), id).await?;
    let (filing, area) = (&view.filing, &view.filing.area);
    let title = format!("{}{} 年年度统计上报数", area.name, filing.year);
    let narrowed = format!(
        "{} 年　第 {} 次上报　校验码 {}",
        filing.year, filing.number, filing.hash
    );
    let told = asking.told(&area_title(&area.name, area.code), &narrowed);
    let sheet = Sheet::of("上报数", title.clone(), told, rows::FIGURES, 2);
    let lines = at_once(rows::sheet(view.figures));
    let written = from_batches(format, sheet, rows::FIGURES, lines).await?;
    let listed = Listed {
        key: "filed_figures".to_owned(),
        area: Some(area.code),
        name: title,
        plain_name: format!("filed-{}-{}", filing.year, area.code),
    };
    asking.hand_over(listed, written, format).await
}

/// The corrections of a filing.
pub(crate) async fn corrections(asking: &Asking, id: &str, format: Format) -> Result<Made> {
    let id: FilingId = id.parse().map_err(|_| ApiError::not_found())?;
    let view = filings::show(&asking.store, asking.actor(), id).await?;
    let (filing, area) = (&view.filing, &view.filing.area);
    let title = format!("{}{} 年年度统计更正", area.name, filing.year);
    let narrowed = format!("{} 年　第 {} 次上报", filing.year, filing.number);
    let told = asking.told(&area_title(&area.name, area.code), &narrowed);
    let sheet = Sheet::of("更正", title.clone(), told, rows::CORRECTIONS, 2);
    let found = rows::rows(&view.corrections);
    let written = from_batches(format, sheet, rows::CORRECTIONS, at_once(found)).await?;
    let listed = Listed {
        key: "corrections".to_owned(),
        area: Some(area.code),
        name: title,
        plain_name: format!("corrections-{}-{}", filing.year, area.code),
    };
    asking.hand_over(listed, written, format).await
}
