//! `GET /desk/templates/{kind}/{form}`: an empty file of each kind, as CSV or XLSX.

use axum::{
    extract::Path,
    response::{IntoResponse, Response},
};
use domain::{codes::Coded, registers::Kind};
use http::{Uri, header};
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use store::imports::templates;

use crate::{auth::SignedInPerson, error::ApiError, forms::see_other, local_path};

/// As `/desk/templates/villages/xlsx`: a path that ends like a file would be taken for one of the site's.
pub(crate) async fn show(
    Path((kind, form)): Path<(String, String)>,
    person: Option<SignedInPerson>,
    uri: Uri,
) -> Response {
    if person.is_none() {
        return see_other(&local_path::with_query("/sign-in", &[("next", uri.path())]));
    }
    let made = match (Kind::from_code(&kind), form.as_str()) {
        (Some(kind), "csv") => Some(("text/csv; charset=utf-8", csv(kind))),
        (Some(kind), "xlsx") => match xlsx(kind) {
            Ok(bytes) => Some((XLSX, bytes)),
            Err(error) => {
                tracing::error!(%error, "template not made");
                return ApiError::internal().into_response();
            }
        },
        _ => None,
    };
    let Some((content_type, bytes)) = made else {
        return ApiError::not_found().into_response();
    };
    // Kind and form are words of ours: plain ASCII.
    let disposition = format!("attachment; filename=\"{kind}.{form}\"");
    let headers = [
        (header::CONTENT_TYPE, content_type.to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    (headers, bytes).into_response()
}

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The mark tells Excel that it is UTF-8.
fn csv(kind: Kind) -> Vec<u8> {
    let headers = templates::headers(kind).join(",");
    format!("\u{feff}{headers}\r\n").into_bytes()
}

/// Headers on the first sheet, which is the one that is read; examples on the second.
fn xlsx(kind: Kind) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let (head, text) = (
        Format::new().set_bold().set_background_color("DDEBE2"),
        Format::new().set_num_format("@"),
    );
    let sheet = book
        .add_worksheet()
        .set_name(kind.label().replace(['（', '）'], ""))?;
    sheet.set_freeze_panes(1, 0)?;
    for (column, header) in (0..).zip(templates::headers(kind)) {
        // As text, or a phone number loses its shape.
        sheet.set_column_format(column, &text)?;
        sheet.set_column_width(column, 18)?;
        sheet.write_with_format(0, column, header, &head)?;
    }
    let sheet = book.add_worksheet().set_name("示例")?;
    let rows = [templates::headers(kind), templates::example(kind)];
    for (row, texts) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(texts) {
            sheet.set_column_width(column, 18)?;
            sheet.write_with_format(row, column, cell, if row == 0 { &head } else { &text })?;
        }
    }
    book.save_to_buffer()
}
