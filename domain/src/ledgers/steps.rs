//! An entry's life: what can be done with it in each state, and where that leads.

use super::{Field, Input, Kind};
use crate::codes::Coded;

crate::coded!(
    /// Where an entry stands. A problem goes its own way; everything else is kept until it ends.
    Status {
        Active = "active" "在册",
        Proposed = "proposed" "随日志待审",
        Ended = "ended" "已结束",
        New = "new" "待分派",
        Assigned = "assigned" "已分派",
        InProgress = "in_progress" "办理中",
        Escalated = "escalated" "已上报",
        Resolved = "resolved" "待确认",
        Confirmed = "confirmed" "已办结",
        Rejected = "rejected" "不予受理",
        Cancelled = "cancelled" "已取消",
        Struck = "struck" "已作废",
    }
);

crate::coded!(
    /// What somebody does with an entry.
    Step {
        Assign = "assign" "分派责任人",
        Progress = "progress" "记录进展",
        Resolve = "resolve" "办结",
        Confirm = "confirm" "村里确认",
        SendBack = "send-back" "退回重办",
        Escalate = "escalate" "上报",
        Reject = "reject" "不予受理",
        Cancel = "cancel" "取消问题",
        End = "end" "结束",
        Strike = "strike" "作废",
    }
);

/// The column of the day on which a problem was solved.
pub const RESOLVED_ON: &str = "resolved_on";

/// The column of the day on which a problem was confirmed, rejected or cancelled.
pub const CLOSED_ON: &str = "closed_on";

/// The column of the day from which anything else holds no more.
pub const ENDED_ON: &str = "ended_on";

/// How content the served are (`domain.md` §3.1).
pub const SATISFACTION: super::Choices = &[
    ("very_satisfied", "很满意"),
    ("satisfied", "满意"),
    ("fair", "基本满意"),
    ("dissatisfied", "不满意"),
];

const ASSIGN: &[Field] = &[
    Field::must("responsible", "责任人（科技特派员或团队）", Input::Holder),
    Field::may("cooperating_unit", "配合单位", Input::Line),
    Field::may("coordinator", "协调人", Input::Line),
    Field::must("due_on", "完成时限", Input::Day),
    Field::must("expected_result", "预期目标", Input::Long),
];
const PROGRESS: &[Field] = &[Field::must("measures", "办理措施和进展", Input::Long)];
const RESOLVE: &[Field] = &[
    Field::must(RESOLVED_ON, "办结日期", Input::Past),
    Field::may("measures", "办理措施和进展", Input::Long),
    Field::must("result", "办理结果", Input::Long),
];
const CONFIRM: &[Field] = &[
    Field::must(CLOSED_ON, "确认日期", Input::Past),
    Field::must("confirmed_by", "村里确认人", Input::Line),
    Field::may("satisfaction", "满意程度", Input::One(SATISFACTION)),
];
const SEND_BACK: &[Field] = &[Field::must("send_back_reason", "退回原因", Input::Long)];
const ESCALATE: &[Field] = &[
    Field::must("escalated_to", "上报给", Input::Line),
    Field::must("escalate_reason", "上报原因", Input::Long),
];
const CLOSE: &[Field] = &[
    Field::must(CLOSED_ON, "日期", Input::Past),
    Field::must("close_reason", "原因", Input::Long),
];
const END: &[Field] = &[
    Field::must(ENDED_ON, "结束日期", Input::Past),
    Field::may("end_reason", "原因", Input::Long),
];
const STRIKE: &[Field] = &[Field::must("strike_reason", "作废原因", Input::Long)];

