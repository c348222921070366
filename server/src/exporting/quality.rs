//! 数据质量.

use super::{
    Asking,
    lists::{self, at_once},
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
    let (store, actor) = (&asking.store, asking.actor());
    let sheet = quality::sheet(store, actor, asked.area, asked.told(), check).await?;
    let title = check.map_or_else(
        || "数据质量".to_owned(),
        |check| format!("数据质量：{}", check.label()),
    );
    let title = format!("{title}{}", lists::by(asked.divisions));
    let (listed, told) = lists::head(asking, "quality", &title, asked).await?;
    let head = Sheet::of("数据质量", title, told, rows::FINDINGS, 2);
    let written = from_batches(format, head, rows::FINDINGS, at_once(sheet.findings)).await?;
    asking.hand_over(listed, written, format).await
}
