//! 行政区划: city, counties, townships and villages by their 12-digit codes.

use super::{Known, Plan, Rights, Table, cells, reader::Reader};
use crate::areas::Area;
use domain::areas::{AreaCode, AreaLevel};
use std::collections::HashSet;

const KINDS: &[(&str, &[&str])] = &[
    ("province", &["省"]),
    ("city", &["市", "设区市", "地级市"]),
    ("county", &["县", "区", "县级市"]),
    ("town", &["镇"]),
    ("township", &["乡", "民族乡"]),
    ("subdistrict", &["街道"]),
    ("quasi", &["类似乡级单位"]),
    ("zone", &["园区", "开发区", "农场", "管理区"]),
    ("village", &["村", "行政村"]),
    ("residents", &["居委会", "社区"]),
];

pub(super) fn plan(plan: &mut Plan, rights: Rights<'_>, table: &Table, known: &Known) {
    let code_of = |row| {
        cells::compact(table.cell(row, "code"))
            .parse::<AreaCode>()
            .ok()
    };
    let listed: HashSet<AreaCode> = table.rows.iter().filter_map(code_of).collect();
    for row in &table.rows {
        let mut reader = Reader::new(rights, table, row, known);
        let code = code(&mut reader, rights);
        let area = code.and_then(|code| area(&mut reader, code, known, &listed));
        let key = code.map(|code| code.to_string()).unwrap_or_default();
        let clean = plan.accept(reader, "code", &key);
        if let Some(area) = area.filter(|_| clean)
            && plan.settle(known.areas.get(&area.code), &area)
        {
            plan.areas.push(area);
        }
    }
}

fn code(reader: &mut Reader<'_>, rights: Rights<'_>) -> Option<AreaCode> {
    let code = reader.key("code")?.parse().ok();
    match code {
        None => reader.fault("code", "not_an_area_code", "应为 12 位数字"),
        Some(code) if !rights.edits(&code) => {
            reader.fault("code", "out_of_scope", "不在您的管理范围内");
        }
        Some(_) => {}
    }
    code
}

fn area(
    reader: &mut Reader<'_>,
    code: AreaCode,
    known: &Known,
    listed: &HashSet<AreaCode>,
) -> Option<Area> {
    let old = known.areas.get(&code);
    let name = reader.kept("name", old.map(|area| area.name.clone()), Reader::text);
    let short_name = reader.kept(
        "short_name",
        old.map(|area| area.short_name.clone()),
        |reader, column| {
            let short = reader.cell(column);
            if short.is_empty() {
                reader.text("name")
            } else {
                reader.text(column)
            }
        },
    );
    let kind = reader.kept(
        "kind",
        old.map(|area| area.kind.clone()),
        |reader, column| reader.term(column, KINDS),
    );
    check_level(reader, code);
    let known_parent =
        |parent: &AreaCode| listed.contains(parent) || known.areas.get(parent).is_some();
    let parent_code = code.parent().filter(known_parent);
    check_parent(reader, code, parent_code);
    Some(Area {
        code,
        name: name?,
        short_name: short_name?,
        level: code.level(),
        kind: kind?,
        parent_code,
    })
}

fn check_level(reader: &mut Reader<'_>, code: AreaCode) {
    let text = cells::compact(reader.cell("level"));
    let level = match text.as_str() {
        "" => code.level(),
        "province" | "省" | "省级" => AreaLevel::Province,
        "city" | "市" | "地级" | "市级" | "设区市" => AreaLevel::City,
        "county" | "县" | "县级" | "区县" => AreaLevel::County,
        "township" | "乡" | "乡级" | "乡镇" | "镇" => AreaLevel::Township,
        "village" | "村" | "村级" => AreaLevel::Village,
        _ => {
            reader.fault("level", "unknown_code", "没有这个级别");
            return;
        }
    };
    if level != code.level() {
        reader.fault("level", "area_level", "与代码的级别不符");
    }
}

fn check_parent(reader: &mut Reader<'_>, code: AreaCode, parent: Option<AreaCode>) {
    let text = cells::compact(reader.cell("parent_code"));
    let needed = code.level() > AreaLevel::City;
    if !text.is_empty() && text.parse().ok() != code.parent() {
        reader.fault("parent_code", "wrong_parent", "不是代码所在的上级");
    } else if parent.is_none() && (needed || !text.is_empty()) {
        reader.fault(
            "parent_code",
            "unknown_area",
            "上级区划不在文件里，也还没有导入",
        );
    }
}