impl Step {
    /// What is asked when somebody takes it.
    #[must_use]
    pub const fn fields(self) -> &'static [Field] {
        match self {
            Self::Assign => ASSIGN,
            Self::Progress => PROGRESS,
            Self::Resolve => RESOLVE,
            Self::Confirm => CONFIRM,
            Self::SendBack => SEND_BACK,
            Self::Escalate => ESCALATE,
            Self::Reject | Self::Cancel => CLOSE,
            Self::End => END,
            Self::Strike => STRIKE,
        }
    }

    /// Columns that no longer hold once it is taken.
    #[must_use]
    pub const fn clears(self) -> &'static [&'static str] {
        match self {
            Self::SendBack => &[RESOLVED_ON, "result"],
            _ => &[],
        }
    }
}

impl Status {
    /// The first state of an entry.
    #[must_use]
    pub const fn first(kind: Kind) -> Self {
        match kind {
            Kind::Problem => Self::New,
            _ => Self::Active,
        }
    }

    /// Where a step leads from here; nowhere when it cannot be taken.
    #[must_use]
    pub const fn after(self, step: Step) -> Option<Self> {
        use Status as S;
        Some(match (step, self) {
            (Step::Assign, S::New | S::Assigned | S::InProgress | S::Escalated) => S::Assigned,
            (Step::Progress, S::Assigned | S::InProgress) => S::InProgress,
            (Step::Resolve, S::New | S::Assigned | S::InProgress | S::Escalated) => S::Resolved,
            (Step::Confirm, S::Resolved) => S::Confirmed,
            (Step::SendBack, S::Resolved) => S::InProgress,
            (Step::Escalate, S::New | S::Assigned | S::InProgress) => S::Escalated,
            (Step::Reject, S::New | S::Escalated) => S::Rejected,
            (Step::Cancel, S::New | S::Assigned | S::InProgress | S::Escalated) => S::Cancelled,
            (Step::End, S::Active) => S::Ended,
            (Step::Strike, S::Struck) => return None,
            (Step::Strike, _) => S::Struck,
            _ => return None,
        })
    }

    /// What can be done with an entry in this state, in order.
    #[must_use]
    pub fn steps(self, kind: Kind) -> Vec<Step> {
        let ends = kind.declared().ends;
        let all = Step::ALL.iter().copied();
        all.filter(|step| self.after(*step).is_some() && (*step != Step::End || ends))
            .collect()
    }

    /// Whether an entry in this state counts in any figure.
    #[must_use]
    pub const fn counts(self) -> bool {
        !matches!(
            self,
            Self::Struck | Self::Rejected | Self::Cancelled | Self::Proposed
        )
    }

    /// Whether it is a problem that somebody still has to solve.
    #[must_use]
    pub const fn is_open_problem(self) -> bool {
        matches!(
            self,
            Self::New | Self::Assigned | Self::InProgress | Self::Escalated
        )
    }

    /// Whether the entry's own fields may still be changed.
    #[must_use]
    pub const fn is_editable(self) -> bool {
        !matches!(self, Self::Struck | Self::Rejected | Self::Cancelled)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_goes_from_new_to_confirmed_and_back_for_another_try() {
        let way = [
            (Step::Assign, Status::Assigned),
            (Step::Progress, Status::InProgress),
            (Step::Resolve, Status::Resolved),
            (Step::SendBack, Status::InProgress),
            (Step::Resolve, Status::Resolved),
            (Step::Confirm, Status::Confirmed),
        ];
        let mut status = Status::first(Kind::Problem);
        for (step, next) in way {
            assert!(status.steps(Kind::Problem).contains(&step));
            status = status.after(step).unwrap();
            assert_eq!(status, next);
        }
        assert_eq!(status.steps(Kind::Problem), [Step::Strike]);
    }

    #[test]
    fn what_is_struck_stays_struck() {
        for step in Step::ALL {
            assert_eq!(Status::Struck.after(*step), None);
        }
    }

    #[test]
    fn only_what_can_end_is_offered_to_end() {
        assert!(Status::Active.steps(Kind::Base).contains(&Step::End));
        assert_eq!(Status::Active.steps(Kind::Outreach), [Step::Strike]);
    }
}
