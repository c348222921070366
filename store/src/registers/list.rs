//! A register as a list: searched, narrowed, a page at a time.

use super::{Holder, book::Book, things::Thing};
use crate::{
    areas::pinyin_initials,
    imports::{Columns, Rights},
};
use domain::{
    areas::{AreaCode, AreaLevel},
    codes::Coded,
    registers::{Entry, Kind, Listed, Mark, Query, Show, Term},
};

/// The most things on a page.
const PAGE: usize = 50;

/// The page that is asked for.
pub(crate) fn list<'a>(book: &'a Book<'a>, kind: Kind, query: &Query) -> Listed {
    page(book, kind, query, PAGE)
}

/// All that is asked for, on one page.
pub(crate) fn whole<'a>(book: &'a Book<'a>, kind: Kind, query: &Query) -> Listed {
    let query = Query {
        after: String::new(),
        ..query.clone()
    };
    page(book, kind, &query, usize::MAX)
}

fn page<'a>(book: &'a Book<'a>, kind: Kind, query: &Query, most: usize) -> Listed {
    let within = query.area.parse::<AreaCode>().ok();
    let show = Show::from_code(&query.show).unwrap_or(Show::All);
    let mut things = book.things(kind);
    things.retain(|thing| lies_in(book, *thing, within));
    things.retain(|thing| belongs(book, *thing, show));
    things.retain(|thing| is_called(book, *thing, &query.text));
    if show == Show::Vacant || kind == Kind::Villages {
        things.sort_by_cached_key(|thing| urgency(book, *thing));
    }
    let from = things
        .iter()
        .position(|thing| thing.key() == query.after)
        .map_or(0, |at| at + 1);
    let page = &things[from..things.len().min(from.saturating_add(most))];
    let more = from + page.len() < things.len();
    Listed {
        kind,
        headers: headers(book, kind),
        entries: page.iter().map(|thing| entry(book, *thing)).collect(),
        next: page.last().filter(|_| more).map(|thing| thing.key()),
        total: things.len(),
        may_import: Rights::new(Some(book.actor), kind).any(),
        may_add: kind.is_entered_by_hand() && Rights::new(Some(book.actor), kind).any(),
        registers: Book::registers(book.actor),
    }
}

/// First who must not stay without anybody, then the villages that need nobody, and last those that are no more;
/// within these, by place.
fn urgency(book: &Book<'_>, thing: Thing<'_>) -> u8 {
    match thing {
        Thing::Village(village) if book.gone(village.code).is_some() => 3,
        Thing::Village(village) => {
            let designated = !book.designated(village.code).is_empty();
            let vacant = || book.marks(thing).contains(&Mark::Vacant { due: true });
            if designated { u8::from(!vacant()) } else { 2 }
        }
        _ => 0,
    }
}

/// Whether it lies in the area, or serves a village there. What belongs nowhere is everywhere.
fn lies_in(book: &Book<'_>, thing: Thing<'_>, within: Option<AreaCode>) -> bool {
    let (Some(within), Some(area)) = (within, thing.area()) else {
        return true;
    };
    let serves = |holder| {
        let mut held = book.held(holder);
        held.any(|one| book.is_open(one) && within.contains(&one.village_code))
    };
    within.contains(&area)
        || match thing {
            Thing::Commissioner(person) => serves(Holder::Commissioner(person.id)),
            Thing::Team(team) => serves(Holder::Team(team.id)),
            _ => false,
        }
}

fn belongs(book: &Book<'_>, thing: Thing<'_>, show: Show) -> bool {
    let term = thing.term(book.today);
    let marked = |fits: fn(&Mark) -> bool| book.marks(thing).iter().any(fits);
    match show {
        Show::All => true,
        Show::Current => term.is_open(),
        Show::Ending => matches!(term, Term::Ending(_)),
        Show::Ended => term == Term::Ended,
        Show::Designated => thing
            .area()
            .is_some_and(|code| !book.designated(code).is_empty()),
        Show::Vacant => marked(|mark| matches!(mark, Mark::Vacant { .. } | Mark::Idle)),
        Show::Crowded => marked(|mark| matches!(mark, Mark::Crowded { .. } | Mark::TooMany { .. })),
    }
}

/// Whether a name holds the text, or its pinyin initials do; a village is also found by a name it had.
fn is_called(book: &Book<'_>, thing: Thing<'_>, text: &str) -> bool {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    if text.is_empty() {
        return true;
    }
    let lower = text.to_lowercase();
    let initials = lower.chars().all(|c| c.is_ascii_alphanumeric());
    let fits = |name: &str| {
        name.to_lowercase().contains(&lower) || (initials && pinyin_initials(name).contains(&lower))
    };
    let title = thing.title(&book.names);
    fits(&title)
        || match thing {
            Thing::Commissioner(person) => fits(&person.login) || fits(&person.mobile),
            Thing::Team(team) => fits(&team.code),
            Thing::Unit(unit) => fits(&unit.code),
            Thing::Village(village) => {
                let mut former = book.former_names(village.code).iter();
                fits(village.code.as_str()) || former.any(|(name, _)| fits(name))
            }
            _ => false,
        }
}

