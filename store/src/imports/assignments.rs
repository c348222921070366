//! 结对: who looks after which village, from when to when.

use super::{Known, Plan, Rights, Table, cells, reader::Reader};
use crate::{
    Clock,
    registers::{Assignment, Holder},
};
use chrono::NaiveDate;
use domain::{
    areas::{AreaCode, AreaLevel},
    ids::AssignmentId,
};
use std::collections::HashMap;

type Key = (Holder, AreaCode, NaiveDate);

pub(super) fn plan(
    plan: &mut Plan,
    rights: Rights<'_>,
    table: &Table,
    known: &Known,
    clock: &Clock,
) {
    let key = |known: &Assignment| (known.holder, known.village_code, known.from_on);
    let old: HashMap<Key, &Assignment> = known
        .assignments
        .iter()
        .map(|known| (key(known), known))
        .collect();
    for row in &table.rows {
        let mut reader = Reader::new(rights, table, row, known);
        let holder = holder(&mut reader, known);
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
        let text = key.map(|key| format!("{key:?}")).unwrap_or_default();
        if !plan.accept(reader, "village_code", &text) {
            continue;
        }
        if let Some((holder, village_code, from_on)) = key {
            let id = old.map_or_else(|| AssignmentId(clock.new_id()), |old| old.id);
            let assignment = Assignment {
                id,
                holder,
                village_code,
                from_on,
                to_on,
            };
            if plan.settle(old, &assignment) {
                plan.assignments.push(assignment);
            }
        }
    }
}

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
            reader.fault("login", "required", "登录名和团队代码须填一个");
            None
        }
        (false, false) => {
            reader.fault("login", "too_many", "登录名和团队代码只能填一个");
            None
        }
    }
}
