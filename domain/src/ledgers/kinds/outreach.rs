//! 科技下乡, 信息宣传, and what the served say (B09, J01, K01).

use super::{
    super::{Choices, Field, Fills, Input, steps::SATISFACTION},
    Declared, LEVELS, PLAIN, whole,
};
use crate::areas::AreaLevel;

const FORMS: Choices = &[
    ("market", "集市咨询"),
    ("visit", "送科技下乡"),
    ("popular_science", "科普宣传"),
    ("clinic", "现场会诊"),
    ("other", "其他"),
];

pub(super) const EVENTS: Declared = Declared {
    fields: &[
        Field::must("name", "活动名称", Input::Line).fills(Fills::Name),
        Field::must("form", "形式", Input::One(FORMS)).fills(Fills::SubKind),
        Field::must("held_on", "日期", Input::Past).fills(Fills::OccurredOn),
        Field::must("area_code", "地点", Input::Place(AreaLevel::County)).fills(Fills::Area),
        Field::may("place", "具体地点", Input::Line),
        Field::must("organiser", "组织单位", Input::Line),
        Field::may("people", "参加科技特派员（人）", Input::Count),
        Field::may("attendances", "到场群众（人次）", Input::Count),
        Field::may("materials", "发放资料（份）", Input::Count),
        Field::may("note", "情况", Input::Long),
    ],
    views: &[whole(&[
        "name",
        "form",
        "held_on",
        "area_code",
        "organiser",
        "attendances",
        "materials",
    ])],
    ..PLAIN
};

const BULLETIN_KINDS: Choices = &[("bulletin", "信息简报"), ("media", "媒体报道")];

pub(super) const BULLETINS: Declared = Declared {
    fields: &[
        Field::must("title", "标题", Input::Line).fills(Fills::Name),
        Field::must("kind", "类别", Input::One(BULLETIN_KINDS)).fills(Fills::SubKind),
        Field::must("published_on", "发布日期", Input::Past).fills(Fills::OccurredOn),
        Field::must("area_code", "所属区域", Input::Place(AreaLevel::County)).fills(Fills::Area),
        Field::must("publisher", "刊发单位", Input::Line),
        Field::may("level", "级别", Input::One(LEVELS)),
        Field::may("link", "网址", Input::Line),
    ],
    views: &[whole(&[
        "title",
        "kind",
        "published_on",
        "area_code",
        "publisher",
        "level",
    ])],
    ..PLAIN
};

pub(super) const REPLIES: Declared = Declared {
    fields: &[
        Field::must("about", "评价的服务", Input::Line).fills(Fills::Name),
        Field::must("satisfaction", "满意程度", Input::One(SATISFACTION)).fills(Fills::SubKind),
        Field::must("replied_on", "评价日期", Input::Past).fills(Fills::OccurredOn),
        Field::must("area_code", "所在村", Input::Place(AreaLevel::Village)).fills(Fills::Area),
        Field::may("remark", "意见", Input::Long),
    ],
    views: &[whole(&[
        "about",
        "satisfaction",
        "area_code",
        "replied_on",
        "remark",
    ])],
    ..PLAIN
};
