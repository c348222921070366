//! 问题: one ledger with three views (`domain.md` §3.9).

use super::{
    super::{
        Choices, Field, Fills, Input, View,
        steps::{CLOSED_ON, RESOLVED_ON, Status},
    },
    Declared, PLAIN,
};
use crate::areas::AreaLevel;

const NATURES: Choices = &[("problem", "技术难题"), ("demand", "技术需求")];

pub(crate) const CATEGORIES: Choices = &[
    ("pest", "病虫害"),
    ("cultivation", "栽培管理"),
    ("variety", "品种"),
    ("soil", "土壤肥水"),
    ("livestock", "养殖"),
    ("processing", "加工"),
    ("marketing", "销售"),
    ("funding", "资金"),
    ("other", "其他"),
];

pub(crate) const SEVERITIES: Choices =
    &[("normal", "一般"), ("urgent", "紧急"), ("critical", "特急")];

const RAISERS: Choices = &[
    ("village", "村"),
    ("township", "乡镇"),
    ("commissioner", "科技特派员"),
    ("informant", "信息员"),
    ("county", "县科技局"),
];

const TAKEN_UP: &[Status] = &[
    Status::Assigned,
    Status::Escalated,
    Status::InProgress,
    Status::Resolved,
    Status::Confirmed,
];

const AT_WORK: &[Status] = &[Status::InProgress, Status::Resolved, Status::Confirmed];

pub(super) const PROBLEMS: Declared = Declared {
    fields: &[
        Field::must("title", "问题", Input::Line).fills(Fills::Name),
        Field::must("description", "情况", Input::Long),
        Field::must("nature", "性质", Input::One(NATURES)).fills(Fills::SubKind),
        Field::must("category", "类别", Input::One(CATEGORIES)),
        Field::must("severity", "缓急", Input::One(SEVERITIES)),
        Field::must("raised_by", "提出者", Input::One(RAISERS)),
        Field::must("raised_on", "提出日期", Input::Past).fills(Fills::OccurredOn),
        Field::must("area_code", "所在村", Input::Place(AreaLevel::Township)).fills(Fills::Area),
        Field::must("industry", "产业", Input::Industry),
    ],
    views: &[
        View {
            code: "problems",
            label: "问题清单",
            columns: &[
                "title",
                "area_code",
                "category",
                "severity",
                "raised_by",
                "raised_on",
            ],
            statuses: &[],
        },
        View {
            code: "responsibility",
            label: "责任清单",
            columns: &[
                "title",
                "area_code",
                "responsible",
                "cooperating_unit",
                "coordinator",
                "due_on",
                "expected_result",
            ],
            statuses: TAKEN_UP,
        },
        View {
            code: "resolution",
            label: "落实清单",
            columns: &[
                "title",
                "area_code",
                "responsible",
                "measures",
                RESOLVED_ON,
                "result",
                "confirmed_by",
                "satisfaction",
            ],
            statuses: AT_WORK,
        },
    ],
    orders: &[
        ("raised_on", "due_on"),
        ("raised_on", RESOLVED_ON),
        (RESOLVED_ON, CLOSED_ON),
        ("raised_on", CLOSED_ON),
    ],
    ..PLAIN
};
