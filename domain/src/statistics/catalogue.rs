//! The catalogue of indicators: code, names, unit, kind and definition (`domain.md` §4.3, contract §4).

use super::tallies;
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
    A01, A02, A03N, A03P, A03C, A03X, A04I, A04T, A04L, A05S, A05W, A05Y, A06, A07, A08, A09,
    B01, B02, B03, B04, B05, B05C, B05E, B05F, B05H, B05T, B05V, B05P, B05O, B06, B07, B08, B09, B10, B11,
    C01, C02, C03, C03R, C04, C04R, C05, C05R, C06, C07, C08, C09, C10,
    D01, D02, D03, D04, D05, D06, D06R, D07, D08,
    E01, E02, E03, E04, E05, E06,
    F01, F02, F02A, F03,
    G01, G02, G03,
    H01, H02, H03, H04, H05, H06, H07, H08,
    I01, I01N, I01D, I01O, I02, I03, I04,
    J01, J02, J02D, J02S, J02R,
    K01, K01N, K02A, K02B, K02C, K02D, K03S, K03V,
}

impl IndicatorCode {
    /// Whether the figure is a share, with the list of the count that it is a share of.
    #[must_use]
    pub fn is_share(self) -> bool {
        CATALOGUE
            .iter()
            .any(|indicator| indicator.code == self && indicator.unit == "%")
    }

    /// Whether it is a share of a count that has a code and a list of its own.
    #[must_use]
    pub fn shares_a_list(self) -> bool {
        self.is_share() && !matches!(self, Self::C08 | Self::C09)
    }

    /// Whether it is a person's figure alone: an area has none.
    #[must_use]
    pub const fn is_personal(self) -> bool {
        matches!(self, Self::B02)
    }

    /// The catalogue's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        let found = CATALOGUE.iter().find(|indicator| indicator.code == self);
        found.map_or("", |indicator| indicator.name_zh)
    }

    /// Whether it is a part of the figure that stands before it.
    #[must_use]
    pub fn is_part(self) -> bool {
        self.name().starts_with("其中")
    }

    /// The code of this text.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        CATALOGUE
            .iter()
            .find(|indicator| indicator.text == text)
            .map(|indicator| indicator.code)
    }

    /// Whether its figures are money or land, with two digits.
    #[must_use]
    pub const fn has_two_digits(self) -> bool {
        use IndicatorCode as C;
        matches!(
            self,
            C::E04
                | C::F02A
                | C::H03
                | C::H04
                | C::H05
                | C::H07
                | C::H08
                | C::J02
                | C::J02D
                | C::J02S
        )
    }

    /// What stands behind the figure and reproduces it.
    #[must_use]
    pub const fn listed_as(self) -> Listed {
        match self {
            Self::A01
            | Self::A02
            | Self::B02
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
            Self::C08 => Listed::Townships,
            Self::C09 => Listed::Industries,
            Self::C02 | Self::C03 | Self::C03R | Self::C06 | Self::C07 => Listed::Villages,
            code if !tallies::counted_as(code).is_empty() => Listed::Entries,
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
    /// Of a ledger.
    Entries,
    Townships,
    Industries,
}

impl Listed {
    /// All lists.
    pub const ALL: &'static [Self] = &[
        Self::Records,
        Self::Villages,
        Self::People,
        Self::Teams,
        Self::Entries,
        Self::Townships,
        Self::Industries,
    ];

    /// The identifier used in tables and JSON.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Records => "records",
            Self::Villages => "villages",
            Self::People => "people",
            Self::Teams => "teams",
            Self::Entries => "entries",
            Self::Townships => "townships",
            Self::Industries => "industries",
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
    Technology,
    Base,
    Entity,
    Effect,
    Problem,
    Publicity,
    Quality,
}

impl Group {
    /// All groups, in the form's order.
    pub const ALL: [Self; 11] = [
        Self::Team,
        Self::Service,
        Self::Coverage,
        Self::Training,
        Self::Technology,
        Self::Base,
        Self::Entity,
        Self::Effect,
        Self::Problem,
        Self::Publicity,
        Self::Quality,
    ];