/// Whether the person's people serve several counties, so that each is to be told.
fn spans_counties(book: &Book<'_>) -> bool {
    let area = book.actor.area_code;
    area.is_some_and(|area| area.level() < AreaLevel::County)
}

fn headers(book: &Book<'_>, kind: Kind) -> Vec<String> {
    let derived: &[&str] = match kind {
        Kind::Commissioners if spans_counties(book) => &[
            "姓名",
            "服务县",
            "派出单位",
            "职称",
            "产业",
            "结对村",
            "聘期",
        ],
        Kind::Commissioners => &["姓名", "派出单位", "职称", "产业", "结对村", "聘期"],
        Kind::Teams => &["名称", "产业", "服务县", "牵头单位", "成员", "起止"],
        Kind::Units => &["名称", "类型", "级别", "联系人", "派出人数"],
        Kind::Villages => &["村", "认定", "主导产业", "户数", "结对"],
        Kind::Assignments => &["人员或团队", "村", "起止"],
        Kind::Designations => &["村认定", "级别", "文号", "起止"],
        Kind::Industries => &["名称", "类别", "计量单位", "代码"],
        Kind::Divisions | Kind::Visits | Kind::Trainings | Kind::Entries(_) => &[],
    };
    derived.iter().map(|word| (*word).to_owned()).collect()
}

fn entry(book: &Book<'_>, thing: Thing<'_>) -> Entry {
    Entry {
        key: thing.key(),
        title: match thing {
            Thing::Assignment(one) => book.names.holder(one.holder),
            thing => thing.title(&book.names),
        },
        cells: cells(book, thing),
        term: thing.term(book.today),
        marks: book.marks(thing),
    }
}

fn cells(book: &Book<'_>, thing: Thing<'_>) -> Vec<String> {
    let texts = thing.texts(&book.names);
    let text = |column: &str| {
        let found = texts.iter().find(|(name, _)| *name == column);
        found.map(|(_, text)| text.clone()).unwrap_or_default()
    };
    let columns: &[&str] = match thing.kind() {
        Kind::Commissioners if spans_counties(book) => {
            &["area_code", "unit_code", "title_level", "industry_codes"]
        }
        Kind::Commissioners => &["unit_code", "title_level", "industry_codes"],
        Kind::Teams => &["industry_code", "area_code", "lead_unit_code"],
        Kind::Units => &["kind", "level", "contact"],
        Kind::Designations => &["level", "document_no"],
        Kind::Industries => &["category", "unit", "code"],
        Kind::Villages
        | Kind::Assignments
        | Kind::Divisions
        | Kind::Visits
        | Kind::Trainings
        | Kind::Entries(_) => &[],
    };
    let mut cells: Vec<String> = columns.iter().map(|column| text(column)).collect();
    match thing {
        Thing::Commissioner(person) => {
            let held = book.held(Holder::Commissioner(person.id));
            let villages = held.filter(|one| book.is_open(one)).count();
            cells.push(format!("{villages} 个"));
        }
        Thing::Team(team) => cells.push(format!("{} 人", team.members.len())),
        Thing::Unit(unit) => cells.push(format!("{} 人", book.sent_by(unit.id))),
        Thing::Village(village) => {
            cells.push(book.designated(village.code).join("、"));
            cells.push(text("leading_industries"));
            cells.push(text("households"));
            let held = book
                .of_village(village.code)
                .filter(|one| book.is_open(one));
            let names: Vec<_> = held.map(|one| book.names.holder(one.holder)).collect();
            cells.push(names.join("、"));
        }
        Thing::Assignment(one) => cells.push(book.names.area(one.village_code)),
        _ => {}
    }
    cells.extend(span(thing));
    cells
}

/// From when to when.
pub(crate) fn span(thing: Thing<'_>) -> Option<String> {
    let (from, to) = thing.days()?;
    Some(match to {
        Some(to) => format!("{from} 至 {to}"),
        None => format!("{from} 起"),
    })
}

/// What a column is called on a card or a form.
pub(crate) fn label(kind: Kind, column: &'static str) -> String {
    match (kind, column) {
        // A file may name the person in this column too; here nobody knows the login by heart.
        (Kind::Assignments, "login") => "科技特派员".to_owned(),
        (Kind::Villages, "contact_phone") => "联系人电话".to_owned(),
        _ => kind.header(column).to_owned(),
    }
}
