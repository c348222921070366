//! 科技特派团 and 科技扶贫队 with their members.

use super::{Known, Plan, Rights, Table, cells, reader::Reader};
use crate::{Clock, registers::Team};
use domain::{
    areas::AreaLevel,
    codes::{TeamKind, TeamRole},
    ids::{CommissionerId, TeamId},
};
use std::collections::HashSet;

const HOMES: &[AreaLevel] = &[AreaLevel::City, AreaLevel::County, AreaLevel::Township];

pub(super) fn plan(
    plan: &mut Plan,
    rights: Rights<'_>,
    table: &Table,
    known: &Known,
    clock: &Clock,
) {
    let mut ids: HashSet<TeamId> = known.teams.values().map(|team| team.id).collect();
    for row in &table.rows {
        let mut reader = Reader::new(rights, table, row, known);
        let code = reader.key("code");
        let old = code.as_ref().and_then(|code| known.teams.get(code));
        if old.is_some_and(|old| !rights.edits(&old.area_code)) {
            reader.fault("code", "out_of_scope", "这个团队不在您的管理范围内");
        }
        let id = id(&mut reader, old, &mut ids, clock);
        let team = code
            .as_ref()
            .and_then(|code| team(&mut reader, code, id, old));
        let clean = plan.accept(reader, "code", &code.unwrap_or_default());
        if let Some(team) = team.filter(|_| clean)
            && plan.settle(old, &team)
        {
            plan.teams.push(team);
        }
    }
}

/// The id: kept when known, else the given one, else a new one.
fn id(
    reader: &mut Reader<'_>,
    old: Option<&Team>,
    taken: &mut HashSet<TeamId>,
    clock: &Clock,
) -> TeamId {
    let given = reader.id("id").map(TeamId);
    if let Some(old) = old {
        if given.is_some_and(|given| given != old.id) {
            reader.fault("id", "id_differs", "与已有的编号不同");
        }
        return old.id;
    }
    let id = given.unwrap_or_else(|| TeamId(clock.new_id()));
    if !taken.insert(id) {
        reader.fault("id", "id_taken", "这个编号已经是别的团队的");
    }
    id
}

fn team(reader: &mut Reader<'_>, code: &str, id: TeamId, old: Option<&Team>) -> Option<Team> {
    let name = reader.kept("name", old.map(|old| old.name.clone()), Reader::text);
    let kind = reader.kept("kind", old.map(|old| old.kind), kind);
    let level = reader.kept("level", old.map(|old| old.level), Reader::code);
    let area_code = reader.kept(
        "area_code",
        old.map(|old| old.area_code),
        |reader, column| reader.area(column, HOMES),
    );
    let industry_code = reader.kept(
        "industry_code",
        old.map(|old| old.industry_code.clone()),
        industry,
    );
    let lead_unit_id = reader.kept(
        "lead_unit_code",
        old.map(|old| old.lead_unit_id),
        Reader::unit,
    );
    let started_on = reader.kept("started_on", old.map(|old| old.started_on), Reader::date);
    let ended_on = reader.kept(
        "ended_on",
        old.and_then(|old| old.ended_on),
        |reader, column| reader.end(column, started_on),
    );
    let members = reader.kept(
        "members",
        old.map(|old| old.members.clone()),
        |reader, column| Some(members(reader, column)),
    );
    Some(Team {
        id,
        code: code.to_owned(),
        name: name?,
        kind: kind?,
        level: level?,
        area_code: area_code?,
        industry_code: industry_code?,
        lead_unit_id: lead_unit_id?,
        started_on: started_on?,
        ended_on,
        members: members?,
    })
}

/// The kind; 省科技特派团 says the level too.
fn kind(reader: &mut Reader<'_>, column: &str) -> Option<TeamKind> {
    let text = cells::compact(reader.cell(column));
    let bare = text.trim_start_matches(['省', '市', '县']);
    cells::coded(bare).or_else(|| reader.code(column))
}

/// One industry: 一个科技特派团服务一个产业.
fn industry(reader: &mut Reader<'_>, column: &str) -> Option<String> {
    let mut codes = reader.industries(column, 1);
    if codes.len() > 1 {
        reader.fault(column, "too_many", "一个团队只填一个产业");
    }
    codes.pop()
}

/// Members as `login:role`, or a name with the role in brackets, or without: a plain member.
fn members(reader: &mut Reader<'_>, column: &str) -> Vec<(CommissionerId, TeamRole)> {
    let mut members: Vec<(CommissionerId, TeamRole)> = Vec::new();
    for text in cells::several(reader.cell(column)) {
        let text = cells::half_width(&text);
        let (who, role) = text.split_once([':', '(']).unwrap_or((&text, "member"));
        let role = cells::coded(role.trim_end_matches(')'));
        if role.is_none() {
            reader.fault(
                column,
                "unknown_code",
                &format!("没有“{text}”里的角色，可填：团长、团员、行政团长、技术团长"),
            );
        }
        if let (Some(person), Some(role)) = (reader.person(column, who), role) {
            if members.iter().any(|(member, _)| *member == person) {
                reader.fault(column, "duplicate", &format!("“{who}”出现了两次"));
            }
            members.push((person, role));
        }
    }
    members.sort_unstable_by_key(|(person, _)| *person);
    members
}
