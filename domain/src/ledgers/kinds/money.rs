//! 经费 by county, year and source (`domain.md` §3.13).

use super::{
    super::{Choices, Field, Fills, Input, Measure},
    Declared, PLAIN, whole,
};
use crate::areas::AreaLevel;

const SOURCES: Choices = &[
    ("central", "中央（三区人才）"),
    ("province", "省级"),
    ("city", "市级"),
    ("county", "县级"),
    ("unit", "单位自筹"),
];

const USES: Choices = &[
    ("travel", "交通差旅"),
    ("allowance", "工作补助"),
    ("insurance", "人身意外险"),
    ("training", "培训"),
    ("demo_base", "示范基地"),
    ("materials", "资料"),
    ("other", "其他"),
];

pub(super) const FUNDING: Declared = Declared {
    fields: &[
        Field::must("name", "经费名称", Input::Line).fills(Fills::Name),
        Field::must("source", "来源", Input::One(SOURCES)).fills(Fills::SubKind),
        Field::must("year", "年度", Input::Year).fills(Fills::Year),
        Field::must("area_code", "县或乡镇", Input::Place(AreaLevel::County)).fills(Fills::Area),
        Field::may("use", "用途", Input::One(USES)),
        Field::must("budget", "安排（万元）", Input::Money).counts(Measure::Budget),
        Field::may("received", "到位（万元）", Input::Money).counts(Measure::Received),
        Field::may("spent", "支出（万元）", Input::Money).counts(Measure::Spent),
        Field::may("document_no", "文号", Input::Line),
        Field::may("note", "说明", Input::Long),
    ],
    views: &[whole(&[
        "name",
        "source",
        "year",
        "area_code",
        "budget",
        "received",
        "spent",
    ])],
    ..PLAIN
};
