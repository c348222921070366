//! What an import makes and changes, as its page shows it before anything is written.

use super::{Columns as _, Kind, Known, PREVIEWED, Plan, Preview, TOLD};
use crate::registers::{Names, Thing, changes, planned};
use chrono::NaiveDate;
use domain::{
    areas::AreaCode,
    codes::Coded as _,
    divisions::Succession,
    ledgers::{Entry, Facts, Field, Fills},
    registers::Fact,
};

/// The first things of a plan. What becomes of areas comes before all else: a file may hold
/// thousands of them, and the one merger among them must not be overlooked.
pub(crate) fn preview(plan: &Plan, known: &Known) -> Vec<Preview> {
    let names = Names::new(known);
    let records = plan.records.iter().map(|one| Preview {
        title: one.title.clone(),
        is_new: true,
        facts: Vec::new(),
        changes: Vec::new(),
    });
    let told = self::names(plan, known);
    let entries = plan.entries.iter().map(|one| Preview {
        title: one
            .after
            .text_that(Fills::Name)
            .unwrap_or_default()
            .to_owned(),
        is_new: one.before.is_none(),
        facts: entry_facts(&one.after, one.before.is_none(), &told),
        changes: match &one.before {
            Some(before) => crate::ledgers::changes(Some(before), &one.after, &told),
            None => Vec::new(),
        },
    });
    gone(plan, &names)
        .into_iter()
        .chain(things(plan, &names))
        .chain(records)
        .chain(entries)
        .take(PREVIEWED)
        .collect()
}

/// Areas that go into others: which, and from which day on.
fn gone(plan: &Plan, names: &Names<'_>) -> Vec<Preview> {
    let line = |one: &Succession| Preview {
        title: names.area(one.area),
        is_new: false,
        facts: becomes(
            one.kind.label(),
            place(plan, names, one.successor),
            one.from,
        ),
        changes: Vec::new(),
    };
    plan.successions.iter().map(line).collect()
}

/// What is written into the registers; areas that get another name come first.
fn things(plan: &Plan, names: &Names<'_>) -> Vec<Preview> {
    let mut all = planned(plan, names.known);
    all.sort_by_cached_key(|(_, new)| renamed_on(plan, *new).is_none());
    let line = |(old, new): &(Option<Thing<'_>>, Thing<'_>)| {
        let renamed = renamed_on(plan, *new).map(|(name, day)| becomes("更名为", name, day));
        let mut facts = renamed.unwrap_or_default();
        facts.extend(key_facts(*new, old.is_none(), names));
        Preview {
            title: match new {
                Thing::Area(area) if old.is_none() => place(plan, names, area.code),
                _ => new.title(names),
            },
            is_new: old.is_none(),
            facts,
            changes: match old {
                Some(_) => changes(*old, *new, names),
                None => Vec::new(),
            },
        }
    };
    all.iter().take(PREVIEWED).map(line).collect()
}

/// What an area is called from now on, and from which day on.
fn renamed_on(plan: &Plan, thing: Thing<'_>) -> Option<(String, NaiveDate)> {
    let Thing::Area(area) = thing else {
        return None;
    };
    let mut former = plan.former.iter();
    let (_, day) = former.find(|(old, _)| old.code == area.code)?;
    Some((area.short_name.clone(), *day))
}

fn becomes(what: &str, other: String, from: NaiveDate) -> Vec<Fact> {
    let fact = |label: &str, text| Fact {
        label: label.to_owned(),
        text,
    };
    let day = Kind::Divisions.header("from_on");
    vec![fact(what, other), fact(day, from.to_string())]
}

/// The full name of an area, which the file may only be making.
fn place(plan: &Plan, names: &Names<'_>, code: AreaCode) -> String {
    let made = plan.areas.iter().find(|area| area.code == code);
    match made.filter(|_| names.known.areas.get(&code).is_none()) {
        Some(area) => format!("{}{}", names.known.areas.full_name(code), area.short_name),
        None => names.area(code),
    }
}

/// What tells a thing from others of its kind, and of a new one what it says first; nobody's phone.
fn key_facts(thing: Thing<'_>, is_new: bool, names: &Names<'_>) -> Vec<Fact> {
    let kind = thing.kind();
    let shown = |column: &str| {
        !matches!(column, "id" | "name" | "mobile" | "phone" | "contact_phone")
            && (is_new || kind.key_columns().contains(&column))
    };
    let texts = thing.texts(names).into_iter();
    let facts = texts
        .filter(|(column, text)| shown(column) && !text.is_empty())
        .map(|(column, text)| Fact {
            label: kind.header(column).to_owned(),
            text,
        });
    facts.take(TOLD).collect()
}

/// The same of a ledger's entry.
fn entry_facts(entry: &Entry, is_new: bool, names: &crate::ledgers::Names) -> Vec<Fact> {
    let declared = entry.kind.declared();
    let keys = [Fills::Area, Fills::OccurredOn, Fills::Year, Fills::SubKind];
    let is_key = |field: &Field| keys.contains(&field.fills);
    let own = declared.fields.iter();
    let own = own.filter(|field| field.fills != Fills::Name && (is_new || is_key(field)));
    let facts = own.map(|field| Fact {
        label: field.label.to_owned(),
        text: crate::ledgers::text(field, entry, names),
    });
    facts
        .filter(|fact| !fact.text.is_empty())
        .take(TOLD)
        .collect()
}

/// What the entries of a plan name.
pub(crate) fn names(plan: &Plan, known: &Known) -> crate::ledgers::Names {
    let entries = plan.entries.iter().flat_map(|one| {
        let before = one.before.as_ref().and_then(Facts::of);
        let after = Facts::of(&one.after);
        before.into_iter().chain(after)
    });
    let area = |facts: Facts| {
        let code = facts.area_code;
        (code.to_string(), known.areas.full_name(code))
    };
    let industries = known.industries.iter();
    crate::ledgers::Names {
        areas: entries.map(area).collect(),
        industries: industries
            .map(|one| (one.code.clone(), one.name.clone()))
            .collect(),
    }
}
