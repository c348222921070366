//! The commissioner or team that a cell names.

use super::super::{Known, cells, reader::Reader};
use crate::registers::Commissioner;
use domain::ledgers::Holder;

/// By login or team code, by name, or by a name with the unit in brackets, as forms offer it; with none or
/// several the fault is named.
pub(super) fn find(reader: &mut Reader<'_>, column: &str, known: &Known) -> Option<Holder> {
    let text = reader.cell(column);
    let key = cells::compact(text);
    if let Some(person) = known.people.get(&key) {
        return Some(of_person(person, known));
    }
    let teams = known.teams.values();
    let mut teams = teams.filter(|team| team.code == key || cells::compact(&team.name) == key);
    if let Some(team) = teams.next() {
        return Some(Holder {
            id: team.id.0,
            name: team.name.clone(),
        });
    }
    let (name, unit) = key.split_once('(').unwrap_or((&key, ""));
    let unit = unit.split([',', '，', ')']).next().unwrap_or_default();
    let in_unit = |person: &&Commissioner| unit.is_empty() || unit_of(person, known) == unit;
    let named: Vec<&Commissioner> = namesakes(name, known).filter(in_unit).collect();
    match named.as_slice() {
        [person] => Some(of_person(person, known)),
        [] => {
            let message = format!("没有“{text}”这位科技特派员或团队，请先导入");
            reader.fault(column, "unknown_person", &message);
            None
        }
        several => {
            let mut logins: Vec<_> = several.iter().map(|one| one.login.as_str()).collect();
            logins.sort_unstable();
            let offered = Some(logins.join("、"));
            reader.suggest(
                column,
                "ambiguous_person",
                "有几位同名，请填登录名",
                offered,
            );
            None
        }
    }
}

fn namesakes<'a>(name: &str, known: &'a Known) -> impl Iterator<Item = &'a Commissioner> {
    let logins = known.namesakes.get(&cells::person_name(name));
    let logins = logins.into_iter().flatten();
    logins.filter_map(|login| known.people.get(login))
}

fn unit_of(person: &Commissioner, known: &Known) -> String {
    let mut units = known.units.values();
    let unit = units.find(|unit| unit.id == person.unit_id);
    unit.map(|unit| cells::compact(&unit.name))
        .unwrap_or_default()
}

/// A name that nobody else has stands alone.
fn of_person(person: &Commissioner, known: &Known) -> Holder {
    let name = &person.name;
    let is_alone = namesakes(name, known).count() < 2;
    Holder {
        id: person.id.0,
        name: if is_alone {
            name.clone()
        } else {
            format!("{name}（{}）", unit_of(person, known))
        },
    }
}
