//! How the desk writes figures, areas, states and decisions.

#[cfg(feature = "ssr")]
use crate::words as said;
#[cfg(feature = "ssr")]
use chrono::NaiveDate;
use chrono::{DateTime, Timelike, Utc};
#[cfg(feature = "ssr")]
use domain::areas::AreaLevel;
use domain::{
    calendar,
    codes::{Coded, Decision, Role},
    coverage::{Tenths, VillageCoverage, VillageState},
    statistics::{Figure, Hundredths},
};

/// `18:42` in Asia/Shanghai.
pub(crate) fn clock(at: DateTime<Utc>) -> String {
    let local = at.with_timezone(&calendar::shanghai());
    format!("{:02}:{:02}", local.hour(), local.minute())
}

/// A value as pages write it: days of registers and ledgers are kept as files write them, `2026-03-01` or
/// `2026-03-01 至 2026-12-31`, also behind a word and a comma. Any other text stays as it is: people's
/// own words may begin with a day.
#[cfg(feature = "ssr")]
pub(crate) fn dated(text: &str) -> String {
    let day = |text: &str| text.parse::<NaiveDate>().ok();
    let is_of_days = |word: &str| day(word).is_some() || ["至", "起"].contains(&word);
    let behind = text.rfind('，').map_or(0, |at| at + '，'.len_utf8());
    let (before, told) = text.split_at(behind);
    if !told.split(' ').all(is_of_days) {
        return text.to_owned();
    }
    let words = told.split(' ').map(|word| match day(word) {
        Some(day) => said::date(day),
        None => word.to_owned(),
    });
    let words: Vec<_> = words.collect();
    // One day and a word about it are one word.
    let space = if words.len() == 2 { "" } else { " " };
    format!("{before}{}", words.join(space))
}

/// `12,345`.
pub(crate) fn count(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut out = String::from(if number < 0 { "−" } else { "" });
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A figure with thousands separators; `–` when it has no value here.
pub(crate) fn figure(figure: Option<Figure>) -> String {
    match figure {
        None => "–".to_owned(),
        Some(Figure::Count(number)) => count(number),
        Some(Figure::Decimal(Tenths(tenths))) => {
            let sign = if tenths < 0 && tenths > -10 {
                "−"
            } else {
                ""
            };
            format!("{sign}{}.{}", count(tenths / 10), tenths.abs() % 10)
        }
        Some(Figure::Hundredths(Hundredths(hundredths))) => {
            format!("{}.{:02}", count(hundredths / 100), hundredths.abs() % 100)
        }
    }
}

/// `+14`, `−2`, or `–` when approval would change nothing.
pub(crate) fn pending(pending: Option<Figure>) -> String {
    match pending {
        Some(value) if !value.is_zero() => {
            let sign = if value.in_hundredths() > 0 { "+" } else { "" };
            format!("{sign}{}", figure(Some(value)))
        }
        _ => "–".to_owned(),
    }
}

/// `77.1%`, or `–` when nothing is due.
pub(crate) fn percent(rate: Option<Tenths>) -> String {
    rate.map_or_else(|| "–".to_owned(), |rate| format!("{rate}%"))
}

/// Who is assigned to a village; those whose term or team has ended are marked.
pub(crate) fn assigned(village: &VillageCoverage) -> String {
    let name = |name: &String| {
        if village.ended.contains(name) {
            format!("{name}（聘期已满）")
        } else {
            name.clone()
        }
    };
    let names: Vec<_> = village.assigned.iter().map(name).collect();
    names.join("、")
}

/// What a designated village is called in data of this year.
#[cfg(feature = "ssr")]
pub(crate) fn due_villages(year: i32) -> &'static str {
    if year <= 2020 {
        "贫困村"
    } else {
        "脱贫村、重点帮扶村"
    }
}

/// A designation by its term.
#[cfg(feature = "ssr")]
pub(crate) fn designation(code: &str) -> String {
    domain::codes::DesignationKind::from_code(code)
        .map_or_else(|| code.to_owned(), |kind| kind.label().to_owned())
}

/// What the areas directly below are.
#[cfg(feature = "ssr")]
pub(crate) const fn below(level: AreaLevel) -> &'static str {
    match level {
        AreaLevel::Province => "设区市",
        AreaLevel::City => "县（市、区）",
        AreaLevel::County => "乡镇",
        AreaLevel::Township | AreaLevel::Village => "村",
    }
}

/// A village's state: the pill's tone and its word.
pub(crate) fn village_state(state: VillageState) -> (&'static str, &'static str) {
    let tone = match state {
        VillageState::Uncovered | VillageState::Overdue => "bad",
        VillageState::Warning => "soon",
        VillageState::Regular => "good",
        VillageState::Served => "busy",
    };
    (tone, state.label())
}

/// What a record's form calls a field.
pub(crate) fn record_field(name: &str) -> &str {
    match name {
        "area_code" => "服务地点",
        "started_on" | "started_at" => "开始时间",
        "ended_on" | "ended_at" => "结束时间",
        "service_days" => "服务天数",
        "mode" => "服务方式",
        "target_kind" => "服务对象",
        "industry_codes" => "服务产业",
        "service_kinds" => "服务内容",
        "action_kind" => "帮扶行动",
        "content" => "情况记录",
        "photos" => "照片",
        "households_guided" => "指导户数",
        "consultations" => "咨询人次",
        "materials_issued" => "发放资料",
        "participant_ids" => "同行人员",
        "result" => "服务效果",
        "title" => "培训名称",
        "form" => "培训形式",
        "topic" => "培训主题",
        "attendances" => "培训人次",
        "farmers" => "其中农民",
        "poverty_exited_people" => "脱贫（监测）户",
        "organiser" => "主办",
        "trainer_ids" => "授课人",
        other => other,
    }
}

/// A decision as this role says it: a township verifies where others approve.
pub(crate) fn decision(decision: Decision, role: Role) -> &'static str {
    match (decision, role) {
        (Decision::Approve, Role::TownshipCoordinator) => "核实",
        (decision, _) => decision.label(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_grouped_by_thousands() {
        assert_eq!(count(1_234_567), "1,234,567");
        assert_eq!(count(-12), "−12");
        assert_eq!(figure(Some(Figure::Decimal(Tenths(61_255)))), "6,125.5");
        assert_eq!(figure(Some(Figure::Decimal(Tenths(-5)))), "−0.5");
        let money = Figure::Hundredths(Hundredths(123_450));
        assert_eq!(figure(Some(money)), "1,234.50");
        assert_eq!(figure(None), "–");
    }

    #[cfg(feature = "ssr")]
    #[test]
    fn days_of_registers_are_written_as_everywhere_and_other_texts_left_alone() {
        assert_eq!(dated("2026-02-20"), "2026年2月20日");
        assert_eq!(
            dated("2026-01-01 至 2026-12-31"),
            "2026年1月1日 至 2026年12月31日"
        );
        assert_eq!(dated("结对，2026-01-01 起"), "结对，2026年1月1日起");
        for other in [
            "",
            "2026",
            "2026-0220-0001",
            "池江镇，长江村",
            "到 2026-02-20 为止",
            "2026-02-20 到村里看了脐橙",
        ] {
            assert_eq!(dated(other), other);
        }
    }

    #[test]
    fn pending_carries_its_sign() {
        assert_eq!(pending(Some(Figure::Count(14))), "+14");
        assert_eq!(pending(Some(Figure::Count(-2))), "−2");
        assert_eq!(pending(Some(Figure::Count(0))), "–");
    }
}
