//! Entries of a ledger (台账) from an office's own lists: columns, rules and steps are those that the
//! ledger declares.
//!
//! A row is known again by its 编号, else by what tells entries apart: place, name, kind and time. A
//! known row updates its entry; an entry that was struck out is known no more.

mod headers;
mod holders;

pub(super) use headers::{columns, example, needed};

use super::{Known, Plan, Rights, RowError, Table, cells, reader::Reader};
use crate::Clock;
use chrono::NaiveDate;
use domain::{
    areas::{AreaCode, AreaLevel},
    codes::Coded,
    fields::{FieldCode, FieldError},
    ledgers::{Entry, Facts, Fills, Holder, Input, Kind, Known as Nameable, KnownPlace, name_key},
};
use headers::{all_fields, steps};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use uuid::Uuid;

/// An entry that the ledger holds already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KnownEntry {
    pub(crate) id: Uuid,
    /// Of the row that made or last changed it.
    pub(crate) import_key: Option<String>,
    pub(crate) version: i64,
    pub(crate) entry: Entry,
}

/// What a row makes or changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LedgerEntry {
    pub(crate) id: Uuid,
    pub(crate) import_key: String,
    /// What it changes, and in which version.
    pub(crate) before: Option<Entry>,
    pub(crate) version: Option<i64>,
    pub(crate) after: Entry,
}

/// The ledger's entries by their rows' keys, and by what they say.
struct Book<'a> {
    by_row: HashMap<&'a str, &'a KnownEntry>,
    by_nature: HashMap<String, &'a KnownEntry>,
}

impl<'a> Book<'a> {
    fn new(known: &'a [KnownEntry]) -> Self {
        let rows = known.iter();
        let by_row = rows.filter_map(|one| Some((one.import_key.as_deref()?, one)));
        let natural = known.iter();
        let by_nature = natural.filter_map(|one| Some((nature(&Facts::of(&one.entry)?), one)));
        Self {
            by_row: by_row.collect(),
            by_nature: by_nature.collect(),
        }
    }

    fn find(&self, keys: &Keys) -> Option<&'a KnownEntry> {
        let by_row = self.by_row.get(keys.row.as_str());
        by_row.or_else(|| self.by_nature.get(&keys.nature)).copied()
    }
}

/// What a row is known by.
struct Keys {
    row: String,
    nature: String,
}

impl Keys {
    fn of(facts: &Facts, number: &str) -> Self {
        let nature = nature(facts);
        let row = if number.is_empty() {
            nature.clone()
        } else {
            // Two counties may both have a row 1, and each begins anew every year.
            let county = facts.area_code.at(AreaLevel::County);
            let county = county.unwrap_or(facts.area_code);
            let kind = facts.kind.code();
            format!("{kind} {county} {} no. {number}", facts.year)
        };
        let digits = |text: String, byte| format!("{text}{byte:02x}");
        Self {
            row: Sha256::digest(row).iter().fold(String::new(), digits),
            nature,
        }
    }
}

/// What tells an entry from all others of its ledger.
fn nature(facts: &Facts) -> String {
    facts.unique_key.clone().unwrap_or_else(|| {
        format!(
            "{}|{}|{}|{}|{}",
            facts.kind.code(),
            facts.area_code,
            facts.name_key,
            facts.sub_kind,
            facts.occurred_on
        )
    })
}

