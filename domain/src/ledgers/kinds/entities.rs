//! 领办创办主体, 利益共同体, 服务协议, 乡土人才 (`domain.md` §3.11, §3.12, D08).

use super::{
    super::{Choices, Field, Fills, Input, Measure, Unique, steps::ENDED_ON},
    Declared, PLAIN, TARGETS, whole,
};
use crate::areas::AreaLevel;

const ENTITY_KINDS: Choices = &[
    ("enterprise", "企业"),
    ("cooperative", "合作社"),
    ("association", "协会"),
    ("family_farm", "家庭农场"),
    ("other", "其他"),
];

const MODES: Choices = &[
    ("led", "领办"),
    ("founded", "创办"),
    ("assisted", "协办"),
    ("cultivated", "培育"),
];

pub(super) const ENTITIES: Declared = Declared {
    fields: &[
        Field::must("name", "名称", Input::Line).fills(Fills::Name),
        Field::must("kind", "主体类型", Input::One(ENTITY_KINDS)).fills(Fills::SubKind),
        Field::must("mode", "方式", Input::One(MODES)),
        Field::must("area_code", "所在村", Input::Place(AreaLevel::Township)).fills(Fills::Area),
        Field::must("industry", "产业", Input::Industry),
        Field::must("founded_on", "成立日期", Input::Past).fills(Fills::OccurredOn),
        Field::may("credit_code", "统一社会信用代码", Input::Line),
        Field::may("jobs", "吸纳就业（人）", Input::Count).counts(Measure::Jobs),
        Field::may("members", "成员（户）", Input::Count),
        Field::must("responsible", "领办人（科技特派员或团队）", Input::Holder),
    ],
    views: &[whole(&[
        "name",
        "kind",
        "mode",
        "area_code",
        "industry",
        "founded_on",
        "responsible",
    ])],
    unique: Unique::Named,
    ends: true,
    orders: &[("founded_on", ENDED_ON)],
    ..PLAIN
};

const TIES: Choices = &[
    ("shares", "技术入股"),
    ("money", "资金入股"),
    ("contract", "订单合作"),
    ("trusteeship", "托管服务"),
    ("other", "其他"),
];

pub(super) const COMMUNITIES: Declared = Declared {
    fields: &[
        Field::must("name", "名称", Input::Line).fills(Fills::Name),
        Field::must("tie", "联结方式", Input::One(TIES)).fills(Fills::SubKind),
        Field::must("area_code", "所在村", Input::Place(AreaLevel::Township)).fills(Fills::Area),
        Field::must("industry", "产业", Input::Industry),
        Field::must("formed_on", "结成日期", Input::Past).fills(Fills::OccurredOn),
        Field::may("households", "参加农户（户）", Input::Count).counts(Measure::Households),
        Field::must("responsible", "科技特派员或团队", Input::Holder),
        Field::may("note", "共担共享办法", Input::Long),
    ],
    views: &[whole(&[
        "name",
        "tie",
        "area_code",
        "industry",
        "households",
        "formed_on",
        "responsible",
    ])],
    unique: Unique::Named,
    ends: true,
    orders: &[("formed_on", ENDED_ON)],
    ..PLAIN
};

pub(super) const AGREEMENTS: Declared = Declared {
    fields: &[
        Field::must("target_name", "服务对象", Input::Line).fills(Fills::Name),
        Field::must("target_kind", "对象类型", Input::One(TARGETS)).fills(Fills::SubKind),
        Field::must("area_code", "所在村", Input::Place(AreaLevel::Township)).fills(Fills::Area),
        Field::must("dispatching_unit", "派出单位", Input::Line),
        Field::must("responsible", "科技特派员或团队", Input::Holder),
        Field::must("signed_on", "签订日期", Input::Past).fills(Fills::OccurredOn),
        Field::must("valid_from", "服务期起", Input::Day),
        Field::must("valid_to", "服务期止", Input::Day),
        Field::must("tasks", "协议任务", Input::Long),
        Field::may("file_no", "存档编号", Input::Line),
    ],
    views: &[whole(&[
        "target_name",
        "target_kind",
        "area_code",
        "dispatching_unit",
        "responsible",
        "signed_on",
        "valid_to",
    ])],
    orders: &[("valid_from", "valid_to")],
    ..PLAIN
};

pub(crate) const TALENT_KINDS: Choices = &[
    ("leader", "致富带头人"),
    ("technician", "农民技术员"),
    ("broker", "农村经纪人"),
    ("craftsman", "乡村工匠"),
];

pub(super) const TALENTS: Declared = Declared {
    fields: &[
        Field::must("name", "姓名", Input::Line).fills(Fills::Name),
        Field::must("kind", "类别", Input::One(TALENT_KINDS)).fills(Fills::SubKind),
        Field::must("area_code", "所在村", Input::Place(AreaLevel::Village)).fills(Fills::Area),
        Field::must("industry", "产业", Input::Industry),
        Field::must("trained_on", "培养日期", Input::Past).fills(Fills::OccurredOn),
        Field::must("responsible", "培养人（科技特派员或团队）", Input::Holder),
        Field::may("note", "带动情况", Input::Long),
    ],
    views: &[whole(&[
        "name",
        "kind",
        "area_code",
        "industry",
        "trained_on",
        "responsible",
    ])],
    ..PLAIN
};
