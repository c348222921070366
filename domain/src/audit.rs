//! The audit log as offices read it: who did what, to which thing, when.

use crate::{codes::RecordKind, ids::AccountId};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

crate::coded!(
    /// The kinds of acts a reader narrows the log to.
    AuditGroup {
        Exports = "exports" "导出",
        Phones = "phones" "查看联系电话",
        Accounts = "accounts" "账号",
        Reviews = "reviews" "审核",
        Filings = "filings" "年度上报",
        Records = "records" "填报",
        Imports = "imports" "导入",
        Registers = "registers" "名册",
        Ledgers = "ledgers" "台账",
        Settings = "settings" "设置",
    }
);

impl AuditGroup {
    /// How the names of its acts begin; an act is named feature and verb, as `visits.submit`.
    #[must_use]
    pub const fn beginnings(self) -> &'static [&'static str] {
        match self {
            Self::Exports => &["exports."],
            Self::Phones => &["records.reveal_phone"],
            Self::Accounts => &["accounts."],
            Self::Reviews => &["reviews."],
            Self::Filings => &["filings."],
            Self::Records => &[
                "visits.",
                "trainings.",
                "records.handover",
                "records.mark_absence",
                "attachments.",
            ],
            Self::Imports => &["imports."],
            Self::Registers => &[
                "registers.",
                "commissioners.",
                "teams.",
                "units.",
                "villages.",
                "designations.",
                "assignments.",
                "industries.",
            ],
            Self::Ledgers => &["ledgers.", "satisfaction."],
            Self::Settings => &["settings.", "backups."],
        }
    }
}

/// What a reader of the log asks for. All parts are optional.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AuditFilter {
    /// A login, or a part of a name.
    pub who: String,
    pub what: Option<AuditGroup>,
    /// A record's number, a login, a list's name, an area code, or an id.
    pub subject: String,
    /// Dates in Asia/Shanghai, inclusive.
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
    /// The `next` of the page before.
    pub after: Option<i64>,
}

/// One act.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AuditLine {
    /// Its place in the chain, from 1.
    pub position: i64,
    pub at: DateTime<Utc>,
    /// None for the command line and the server itself.
    pub by: Option<AuditedPerson>,
    /// As `visits.submit`.
    pub action: String,
    pub subject_kind: String,
    pub subject_id: String,
    /// A record's number, an account's name and login, the name of a thing; else the id itself.
    pub subject: String,
    /// Of a record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<AuditedRecord>,
    pub area_name: String,
    pub detail: Map<String, Value>,
}

/// What tells a record from others, besides its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditedRecord {
    pub kind: RecordKind,
    pub occurred_on: NaiveDate,
}

/// Who acted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditedPerson {
    pub id: AccountId,
    pub name: String,
    pub login: String,
}

/// A page of the log, newest first.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct AuditPage {
    pub lines: Vec<AuditLine>,
    pub next: Option<i64>,
}
