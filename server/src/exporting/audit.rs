//! The audit log; reading it whole is itself written down in it.

use super::{Asking, Listed};
use crate::{
    error::Result,
    export::{Format, Made, Sheet, audit as audit_rows, from_batches},
};
use domain::{audit::AuditFilter, fields::FieldCode};
use store::audit as log;

/// What was done, under the filter of the page.
pub(crate) async fn audit(asking: &Asking, format: Format) -> Result<Made> {
    let filter = asking.query.read(|reader| {
        Some(AuditFilter {
            who: reader.text("who", 0, 64).unwrap_or_default(),
            what: reader.optional_code("what"),
            subject: reader.text("subject", 0, 64).unwrap_or_default(),
            from: reader.optional_parsed("from", FieldCode::NotADate),
            to: reader.optional_parsed("to", FieldCode::NotADate),
            after: None,
        })
    })?;
    let place = asking.place(None).await?;
    let sheet = Sheet::of(
        "审计",
        "操作审计记录".to_owned(),
        asking.told(&place.title(), ""),
        audit_rows::COLUMNS,
        2,
    );
    let (store, actor, filtered) = (&asking.store, asking.actor(), &filter);
    let written = from_batches(format, sheet, audit_rows::COLUMNS, |out| async move {
        log::export(store, actor, filtered, &out).await
    })
    .await?;
    let listed = Listed {
        key: "audit".to_owned(),
        area: place.area,
        name: format!("{}操作审计记录", place.name),
        plain_name: format!("audit-{}", place.code),
    };
    asking.hand_over(listed, written, format).await
}
