//! The ledgers (台账).

use super::{Asking, Listed};
use crate::{
    error::{ApiError, Result},
    export::{Cell, Format, Head, Made, Sheet, from_rows, in_turn},
};
use domain::{
    codes::Coded,
    ledgers::{Input, Kind, Listed as Found, Query},
};
use store::ledgers;

/// All of a ledger that the page's search and filters leave, in the columns of the page's view.
pub(crate) async fn ledger(asking: &Asking, name: &str, format: Format) -> Result<Made> {
    let kind = Kind::from_code(name).ok_or_else(ApiError::not_found)?;
    let query = asking.query.read(|reader| {
        let mut text = |name| reader.text(name, 0, 100).unwrap_or_default();
        Some(Query {
            area: text("area"),
            text: text("text"),
            view: text("view"),
            status: text("status"),
            year: text("year"),
            after: String::new(),
        })
    })?;
    let found = ledgers::whole(&asking.store, asking.actor(), kind, &query).await?;
    let place = asking.place(query.area.parse().ok()).await?;
    let several = kind.declared().views.len() > 1;
    let title = if several {
        kind.declared().view(found.view).label.to_owned()
    } else {
        format!("{}台账", kind.label())
    };
    let year = match query.year.as_str() {
        "" => String::new(),
        year => format!("{year} 年"),
    };
    let sheet = Sheet {
        tab: "台账",
        title: title.clone(),
        told: asking.told(&place.title(), &year),
        heads: heads(&found),
        steady: 1,
    };
    let write = move || from_rows(format, &sheet, rows(found));
    let written = in_turn(write).await?;
    let listed = Listed {
        key: kind.code().to_owned(),
        area: place.area,
        name: format!("{}{title}", place.name),
        plain_name: format!("{}-{}", kind.code(), place.code),
    };
    asking.hand_over(listed, written, format).await
}

fn heads(found: &Found) -> Vec<Head> {
    let head = |text: &str, width| Head {
        text: text.to_owned(),
        width,
    };
    let own = found.headers.iter().map(|label| head(label, 20));
    own.chain([head("状态", 10), head("超期（天）", 10)])
        .collect()
}

/// Numbers and days in cells of their own, all else as it is read on the page.
fn rows(found: Found) -> Vec<Vec<Cell>> {
    let fields = found.kind.declared().fields;
    let inputs: Vec<Option<Input>> = found
        .headers
        .iter()
        .map(|label| {
            let field = fields.iter().find(|field| field.label == *label);
            field.map(|field| field.input)
        })
        .collect();
    let row = |entry: domain::ledgers::Row| {
        let texts = inputs.iter().zip(entry.cells);
        let mut cells: Vec<_> = texts.map(|(input, text)| cell(*input, text)).collect();
        cells.push(Cell::text(entry.status.label()));
        cells.push(Cell::count(entry.overdue_days));
        cells
    };
    found.rows.into_iter().map(row).collect()
}

fn cell(input: Option<Input>, text: String) -> Cell {
    match input {
        Some(Input::Count | Input::Year) => text.parse().map_or(Cell::text(text), Cell::Count),
        Some(Input::Past | Input::Day) => text.parse().map_or(Cell::text(text), Cell::Date),
        Some(Input::Money | Input::Area) => {
            hundredths(&text).map_or(Cell::text(text), Cell::Hundredths)
        }
        _ => Cell::text(text),
    }
}

/// A number with at most two digits; one with more stays as it was typed.
fn hundredths(text: &str) -> Option<domain::statistics::Hundredths> {
    if text.is_empty() {
        return None;
    }
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let short = part.len() <= 2;
    let digits = format!("{whole}{part:0<2}");
    let number = digits.parse().ok().filter(|_| short);
    number.map(domain::statistics::Hundredths)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::statistics::Hundredths;

    #[test]
    fn money_is_a_number_in_a_file_and_an_exact_one() {
        let money = |text: &str| cell(Some(Input::Money), text.to_owned());
        assert_eq!(money("12.5"), Cell::Hundredths(Hundredths(1250)));
        assert_eq!(money("1200"), Cell::Hundredths(Hundredths(120_000)));
        assert_eq!(money("0.000001"), Cell::text("0.000001"));
        assert_eq!(money(""), Cell::Empty);
    }
}
