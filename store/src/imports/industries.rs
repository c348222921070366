//! The open dictionary of industries.

use super::{Known, Plan, Rights, Table, reader::Reader};
use crate::registers::Industry;

/// `domain.md` §3.7.
pub(crate) const CATEGORIES: &[(&str, &[&str])] = &[
    ("种植", &["种植业"]),
    ("养殖", &["养殖业", "畜牧"]),
    ("林业", &[]),
    ("水产", &["渔业"]),
    ("加工", &["加工业"]),
    ("服务", &["服务业"]),
];

pub(super) fn plan(plan: &mut Plan, rights: Rights<'_>, table: &Table, known: &Known) {
    for row in &table.rows {
        let mut reader = Reader::new(rights, table, row, known);
        let code = reader.key("code");
        let same = |industry: &&Industry| Some(&industry.code) == code.as_ref();
        let old = known.industries.iter().find(same);
        let industry = code
            .as_ref()
            .and_then(|code| industry(&mut reader, code, old, known));
        let clean = plan.accept(reader, "code", &code.unwrap_or_default());
        if let Some(industry) = industry.filter(|_| clean)
            && plan.settle(old, &industry)
        {
            plan.industries.push(industry);
        }
    }
}

fn industry(
    reader: &mut Reader<'_>,
    code: &str,
    old: Option<&Industry>,
    known: &Known,
) -> Option<Industry> {
    let name = reader.kept("name", old.map(|old| old.name.clone()), Reader::text);
    let taken =
        |industry: &Industry| industry.code != code && Some(&industry.name) == name.as_ref();
    if known.industries.iter().any(taken) {
        reader.fault("name", "name_taken", "已有同名的产业");
    }
    let category = reader.kept(
        "category",
        old.map(|old| old.category.clone()),
        |reader, column| reader.term(column, CATEGORIES),
    );
    let unit = reader.kept("unit", old.map(|old| old.unit.clone()), Reader::text);
    let ended_on = reader.kept(
        "ended_on",
        old.and_then(|old| old.ended_on),
        |reader, column| reader.end(column, None),
    );
    Some(Industry {
        code: code.to_owned(),
        name: name?,
        category: category?,
        unit: unit?,
        ended_on,
    })
}
