//! 行政区划: city, counties, townships and villages by their 12-digit codes.

use super::{Known, Plan, Rights, Table, cells, reader::Reader};
use crate::areas::Area;
use chrono::NaiveDate;
use domain::{
    areas::{AreaCode, AreaLevel},
    divisions::{Succession, SuccessionKind, Successions},
};
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
    let mut successions = known.successions.clone();
    for row in &table.rows {
        let mut reader = Reader::new(rights, table, row, known);
        let code = code(&mut reader, rights);
        let area = code.and_then(|code| area(&mut reader, code, known, &listed));
        let from = reader.dated("from_on");
        let went = code.and_then(|code| {
            let known = (known, &listed, &successions);
            went(&mut reader, rights, (code, from), known)
        });
        let key = code.map(|code| code.to_string()).unwrap_or_default();
        if !plan.accept(reader, "code", &key) {
            continue;
        }
        if let Some(one) = went {
            successions = successions.with(one);
        }
        if let Some(area) = area {
            keep(plan, known.areas.get(&area.code), area, (from, went));
        }
    }
}

/// Keeps what a row makes and changes.
fn keep(
    plan: &mut Plan,
    old: Option<&Area>,
    area: Area,
    (from, went): (Option<NaiveDate>, Option<Succession>),
) {
    let is_same = old == Some(&area);
    if let (Some(old), Some(from)) = (old, from)
        && old.short_name != area.short_name
    {
        plan.former.push((old.clone(), from));
    }
    plan.successions.extend(went);
    if went.is_some() && is_same {
        plan.report.changed += 1;
    } else if plan.settle(old, &area) {
        plan.areas.push(area);
    }
}

/// What is known of areas: those there are, those of the file, and which went into which.
type KnownAreas<'a> = (&'a Known, &'a HashSet<AreaCode>, &'a Successions);

/// The succession that a row tells; none when it tells none, or one that is known already.
fn went(
    reader: &mut Reader<'_>,
    rights: Rights<'_>,
    (code, from): (AreaCode, Option<NaiveDate>),
    (known, listed, successions): KnownAreas<'_>,
) -> Option<Succession> {
    let text = cells::compact(reader.cell("successor_code"));
    if text.is_empty() {
        return None;
    }
    let fault = |reader: &mut Reader<'_>, code, message| {
        reader.fault("successor_code", code, message);
        None
    };
    let Ok(successor) = text.parse::<AreaCode>() else {
        return fault(reader, "not_an_area_code", "应为 12 位数字");
    };
    let Some(from) = from else {
        return fault(reader, "required", "写了接续代码，还要写生效日期");
    };
    let was_there = known.areas.get(&successor).is_some();
    if known.areas.get(&code).is_none() || !(was_there || listed.contains(&successor)) {
        return fault(reader, "unknown_area", "原区划或接续的区划还没有导入");
    }
    let circles = successor == code || successions.would_circle(code, successor);
    if circles || successor.level() != code.level() {
        return fault(reader, "area_level", "应是同级的另一个区划");
    }
    if !rights.edits(&successor) {
        return fault(reader, "out_of_scope", "不在您的管理范围内");
    }
    match successions.of(code) {
        Some(one) if one.successor == successor && one.from == from => None,
        Some(_) => fault(reader, "exists", "已经登记过别的接续"),
        None => Some(Succession {
            area: code,
            from,
            // What the file makes for it is the same place under another code.
            kind: if was_there {
                SuccessionKind::Merged
            } else {
                SuccessionKind::Moved
            },
            successor,
        }),
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
