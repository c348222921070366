//! A register as rows: the columns of its page, with counts and days in cells of their own.

use super::{Cell, Head};
use chrono::NaiveDate;
use domain::registers::{Entry, Listed};

/// Columns that hold from when to when, and what each end is called in a column of its own.
const SPANS: [(&str, [&str; 2]); 2] = [("聘期", ["聘期起", "聘期止"]), ("起止", ["开始", "结束"])];

/// Columns that hold a count, and what is counted.
const COUNTS: [(&str, &str); 4] = [
    ("户数", "户"),
    ("结对村", "个"),
    ("成员", "人"),
    ("派出人数", "人"),
];

/// The heads of a register's columns.
pub fn heads(listed: &Listed) -> Vec<Head> {
    let mut heads = Vec::new();
    for header in &listed.headers {
        if let Some(ends) = ends(header) {
            heads.extend(ends.map(|end| head(end.to_owned(), 12)));
        } else if let Some(unit) = counted(header) {
            heads.push(head(format!("{header}（{unit}）"), 10));
        } else {
            heads.push(head(header.clone(), 22));
        }
    }
    heads
}

fn head(text: String, width: u8) -> Head {
    Head { text, width }
}

fn ends(header: &str) -> Option<[&'static str; 2]> {
    let found = SPANS.iter().find(|(name, _)| *name == header);
    found.map(|(_, ends)| *ends)
}

fn counted(header: &str) -> Option<&'static str> {
    let found = COUNTS.iter().find(|(name, _)| *name == header);
    found.map(|(_, unit)| *unit)
}

/// One thing under those heads.
pub fn row(headers: &[String], entry: Entry) -> Vec<Cell> {
    let mut cells = vec![Cell::text(entry.title)];
    for (header, text) in headers.iter().skip(1).zip(entry.cells) {
        if ends(header).is_some() {
            cells.extend(span(&text));
        } else if let Some(unit) = counted(header) {
            cells.push(count(&text, unit));
        } else {
            cells.push(Cell::text(text));
        }
    }
    cells
}

/// `2026-01-01 至 2026-12-31`, or `2026-01-01 起`.
fn span(text: &str) -> [Cell; 2] {
    let (from, to) = text.split_once(' ').unwrap_or((text, ""));
    let day = |text: &str| text.parse::<NaiveDate>().ok();
    let to = to.trim_start_matches('至').trim_start();
    [Cell::date(day(from)), Cell::date(day(to))]
}

fn count(text: &str, unit: &str) -> Cell {
    let number = text.trim_end_matches(unit).trim_end().parse();
    number.map_or_else(|_| Cell::text(text), Cell::Count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_end_of_a_span_has_a_head_that_can_be_read_alone() {
        let listed = Listed {
            kind: domain::registers::Kind::Assignments,
            headers: ["村", "聘期", "起止"].map(str::to_owned).to_vec(),
            entries: Vec::new(),
            next: None,
            total: 0,
            may_import: false,
            may_add: false,
            registers: Vec::new(),
        };
        let heads: Vec<_> = heads(&listed).into_iter().map(|head| head.text).collect();
        assert_eq!(heads, ["村", "聘期起", "聘期止", "开始", "结束"]);
    }

    #[test]
    fn a_span_becomes_two_days_and_a_count_a_number() {
        let day = |text: &str| Cell::Date(text.parse().unwrap());
        let both = [day("2026-01-01"), day("2026-12-31")];
        assert_eq!(span("2026-01-01 至 2026-12-31"), both);
        assert_eq!(span("2026-01-01 起"), [day("2026-01-01"), Cell::Empty]);
        assert_eq!(count("3 个", "个"), Cell::Count(3));
        assert_eq!(count("412", "户"), Cell::Count(412));
        assert_eq!(count("", "户"), Cell::Empty);
    }
}
