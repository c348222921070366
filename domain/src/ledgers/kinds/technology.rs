//! 新品种新技术 and 科技项目 (`domain.md` §3.8, E06). What is introduced in several villages has an
//! entry in each: areas are counted per village, things by their names.

use super::{
    super::{Choices, Field, Fills, Input, Measure},
    Declared, LEVELS, PLAIN, whole,
};
use crate::areas::AreaLevel;

pub(crate) const KINDS: Choices = &[
    ("variety", "新品种"),
    ("technique", "新技术"),
    ("product", "新产品"),
    ("equipment", "新装备"),
    ("mode", "新模式"),
];

pub(super) const INTRODUCTIONS: Declared = Declared {
    fields: &[
        Field::must("kind", "类别", Input::One(KINDS)).fills(Fills::SubKind),
        Field::must("name", "名称", Input::Line).fills(Fills::Name),
        Field::must("area_code", "推广的村", Input::Place(AreaLevel::Township)).fills(Fills::Area),
        Field::must("industry", "产业", Input::Industry),
        Field::must("used_on", "引进或推广日期", Input::Past).fills(Fills::OccurredOn),
        Field::may("area", "推广面积（亩）", Input::Area).counts(Measure::Area),
        Field::may("households", "采用户数", Input::Count).counts(Measure::Households),
        Field::must("responsible", "引进人（科技特派员或团队）", Input::Holder),
        Field::may("source_unit", "来源单位", Input::Line),
        Field::may("registration_no", "审定或登记编号", Input::Line),
        Field::may("note", "说明", Input::Long),
    ],
    views: &[whole(&[
        "name",
        "kind",
        "area_code",
        "industry",
        "area",
        "households",
        "used_on",
        "responsible",
    ])],
    ..PLAIN
};

const PROJECT_KINDS: Choices = &[("transfer", "成果转化"), ("project", "科技项目")];

pub(super) const PROJECTS: Declared = Declared {
    fields: &[
        Field::must("name", "名称", Input::Line).fills(Fills::Name),
        Field::must("kind", "类别", Input::One(PROJECT_KINDS)).fills(Fills::SubKind),
        Field::must("level", "级别", Input::One(LEVELS)),
        Field::must("area_code", "实施地", Input::Place(AreaLevel::County)).fills(Fills::Area),
        Field::must("industry", "产业", Input::Industry),
        Field::must("started_on", "立项或转化日期", Input::Past).fills(Fills::OccurredOn),
        Field::may("responsible", "主持人（科技特派员或团队）", Input::Holder),
        Field::may("source_unit", "成果来源或下达单位", Input::Line),
        Field::may("note", "内容", Input::Long),
    ],
    views: &[whole(&[
        "name",
        "kind",
        "level",
        "area_code",
        "industry",
        "started_on",
        "responsible",
    ])],
    ..PLAIN
};
