//! The ledgers (台账): what a year's figures need beyond visits and trainings (`domain.md` §3.8–3.13).
//!
//! A ledger is declared as data in [`kinds`]: its fields, its views, what makes an entry unique. Typed
//! text becomes an [`Entry`] once, in [`Entry::read`]; [`Facts`] is what the database counts of it; and
//! [`steps`] is an entry's life. An entry is never deleted: it is struck out (作废) with a reason.

mod entry;
mod facts;
mod field;
mod files;
mod kinds;
mod known;
pub mod linked;
mod name_key;
mod numbers;
mod shown;
pub mod steps;

pub use entry::{Entry, Faults, Values};
pub use facts::{Doubt, Facts, Measure, Measures};
pub use field::{Choices, Field, Fills, Input, Unique, View};
pub use files::{EntryFile, MAX_FILES, ScanReview};
pub use kinds::Declared;
pub use known::{Holder, Known, KnownPlace, Person};
pub use name_key::name_key;
pub use numbers::{hundredths, hundredths_text, yuan_text};
pub use shown::{Card, Form, Listed, Query, Row, Saved, SourceRecord};

crate::coded!(
    /// What a ledger holds.
    Kind {
        Problem = "problems" "问题",
        Introduction = "introductions" "新品种新技术",
        Effect = "effects" "年度成效",
        Outreach = "outreach_events" "科技下乡",
        Base = "demo_bases" "示范基地",
        Household = "demo_households" "示范户",
        Entity = "founded_entities" "领办创办主体",
        Community = "benefit_communities" "利益共同体",
        Agreement = "agreements" "服务协议",
        Talent = "talents" "乡土人才",
        Attendee = "attendees" "培训学员",
        Project = "projects" "科技项目",
        Bulletin = "bulletins" "信息宣传",
        Funding = "funding" "经费",
        Assessment = "assessments" "考核结果",
        Reply = "replies" "满意度",
    }
);

impl Kind {
    /// Whether townships keep it too, for their own villages.
    #[must_use]
    pub const fn is_kept_by_townships(self) -> bool {
        matches!(
            self,
            Self::Problem | Self::Outreach | Self::Base | Self::Household
        )
    }

    /// Whether entries are entered at the desk. Replies come from those who were served.
    #[must_use]
    pub const fn is_entered_at_the_desk(self) -> bool {
        !matches!(self, Self::Reply)
    }
}
