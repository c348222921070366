//! The ledgers (台账).

use super::{Asking, Listed};
use crate::{
    error::{ApiError, Result},
    export::{Cell, Format, Head, Made, Sheet, streamed},
};
use domain::{
    codes::Coded,
    ledgers::{Field, Input, Kind, Query, Row},
    statistics::Hundredths,
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
    let view = kind.declared().view(&query.view);
    let fields = kind.declared().written(view);
    let place = asking.place(query.area.parse().ok()).await?;
    let several = kind.declared().views.len() > 1;
    let title = if several {
        view.label.to_owned()
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
        heads: heads(kind, &fields),
        steady: 1,
    };
    let cells = move |entry: Row| row(kind, &fields, entry);
    let (store, actor, asked) = (&asking.store, asking.actor(), &query);
    let written = streamed(format, sheet, cells, |out| async move {
        ledgers::write_out(store, actor, kind, asked, &out).await
    })
    .await?;
    let listed = Listed {
        key: kind.code().to_owned(),
        area: place.area,
        name: format!("{}{title}", place.name),
        plain_name: format!("{}-{}", kind.code(), place.code),
    };
    asking.hand_over(listed, written, format).await
}

/// Only a problem has a day until which it must be solved.
fn has_deadline(kind: Kind) -> bool {
    kind == Kind::Problem
}

fn heads(kind: Kind, fields: &[&Field]) -> Vec<Head> {
    let head = |text: &str, width| Head {
        text: text.to_owned(),
        width,
    };
    let own = fields.iter().map(|field| head(field.label, 20));
    own.chain([head("状态", 10)])
        .chain(has_deadline(kind).then(|| head("超期（天）", 10)))
        .collect()
}

/// Numbers and days in cells of their own, all else as it is read on the page.
fn row(kind: Kind, fields: &[&Field], entry: Row) -> Vec<Cell> {
    let texts = fields.iter().zip(entry.cells);
    let mut cells: Vec<_> = texts.map(|(field, text)| cell(field.input, text)).collect();
    cells.push(Cell::text(entry.status.label()));
    cells.extend(has_deadline(kind).then(|| Cell::count(entry.overdue_days)));
    cells
}

fn cell(input: Input, text: String) -> Cell {
    let scaled = |places| scaled(&text, places);
    let number = match input {
        Input::Count | Input::Year => scaled(0).map(Cell::Count),
        Input::Past | Input::Day => text.parse().ok().map(Cell::Date),
        Input::Money => scaled(6).map(Cell::Millionths),
        Input::Area => scaled(2).map(|number| Cell::Hundredths(Hundredths(number))),
        _ => None,
    };
    number.unwrap_or_else(|| Cell::text(text))
}

/// A number with at most so many digits after its point, without the point.
fn scaled(text: &str, places: usize) -> Option<i64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let fits = !text.is_empty() && part.len() <= places;
    let digits = format!("{whole}{part:0<places$}");
    digits.parse().ok().filter(|_| fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_and_days_are_numbers_and_dates_in_a_file() {
        let of = |input, text: &str| cell(input, text.to_owned());
        assert_eq!(of(Input::Money, "12.5"), Cell::Millionths(12_500_000));
        assert_eq!(of(Input::Money, "0.000001"), Cell::Millionths(1));
        assert_eq!(of(Input::Money, ""), Cell::Empty);
        assert_eq!(of(Input::Area, "35.5"), Cell::Hundredths(Hundredths(3550)));
        assert_eq!(of(Input::Count, "12"), Cell::Count(12));
        let day = "2026-03-01".parse().unwrap_or_default();
        assert_eq!(of(Input::Past, "2026-03-01"), Cell::Date(day));
        assert_eq!(of(Input::Line, "12"), Cell::text("12"));
    }
}
