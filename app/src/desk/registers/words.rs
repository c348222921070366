//! How registers speak of terms, marks and what was done.

use crate::{desk::words::dated, words as said};
use domain::{
    divisions::SuccessionKind,
    registers::{HandedOver, Kind, Mark, Term},
};

/// A term that says something: the pill's tone and its words.
pub(super) fn term(term: Term) -> Option<(&'static str, String)> {
    match term {
        Term::Always | Term::Current => None,
        Term::Upcoming => Some(("busy", "未开始".to_owned())),
        Term::Ending(0) => Some(("soon", "今天到期".to_owned())),
        Term::Ending(days) => Some(("soon", format!("{days} 天后到期"))),
        Term::Ended => Some(("", "已结束".to_owned())),
    }
}

/// What should be looked at.
pub(super) fn mark(mark: Mark) -> (&'static str, String) {
    match mark {
        Mark::Vacant { due: true } => ("bad", "无人结对".to_owned()),
        Mark::Vacant { due: false } => ("", "未结对".to_owned()),
        Mark::Gone { how, into } => (
            "",
            match how {
                SuccessionKind::Merged => format!("已并入{into}"),
                SuccessionKind::Moved => format!("已划转为{into}"),
            },
        ),
        Mark::Idle => ("soon", "没有结对村".to_owned()),
        Mark::Crowded { people } => ("busy", format!("{people} 人结对")),
        Mark::TooMany { villages } => ("soon", format!("结对 {villages} 个村，偏多")),
        Mark::Leaderless => ("soon", "没有团长".to_owned()),
        Mark::ManyLeaders { leaders } => ("soon", format!("{leaders} 位团长")),
        Mark::LeftOpen { villages } => ("bad", format!("聘期已满，{villages} 个村待移交")),
    }
}

/// What was done, out of `commissioners.change` and the like.
pub(super) fn action(action: &str) -> &'static str {
    deed(action).unwrap_or("操作")
}

/// The same; none of what has no word.
pub(crate) fn deed(action: &str) -> Option<&'static str> {
    Some(match action.rsplit('.').next().unwrap_or_default() {
        "create" => "新建",
        "change" => "修改",
        "handover" => "移交",
        "issue_code" => "发放一次性验证码",
        "give_opinion" => "出具派出单位意见",
        "close_opinion" => "受理派出单位意见",
        "reopen_opinion" => "退回派出单位意见",
        _ => return None,
    })
}

/// What a handover passed on, and to whom.
pub(super) fn handed_over(passed: &HandedOver) -> String {
    let HandedOver {
        successor,
        villages,
        records,
        last_day,
    } = passed;
    let day = said::date(*last_day);
    format!("已移交给{successor}：{villages} 个村、{records} 条记录，最后一天 {day}。")
}

/// The `translate` of a title: people gave it, but for the industries of the dictionary.
pub(super) fn title_as_written(kind: Kind) -> Option<&'static str> {
    (kind != Kind::Industries).then_some("no")
}

/// A value in a history; nothing is said in words.
pub(super) fn value(text: &str) -> String {
    if text.is_empty() {
        "（空）".to_owned()
    } else {
        dated(text)
    }
}

/// The instant of a history, `3月1日 18:42`.
pub(crate) fn instant(at: chrono::DateTime<chrono::Utc>) -> String {
    let local = at.with_timezone(&domain::calendar::shanghai());
    format!(
        "{} {}",
        said::date(local.date_naive()),
        crate::desk::words::clock(at)
    )
}

/// The address of a register.
pub(super) fn register(kind: Kind) -> String {
    use domain::codes::Coded;
    format!("/desk/registers/{}", kind.code())
}

/// The address of a thing's card.
pub(super) fn card(kind: Kind, key: &str) -> String {
    format!("{}/{}", register(kind), crate::desk::links::segment(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_that_runs_on_says_nothing() {
        assert_eq!(term(Term::Current), None);
        assert_eq!(
            term(Term::Ending(3)),
            Some(("soon", "3 天后到期".to_owned()))
        );
    }

    #[test]
    fn a_handover_names_the_successor_what_passed_on_and_the_day() {
        let passed = HandedOver {
            successor: "朱明".to_owned(),
            villages: 1,
            records: 2,
            last_day: chrono::NaiveDate::from_ymd_opt(2026, 3, 31).unwrap(),
        };
        assert_eq!(
            handed_over(&passed),
            "已移交给朱明：1 个村、2 条记录，最后一天 2026年3月31日。"
        );
    }

    #[test]
    fn an_action_is_told_by_its_verb() {
        assert_eq!(action("villages.change"), "修改");
        assert_eq!(action("villages.nonsense"), "操作");
    }
}
