//! A ledger as pages show it.

use super::{
    Doubt, EntryFile, Kind,
    linked::Did,
    steps::{Status, Step},
};
use crate::{
    codes::RecordKind,
    fields::FieldError,
    ids::RecordId,
    registers::{Fact, Field, Happened},
};
use chrono::NaiveDate;
use uuid::Uuid;

/// What is asked of a ledger.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    /// An area's code; empty for the person's own.
    pub area: String,
    /// A part of the name.
    pub text: String,
    /// The code of a view; any other text is the first one.
    pub view: String,
    /// The code of a state, or `overdue`; any other text is all but struck ones.
    pub status: String,
    /// Any other text than a year is all years.
    pub year: String,
    /// The key after which the page begins.
    pub after: String,
}

/// An entry in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub id: Uuid,
    /// One per header, the title first.
    pub cells: Vec<String>,
    pub status: Status,
    /// How many days an open problem is over its time.
    pub overdue_days: Option<i64>,
}

/// A page of a ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub kind: Kind,
    pub view: &'static str,
    pub headers: Vec<&'static str>,
    pub rows: Vec<Row>,
    /// Where the next page begins.
    pub next: Option<String>,
    /// How many fit the query, on all pages.
    pub total: i64,
    /// How many open problems of the area are over their time.
    pub overdue: i64,
    pub may_add: bool,
    pub today: NaiveDate,
}

/// An entry with its history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    pub kind: Kind,
    pub id: Uuid,
    pub version: i64,
    pub title: String,
    pub facts: Vec<Fact>,
    pub status: Status,
    pub overdue_days: Option<i64>,
    pub doubts: Vec<Doubt>,
    /// What this person can do with it now.
    pub steps: Vec<Step>,
    pub may_edit: bool,
    /// The records that made it or worked on it, newest first.
    pub records: Vec<SourceRecord>,
    /// The newest first.
    pub files: Vec<EntryFile>,
    pub history: Vec<Happened>,
}

/// A record that made an entry, or worked on a problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceRecord {
    pub id: RecordId,
    pub kind: RecordKind,
    pub on: NaiveDate,
    pub author: String,
    /// None when it made the entry.
    pub did: Option<Did>,
}

/// The form of an entry or of a step, empty for a new one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    pub kind: Kind,
    /// None for a new one.
    pub id: Option<Uuid>,
    /// The id that a new one will have: a form that is sent twice makes one entry.
    pub new_id: Option<Uuid>,
    /// None for the entry's own fields.
    pub step: Option<Step>,
    pub title: String,
    pub version: i64,
    pub fields: Vec<Field>,
    pub faults: Vec<FieldError>,
    /// Somebody else changed it while this was typed.
    pub conflict: bool,
}

/// What became of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Saved {
    /// It was written; this is the entry's id.
    Done(Uuid),
    /// Nothing was written: the form with what was typed, what is wrong and what others wrote.
    Refused(Box<Form>),
}
