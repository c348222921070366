//! 培训学员名册: who signed in at a training (`domain.md` §3.4, D06). A person is a name with the last four
//! digits of a phone: enough to tell people apart, too little to call them.

use super::{
    super::{Field, Fills, Input},
    Declared, PLAIN, whole,
};
use crate::areas::AreaLevel;

pub(super) const ATTENDEES: Declared = Declared {
    fields: &[
        Field::must("name", "姓名", Input::Line).fills(Fills::Name),
        Field::must("phone_tail", "手机后四位", Input::PhoneTail).fills(Fills::SubKind),
        Field::must("held_on", "培训日期", Input::Past).fills(Fills::OccurredOn),
        Field::must("area_code", "培训地点", Input::Place(AreaLevel::County)).fills(Fills::Area),
        Field::must("training", "培训名称或编号", Input::Line),
        Field::may("responsible", "授课人（科技特派员或团队）", Input::Holder),
    ],
    views: &[whole(&[
        "name",
        "phone_tail",
        "held_on",
        "area_code",
        "training",
        "responsible",
    ])],
    ..PLAIN
};