    /// The group's heading.
    #[must_use]
    pub const fn name_zh(self) -> &'static str {
        match self {
            Self::Team => "队伍",
            Self::Service => "服务",
            Self::Coverage => "覆盖",
            Self::Training => "培训",
            Self::Technology => "科技",
            Self::Base => "基地",
            Self::Entity => "主体",
            Self::Effect => "成效",
            Self::Problem => "问题",
            Self::Publicity => "宣传、经费",
            Self::Quality => "质量",
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
        impl IndicatorCode {
            /// The code as text.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$code => stringify!($code),)+
                }
            }

            /// The group of the form that it stands in.
            #[must_use]
            pub const fn group(self) -> Group {
                match self {
                    $(Self::$code => Group::$group,)+
                }
            }
        }

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
    A02 Team Flow "人次" "选派人次" "Terms begun" "本年度开始的聘期数；原聘期届满后续聘的，按新聘期再计一次，只修改起止日期的不重复计。市、县按所属区域，乡镇按本年度结对村。"
    A06 Team Stock "个" "科技特派团（队）数" "Assistance teams" "统计日在任的科技特派团和科技扶贫队；仅市、县两级。"
    A07 Team Stock "个" "派出单位数" "Dispatching units" "选派科技特派员的不同派出单位。"
    A08 Team Flow "份" "签订服务协议数" "Service agreements signed" "本年度签订的服务协议份数。"
    A09 Team Stock "个" "服务产业数" "Industries served" "统计日在任团（队）所服务的不同产业；仅市、县两级。"
    B01 Service Flow "次" "开展科技服务次数" "On-site service visits" "审核通过的实地服务，联合服务计一次。"
    B02 Service Flow "天" "科技服务天数" "Days of service" "每人每日实地服务不超过 1 天，逐日累计；只有个人数，区域见科技服务天次。"
    B03 Service Flow "天次" "科技服务天次" "Person-days of service" "每人每日实地服务不超过 1 天，逐日累计后按人相加；含参加联合服务的每一人。"
    B04 Service Flow "次" "线上服务次数" "Remote services" "审核通过的电话和线上服务，不计入实地服务次数。"
    B05 Service Flow "个" "服务对象数" "Targets served" "审核通过的服务中不同的服务对象，同村同类同名的计一个；没有填写名称的不计，村集体每村计一个。"
    B05C Service Flow "个" "其中：合作社" "of which cooperatives" "服务对象中的合作社。"
    B05E Service Flow "家" "其中：企业" "of which enterprises" "服务对象中的企业。"
    B05F Service Flow "个" "其中：家庭农场" "of which family farms" "服务对象中的家庭农场。"
    B05H Service Flow "户" "其中：农户" "of which farmer households" "服务对象中写明户主的农户，不含脱贫户。"
    B05T Service Flow "户" "其中：脱贫户" "of which poverty-exited households" "服务对象中写明户主的脱贫户。"
    B05V Service Flow "个" "其中：村集体" "of which village collectives" "服务对象中的村集体。"
    B05P Service Flow "个" "其中：园区、星创天地" "of which parks and star spaces" "服务对象中的园区和星创天地。"
    B05O Service Flow "个" "其中：其他对象" "of which others" "服务对象中不属于以上各类的。"
    B06 Service Flow "户" "服务农户数" "Households guided" "每村取全年单次指导户数的最大值，再按村相加（估算）。"
    B07 Service Flow "人次" "现场咨询人次" "Consultations" "各次服务现场咨询人次之和。"
    B08 Service Flow "份" "发放资料份数" "Materials issued" "培训与服务发放资料之和；与培训关联的服务只计培训的资料。"
    B09 Service Flow "次" "科技下乡活动次数" "Outreach events" "本年度举办的科技下乡活动，每场计一次。"
    B10 Service Flow "项" "征集技术需求数" "Technical demands registered" "本年度提出的技术需求，不予受理和取消的不计。"
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
    C08 Coverage Stock "%" "乡镇覆盖率" "Share of townships covered" "统计日有结对村或本年度有实地服务的乡镇 ÷ 全部涉农乡镇（不含街道和园区）。"
    C09 Coverage Stock "%" "主导产业覆盖率" "Share of leading industries covered" "统计日有在任团（队）或科技特派员服务的主导产业 ÷ 辖区各村登记的全部主导产业；仅市、县两级。"
    C10 Coverage Flow "个" "帮扶脱贫村数" "Villages out of poverty helped" "同服务覆盖村数：应覆盖村中本年度有过审核通过的实地服务的村。"
    D01 Training Flow "期" "举办培训班期数" "Trainings held" "审核通过的培训，联合举办计一次。"
    D02 Training Flow "人次" "培训人次" "Training attendances" "各期培训人次之和，不含线上观看。"
    D03 Training Flow "人次" "其中：培训农民" "of which farmers" "各期培训农民人次之和。"
    D04 Training Flow "人次" "其中：培训脱贫（监测）户群众" "of which poverty-exited people" "各期培训脱贫户、监测户群众人次之和。"
    D05 Training Flow "人次" "其中：培训基层农技人员" "of which grassroots technicians" "各期培训基层农技人员人次之和。"
    D06 Training Flow "人" "培训人数" "People trained" "本年度培训学员名册中不同的人：姓名和手机后四位都相同的计一人，逐级重算；不由人次推算。"
    D06R Training Flow "%" "名册完整率" "Roster completeness" "培训学员名册登记的人次 ÷ 培训人次。"
    D07 Training Flow "人次" "线上培训观看人次" "Online training views" "线上观看人次之和，单列，不计入培训人次。"
    D08 Training Flow "人" "培养乡土人才（致富带头人）" "Local talents trained" "本年度培养的乡土人才，同村同名的计一人。"
    E01 Technology Flow "个" "引进推广新品种" "New varieties introduced" "本年度引进推广的新品种，同名的计一个，逐级重算。"
    E02 Technology Flow "项" "推广新技术" "New techniques introduced" "本年度推广的新技术，同名的计一项，逐级重算。"
    E03 Technology Flow "个、项" "其中：当年首次引进" "of which first introduced this year" "新品种、新技术中，本县往年没有引进过的。"
    E04 Technology Flow "亩" "示范推广面积" "Area under demonstration" "同一品种或技术在同一村取全年最大面积，再相加。"
    E05 Technology Flow "个" "解决技术难题" "Technical problems solved" "本年度经村里确认办结的技术难题。"
    E06 Technology Flow "项" "转化科技成果、实施科技项目" "Results transferred and projects" "本年度立项或转化的，同名的计一项，逐级重算。"
    F01 Base Flow "个" "新建科技示范基地" "Demonstration bases established" "本年度建成的示范基地。"
    F02 Base Stock "个" "在用示范基地" "Demonstration bases in use" "统计日已建成且未撤销的示范基地。"
    F02A Base Stock "亩" "在用示范基地面积" "Area of demonstration bases" "统计日在用示范基地的面积之和。"
    F03 Base Stock "户" "培育科技示范户" "Demonstration households" "统计日在册的科技示范户。"
    G01 Entity Flow "家" "领办创办（培育）企业" "Enterprises founded or led" "本年度成立的领办、创办、协办、培育企业。"
    G02 Entity Flow "个" "领办创办合作社（协会）" "Cooperatives and associations founded or led" "本年度成立的领办、创办、协办、培育合作社和协会。"
    G03 Entity Stock "个" "结成利益共同体" "Communities of interest" "统计日仍在的利益共同体。"
    H01 Effect Flow "户" "带动农户数" "Households brought along" "各服务对象年度成效之和，每个对象每年一份，须有测算依据。"
    H02 Effect Flow "户" "其中：带动脱贫户、监测户" "of which poverty-exited and monitored households" "各服务对象年度成效之和，不多于带动农户数。"
    H03 Effect Flow "万元" "带动增收" "Income gained" "各服务对象年度成效之和，须有测算依据。"
    H04 Effect Flow "元" "户均增收" "Income gained per household" "带动增收 ÷ 带动农户数。"
    H05 Effect Flow "万元" "实现产值" "Output value" "各服务对象年度成效之和。"
    H06 Effect Flow "人" "带动就业人数" "Jobs" "各服务对象年度成效之和。"
    H07 Effect Flow "万元" "村集体经济增收" "Income of village collectives" "每村每年取最大的一份，再按村相加。"
    H08 Effect Flow "万元" "创利税" "Profit and tax" "各服务对象年度成效之和。"
    I01 Problem Period "个" "问题总数" "Problems" "本年度在办的问题：以前年度结转的和本年度新增的；不予受理和取消的不计。"
    I01N Problem Flow "个" "其中：新增" "of which raised this year" "本年度提出的问题。"
    I01D Problem Flow "个" "其中：办结" "of which solved and confirmed" "本年度经村里确认办结的问题。"
    I01O Problem Stock "个" "其中：超期" "of which overdue" "统计日已过完成时限还没有办结的问题。"
    I02 Problem Flow "%" "问题办结率" "Share of problems solved" "办结 ÷（办结 + 统计日已到时限还未确认的）。"
    I03 Problem Flow "%" "按期办结率" "Share solved on time" "办结日期不晚于完成时限的 ÷ 办结；没有时限的算按期。"
    I04 Problem Flow "天" "平均办结天数" "Mean days to a solution" "办结问题从提出到办结的平均天数。"
    J01 Publicity Flow "条" "信息简报、媒体报道" "Bulletins and media reports" "本年度刊发的信息简报和媒体报道。"
    J02 Publicity Flow "万元" "经费安排" "Funding budgeted" "本年度安排的经费。"
    J02D Publicity Flow "万元" "经费到位" "Funding received" "本年度到位的经费。"
    J02S Publicity Flow "万元" "经费支出" "Funding spent" "本年度支出的经费。"
    J02R Publicity Flow "%" "经费执行率" "Share of funding spent" "支出 ÷ 到位。"
    K01 Quality Flow "%" "服务对象满意度" "Satisfaction" "很满意和满意的 ÷ 评价份数。"
    K01N Quality Flow "份" "评价份数" "Replies" "本年度服务对象的评价，一次服务一份。"
    K02A Quality Flow "人" "考核优秀" "Assessed as excellent" "年度考核结果为优秀的科技特派员。"
    K02B Quality Flow "人" "考核良好" "Assessed as good" "年度考核结果为良好的科技特派员。"
    K02C Quality Flow "人" "考核合格" "Assessed as qualified" "年度考核结果为合格的科技特派员。"
    K02D Quality Flow "人" "考核不合格" "Assessed as unqualified" "年度考核结果为不合格的科技特派员。"
    K03S Quality Flow "%" "日志按时提交率" "Logs handed in on time" "服务结束后 7 天内收到的记录 ÷ 审核通过的记录（服务和培训）；导入的往年台账不计。"
    K03V Quality Flow "%" "审核及时率" "Reviews on time" "提交后 7 天内审核通过的记录 ÷ 审核通过的记录，退回再交的从再交之日起算；导入的往年台账不计。"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_stand_below_the_figure_of_their_own_unit_and_kind() {
        let mut whole = "";
        for indicator in CATALOGUE {
            if !indicator.code.is_part() {
                whole = indicator.text;
            } else if indicator.text.starts_with('A') {
                assert_eq!(whole, "A01", "{} is no part of {whole}", indicator.text);
            }
        }
    }

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
        assert_eq!(IndicatorCode::from_text("D09"), None);
    }
}
