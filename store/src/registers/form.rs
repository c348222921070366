//! A thing's form: what is asked, what is offered, and what was typed when it comes back.

use super::{
    book::Book,
    card::shown,
    list::label,
    things::{Text, Thing},
};
use crate::imports::{CATEGORIES, Columns, GENDERS, RowError, UNIT_KINDS};
use domain::{
    areas::AreaLevel,
    codes::{
        Coded, CommissionerKind, DesignationKind, DispatchLevel, TeamKind, TeamRole, TitleLevel,
    },
    registers::{Field, Form, Input, Kind},
};

/// The form of a thing that exists, or with none of a new one.
pub(crate) fn form<'a>(
    book: &'a Book<'a>,
    kind: Kind,
    thing: Option<Thing<'a>>,
    version: i64,
) -> Form {
    let texts = thing.map(|thing| typed_texts(book, thing));
    let texts = texts.unwrap_or_default();
    let columns = kind.columns().iter().map(|(column, _)| *column);
    Form {
        kind,
        key: thing.map(Thing::key),
        title: thing
            .map(|thing| thing.title(&book.names))
            .unwrap_or_default(),
        version,
        fields: columns
            .filter(|column| *column != "id")
            .map(|column| (column, value(&texts, column)))
            .map(|(column, value)| Field {
                column: column.to_owned(),
                label: label(kind, column),
                input: input(book, (kind, column), &value, thing.is_some()),
                value,
                required: needed(kind).contains(&column),
                fault: None,
                theirs: None,
            })
            .filter(|field| field.input != Input::Fixed || !field.value.is_empty())
            .collect(),
        faults: Vec::new(),
        conflict: false,
    }
}

fn value(texts: &[Text], column: &str) -> String {
    let found = texts.iter().find(|(name, _)| *name == column);
    found.map(|(_, text)| text.clone()).unwrap_or_default()
}

/// The texts as a form holds them: each means one thing and no other when it comes back.
fn typed_texts(book: &Book<'_>, thing: Thing<'_>) -> Vec<Text> {
    let mut texts = shown(thing, &book.names);
    let unit = match thing {
        Thing::Commissioner(person) => Some(person.unit_id),
        Thing::Team(team) => Some(team.lead_unit_id),
        _ => None,
    };
    let unit = unit.and_then(|id| book.names.unit(id));
    for (column, text) in &mut texts {
        match (*column, unit, thing.area()) {
            ("unit_code" | "lead_unit_code", Some(unit), _) => text.clone_from(&unit.code),
            ("area_code", _, Some(area)) => *text = book.names.known.areas.sure_name(area),
            _ => {}
        }
    }
    texts
}

/// The columns that must not stay empty.
fn needed(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Commissioners => &[
            "login",
            "name",
            "gender",
            "kind",
            "unit_code",
            "title_level",
            "level",
            "industry_codes",
            "area_code",
            "term_from",
        ],
        Kind::Teams => &[
            "code",
            "name",
            "kind",
            "level",
            "area_code",
            "industry_code",
            "lead_unit_code",
            "started_on",
        ],
        Kind::Units => &["code", "name", "kind", "level"],
        Kind::Assignments => &["village_code", "from"],
        Kind::Designations => &["village_code", "kind", "level", "valid_from"],
        Kind::Industries => &["code", "name", "category", "unit"],
        Kind::Villages | Kind::Divisions | Kind::Visits | Kind::Trainings | Kind::Entries(_) => &[],
    }
}

const DATES: &[&str] = &[
    "term_from",
    "term_to",
    "started_on",
    "ended_on",
    "from",
    "to",
    "valid_from",
    "valid_to",
];

fn input(book: &Book<'_>, (kind, column): (Kind, &str), has: &str, exists: bool) -> Input {
    if exists && kind.key_columns().contains(&column) {
        return Input::Fixed;
    }
    match (kind, column) {
        (_, column) if DATES.contains(&column) => Input::Date,
        (_, "households" | "population" | "birth_year") => Input::Number,
        (_, "current_condition" | "tech_demand") => Input::Long,
        (_, "members") => {
            let roles = TeamRole::ALL.iter().map(|role| role.label().to_owned());
            Input::Members(people(book), roles.collect())
        }
        (_, "has_industry_base") => Input::One(words(&["是", "否"])),
        (_, "gender") => Input::One(terms(GENDERS)),
        (_, "title_level") => labels::<TitleLevel>(),
        (_, "level") => labels::<DispatchLevel>(),
        (Kind::Commissioners, "kind") => labels::<CommissionerKind>(),
        (Kind::Teams, "kind") => labels::<TeamKind>(),
        (Kind::Designations, "kind") => labels::<DesignationKind>(),
        (Kind::Units, "kind") => Input::One(terms(UNIT_KINDS)),
        (_, "category") => Input::One(terms(CATEGORIES)),
        (_, "industry_codes" | "leading_industries") => Input::Several(industries(book, has)),
        (_, "industry_code") => {
            let names = industries(book, has).into_iter();
            Input::One(names.map(|name| (name.clone(), name)).collect())
        }
        (_, "unit_code" | "lead_unit_code") => Input::One(units(book, has)),
        (_, "area_code") => Input::Offered(places(book, &[AreaLevel::County, AreaLevel::Township])),
        (_, "village_code") => Input::Offered(places(book, &[AreaLevel::Village])),
        (Kind::Assignments, "login") => Input::Offered(people(book)),
        (Kind::Assignments, "team_code") => {
            Input::Offered(book.teams().map(|team| team.name.clone()).collect())
        }
        _ => Input::Line,
    }
}

