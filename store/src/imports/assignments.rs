//! 结对: who looks after which village, from when to when.

use super::{Known, Plan, Rights, Table, cells, reader::Reader};
use crate::{
    Clock,
    registers::{Assignment, Commissioner, Holder, Thing, days_of},
};
use chrono::NaiveDate;
use domain::{
    areas::{AreaCode, AreaLevel},
    ids::AssignmentId,
};
use std::collections::{BTreeMap, HashMap};

type Key = (Holder, AreaCode, NaiveDate);

const fn key(one: &Assignment) -> Key {
    (one.holder, one.village_code, one.from_on)
}

pub(super) fn plan(
    plan: &mut Plan,
    rights: Rights<'_>,
    table: &Table,
    known: &Known,
    clock: &Clock,
) {
    let old: HashMap<Key, &Assignment> = known
        .assignments
        .iter()
        .map(|known| (key(known), known))
        .collect();
    let read: Vec<_> = table
        .rows
        .iter()
        .map(|row| {
            let mut reader = Reader::new(rights, table, row, known);
            let one = assignment(&mut reader, known, &old, clock);
            (reader, one)
        })
        .collect();
    let held = Held::after(known, read.iter().filter_map(|(_, one)| one.as_ref()));
    for (mut reader, one) in read {
        let old = one.as_ref().and_then(|one| old.get(&key(one)).copied());
        let text = one.as_ref().map(|one| format!("{:?}", key(one)));
        if let Some(one) = &one {
            held.judge(&mut reader, one, old);
            within_term(&mut reader, one, old);
        }
        if plan.accept(reader, "village_code", &text.unwrap_or_default())
            && let Some(assignment) = one
            && plan.settle(old, &assignment)
        {
            plan.assignments.push(assignment);
        }
    }
}

fn assignment(
    reader: &mut Reader<'_>,
    known: &Known,
    old: &HashMap<Key, &Assignment>,
    clock: &Clock,
) -> Option<Assignment> {
    let holder = holder(reader, known);
    let village = reader.area("village_code", &[AreaLevel::Village]);
    let from = reader.date("from");
    let key = holder
        .zip(village)
        .zip(from)
        .map(|((holder, village), from)| (holder, village, from));
    let old = key.and_then(|key| old.get(&key).copied());
    let to_on = reader.kept("to", old.and_then(|old| old.to_on), |reader, column| {
        reader.end(column, from)
    });
    let (holder, village_code, from_on) = key?;
    Some(Assignment {
        id: old.map_or_else(|| AssignmentId(clock.new_id()), |old| old.id),
        holder,
        village_code,
        from_on,
        to_on,
    })
}

/// Who holds which village when, as it will be once the whole file is in: ends by their beginnings.
struct Held(HashMap<(Holder, AreaCode), BTreeMap<NaiveDate, Option<NaiveDate>>>);

impl Held {
    fn after<'a>(known: &'a Known, file: impl Iterator<Item = &'a Assignment>) -> Self {
        let mut held: HashMap<_, BTreeMap<_, _>> = HashMap::new();
        for one in known.assignments.iter().chain(file) {
            let days = held.entry((one.holder, one.village_code)).or_default();
            days.insert(one.from_on, one.to_on);
        }
        Self(held)
    }

    /// Nobody holds a village twice on one day. What is there already may always be shortened.
    fn judge(&self, reader: &mut Reader<'_>, one: &Assignment, old: Option<&Assignment>) {
        let last = |to: Option<NaiveDate>| to.unwrap_or(NaiveDate::MAX);
        let grows = old.is_none_or(|old| last(one.to_on) > last(old.to_on));
        if !grows || reader.has_fault("to") {
            return;
        }
        let mut others = self
            .0
            .get(&(one.holder, one.village_code))
            .into_iter()
            .flatten();
        let other = others.find(|(from, to)| {
            **from != one.from_on && **from <= last(one.to_on) && last(**to) >= one.from_on
        });
        if let Some((from_on, to_on)) = other {
            let other = Assignment {
                from_on: *from_on,
                to_on: *to_on,
                ..one.clone()
            };
            let days = days_of(Thing::Assignment(&other)).unwrap_or_default();
            let column = if old.is_some() { "to" } else { "from" };
            let message = format!("与同一村的另一条结对（{days}）日期重叠，请先改那一条的结束日期");
            reader.fault(column, "overlap", &message);
        }
    }
}

/// A new 结对 of a person touches one of their terms. One that is there already may be put right.
fn within_term(reader: &mut Reader<'_>, one: &Assignment, old: Option<&Assignment>) {
    let person = match one.holder {
        Holder::Commissioner(id) if old.is_none() => reader.known_person(id),
        _ => None,
    };
    let Some(person) = person else { return };
    if !reader.serves_in(person.id, one.from_on, one.to_on) {
        let days = |(term_from, term_to): &(NaiveDate, Option<NaiveDate>)| {
            let term = Commissioner {
                term_from: *term_from,
                term_to: *term_to,
                ..person.clone()
            };
            days_of(Thing::Commissioner(&term))
        };
        let terms: Vec<_> = reader.terms(person.id).iter().filter_map(days).collect();
        let days = terms.join("、");
        let message = format!("不在这位科技特派员的聘期（{days}）内，请改日期，或先改聘期");
        reader.fault("from", "out_of_term", &message);
    }
}

/// What is said when a 结对 names nobody, or two.
const ONE_HOLDER: &str = "科技特派员和团队须填一个，且只填一个";

fn holder(reader: &mut Reader<'_>, known: &Known) -> Option<Holder> {
    let (login, team) = (reader.cell("login"), reader.cell("team_code"));
    match (login.is_empty(), team.is_empty()) {
        (false, true) => reader.person("login", login).map(Holder::Commissioner),
        (true, false) => {
            let named = |team_known: &&crate::registers::Team| team_known.name == team;
            let found = known
                .teams
                .get(&cells::compact(team))
                .or_else(|| known.teams.values().find(named));
            if found.is_none() {
                reader.fault("team_code", "unknown_team", "没有这个团队，请先导入");
            }
            found.map(|team| Holder::Team(team.id))
        }
        (true, true) => {
            reader.fault("login", "required", ONE_HOLDER);
            None
        }
        (false, false) => {
            reader.fault("login", "too_many", ONE_HOLDER);
            None
        }
    }
}
