//! The registers (名册).

use super::{Asking, Listed};
use crate::{
    error::{ApiError, Result},
    export::{Format, Made, Sheet, from_rows, in_turn, registers as rows},
};
use domain::{
    codes::Coded,
    registers::{Kind, Query},
};
use store::registers;

/// All of a register that the page's search and filters leave.
pub(crate) async fn register(asking: &Asking, name: &str, format: Format) -> Result<Made> {
    let kind = Kind::from_code(name).filter(|kind| Kind::REGISTERS.contains(kind));
    let kind = kind.ok_or_else(ApiError::not_found)?;
    let query = asking.query.read(|reader| {
        let mut text = |name| reader.text(name, 0, 100).unwrap_or_default();
        Some(Query {
            area: text("area"),
            text: text("text"),
            show: text("show"),
            after: String::new(),
        })
    })?;
    let found = registers::whole(&asking.store, asking.actor(), kind, &query).await?;
    let place = asking.place(query.area.parse().ok()).await?;
    let title = format!("{}名册", kind.label());
    let sheet = Sheet {
        tab: "名册",
        title: title.clone(),
        told: asking.told(&place.title(), ""),
        heads: rows::heads(&found),
        steady: 1,
    };
    let write = move || {
        let headers = found.headers;
        let entries = found.entries.into_iter();
        from_rows(
            format,
            &sheet,
            entries.map(|entry| rows::row(&headers, entry)),
        )
    };
    let written = in_turn(write).await?;
    let listed = Listed {
        key: kind.code().to_owned(),
        area: place.area,
        name: format!("{}{title}", place.name),
        plain_name: format!("{}-{}", kind.code(), place.code),
    };
    asking.hand_over(listed, written, format).await
}