fn words(words: &[&str]) -> Vec<(String, String)> {
    let pair = |word: &&str| ((*word).to_owned(), (*word).to_owned());
    words.iter().map(pair).collect()
}

fn terms(terms: &[(&str, &[&str])]) -> Vec<(String, String)> {
    words(&terms.iter().map(|(term, _)| *term).collect::<Vec<_>>())
}

fn labels<T: Coded>() -> Input {
    Input::One(words(
        &T::ALL.iter().map(|one| one.label()).collect::<Vec<_>>(),
    ))
}

/// The industries in use, and those that the thing has already.
fn industries(book: &Book<'_>, has: &str) -> Vec<String> {
    let has: Vec<_> = has.split('、').collect();
    let known = book.names.known.industries.iter();
    known
        .filter(|one| book.is_in_use(Thing::Industry(one)) || has.contains(&one.name.as_str()))
        .map(|industry| industry.name.clone())
        .collect()
}

/// The units that send people, and the one that the thing has already.
fn units(book: &Book<'_>, has: &str) -> Vec<(String, String)> {
    let units = book.names.known.units.values();
    let mut units: Vec<_> = units
        .filter(|unit| book.is_in_use(Thing::Unit(unit)) || unit.code == has)
        .map(|unit| (unit.code.clone(), unit.name.clone()))
        .collect();
    units.sort();
    units
}

fn people(book: &Book<'_>) -> Vec<String> {
    let open = book
        .people()
        .filter(|person| Thing::Commissioner(person).term(book.today).is_open());
    let mut names: Vec<_> = open.map(|person| book.names.sure(person)).collect();
    names.sort();
    names
}

/// The names of areas that the person may edit.
fn places(book: &Book<'_>, levels: &[AreaLevel]) -> Vec<String> {
    let areas = &book.names.known.areas;
    let mut codes: Vec<_> = levels
        .iter()
        .flat_map(|level| areas.of_level(*level))
        .map(|area| area.code)
        .filter(|code| book.actor.covers(code))
        .collect();
    codes.sort_unstable();
    codes
        .into_iter()
        .map(|code| areas.full_name(code))
        .collect()
}

/// Puts what was typed back into the form.
pub(crate) fn keep_typed(form: &mut Form, typed: &[(String, String)]) {
    for field in &mut form.fields {
        if field.input == Input::Fixed {
            continue;
        }
        if let Some(text) = typed_value(typed, &field.column) {
            field.value = text;
        }
    }
}

/// What was typed into a field; the values of several boxes together, people with their roles.
pub(crate) fn typed_value(typed: &[(String, String)], column: &str) -> Option<String> {
    let values = |name: String| {
        let named = typed.iter().filter(move |(other, _)| *other == name);
        named.map(|(_, text)| text.trim())
    };
    let mut roles = values(format!("{column}.role")).peekable();
    if roles.peek().is_some() {
        let rows = values(column.to_owned()).zip(roles);
        let members = rows
            .filter(|(person, _)| !person.is_empty())
            .map(|(person, role)| format!("{person}（{role}）"));
        return Some(members.collect::<Vec<_>>().join("、"));
    }
    let mut values = typed
        .iter()
        .filter(|(name, _)| name == column)
        .map(|(_, text)| text.as_str());
    let first = values.next()?.to_owned();
    let rest = values.filter(|text| !text.is_empty());
    Some(rest.fold(first, |mut all, text| {
        if !all.is_empty() {
            all.push('、');
        }
        all.push_str(text);
        all
    }))
}

/// Writes each fault beside its field.
pub(crate) fn blame(form: &mut Form, errors: &[RowError]) {
    for error in errors {
        let column = form.kind.column(&error.column).unwrap_or_default();
        let words = match &error.suggestion {
            Some(suggestion) => format!("{}。{suggestion}", error.message),
            None => error.message.clone(),
        };
        match form.fields.iter_mut().find(|field| field.column == column) {
            Some(field) if field.fault.is_none() => field.fault = Some(words),
            Some(_) => {}
            None => form.faults.push(words),
        }
    }
}

/// Shows what somebody else wrote meanwhile beside what was typed; the form goes on from there.
pub(crate) fn meet(form: &mut Form, typed: &[(String, String)]) {
    form.conflict = true;
    for field in &mut form.fields {
        let theirs = field.value.clone();
        if field.input == Input::Fixed {
            continue;
        }
        if let Some(mine) = typed_value(typed, &field.column).filter(|mine| *mine != theirs) {
            field.value = mine;
            field.theirs = Some(theirs);
        }
    }
}