pub(super) fn plan(
    plan: &mut Plan,
    (rights, kind): (Rights<'_>, Kind),
    table: &Table,
    known: &Known,
    clock: &Clock,
) {
    let book = Book::new(&known.entries);
    let mut spoken = Spoken::default();
    let today = clock.today();
    for row in &table.rows {
        let mut reader = Reader::new(rights, table, row, known);
        let (typed, nameable) = read(&mut reader, kind, known);
        let found = judge(&mut reader, kind, (&typed, &nameable), &book, today);
        let key = found.as_ref().map_or("", |found| found.keys.row.as_str());
        if let Some(found) = &found {
            spoken.judge(&mut reader, name_column(kind), found);
        }
        let warning = unknown_training(&reader, kind, known);
        let clean = plan.accept(reader, name_column(kind), key);
        plan.report.warnings.extend(warning.filter(|_| clean));
        let Some(found) = found.filter(|_| clean) else {
            continue;
        };
        let before = found.before.map(|one| &one.entry);
        if plan.settle(before, &found.after) {
            plan.entries.push(LedgerEntry {
                id: found.before.map_or_else(|| clock.new_id(), |one| one.id),
                before: before.cloned(),
                version: found.before.map(|one| one.version),
                after: found.after,
                import_key: found.keys.row,
            });
        }
    }
}

/// Which entries rows have spoken for so far: the row's number, and what it is known by.
#[derive(Default)]
struct Spoken(HashMap<Uuid, (usize, String)>);

impl Spoken {
    /// Two rows that are known differently may still mean one entry, which only one of them can change.
    fn judge(&mut self, reader: &mut Reader<'_>, column: &str, found: &Found<'_>) {
        let Some(entry) = found.before else { return };
        let this = (reader.row_number(), found.keys.row.clone());
        // Two that are known alike are told of anyway.
        let earlier = self.0.insert(entry.id, this);
        if let Some((row, _)) = earlier.filter(|(_, key)| *key != found.keys.row) {
            reader.fault(column, "duplicate_row", &format!("与第 {row} 行重复"));
        }
    }
}

/// A roster is taken in before its training is recorded, but hardly on purpose.
fn unknown_training(reader: &Reader<'_>, kind: Kind, known: &Known) -> Option<RowError> {
    let training = reader.cell("training");
    if kind != Kind::Attendee
        || training.is_empty()
        || known.trainings.contains(&name_key(training))
    {
        return None;
    }
    Some(reader.about(
        "training",
        "unknown_training",
        "系统里没有这个名称或编号的培训记录",
        Some("核对名称；还没有填报的，请授课人先填报这次培训，人次才会计入".to_owned()),
    ))
}

fn name_column(kind: Kind) -> &'static str {
    let name = kind.declared().field_that(Fills::Name);
    name.map_or("name", |field| field.column)
}

type Typed = Vec<(String, String)>;

/// The row's texts as a form would send them, and all that they name.
fn read(reader: &mut Reader<'_>, kind: Kind, known: &Known) -> (Typed, Nameable) {
    let (mut typed, mut nameable) = (Typed::new(), Nameable::default());
    for field in all_fields(kind) {
        if !reader.has(field.column) {
            continue;
        }
        let text = reader.cell(field.column);
        let text = match field.input {
            _ if text.is_empty() => Some(String::new()),
            Input::Place(highest) => place(reader, field.column, highest, &mut nameable),
            Input::Industry => industry(reader, field.column, &mut nameable),
            Input::Holder => {
                let holder = holders::find(reader, field.column, known);
                holder.map(|holder| name(holder, &mut nameable))
            }
            Input::Past | Input::Day => {
                let day = cells::date(text).map(|day| day.to_string());
                Some(day.unwrap_or_else(|| text.to_owned()))
            }
            Input::Count | Input::Area | Input::Money | Input::Year => Some(number(text)),
            // A spreadsheet takes four digits for a number, and the zeros before it away.
            Input::PhoneTail => Some(format!("{:0>4}", number(text))),
            Input::Line | Input::Long | Input::One(_) => Some(text.to_owned()),
        };
        // Without one, the fault is named.
        typed.extend(text.map(|text| (field.column.to_owned(), text)));
    }
    (typed, nameable)
}

fn place(
    reader: &mut Reader<'_>,
    column: &str,
    highest: AreaLevel,
    nameable: &mut Nameable,
) -> Option<String> {
    let levels = [
        AreaLevel::City,
        AreaLevel::County,
        AreaLevel::Township,
        AreaLevel::Village,
    ];
    let fitting: Vec<_> = levels
        .into_iter()
        .filter(|level| *level >= highest)
        .collect();
    let code = reader.area(column, &fitting)?;
    nameable.places.push(KnownPlace {
        code,
        name: code.to_string(),
        short: code.to_string(),
    });
    Some(code.to_string())
}

fn industry(reader: &mut Reader<'_>, column: &str, nameable: &mut Nameable) -> Option<String> {
    let code = reader.industries(column, 1).into_iter().next()?;
    nameable.industries.push((code.clone(), code.clone()));
    Some(code)
}

