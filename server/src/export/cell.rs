//! What a list is made of, before it becomes a file of one kind or the other.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{codes::Coded, coverage::Tenths, statistics::Hundredths};

/// One value: numbers stay numbers, dates dates, text text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    Empty,
    Text(String),
    Count(i64),
    Decimal(Tenths),
    Hundredths(Hundredths),
    /// Millionths, shown with as many digits as there are: fen as 万元.
    Millionths(i64),
    Date(NaiveDate),
    /// Shown as the clock in Asia/Shanghai.
    Instant(DateTime<Utc>),
}

impl Cell {
    /// A text; nothing when it is empty.
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() {
            Self::Empty
        } else {
            Self::Text(text)
        }
    }

    /// Several texts in one cell.
    pub fn texts(texts: &[String]) -> Self {
        Self::text(texts.join("、"))
    }

    /// The Chinese term of a code; an unknown code as it stands.
    pub fn term<T: Coded>(code: &str) -> Self {
        Self::text(T::from_code(code).map_or_else(|| code, |term| term.label()))
    }

    pub fn count(number: Option<i64>) -> Self {
        number.map_or(Self::Empty, Self::Count)
    }

    pub fn date(date: Option<NaiveDate>) -> Self {
        date.map_or(Self::Empty, Self::Date)
    }

    pub fn instant(at: Option<DateTime<Utc>>) -> Self {
        at.map_or(Self::Empty, Self::Instant)
    }
}

/// A column of a list of `T`.
#[derive(Debug)]
pub struct Column<T> {
    pub head: &'static str,
    /// In characters of a workbook's default font.
    pub width: u8,
    pub cell: fn(&T) -> Cell,
}

/// A column's head, whatever the list holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    pub text: String,
    pub width: u8,
}

/// What stands around the rows. A CSV has only the heads of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// The name of the workbook's one sheet, at most 31 characters.
    pub tab: &'static str,
    pub title: String,
    /// The two lines below the title: area and year, then units and when it was made.
    pub told: [String; 2],
    pub heads: Vec<Head>,
    /// How many columns stay in view and are repeated on every printed page.
    pub steady: u16,
}

impl Sheet {
    /// The sheet of a list.
    pub fn of<T>(
        tab: &'static str,
        title: String,
        told: [String; 2],
        columns: &[Column<T>],
        steady: u16,
    ) -> Self {
        let heads = columns.iter().map(|column| Head {
            text: column.head.to_owned(),
            width: column.width,
        });
        Self {
            tab,
            title,
            told,
            heads: heads.collect(),
            steady,
        }
    }
}

/// Declares a list's columns: head, width, and the cell of an item.
macro_rules! columns {
    ($(#[$doc:meta])* $name:ident: $item:ty; $($head:literal $width:literal $cell:expr;)+) => {
        $(#[$doc])*
        pub const $name: &[$crate::export::Column<$item>] =
            &[$($crate::export::Column { head: $head, width: $width, cell: $cell }),+];
    };
}
pub(super) use columns;
