//! The catalogue of indicators: code, names, unit, kind and definition (`domain.md` §4.3, contract §4).

use serde::{Deserialize, Serialize};

/// How an indicator relates to time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Over the year.
    Flow,
    /// At `as_of`.
    Stock,
    /// Present at any time in the year.
    Period,
}

/// The codes that have a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[rustfmt::skip]
pub enum IndicatorCode {
    A01, A03N, A03P, A03C, A03X, A04I, A04T, A04L, A05S, A05W, A05Y, A06, A07, A09,
    B01, B03, B04, B06, B07, B08, B11,
    C01, C02, C03, C03R, C04, C04R, C05, C05R, C06, C07, C10,
    D01, D02, D03, D04, D05, D07,
}

impl IndicatorCode {
    /// Whether the figure is a share, with the list of the count that it is a share of.
    #[must_use]
    pub fn is_share(self) -> bool {
        CATALOGUE
            .iter()
            .any(|indicator| indicator.code == self && indicator.unit == "%")
    }

    /// The code as text.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        CATALOGUE
            .iter()
            .find(|indicator| indicator.code == self)
            .map_or("", |indicator| indicator.text)
    }

    /// The code of this text.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        CATALOGUE
            .iter()
            .find(|indicator| indicator.text == text)
            .map(|indicator| indicator.code)
    }

    /// What stands behind the figure and reproduces it.
    #[must_use]
    pub const fn listed_as(self) -> Listed {
        match self {
            Self::A01
            | Self::A03N
            | Self::A03P
            | Self::A03C
            | Self::A03X
            | Self::A04I
            | Self::A04T
            | Self::A04L
            | Self::A05S
            | Self::A05W
            | Self::A05Y
            | Self::A07 => Listed::People,
            Self::A06 | Self::A09 => Listed::Teams,
            Self::C02 | Self::C03 | Self::C03R | Self::C06 | Self::C07 => Listed::Villages,
            _ => Listed::Records,
        }
    }
}

/// What the list behind a figure holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Listed {
    Records,
    Villages,
    People,
    Teams,
}

impl Listed {
    /// All lists.
    pub const ALL: &'static [Self] = &[Self::Records, Self::Villages, Self::People, Self::Teams];

    /// The identifier used in tables and JSON.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Records => "records",
            Self::Villages => "villages",
            Self::People => "people",
            Self::Teams => "teams",
        }
    }
}

/// The groups of the form, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Group {
    Team,
    Service,
    Coverage,
    Training,
}

impl Group {
    /// The group's heading.
    #[must_use]
    pub const fn name_zh(self) -> &'static str {
        match self {
            Self::Team => "队伍",
            Self::Service => "服务",
            Self::Coverage => "覆盖",
            Self::Training => "培训",
        }
    }
}

/// One indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Indicator {
    pub code: IndicatorCode,
    pub text: &'static str,
    pub group: Group,
    pub name_zh: &'static str,
    pub name_en: &'static str,
    pub unit: &'static str,
    pub kind: Kind,
    pub definition: &'static str,
}

macro_rules! catalogue {
    ($($code:ident $group:ident $kind:ident $unit:literal $zh:literal $en:literal $definition:literal)+) => {
        /// All indicators that have a rule, in the form's order.
        pub const CATALOGUE: &[Indicator] = &[$(Indicator {
            code: IndicatorCode::$code,
            text: stringify!($code),
            group: Group::$group,
            name_zh: $zh,
            name_en: $en,
            unit: $unit,
            kind: Kind::$kind,
            definition: $definition,
        }),+];
    };
}

