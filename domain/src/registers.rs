//! Registers (名册) as pages show them: one shape of list, card and form for every kind.

use crate::{coded, codes::Coded, divisions::SuccessionKind, ledgers};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// What a register, or a file to import, lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    Divisions,
    Villages,
    Units,
    Commissioners,
    Teams,
    Assignments,
    Designations,
    Industries,
    /// 往年服务台账
    Visits,
    /// 往年培训台账
    Trainings,
    /// Entries of a ledger (台账).
    Entries(ledgers::Kind),
}

impl Coded for Kind {
    const ALL: &'static [Self] = &[
        Self::Divisions,
        Self::Villages,
        Self::Units,
        Self::Commissioners,
        Self::Teams,
        Self::Assignments,
        Self::Designations,
        Self::Industries,
        Self::Visits,
        Self::Trainings,
        Self::Entries(ledgers::Kind::Problem),
        Self::Entries(ledgers::Kind::Introduction),
        Self::Entries(ledgers::Kind::Effect),
        Self::Entries(ledgers::Kind::Outreach),
        Self::Entries(ledgers::Kind::Base),
        Self::Entries(ledgers::Kind::Household),
        Self::Entries(ledgers::Kind::Entity),
        Self::Entries(ledgers::Kind::Community),
        Self::Entries(ledgers::Kind::Agreement),
        Self::Entries(ledgers::Kind::Talent),
        Self::Entries(ledgers::Kind::Attendee),
        Self::Entries(ledgers::Kind::Project),
        Self::Entries(ledgers::Kind::Bulletin),
        Self::Entries(ledgers::Kind::Funding),
    ];

    fn code(self) -> &'static str {
        match self {
            Self::Divisions => "divisions",
            Self::Villages => "villages",
            Self::Units => "units",
            Self::Commissioners => "commissioners",
            Self::Teams => "teams",
            Self::Assignments => "assignments",
            Self::Designations => "designations",
            Self::Industries => "industries",
            Self::Visits => "visits",
            Self::Trainings => "trainings",
            Self::Entries(ledger) => ledger.code(),
        }
    }

    fn label(self) -> &'static str {
        match self {
            Self::Divisions => "行政区划",
            Self::Villages => "村",
            Self::Units => "派出单位",
            Self::Commissioners => "科技特派员",
            Self::Teams => "科技特派团（队）",
            Self::Assignments => "结对",
            Self::Designations => "村认定",
            Self::Industries => "产业字典",
            Self::Visits => "往年服务台账",
            Self::Trainings => "往年培训台账",
            Self::Entries(ledger) => ledger.label(),
        }
    }
}

impl Serialize for Kind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Kind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        Self::from_code(&code).ok_or_else(|| D::Error::custom("no register"))
    }
}

coded!(
    /// Which part of a register is shown.
    Show {
        All = "all" "全部",
        Current = "current" "在期",
        Ending = "ending" "将到期",
        Ended = "ended" "已结束",
        Designated = "designated" "脱贫村、重点村",
        Vacant = "vacant" "未结对",
        Crowded = "crowded" "结对过多",
    }
);

/// A term that ends within so many days runs out soon.
pub const ENDING_DAYS: i64 = 60;

/// More open villages than this are too many for one person.
pub const MOST_VILLAGES: usize = 5;

impl Kind {
    /// The registers, in the order people look for them. Divisions are only imported.
    pub const REGISTERS: &'static [Self] = &[
        Self::Commissioners,
        Self::Teams,
        Self::Units,
        Self::Villages,
        Self::Assignments,
        Self::Designations,
        Self::Industries,
    ];

    /// The column that holds a thing's last day, where things end.
    #[must_use]
    pub const fn end_column(self) -> Option<&'static str> {
        match self {
            Self::Commissioners => Some("term_to"),
            Self::Teams | Self::Units | Self::Industries => Some("ended_on"),
            Self::Assignments => Some("to"),
            Self::Designations => Some("valid_to"),
            Self::Divisions
            | Self::Villages
            | Self::Visits
            | Self::Trainings
            | Self::Entries(_) => None,
        }
    }

    /// The columns that tell one thing from another: they never change once it exists.
    #[must_use]
    pub const fn key_columns(self) -> &'static [&'static str] {
        match self {
            Self::Commissioners => &["login"],
            Self::Assignments => &["login", "team_code", "village_code", "from"],
            Self::Designations => &["village_code", "kind", "valid_from"],
            Self::Divisions | Self::Villages | Self::Units | Self::Teams | Self::Industries => {
                &["code"]
            }
            Self::Visits | Self::Trainings | Self::Entries(_) => &["key"],
        }
    }

    /// Whether new ones are entered by hand. Villages come with the divisions.
    #[must_use]
    pub const fn is_entered_by_hand(self) -> bool {
        !matches!(self, Self::Divisions | Self::Villages) && !self.is_ledger()
    }

    /// Whether it lists records of service or entries of a ledger rather than a register: as a
    /// register it is imported and nothing else.
    #[must_use]
    pub const fn is_ledger(self) -> bool {
        matches!(self, Self::Visits | Self::Trainings | Self::Entries(_))
    }

    /// The parts of the register that can be shown alone.
    #[must_use]
    pub const fn shows(self) -> &'static [Show] {
        match self {
            Self::Commissioners => &[
                Show::All,
                Show::Current,
                Show::Ending,
                Show::Ended,
                Show::Vacant,
                Show::Crowded,
            ],
            Self::Villages => &[Show::All, Show::Designated, Show::Vacant, Show::Crowded],
            Self::Teams
            | Self::Units
            | Self::Assignments
            | Self::Designations
            | Self::Industries => &[Show::All, Show::Current, Show::Ending, Show::Ended],
            Self::Divisions | Self::Visits | Self::Trainings | Self::Entries(_) => &[],
        }
    }

    /// What this part of the register is called: several people for one village is no fault.
    #[must_use]
    pub fn show_label(self, show: Show) -> &'static str {
        match (self, show) {
            (Self::Villages, Show::Crowded) => "多人结对",
            (_, show) => show.label(),
        }
    }
}

