//! 数据质量.

use super::{
    Asking,
    lists::{at_once, head},
};
use crate::{
    error::Result,
    export::{Format, Made, Sheet, from_batches, quality as rows},
    query::Figures,
};
use domain::{codes::Coded, quality::QualityCheck};
use store::quality;

/// What all checks found in an area's year, or one of them.
pub(crate) async fn findings(asking: &Asking, format: Format) -> Result<Made> {
    let asked = Figures::read(&asking.query, &asking.store, asking.actor())?;
    let check: Option<QualityCheck> = asking
        .query
        .read(|reader| Some(reader.optional_code("check")))?;
    let sheet = quality::sheet(&asking.store, asking.actor(), asked.area, asked.year).await?;
    let found: Vec<_> = sheet
        .findings
        .into_iter()
        .filter(|finding| check.is_none_or(|check| finding.check == check))
        .collect();
    let title = check.map_or_else(
        || "数据质量".to_owned(),
        |check| format!("数据质量：{}", check.label()),
    );
    let (listed, told) = head(asking, "quality", &title, asked).await?;
    let sheet = Sheet::of("数据质量", title, told, rows::FINDINGS, 2);
    let written = from_batches(format, sheet, rows::FINDINGS, at_once(found)).await?;
    asking.hand_over(listed, written, format).await
}
