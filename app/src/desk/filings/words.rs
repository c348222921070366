//! How filings are told.

use crate::{desk::words, words as said};
use domain::{
    areas::AreaLevel,
    codes::Coded,
    coverage::{AreaName, Tenths},
    filings::{Caution, Correction, Filing, FilingState, Obstacle},
    statistics::{Figure, Hundredths},
};

/// A state's pill: tone and word.
pub(super) fn state(filing: Option<&Filing>) -> (&'static str, &'static str) {
    match filing.map(|filing| filing.state) {
        None => ("", "未上报"),
        Some(state @ FilingState::Filed) => ("busy", state.label()),
        Some(state @ FilingState::Accepted) => ("good", state.label()),
        Some(state @ FilingState::Returned) => ("bad", state.label()),
    }
}

/// `第 2 次`.
pub(super) fn number(filing: &Filing) -> String {
    format!("第 {} 次", filing.number)
}

/// The first digits of a hash, enough to tell one sheet from another.
pub(super) fn short_hash(hash: &str) -> String {
    hash.chars().take(12).collect()
}

/// Who filed it, and when.
pub(super) fn filed(filing: &Filing) -> String {
    format!("{}，{}", filing.filed_by, said::instant(filing.filed_at))
}

/// Who decided, and when.
pub(super) fn decided(filing: &Filing) -> Option<String> {
    let at = said::instant(filing.decided_at?);
    Some(format!("{}，{at}", filing.decided_by.clone()?))
}

/// Where a year stands that is not filed and cannot be any more, for the year above was filed without it.
pub(super) const fn above_stands(level: AreaLevel) -> &'static str {
    match level {
        AreaLevel::Township => "县级已上报",
        _ => "市级已上报",
    }
}

/// Why the year of this area cannot be filed.
pub(super) fn obstacle(obstacle: &Obstacle, level: AreaLevel, year: i32) -> String {
    match obstacle {
        Obstacle::NotBegun => "这一年还没有开始。".to_owned(),
        Obstacle::Stands => "这一年已经上报；需要改动时，请上级先退回。".to_owned(),
        Obstacle::AboveStands if level == AreaLevel::Township => {
            format!("县级已上报 {year} 年。要补报，请县级联系市级退回后再报。")
        }
        Obstacle::AboveStands => {
            format!("市级已上报 {year} 年。要补报，请市级先退回本级的再报。")
        }
        Obstacle::NothingCounted => "这一年还没有可以上报的数据。".to_owned(),
        Obstacle::CountiesMissing(counties) => {
            format!(
                "这些县（市、区）的年度还没有上报并审定：{}。",
                names(counties)
            )
        }
    }
}

/// What the filer has to know and tick.
pub(super) fn caution(caution: &Caution) -> String {
    match caution {
        Caution::Pending(records) => format!(
            "还有 {} 条记录待审，不计入上报数；以后审核通过的作为更正列出。",
            words::count(*records)
        ),
        Caution::YearNotOver => "年度还没有结束，之后的服务不计入上报数。".to_owned(),
        Caution::CountiesCorrected(counties) => format!(
            "这些县（市、区）审定后又有更正，全市按现有记录汇总：{}。",
            names(counties)
        ),
        Caution::TownshipsMissing(townships) => format!(
            "这些乡镇的年度还没有上报并审定，全县按现有记录汇总；上报后，这些乡镇不能再单独上报：{}。",
            names(townships)
        ),
        Caution::TownshipsCorrected(townships) => format!(
            "这些乡镇审定后又有更正，全县按现有记录汇总：{}。",
            names(townships)
        ),
    }
}

fn names(areas: &[AreaName]) -> String {
    let names: Vec<_> = areas.iter().map(|area| area.name.as_str()).collect();
    names.join("、")
}

/// The name of what is counted; its id where it has none.
pub(super) fn named(name: &str, id: &str) -> String {
    if name.is_empty() { id } else { name }.to_owned()
}