/// Where a thing stands between its first and its last day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Term {
    /// It has no dates, or no end yet.
    Always,
    Upcoming,
    Current,
    /// It ends within [`ENDING_DAYS`], in so many days; today counts as 0.
    Ending(i64),
    Ended,
}

impl Term {
    /// The standing on a day; both ends are inclusive.
    #[must_use]
    pub fn on(today: NaiveDate, from: NaiveDate, to: Option<NaiveDate>) -> Self {
        let left = to.map(|to| (to - today).num_days());
        match left {
            Some(left) if left < 0 => Self::Ended,
            _ if from > today => Self::Upcoming,
            Some(left) if left <= ENDING_DAYS => Self::Ending(left),
            _ => Self::Current,
        }
    }

    /// Whether it holds today.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Always | Self::Current | Self::Ending(_))
    }
}

/// What somebody should look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// A village without anyone; `due` when it is designated.
    Vacant { due: bool },
    /// A village that is no more: how it went, and into which one, by township and name.
    Gone { how: SuccessionKind, into: String },
    /// A person without a village.
    Idle,
    /// A village with several people.
    Crowded { people: usize },
    /// A person with more than [`MOST_VILLAGES`].
    TooMany { villages: usize },
    /// Open villages of a person whose term has ended.
    LeftOpen { villages: usize },
    /// A team without a 团长 of any kind.
    Leaderless,
    /// A team with several plain 团长.
    ManyLeaders { leaders: usize },
}

/// A thing in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub key: String,
    pub title: String,
    /// One per header but the first.
    pub cells: Vec<String>,
    pub term: Term,
    pub marks: Vec<Mark>,
}

/// What is asked of a register.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Query {
    /// An area's code; empty for the person's own.
    pub area: String,
    /// Characters of a name, or its pinyin initials.
    pub text: String,
    /// A [`Show`]; any other text shows all.
    pub show: String,
    /// The key after which the page begins.
    pub after: String,
}

/// A page of a register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    pub kind: Kind,
    pub headers: Vec<String>,
    pub entries: Vec<Entry>,
    /// Where the next page begins.
    pub next: Option<String>,
    /// How many fit the query, on all pages.
    pub total: usize,
    /// Whether the person may add to it.
    pub may_add: bool,
    /// Whether the person may import files of it.
    pub may_import: bool,
    /// Which registers the person may open.
    pub registers: Vec<Kind>,
}

/// A column and what it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    pub label: String,
    pub text: String,
}

/// Another thing that belongs to this one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Related {
    pub kind: Kind,
    pub key: String,
    pub title: String,
    pub note: String,
    pub term: Term,
}

/// One value before and after a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    pub label: String,
    pub before: String,
    pub after: String,
}

/// One entry of a thing's history, out of the audit log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Happened {
    pub at: DateTime<Utc>,
    /// Who did it; empty for the command line.
    pub by: String,
    /// As `commissioners.change`.
    pub action: String,
    pub changes: Vec<Changed>,
    /// What a handover passed on, and to whom.
    pub handed_over: Option<HandedOver>,
}

/// What a leaving person's successor was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandedOver {
    /// The successor's name.
    pub successor: String,
    pub villages: usize,
    /// Drafts and returned records.
    pub records: usize,
    pub last_day: NaiveDate,
}

/// A thing with what belongs to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    pub kind: Kind,
    pub key: String,
    pub version: i64,
    pub title: String,
    pub facts: Vec<Fact>,
    pub term: Term,
    pub marks: Vec<Mark>,
    pub related: Vec<Related>,
    pub history: Vec<Happened>,
    pub may_edit: bool,
    pub today: NaiveDate,
}

/// How a column is entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Input {
    /// Told, not asked: the key of a thing that exists.
    Fixed,
    Line,
    Long,
    Date,
    Number,
    /// One of these values, each with its word.
    One(Vec<(String, String)>),
    /// Any of these words.
    Several(Vec<String>),
    /// A line with offers; other text is understood too.
    Offered(Vec<String>),
    /// People, each with a role: offers for the people, and all roles.
    Members(Vec<String>, Vec<String>),
}

/// A field of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    pub column: String,
    pub label: String,
    pub input: Input,
    pub value: String,
    pub required: bool,
    /// What is wrong with it, in words.
    pub fault: Option<String>,
    /// What somebody else wrote there meanwhile.
    pub theirs: Option<String>,
}

/// A thing's form, empty for a new one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    pub kind: Kind,
    /// None for a new one.
    pub key: Option<String>,
    pub title: String,
    pub version: i64,
    pub fields: Vec<Field>,
    /// Faults that belong to no field.
    pub faults: Vec<String>,
    /// Somebody else changed it while this was typed.
    pub conflict: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_term_runs_out_by_its_last_day() {
        let on = |to| Term::on(day("2026-03-01"), day("2026-01-01"), to);
        assert_eq!(on(None), Term::Current);
        assert_eq!(on(Some(day("2026-02-28"))), Term::Ended);
        assert_eq!(on(Some(day("2026-03-01"))), Term::Ending(0));
        assert_eq!(on(Some(day("2026-04-30"))), Term::Ending(60));
        assert_eq!(on(Some(day("2026-05-01"))), Term::Current);
        let later = Term::on(day("2026-03-01"), day("2026-03-02"), None);
        assert_eq!(later, Term::Upcoming);
        assert!(!later.is_open());
    }
}
