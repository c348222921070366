//! What commissioners write: visits, results and trainings, put together from phrases of each
//! industry and season. They follow reworded public reports; nobody in them is real.

mod animals;
mod fields;
mod fruit;
mod reviewers;

pub(super) use reviewers::{REOPEN_OPINIONS, RETURNS, VOID_OPINIONS, thin};

use super::random::Random;
use chrono::{Datelike, NaiveDate};
use domain::codes::{ServiceMode, TargetKind};
use std::fmt::Write;

/// An industry and what is said about it.
#[derive(Debug)]
pub(super) struct Industry {
    pub(super) code: &'static str,
    pub(super) name: &'static str,
    /// What its people are called.
    pub(super) grower: &'static str,
    /// Where one goes to look.
    pub(super) sites: &'static [&'static str],
    /// 产业现状 and 科技需求 of a village card.
    pub(super) condition: &'static str,
    pub(super) demand: &'static str,
    /// Winter, spring, summer, autumn.
    pub(super) seasons: [Season; 4],
}

/// What is seen, advised and taught in one season.
#[derive(Debug)]
pub(super) struct Season {
    pub(super) seen: &'static [&'static str],
    /// Each answers the sight at its own place; those beyond fit any.
    pub(super) advice: &'static [&'static str],
    pub(super) topics: &'static [&'static str],
}

const ALL: &[&Industry] = &[
    &fruit::NAVEL_ORANGE,
    &fruit::CAMELLIA,
    &fields::VEGETABLES,
    &fields::RICE,
    &fields::HERBS,
    &fields::LOTUS,
    &fruit::TEA,
    &animals::POULTRY,
    &animals::BEES,
    &animals::EDIBLE_FUNGI,
];

impl Industry {
    /// The industry with this code; the first one for codes without phrases.
    pub(super) fn of(code: &str) -> &'static Self {
        ALL.iter()
            .find(|industry| industry.code == code)
            .unwrap_or(&ALL[0])
    }

    pub(super) fn season(&self, day: NaiveDate) -> &Season {
        let at = usize::try_from(day.month() % 12 / 3).unwrap_or_default();
        &self.seasons[at]
    }
}

pub(super) const SURNAMES: &[&str] = &[
    "李", "王", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱", "胡", "郭",
    "何", "林", "罗", "郑", "梁", "谢", "宋", "唐", "许", "韩", "邓", "冯", "曹", "彭", "曾", "肖",
    "田", "董", "潘", "袁", "蔡", "蒋", "余", "钟", "赖", "温", "邱", "廖", "叶", "卢", "魏", "丁",
];

/// What one visit is about.
#[derive(Debug, Clone, Copy)]
pub(super) struct About<'a> {
    /// The village, or the township or county when there is none.
    pub(super) place: &'a str,
    pub(super) industry: &'static Industry,
    pub(super) mode: ServiceMode,
    pub(super) day: NaiveDate,
    pub(super) target: TargetKind,
    pub(super) surname: &'a str,
    pub(super) guided: i64,
    pub(super) materials: i64,
}

