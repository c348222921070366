//! One thing of a register with what belongs to it.

use super::{
    Assignment, Holder,
    book::Book,
    list::{label, span},
    things::{Names, Text, Thing},
};
use chrono::NaiveDate;
use domain::{
    areas::AreaCode,
    codes::{Coded, TeamRole},
    divisions::SuccessionKind,
    reading::masked_phone,
    registers::{Card, Changed, Fact, HandedOver, Happened, Related},
};

/// The card, without its history.
pub(crate) fn card<'a>(book: &'a Book<'a>, thing: Thing<'a>, version: i64) -> Card {
    let kind = thing.kind();
    let facts = shown(thing, &book.names).into_iter();
    let became = match thing {
        Thing::Village(village) => became(book, village.code),
        _ => Vec::new(),
    };
    Card {
        kind,
        key: thing.key(),
        version,
        title: thing.title(&book.names),
        facts: facts
            .filter(|(_, text)| !text.is_empty())
            .map(|(column, text)| Fact {
                label: label(kind, column),
                text,
            })
            .chain(became)
            .collect(),
        term: thing.term(book.today),
        marks: book.marks(thing),
        related: related(book, thing),
        history: Vec::new(),
        may_edit: book.edits(thing),
        today: book.today,
    }
}

/// What became of a village up to today: names it had, where it went, what it took in.
fn became(book: &Book<'_>, code: AreaCode) -> Vec<Fact> {
    let fact = |label: &str, text: String| Fact {
        label: label.to_owned(),
        text,
    };
    let last_day = |until: NaiveDate| until.pred_opt().unwrap_or(until);
    let names = book.former_names(code).iter();
    let named = names.map(|(name, until)| fact("原名", format!("{name}，至 {}", last_day(*until))));
    let went = book.gone(code).map(|went| {
        let into = book.local_name(went.successor);
        fact(went.kind.label(), format!("{into}，{} 起", went.from))
    });
    let came = book.taken_in(code).map(|came| {
        let of = book.local_name(came.area);
        match came.kind {
            SuccessionKind::Merged => fact("并入本村", format!("{of}，{} 起", came.from)),
            SuccessionKind::Moved => fact("原属", format!("{of}，至 {}", last_day(came.from))),
        }
    });
    named.chain(went).chain(came).collect()
}

/// The texts as anybody may read them: a villager's phone stays hidden.
pub(crate) fn shown(thing: Thing<'_>, names: &Names<'_>) -> Vec<Text> {
    let mut texts = thing.texts(names);
    if matches!(thing, Thing::Village(_)) {
        for (_, text) in texts
            .iter_mut()
            .filter(|(column, text)| *column == "contact_phone" && !text.is_empty())
        {
            *text = masked_phone(text);
        }
    }
    texts
}

/// What changed between two states of a thing, as the audit log keeps it.
pub(crate) fn changes(
    before: Option<Thing<'_>>,
    after: Thing<'_>,
    names: &Names<'_>,
) -> Vec<Changed> {
    let kind = after.kind();
    let old = before.map(|thing| shown(thing, names)).unwrap_or_default();
    let was = |column: &str| {
        let found = old.iter().find(|(name, _)| *name == column);
        found.map(|(_, text)| text.clone()).unwrap_or_default()
    };
    shown(after, names)
        .into_iter()
        .map(|(column, after)| Changed {
            label: label(kind, column),
            before: was(column),
            after,
        })
        .filter(|change| change.before != change.after)
        .collect()
}

/// What the row of a handover says; none of any other row, nor of one that counted no villages yet.
pub(crate) fn handed_over(detail: &serde_json::Value, names: &Names<'_>) -> Option<HandedOver> {
    let count = |name: &str| usize::try_from(detail[name].as_u64()?).ok();
    let successor = detail["successor"].as_str()?.parse().ok()?;
    Some(HandedOver {
        successor: names.person(successor)?.name.clone(),
        villages: count("villages")?,
        records: count("records")?,
        last_day: detail["last_day"].as_str()?.parse().ok()?,
    })
}

/// A row of the audit log as history.
pub(crate) fn happened(
    at: chrono::DateTime<chrono::Utc>,
    by: Option<String>,
    action: String,
    detail: &serde_json::Value,
) -> Happened {
    let changes = detail["changes"].clone();
    Happened {
        at,
        by: by.unwrap_or_default(),
        action,
        changes: serde_json::from_value(changes).unwrap_or_default(),
        handed_over: None,
    }
}

fn related<'a>(book: &'a Book<'a>, thing: Thing<'a>) -> Vec<Related> {
    let mut related = Vec::new();
    match thing {
        Thing::Commissioner(person) => {
            let held = book.held(Holder::Commissioner(person.id));
            related.extend(held.map(|one| village_of(book, one)));
            for team in book.teams() {
                let role = team.members.iter().find(|(id, _)| *id == person.id);
                related.extend(role.map(|(_, role)| told(book, Thing::Team(team), role.label())));
            }
        }
        Thing::Team(team) => {
            let held = book.held(Holder::Team(team.id));
            related.extend(held.map(|one| village_of(book, one)));
            let people = team.members.iter().filter_map(|(id, role)| {
                let person = book.names.person(*id)?;
                Some(told(
                    book,
                    Thing::Commissioner(person),
                    TeamRole::label(*role),
                ))
            });
            related.extend(people);
        }
        Thing::Unit(unit) => {
            let sent = book.people().filter(|person| person.unit_id == unit.id);
            related.extend(sent.map(|person| told(book, Thing::Commissioner(person), "")));
        }
        Thing::Village(village) => {
            let held = book.of_village(village.code);
            related.extend(held.map(|one| holder_of(book, one)));
            related.extend(book.designations(village.code).map(|one| Related {
                title: one.kind.label().to_owned(),
                ..told(book, Thing::Designation(one), "")
            }));
        }
        Thing::Assignment(one) => related.extend(both_sides(book, one)),
        Thing::Designation(_) | Thing::Industry(_) | Thing::Area(_) => {}
    }
    related
}

fn told(book: &Book<'_>, thing: Thing<'_>, note: &str) -> Related {
    let mut notes: Vec<String> = Vec::new();
    notes.extend((!note.is_empty()).then(|| note.to_owned()));
    notes.extend(span(thing));
    Related {
        kind: thing.kind(),
        key: thing.key(),
        title: thing.title(&book.names),
        note: notes.join("，"),
        term: thing.term(book.today),
    }
}

fn village_of(book: &Book<'_>, one: &Assignment) -> Related {
    Related {
        title: book.names.area(one.village_code),
        ..told(book, Thing::Assignment(one), "结对")
    }
}

fn holder_of(book: &Book<'_>, one: &Assignment) -> Related {
    Related {
        title: book.names.holder(one.holder),
        ..told(book, Thing::Assignment(one), "结对")
    }
}

/// Who and where, each with a way to its own card.
fn both_sides(book: &Book<'_>, one: &Assignment) -> Vec<Related> {
    let holder = match one.holder {
        Holder::Commissioner(id) => book.names.person(id).map(Thing::Commissioner),
        Holder::Team(id) => book.names.team(id).map(Thing::Team),
    };
    let village = book.village(one.village_code).map(Thing::Village);
    let sides = holder.into_iter().chain(village);
    sides.map(|thing| told(book, thing, "")).collect()
}
