//! 年度考核结果, as it was published (K02).

use super::{
    super::{Choices, Field, Fills, Input, Unique},
    Declared, PLAIN, whole,
};
use crate::areas::AreaLevel;

const GRADES: Choices = &[
    ("excellent", "优秀"),
    ("good", "良好"),
    ("qualified", "合格"),
    ("unqualified", "不合格"),
];

pub(super) const ASSESSMENTS: Declared = Declared {
    fields: &[
        Field::must("commissioner", "科技特派员", Input::Holder).fills(Fills::Name),
        Field::must("grade", "考核等次", Input::One(GRADES)).fills(Fills::SubKind),
        Field::must("year", "考核年度", Input::Year).fills(Fills::Year),
        Field::must("area_code", "所属县或乡镇", Input::Place(AreaLevel::County))
            .fills(Fills::Area),
        Field::may("published_on", "公示日期", Input::Past),
        Field::may("opinion", "考核意见", Input::Long),
    ],
    views: &[whole(&[
        "commissioner",
        "grade",
        "year",
        "area_code",
        "published_on",
    ])],
    unique: Unique::NamedYear,
    ..PLAIN
};
