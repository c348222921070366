//! 年度成效: one entry per service target and year, with its basis (`domain.md` §4.2 rule 8).

use super::{
    super::{Field, Fills, Input, Measure, Unique},
    Declared, PLAIN, TARGETS, whole,
};
use crate::areas::AreaLevel;

pub(super) const EFFECTS: Declared = Declared {
    fields: &[
        Field::must("target_name", "服务对象", Input::Line).fills(Fills::Name),
        Field::must("target_kind", "对象类型", Input::One(TARGETS)).fills(Fills::SubKind),
        Field::must("area_code", "所在村", Input::Place(AreaLevel::Village)).fills(Fills::Area),
        Field::must("year", "年度", Input::Year).fills(Fills::Year),
        Field::may("households", "带动农户（户）", Input::Count).counts(Measure::Households),
        Field::may(
            "poverty_exited_households",
            "其中：脱贫户、监测户（户）",
            Input::Count,
        )
        .counts(Measure::PovertyExitedHouseholds),
        Field::may("jobs", "带动就业（人）", Input::Count).counts(Measure::Jobs),
        Field::may("income", "带动增收（万元）", Input::Money).counts(Measure::Income),
        Field::may("output", "实现产值（万元）", Input::Money).counts(Measure::Output),
        Field::may("collective", "村集体经济增收（万元）", Input::Money)
            .counts(Measure::Collective),
        Field::may("tax", "创利税（万元）", Input::Money).counts(Measure::Tax),
        Field::must("basis", "测算依据", Input::Long),
        Field::may("responsible", "服务人（科技特派员或团队）", Input::Holder),
    ],
    views: &[whole(&[
        "target_name",
        "target_kind",
        "area_code",
        "year",
        "households",
        "jobs",
        "income",
        "output",
    ])],
    unique: Unique::NamedYear,
    parts: &[("poverty_exited_households", "households")],
    any_of: &[
        "households",
        "jobs",
        "income",
        "output",
        "collective",
        "tax",
    ],
    ..PLAIN
};