/// `+3`, `−0.5`; nothing when both are the same.
pub(super) fn difference(before: Option<Figure>, after: Option<Figure>) -> String {
    match (before, after) {
        (Some(Figure::Count(before)), Some(Figure::Count(after))) if before == after => {
            String::new()
        }
        (Some(Figure::Count(before)), Some(Figure::Count(after))) => {
            words::pending(Some(Figure::Count(after - before)))
        }
        (Some(before), Some(after)) if before == after => String::new(),
        (Some(before), Some(after)) => {
            let hundredths = after.in_hundredths() - before.in_hundredths();
            let difference = match (before, after) {
                (Figure::Hundredths(_), _) | (_, Figure::Hundredths(_)) => {
                    Figure::Hundredths(Hundredths(hundredths))
                }
                _ => Figure::Decimal(Tenths(hundredths / 10)),
            };
            words::pending(Some(difference))
        }
        _ => String::new(),
    }
}

/// How many figures differ today, the number that the table's notice says, and how many only count other
/// records than they did.
pub(super) fn corrections(differ: usize, all: usize) -> String {
    match (differ, all.saturating_sub(differ)) {
        (0, 0) => "更正".to_owned(),
        (0, same) => format!("更正：{same} 项数值不变、所计记录有变化"),
        (_, 0) => format!("更正：{differ} 项数值有变化"),
        (_, same) => format!("更正：{differ} 项数值有变化，另有 {same} 项数值不变、所计记录有变化"),
    }
}

/// `120 → 123（+3 次）`, or that the figure is the same.
pub(super) fn correction(correction: &Correction) -> String {
    let (before, after) = (correction.before, correction.after);
    if before == after {
        return "数值不变，所计记录有变化".to_owned();
    }
    let change = format!("{} → {}", words::figure(before), words::figure(after));
    let difference = difference(before, after);
    if difference.is_empty() {
        return change;
    }
    // Two shares differ by points: in per cent of what, nobody could tell.
    let unit = match correction.unit.as_str() {
        "%" => "个百分点",
        unit => unit,
    };
    format!("{change}（{difference} {unit}）")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_carries_its_sign_and_its_digit() {
        let count = |number| Some(Figure::Count(number));
        let days = |tenths| Some(Figure::Decimal(Tenths(tenths)));
        assert_eq!(difference(count(120), count(123)), "+3");
        assert_eq!(difference(days(1_005), days(1_000)), "−0.5");
        assert_eq!(difference(count(3), count(3)), "");
        assert_eq!(difference(None, count(3)), "");
    }

    #[test]
    fn a_township_whose_county_has_filed_is_told_what_would_have_to_be_sent_back() {
        let stands = Obstacle::AboveStands;
        let told = obstacle(&stands, AreaLevel::Township, 2026);
        assert!(told.contains("县级已上报 2026 年") && told.contains("市级退回"));
        assert_eq!(above_stands(AreaLevel::County), "市级已上报");
    }

    #[test]
    fn corrections_that_change_a_figure_are_told_from_those_that_do_not() {
        assert_eq!(corrections(8, 8), "更正：8 项数值有变化");
        assert_eq!(corrections(0, 5), "更正：5 项数值不变、所计记录有变化");
        assert!(corrections(8, 13).contains("另有 5 项数值不变"));
    }

    #[test]
    fn a_figure_that_begins_or_ends_to_have_a_value_is_told_so() {
        let told = |before, after| {
            correction(&Correction {
                code: domain::statistics::catalogue::IndicatorCode::C03R,
                name: String::new(),
                unit: "%".into(),
                before,
                after,
                added: Vec::new(),
                gone: Vec::new(),
                changed: Vec::new(),
            })
        };
        let rate = Some(Figure::Decimal(Tenths(923)));
        assert_eq!(told(None, rate), "– → 92.3");
        assert_eq!(told(rate, None), "92.3 → –");
        assert_eq!(told(rate, rate), "数值不变，所计记录有变化");
        let higher = Some(Figure::Decimal(Tenths(926)));
        assert_eq!(told(rate, higher), "92.3 → 92.6（+0.3 个百分点）");
    }
}
