//! 示范基地 and 示范户 (`domain.md` §3.10).

use super::{
    super::{Choices, Field, Fills, Input, Measure, Unique, steps::ENDED_ON},
    Declared, LEVELS, PLAIN, whole,
};
use crate::areas::AreaLevel;

const HOSTS: Choices = &[
    ("cooperative", "合作社"),
    ("enterprise", "企业"),
    ("large_farmer", "大户"),
    ("family_farm", "家庭农场"),
    ("village_collective", "村集体"),
];

pub(super) const BASES: Declared = Declared {
    fields: &[
        Field::must("name", "基地名称", Input::Line).fills(Fills::Name),
        Field::must("area_code", "所在村", Input::Place(AreaLevel::Village)).fills(Fills::Area),
        Field::must("industry", "产业", Input::Industry),
        Field::must("host", "承办主体", Input::One(HOSTS)).fills(Fills::SubKind),
        Field::may("host_name", "主体名称", Input::Line),
        Field::may("area", "面积（亩）", Input::Area).counts(Measure::Area),
        Field::may("scale", "其他规模", Input::Line),
        Field::must("established_on", "建成日期", Input::Past).fills(Fills::OccurredOn),
        Field::may("level", "级别", Input::One(LEVELS)),
        Field::must("responsible", "负责人（科技特派员或团队）", Input::Holder),
        Field::may("households", "辐射农户（户）", Input::Count).counts(Measure::Households),
    ],
    views: &[whole(&[
        "name",
        "area_code",
        "industry",
        "host",
        "area",
        "established_on",
        "responsible",
    ])],
    unique: Unique::Named,
    ends: true,
    orders: &[("established_on", ENDED_ON)],
    ..PLAIN
};

pub(super) const HOUSEHOLDS: Declared = Declared {
    fields: &[
        Field::must("name", "户主姓名", Input::Line).fills(Fills::Name),
        Field::must("area_code", "所在村", Input::Place(AreaLevel::Village)).fills(Fills::Area),
        Field::must("industry", "产业", Input::Industry),
        Field::may("scale", "规模", Input::Line),
        Field::must("cultivated_from", "培育起始日期", Input::Past).fills(Fills::OccurredOn),
        Field::must("responsible", "培育人（科技特派员或团队）", Input::Holder),
    ],
    views: &[whole(&[
        "name",
        "area_code",
        "industry",
        "scale",
        "cultivated_from",
        "responsible",
    ])],
    unique: Unique::Named,
    ends: true,
    orders: &[("cultivated_from", ENDED_ON)],
    ..PLAIN
};