fn name(holder: Holder, nameable: &mut Nameable) -> String {
    let name = holder.name.clone();
    nameable.holders.push(holder);
    name
}

/// A number without the unit that some write behind it.
fn number(text: &str) -> String {
    let text = cells::compact(text);
    text.trim_end_matches(['亩', '户', '人', '次', '份', '个', '元', '万', '年'])
        .to_owned()
}

/// A row that can be read: what it is known by, and what it makes of an entry.
struct Found<'a> {
    keys: Keys,
    before: Option<&'a KnownEntry>,
    after: Entry,
}

fn judge<'a>(
    reader: &mut Reader<'_>,
    kind: Kind,
    (typed, nameable): (&Typed, &Nameable),
    book: &Book<'a>,
    today: NaiveDate,
) -> Option<Found<'a>> {
    let fresh = match Entry::read(kind, typed, nameable, today) {
        Ok(entry) => entry,
        Err(faults) => {
            blame(reader, kind, &faults);
            return None;
        }
    };
    let keys = Keys::of(&Facts::of(&fresh)?, reader.cell("key"));
    let before = book.find(&keys);
    if before.is_some_and(|one| place_of(&one.entry).is_some_and(|area| !reader.edits(&area))) {
        reader.fault(name_column(kind), "out_of_scope", "不在您的管理范围内");
        return None;
    }
    let start = match before {
        Some(one) => one.entry.changed(typed, nameable, today),
        None => Ok(fresh),
    };
    let after = start.and_then(|entry| stepped(entry, typed, nameable, today));
    match after {
        Ok(after) => Some(Found {
            keys,
            before,
            after,
        }),
        Err(faults) => {
            blame(reader, kind, &faults);
            None
        }
    }
}

fn place_of(entry: &Entry) -> Option<AreaCode> {
    entry.text_that(Fills::Area)?.parse().ok()
}

/// The entry after all steps whose answers the row gives. What it has said already is no step.
fn stepped(
    mut entry: Entry,
    typed: &Typed,
    nameable: &Nameable,
    today: NaiveDate,
) -> Result<Entry, Vec<FieldError>> {
    for step in steps(entry.kind) {
        let text = |column: &str| {
            let found = typed.iter().find(|(name, _)| name == column);
            found.map_or("", |(_, text)| text.as_str())
        };
        let is_new = |column: &str| {
            let text = text(column);
            !text.is_empty() && entry.values.get(column).map(String::as_str) != Some(text)
        };
        let asked = step.fields();
        let is_taken = asked
            .iter()
            .any(|field| field.required && is_new(field.column));
        if is_taken {
            entry = entry.after(*step, typed, nameable, today)?;
        }
    }
    Ok(entry)
}

/// Says in the file's own words what the rules of an entry say in fields.
fn blame(reader: &mut Reader<'_>, kind: Kind, faults: &[FieldError]) {
    for fault in faults {
        if reader.has_fault(&fault.path) {
            continue;
        }
        let field = kind.declared().field(&fault.path);
        let message = match fault.code {
            FieldCode::Required => "不能为空",
            FieldCode::InFuture => "不能晚于今天",
            FieldCode::NotADate => "不是日期，应如 2026-03-01",
            FieldCode::BeforeStart => "早于前面的日期",
            FieldCode::ExceedsTotal => "不能多于总数",
            FieldCode::OutOfRange => "数字不对，或超出了范围",
            FieldCode::UnknownCode => "没有这个选项",
            FieldCode::NotAllowedNow => "这一条现在的状态不能这样改",
            FieldCode::TooLong | FieldCode::ControlCharacter => "文字过长或含有控制字符",
            _ => "不符合要求",
        };
        let offered = field.and_then(|field| match field.input {
            Input::One(choices) if fault.code == FieldCode::UnknownCode => {
                let words: Vec<_> = choices.iter().map(|(_, label)| *label).collect();
                Some(format!("可填：{}", words.join("、")))
            }
            _ => None,
        });
        reader.suggest(&fault.path, "bad_entry", message, offered);
    }
}
