//! 数据质量: what a clerk should look at before a year is filed (end of `domain.md` §4.3).

pub mod evaluate;

use crate::{coverage::AreaName, divisions::Divisions, statistics::catalogue::Listed};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

crate::coded!(
    /// One thing that is looked for among what a year's figures count.
    QualityCheck {
        Late = "late" "补录",
        NoPhoto = "no_photo" "没有照片",
        Imported = "imported" "导入的往年台账",
        LongMonths = "long_months" "当月服务超过 20 天",
        NotAssigned = "not_assigned" "有服务、未结对的村",
        Duplicates = "duplicates" "疑似重复",
        TrainingParts = "training_parts" "培训人次分项不符",
        VillagesOverVisits = "villages_over_visits" "服务村数多于服务次数",
        DaysOverYear = "days_over_year" "个人服务天数超过期间天数",
    }
);

impl QualityCheck {
    /// What it looks for, in a sentence.
    #[must_use]
    pub const fn told(self) -> &'static str {
        match self {
            Self::Late => "服务结束 7 天以后才收到的记录。",
            Self::NoPhoto => "没有照片的实地服务。",
            Self::Imported => "由往年台账导入的记录，按补录计，没有照片，不列入以上两项。",
            Self::LongMonths => "一人一月实地服务超过 20 天的，按人和月列出。",
            Self::NotAssigned => "应覆盖村中有实地服务、但统计日没有结对人员或团队的村。",
            Self::Duplicates => "同一人、同一村、日期重叠的服务记录。",
            Self::TrainingParts => "脱贫户多于农民，或农民、农技人员多于培训人次的培训。",
            Self::VillagesOverVisits => "服务行政村数不应多于服务次数。",
            Self::DaysOverYear => "一人全年的服务天数不应多于期间天数。",
        }
    }
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QualityFinding {
    pub check: QualityCheck,
    /// What it opens: a record, a village, a person.
    pub kind: Listed,
    pub id: String,
    /// A record's number, a name.
    pub name: String,
    /// The place, as people write it.
    pub place: String,
    /// The service date, or the first day of the month.
    pub on: Option<NaiveDate>,
    /// The author.
    pub person: String,
    pub note: String,
}

/// The findings of an area and year, check by check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QualitySheet {
    pub area: AreaName,
    /// The areas above, city first.
    pub ancestors: Vec<AreaName>,
    pub year: i32,
    /// By which areas it is told.
    #[serde(default)]
    pub divisions: Divisions,
    pub findings: Vec<QualityFinding>,
}

/// How much each check finds in an area and year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QualityOverview {
    pub area: AreaName,
    /// The areas above, city first.
    pub ancestors: Vec<AreaName>,
    pub year: i32,
    /// By which areas it is told.
    pub divisions: Divisions,
    /// In the checks' own order.
    pub counts: Vec<(QualityCheck, usize)>,
}

impl QualitySheet {
    /// What a check found.
    pub fn of(&self, check: QualityCheck) -> impl Iterator<Item = &QualityFinding> {
        self.findings
            .iter()
            .filter(move |finding| finding.check == check)
    }
}