catalogue! {
    A01 Team Period "人" "选派科技特派员人数" "Commissioners dispatched" "聘期与本年度有交集的科技特派员，每人计一次；市、县按所属区域，乡镇按本年度结对村。"
    A03N Team Stock "人" "其中：国家级（三区）" "of which sent by the nation" "选派科技特派员中由国家选派的（含三区科技人才）。"
    A03P Team Stock "人" "其中：省级" "of which sent by the province" "选派科技特派员中由省选派的。"
    A03C Team Stock "人" "其中：市级" "of which sent by the city" "选派科技特派员中由市选派的。"
    A03X Team Stock "人" "其中：县级" "of which sent by the county" "选派科技特派员中由县选派的。"
    A04I Team Stock "人" "其中：自然人" "of which persons" "选派科技特派员中的自然人科技特派员。"
    A04T Team Stock "个" "其中：团队" "of which teams" "选派科技特派员中的团队科技特派员。"
    A04L Team Stock "个" "其中：法人" "of which legal entities" "选派科技特派员中的法人科技特派员。"
    A05S Team Stock "人" "其中：高级职称" "of which with a senior title" "选派科技特派员中有正高、副高职称的。"
    A05W Team Stock "人" "其中：女性" "of which women" "选派科技特派员中的女性。"
    A05Y Team Stock "人" "其中：青年" "of which young" "选派科技特派员中本年度不满 46 岁的，按出生年份计。"
    A06 Team Stock "个" "科技特派团（队）数" "Assistance teams" "统计日在任的科技特派团和科技扶贫队；仅市、县两级。"
    A07 Team Stock "个" "派出单位数" "Dispatching units" "选派科技特派员的不同派出单位。"
    A09 Team Stock "个" "服务产业数" "Industries served" "统计日在任团（队）所服务的不同产业；仅市、县两级。"
    B01 Service Flow "次" "开展科技服务次数" "On-site service visits" "审核通过的实地服务，联合服务计一次。"
    B03 Service Flow "天次" "科技服务天次" "Person-days of service" "每人每日实地服务不超过 1 天，逐日累计后按人相加；含参加联合服务的每一人。"
    B04 Service Flow "次" "线上服务次数" "Remote services" "审核通过的电话和线上服务，不计入实地服务次数。"
    B06 Service Flow "户" "服务农户数" "Households guided" "每村取全年单次指导户数的最大值，再按村相加（估算）。"
    B07 Service Flow "人次" "现场咨询人次" "Consultations" "各次服务现场咨询人次之和。"
    B08 Service Flow "份" "发放资料份数" "Materials issued" "培训与服务发放资料之和；与培训关联的服务只计培训的资料。"
    B11 Service Flow "项" "提供技术指导项数" "Technical guidance" "服务内容含业务指导的服务记录数。"
    C01 Coverage Flow "个" "服务行政村数" "Villages served" "本年度有过实地服务的行政村，每村计一次。"
    C02 Coverage Stock "个" "应覆盖村数" "Villages due" "统计日认定有效的脱贫村、重点帮扶村等（2020 年及以前为贫困村）。"
    C03 Coverage Stock "个" "结对覆盖村数" "Villages assigned" "应覆盖村中统计日有结对人员或团队的村。"
    C03R Coverage Stock "%" "结对覆盖率" "Share of villages assigned" "结对覆盖村数 ÷ 应覆盖村数。"
    C04 Coverage Flow "个" "服务覆盖村数" "Due villages served" "应覆盖村中本年度至少有一次审核通过的实地服务的村。"
    C04R Coverage Flow "%" "服务覆盖率" "Share of due villages served" "服务覆盖村数 ÷ 应覆盖村数。"
    C05 Coverage Flow "个" "达标覆盖村数" "Due villages served regularly" "应覆盖村中达到服务频次要求的村（默认每季度至少 1 次、全年至少 4 次）。"
    C05R Coverage Flow "%" "达标覆盖率" "Share of due villages served regularly" "达标覆盖村数 ÷ 应覆盖村数。"
    C06 Coverage Stock "个" "空白村数" "Uncovered villages" "应覆盖村中本年度没有实地服务的村，不论是否结对。"
    C07 Coverage Stock "个" "超期未访村数" "Overdue villages" "应覆盖村中距上次实地服务超过 90 天或从未服务的村。"
    C10 Coverage Flow "个" "帮扶脱贫村数" "Villages out of poverty helped" "同服务覆盖村数：应覆盖村中本年度有过审核通过的实地服务的村。"
    D01 Training Flow "期" "举办培训班期数" "Trainings held" "审核通过的培训，联合举办计一次。"
    D02 Training Flow "人次" "培训人次" "Training attendances" "各期培训人次之和，不含线上观看。"
    D03 Training Flow "人次" "其中：培训农民" "of which farmers" "各期培训农民人次之和。"
    D04 Training Flow "人次" "其中：培训脱贫（监测）户群众" "of which poverty-exited people" "各期培训脱贫户、监测户群众人次之和。"
    D05 Training Flow "人次" "其中：培训基层农技人员" "of which grassroots technicians" "各期培训基层农技人员人次之和。"
    D07 Training Flow "人次" "线上培训观看人次" "Online training views" "线上观看人次之和，单列，不计入培训人次。"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_code_stands_once_and_reads_back() {
        for indicator in CATALOGUE {
            assert_eq!(
                IndicatorCode::from_text(indicator.text),
                Some(indicator.code)
            );
            assert_eq!(
                serde_json::to_value(indicator.code).unwrap(),
                indicator.text
            );
            assert_eq!(
                CATALOGUE
                    .iter()
                    .filter(|other| other.code == indicator.code)
                    .count(),
                1
            );
        }
        assert_eq!(IndicatorCode::from_text("B02"), None);
    }
}
