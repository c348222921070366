//! How ledgers speak of states, deeds and addresses.

use domain::{
    codes::Coded,
    ledgers::{
        Kind,
        steps::{Status, Step},
    },
};
use uuid::Uuid;

/// A state as a pill: its tone and its word. What is simply kept says nothing.
pub(super) fn status(status: Status) -> Option<(&'static str, String)> {
    let tone = match status {
        Status::Active => return None,
        Status::New | Status::Resolved | Status::Proposed => "soon",
        Status::Assigned | Status::InProgress | Status::Escalated => "busy",
        Status::Confirmed => "good",
        Status::Ended | Status::Rejected | Status::Cancelled => "",
        Status::Struck => "bad",
    };
    Some((tone, status.label().to_owned()))
}

/// That an open problem is over its time.
pub(super) fn overdue(days: i64) -> String {
    format!("超期 {days} 天")
}

/// What was done, out of `ledgers.change` and the like.
pub(super) fn action(action: &str) -> &'static str {
    deed(action).unwrap_or("操作")
}

/// The same; none of what has no word.
pub(crate) fn deed(action: &str) -> Option<&'static str> {
    let verb = action.rsplit('.').next().unwrap_or_default();
    Some(match verb {
        "record" => "新建",
        "change" => "修改",
        "import" => "导入",
        "file" => "上传扫描件",
        "review_file" => "审核扫描件",
        "follow" => "随日志变动",
        _ => return Step::from_code(&verb.replace('_', "-")).map(Coded::label),
    })
}

/// The address of a ledger.
pub(super) fn ledger(kind: Kind) -> String {
    format!("/desk/ledgers/{}", kind.code())
}

/// The address of an entry's card.
pub(super) fn card(kind: Kind, id: Uuid) -> String {
    format!("{}/{id}", ledger(kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deed_is_told_by_its_verb() {
        assert_eq!(action("ledgers.send_back"), "退回重办");
        assert_eq!(action("ledgers.record"), "新建");
        assert_eq!(action("ledgers.nonsense"), "操作");
    }
}