impl About<'_> {
    fn who(&self) -> String {
        let (surname, grower) = (self.surname, self.industry.grower);
        match self.target {
            TargetKind::VillageCollective => "村集体".to_owned(),
            TargetKind::Cooperative => format!("{surname}姓{grower}牵头的合作社"),
            TargetKind::PovertyExitedHousehold => format!("{surname}姓脱贫户"),
            TargetKind::FamilyFarm => format!("{surname}姓家庭农场"),
            TargetKind::Enterprise => "一家农业公司".to_owned(),
            _ => format!("{surname}姓{grower}"),
        }
    }

    /// The name of the served side, as the form asks for it.
    pub(super) fn target_name(&self) -> Option<String> {
        match self.target {
            TargetKind::VillageCollective => Some(format!("{}村集体经济组织", self.place)),
            TargetKind::Enterprise => None,
            _ => Some(self.who()),
        }
    }

    /// The account of the visit, 40–200 characters.
    pub(super) fn content(&self, random: &mut Random) -> String {
        let season = self.industry.season(self.day);
        let at = random.below(season.seen.len());
        let seen = season.seen[at];
        let mut advice = season.advice.to_vec();
        let answer = advice.remove(at);
        random.shuffle(&mut advice);
        advice.insert(0, answer);
        let (first, second, third) = (advice[0], advice[1], advice[2]);
        let (place, who, site) = (self.place, self.who(), random.pick(self.industry.sites));
        if self.mode != ServiceMode::Onsite {
            return self.remote(random, seen, &advice);
        }
        let opening = match random.below(8) {
            0 => format!("到{place}{who}的{site}，看到{seen}。"),
            1 => format!("上午在{place}看{who}的{site}，{seen}。"),
            2 => format!("下午到{place}，同{who}一起看了{site}，{seen}。"),
            3 => format!("应{who}邀请到{place}察看{site}，现场看到{seen}。"),
            4 => format!("随村干部到{place}，先看{who}的{site}，{seen}。"),
            5 => format!("按本月计划到{place}回访{who}，{site}里{seen}。"),
            6 => format!("在{place}走了三处{site}，{who}那里{seen}。"),
            _ => format!("一早到{place}，{who}在{site}等着，{seen}。"),
        };
        let grower = self.industry.grower;
        let middle = match random.below(7) {
            0 => format!("建议{first}；{second}。"),
            1 => format!("当场商定：{first}；{second}。"),
            2 => format!("先讲{grower}问得最多的两件事：一是{first}，二是{second}。"),
            3 => format!("边看边讲：{first}；{second}；{third}。"),
            4 => format!("同{grower}算了用工和成本，定下来两条：{first}；{second}。"),
            5 => format!("针对这个情况提了三条：{first}；{second}；{third}。"),
            _ => format!("做了示范，要点是{first}；{second}。"),
        };
        format!("{opening}{middle}{}", self.closing(random))
    }

    fn closing(&self, random: &mut Random) -> String {
        let mut text = String::new();
        if self.guided > 1 {
            let guided = self.guided;
            text = match random.below(4) {
                0 => format!("现场指导{guided}户。"),
                1 => format!("周边{guided}户跟着看了操作。"),
                2 => format!("{guided}户照着做了一遍，手法基本对了。"),
                _ => format!("前后有{guided}户来问，逐一答了。"),
            };
        }
        if self.materials > 0 && random.chance(60) {
            // Writing to a String does not fail.
            let _ = write!(text, "发技术资料{}份。", self.materials);
        }
        if text.is_empty() || random.chance(35) {
            text.push_str(random.pick(CLOSINGS));
        }
        text
    }

    fn remote(&self, random: &mut Random, seen: &str, advice: &[&str]) -> String {
        let (place, who, site) = (self.place, self.who(), random.pick(self.industry.sites));
        let opening = match (self.mode, random.below(3)) {
            (ServiceMode::Phone, 0) => format!("{place}{who}来电，说{site}里{seen}。"),
            (ServiceMode::Phone, 1) => format!("电话回访{place}{who}，对方说{seen}。"),
            (ServiceMode::Phone, _) => {
                format!("接到{place}村干部电话，{who}的{site}{seen}，问怎么处理。")
            }
            (_, 0) => format!("{place}{who}在交流群里发来{site}的照片，可见{seen}。"),
            (_, 1) => format!("同{place}{who}视频连线看{site}，{seen}。"),
            _ => format!(
                "在群里为{place}{}答疑，{who}问到{seen}怎么办。",
                self.industry.grower
            ),
        };
        let (first, second) = (advice[0], advice[1]);
        let middle = match random.below(3) {
            0 => format!("问清天气和用药情况后，建议{first}；{second}。"),
            1 => format!("答复两点：一是{first}，二是{second}。"),
            _ => format!("逐条说明：{first}；{second}。"),
        };
        format!("{opening}{middle}{}", random.pick(REMOTE_CLOSINGS))
    }

    /// 服务效果, when there is something to say.
    pub(super) fn result(&self, random: &mut Random) -> Option<String> {
        if !random.chance(45) {
            return None;
        }
        let advice = random.pick(self.industry.season(self.day).advice);
        let (guided, grower) = (self.guided.max(1), self.industry.grower);
        Some(match random.below(6) {
            0 => format!("{guided}户已按建议操作：{advice}。"),
            1 => format!("{grower}表示三天内完成，村里负责督促。"),
            2 => format!("{grower}基本掌握要点：{advice}。"),
            3 => "上次提的问题已解决，长势比上月好。".to_owned(),
            4 => "村里把要点抄在公示栏，方便其他农户对照。".to_owned(),
            _ => format!("愿意先做一小片示范，成功后带动周边{grower}。"),
        })
    }
}

/// The topic of a training of this industry on this day.
pub(super) fn topic(random: &mut Random, industry: &Industry, day: NaiveDate) -> &'static str {
    let at = usize::try_from(day.month() % 12 / 3).unwrap_or_default();
    let industry = Industry::of(industry.code);
    random.pick(industry.seasons[at].topics)
}

const CLOSINGS: &[&str] = &[
    "约好半个月后再来看效果。",
    "药名和用量写在纸上留给户主。",
    "留了电话，有变化随时联系。",
    "取样带回单位检测，结果出来后电话告知。",
    "拍照留档，下次来对比。",
    "提醒保留农资购买凭证。",
    "同村干部商量，下月在村里办一次现场会。",
    "资金上的问题记下来，带回去同产业办沟通。",
];

const REMOTE_CLOSINGS: &[&str] = &[
    "约好三天后再通一次电话。",
    "请对方两天后再发照片来看。",
    "下次下乡时到现场复查。",
    "要点已整理成文字发过去。",
    "另把要点发到群里，方便其他农户看。",
    "如仍不见好转，本周内到现场看。",
];
