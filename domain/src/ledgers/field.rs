//! The words in which a ledger is declared.

use super::{Measure, steps::Status};
use crate::areas::AreaLevel;

/// Codes of a closed set with their Chinese terms, in order.
pub type Choices = &'static [(&'static str, &'static str)];

/// How a field is entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Input {
    /// One line of at most 100 characters.
    Line,
    /// Several lines of at most 1,000 characters.
    Long,
    /// A day that is not in the future.
    Past,
    /// Any day.
    Day,
    Year,
    /// A whole number.
    Count,
    /// 亩, with up to two digits.
    Area,
    /// Typed in 万元, held in fen.
    Money,
    One(Choices),
    /// An area of this level or below.
    Place(AreaLevel),
    /// A phone number, of which only the last four digits are kept.
    PhoneTail,
    /// A commissioner or a team.
    Holder,
    Industry,
}

/// What the database knows of a field besides its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fills {
    Nothing,
    /// What people call the entry; entries of one name count as one thing.
    Name,
    Area,
    /// The day, and with it the year, that the entry belongs to.
    OccurredOn,
    /// The year that the entry belongs to.
    Year,
    SubKind,
    Measure(Measure),
}

/// A field of a ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    pub column: &'static str,
    pub label: &'static str,
    pub input: Input,
    pub required: bool,
    pub fills: Fills,
}

impl Field {
    /// A field that may stay empty.
    #[must_use]
    pub const fn may(column: &'static str, label: &'static str, input: Input) -> Self {
        Self {
            column,
            label,
            input,
            required: false,
            fills: Fills::Nothing,
        }
    }

    /// A field that must be filled in.
    #[must_use]
    pub const fn must(column: &'static str, label: &'static str, input: Input) -> Self {
        Self {
            required: true,
            ..Self::may(column, label, input)
        }
    }

    /// The same field, known to the database.
    #[must_use]
    pub const fn fills(self, fills: Fills) -> Self {
        Self { fills, ..self }
    }

    /// The same field, counted.
    #[must_use]
    pub const fn counts(self, measure: Measure) -> Self {
        self.fills(Fills::Measure(measure))
    }
}

/// One way to look at a ledger: some columns of the entries in some states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct View {
    pub code: &'static str,
    pub label: &'static str,
    /// The first one is the entry's title.
    pub columns: &'static [&'static str],
    /// Empty for all states.
    pub statuses: &'static [Status],
}

/// What no two entries have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unique {
    No,
    /// Place and name.
    Named,
    /// Place, name and year.
    NamedYear,
}
