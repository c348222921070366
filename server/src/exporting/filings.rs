//! What has changed since a year was filed.

use super::{Asking, Listed, lists::at_once};
use crate::{
    error::{ApiError, Result},
    export::{Format, Made, Sheet, area_title, filings as rows, from_batches},
};
use domain::ids::FilingId;
use store::filings;

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
