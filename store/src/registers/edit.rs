//! A form that was filled in is an import of one row: the same rules, the same words.

use super::{
    form::typed_value,
    things::{Names, Text, Thing},
};
use crate::imports::{Columns, Known, Plan, Table};
use domain::{reading::masked_phone, registers::Kind};

/// What was typed as the one row of a table. The key columns of a thing that exists are its own.
pub(crate) fn table(
    kind: Kind,
    old: Option<Thing<'_>>,
    typed: &[(String, String)],
    known: &Known,
) -> Table {
    let own = old.map(|thing| key_texts(thing, known)).unwrap_or_default();
    let fixed = |column: &str| own.iter().find(|(name, _)| *name == column);
    let cells: Vec<Text> = kind
        .columns()
        .iter()
        .filter_map(|(column, _)| {
            let text = match fixed(column) {
                Some((_, text)) => text.clone(),
                None => unmasked(old, column, typed_value(typed, column)?),
            };
            Some((*column, text))
        })
        .filter(|(column, _)| *column != "id")
        .collect();
    Table::of_form(kind, &cells)
}

/// The key columns as an import understands them beyond doubt.
fn key_texts(thing: Thing<'_>, known: &Known) -> Vec<Text> {
    let names = Names::new(known);
    let keys = thing.kind().key_columns();
    let mut texts = thing.texts(&names);
    texts.retain(|(column, _)| keys.contains(column));
    let is_place = matches!(
        thing.kind(),
        Kind::Villages | Kind::Assignments | Kind::Designations
    );
    for (column, text) in &mut texts {
        if is_place && matches!(*column, "code" | "village_code") {
            *text = thing
                .area()
                .map(|area| area.to_string())
                .unwrap_or_default();
        }
    }
    texts
}

/// A hidden phone that comes back as it was shown is the phone that is known.
fn unmasked(old: Option<Thing<'_>>, column: &str, text: String) -> String {
    match old {
        Some(Thing::Village(village)) if column == "contact_phone" => village
            .contact_phone
            .as_ref()
            .filter(|phone| masked_phone(phone) == text)
            .cloned()
            .unwrap_or(text),
        _ => text,
    }
}

/// Everything a plan makes or changes, with what is known of it.
pub(crate) fn planned<'a>(plan: &'a Plan, known: &'a Known) -> Vec<(Option<Thing<'a>>, Thing<'a>)> {
    let mut all = Vec::new();
    for new in &plan.areas {
        all.push((
            known.areas.get(&new.code).map(Thing::Area),
            Thing::Area(new),
        ));
    }
    for new in &plan.villages {
        let old = known.villages.get(&new.code).map(Thing::Village);
        all.push((old, Thing::Village(new)));
    }
    for new in &plan.units {
        let old = known.units.get(&new.code).map(Thing::Unit);
        all.push((old, Thing::Unit(new)));
    }
    for (new, _) in &plan.people {
        let old = known.people.get(&new.login).map(Thing::Commissioner);
        all.push((old, Thing::Commissioner(new)));
    }
    for new in &plan.teams {
        let old = known.teams.get(&new.code).map(Thing::Team);
        all.push((old, Thing::Team(new)));
    }
    let assignments = known.assignments.iter();
    let assignments: std::collections::HashMap<_, _> =
        assignments.map(|one| (one.id, one)).collect();
    for new in &plan.assignments {
        let old = assignments.get(&new.id).copied().map(Thing::Assignment);
        all.push((old, Thing::Assignment(new)));
    }
    let designations = known.designations.iter();
    let designations: std::collections::HashMap<_, _> =
        designations.map(|one| (one.id, one)).collect();
    for new in &plan.designations {
        let old = designations.get(&new.id).copied().map(Thing::Designation);
        all.push((old, Thing::Designation(new)));
    }
    for new in &plan.industries {
        let old = known.industries.iter().find(|one| one.code == new.code);
        all.push((old.map(Thing::Industry), Thing::Industry(new)));
    }
    all
}
