//! 派出单位.

use super::{Known, Plan, Rights, Table, reader::Reader};
use crate::{Clock, registers::Unit};
use domain::ids::UnitId;

/// `domain.md` §3.5.
pub(crate) const KINDS: &[(&str, &[&str])] = &[
    ("高校", &["高等院校", "大学", "高等学校"]),
    ("科研院所", &["科研机构", "研究院所"]),
    ("农技推广机构", &["农技推广单位"]),
    ("科技型企业", &["企业"]),
    ("社会团体", &["学会", "协会"]),
    ("事业单位", &[]),
    ("其他", &["其它"]),
];

pub(super) fn plan(
    plan: &mut Plan,
    rights: Rights<'_>,
    table: &Table,
    known: &Known,
    clock: &Clock,
) {
    for row in &table.rows {
        let mut reader = Reader::new(rights, table, row, known);
        let code = reader.key("code");
        let old = code.as_ref().and_then(|code| known.units.get(code));
        let unit = code
            .as_ref()
            .and_then(|code| unit(&mut reader, code, old, clock));
        if let Some(unit) = unit
            .as_ref()
            .filter(|new| old.is_none_or(|old| old.name != new.name))
        {
            let mut others = known.units.values().chain(&plan.units);
            let same = |other: &&Unit| other.code != unit.code && other.name == unit.name;
            if let Some(other) = others.find(|other| same(other) && is_near(rights, known, other)) {
                let message = format!(
                    "已有同名单位（代码 {}），请直接用它，或把名称写得更具体",
                    other.code
                );
                reader.fault("name", "name_taken", &message);
            }
        }
        let changed = old.is_some() && old != unit.as_ref();
        if changed
            && old.is_some_and(|old| known.areas_of_unit(old.id).any(|area| !rights.edits(&area)))
        {
            reader.fault(
                "code",
                "out_of_scope",
                "其他县也有该单位派出的人员，不能在这里修改",
            );
        }
        let clean = plan.accept(reader, "code", &code.unwrap_or_default());
        if let Some(unit) = unit.filter(|_| clean)
            && plan.settle(old, &unit)
        {
            plan.units.push(unit);
        }
    }
}

/// Whether the importer's own area sends people from it, or nobody does yet: its name then means it here.
fn is_near(rights: Rights<'_>, known: &Known, unit: &Unit) -> bool {
    let mut areas = known.areas_of_unit(unit.id).peekable();
    areas.peek().is_none() || areas.any(|area| rights.edits(&area))
}

fn unit(reader: &mut Reader<'_>, code: &str, old: Option<&Unit>, clock: &Clock) -> Option<Unit> {
    let name = reader.kept("name", old.map(|unit| unit.name.clone()), Reader::text);
    let kind = reader.kept(
        "kind",
        old.map(|unit| unit.kind.clone()),
        |reader, column| reader.term(column, KINDS),
    );
    let level = reader.kept("level", old.map(|unit| unit.level), Reader::code);
    let contact = reader.kept(
        "contact",
        old.and_then(|unit| unit.contact.clone()),
        Reader::optional_text,
    );
    let phone = reader.kept(
        "phone",
        old.and_then(|unit| unit.phone.clone()),
        Reader::phone,
    );
    let ended_on = reader.kept(
        "ended_on",
        old.and_then(|unit| unit.ended_on),
        |reader, column| reader.end(column, None),
    );
    Some(Unit {
        id: old.map_or_else(|| UnitId(clock.new_id()), |unit| unit.id),
        code: code.to_owned(),
        name: name?,
        kind: kind?,
        level: level?,
        contact,
        phone,
        ended_on,
    })
}
