//! What is read: records, lists and the workbench as pages and the API show them.

use crate::{
    areas::AreaCode,
    codes::{Coded, Decision, DesignationKind, RecordKind, Role, ServiceMode, Status, TeamRole},
    coverage::{AreaName, DutyRule, PlanEntry, Tenths, VillageCoverage, VillageState},
    divisions::AreaEvent,
    fields::FieldError,
    ids::{CommissionerId, RecordId, TeamId},
    ledgers,
    reference::KnownProblem,
    statistics::{
        Figure,
        catalogue::{IndicatorCode, Listed},
        reach::Through,
    },
};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

crate::coded!(
    /// What a reviewer should notice. Never a reason to refuse.
    Flag {
        OutsideTerm = "outside_term" "不在聘期内",
        OutsideCounty = "outside_county" "不在所属县",
        SameVillageSameDay = "same_village_same_day" "同村同日有其他记录",
        DaysOverTwenty = "days_over_20" "当月服务超过 20 天",
        NoPhoto = "no_photo" "无照片",
        ClockWrong = "clock_wrong" "手机时间不准",
    }
);

/// Behind the name of somebody who said 我没参加, in files of records.
pub const ABSENT_MARK: &str = "（称未参加）";

/// A person by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonName {
    pub id: CommissionerId,
    pub name: String,
    /// Said 我没参加.
    #[serde(default)]
    pub absent: bool,
}

crate::from_json!(PersonName { id, name, absent[default] });

crate::coded!(
    /// What became of a photo that a record names.
    PhotoState {
        Picture = "picture" "照片",
        Scan = "scan" "扫描件",
        Missing = "missing" "还没有送达",
        Cleared = "cleared" "已按规定清理",
    }
);

/// A photo of a record, in the record's order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhotoFile {
    pub sha256: String,
    pub state: PhotoState,
}

crate::from_json!(PhotoFile { sha256, state });

/// A record as it is read: the fields as sent, and around them what the server knows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RecordView {
    pub id: RecordId,
    pub kind: RecordKind,
    pub author_id: CommissionerId,
    pub author_name: String,
    pub author_unit: String,
    /// Who entered it for the author (代录).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entered_by: Option<String>,
    /// 导入: made from a row of an office's ledger of earlier years.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub imported: bool,
    pub version: i64,
    pub status: Status,
    /// Given at the first submission, as `2026-1203-0017`.
    pub number: Option<String>,
    pub captured_at: DateTime<Utc>,
    pub received_at: DateTime<Utc>,
    pub submitted_at: Option<DateTime<Utc>>,
    /// 补录: received more than 7 days after the service.
    pub late: bool,
    pub flags: Vec<Flag>,
    /// County, township and village, as people write it; empty for a draft without a place.
    pub area_name: String,
    pub occurred_on: Option<NaiveDate>,
    /// Participants or trainers, the author left out.
    pub people: Vec<PersonName>,
    pub team_name: Option<String>,
    /// Names of the industries, in the body's order.
    pub industry_names: Vec<String>,
    pub reviewed_by: Option<String>,
    pub reviewed_at: Option<DateTime<Utc>>,
    pub review_opinion: Option<String>,
    /// Names of the fields that the last return points at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub review_fields: Vec<String>,
    /// Whether the reader may edit it (author, draft or returned or submitted).
    pub editable: bool,
    /// What became of the photos that `body` names, in its order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photo_files: Vec<PhotoFile>,
    /// The fields of contract §3 (`kind`, `id` and `author_id` stand above).
    #[serde(flatten)]
    pub body: Map<String, Value>,
}

crate::from_json!(RecordView {
    id,
    kind,
    author_id,
    author_name,
    author_unit,
    entered_by,
    imported[default],
    version,
    status,
    number,
    captured_at,
    received_at,
    submitted_at,
    late,
    flags,
    area_name,
    occurred_on,
    people,
    team_name,
    industry_names,
    reviewed_by,
    reviewed_at,
    review_opinion,
    review_fields[default],
    editable,
    photo_files[default],
} rest body);

impl RecordView {
    /// A text field of the body; empty when absent.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        self.body
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    /// A count of the body.
    #[must_use]
    pub fn count(&self, name: &str) -> Option<i64> {
        self.body.get(name).and_then(Value::as_i64)
    }

    /// The items of an array of texts in the body.
    #[must_use]
    pub fn texts(&self, name: &str) -> Vec<&str> {
        self.body
            .get(name)
            .and_then(Value::as_array)
            .map(|items| items.iter().filter_map(Value::as_str).collect())
            .unwrap_or_default()
    }

    /// How many photos the record names.
    #[must_use]
    pub fn photo_count(&self) -> usize {
        self.body
            .get("photos")
            .and_then(Value::as_array)
            .map_or(0, Vec::len)
    }

    /// How many of the photos are in this state.
    #[must_use]
    pub fn photos_that_are(&self, state: PhotoState) -> usize {
        let files = self.photo_files.iter();
        files.filter(|file| file.state == state).count()
    }

    /// What the author wrote under a photo; empty when nothing.
    #[must_use]
    pub fn photo_caption(&self, sha256: &str) -> &str {
        let photos = self.body.get("photos").and_then(Value::as_array);
        photos
            .into_iter()
            .flatten()
            .find(|photo| photo["sha256"] == sha256)
            .and_then(|photo| photo["caption"].as_str())
            .unwrap_or_default()
    }

    /// The whole record as a phone would send it: the body with its kind, id and author.
    #[must_use]
    pub fn record(&self) -> Map<String, Value> {
        let mut record = self.body.clone();
        record.insert("kind".into(), serde_json::json!(self.kind));
        record.insert("id".into(), serde_json::json!(self.id));
        record
    }
}

/// One version of a record, for its history.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VersionView {
    pub version: i64,
    /// save, submit, withdraw, discard, approve, return, void, reopen, absence.
    pub action: String,
    pub status: Status,
    pub by: String,
    pub at: DateTime<Utc>,
    pub opinion: Option<String>,
    /// Names of the fields that a return points at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub review_fields: Vec<String>,
    /// The place, the industries and the people of this version, by name.
    #[serde(default)]
    pub named: Named,
    pub body: Map<String, Value>,
}

crate::from_json!(VersionView {
    version,
    action,
    status,
    by,
    at,
    opinion,
    review_fields[default],
    named[default],
    body,
});

/// What a version refers to by code or id, as people call it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Named {
    /// County, township and village; empty for a draft without a place.
    pub area: String,
    pub industries: Vec<String>,
    /// Participants or trainers, the author left out.
    pub people: Vec<String>,
}

crate::from_json!(Named {
    area,
    industries,
    people
});

/// What a list of records asks for. All parts are optional.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RecordFilter {
    pub kind: Option<RecordKind>,
    /// Empty for all states.
    #[serde(default)]
    pub statuses: Vec<Status>,
    pub area: Option<AreaCode>,
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
    pub author: Option<CommissionerId>,
    /// Has a part in it, as author or otherwise, and did not say 我没参加.
    #[serde(default)]
    pub person: Option<CommissionerId>,
    /// Visits made in this way; a training has none.
    #[serde(default)]
    pub mode: Option<ServiceMode>,
    /// Last submitted before this day in Asia/Shanghai.
    #[serde(default)]
    pub submitted_before: Option<NaiveDate>,
    /// The `next` of the page before.
    pub after: Option<String>,
    /// At most 200; 50 when absent.
    pub limit: Option<i64>,
    /// Oldest first, as a reviewer works.
    #[serde(default)]
    pub oldest_first: bool,
}

/// A page of records.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct RecordPage {
    pub records: Vec<RecordView>,
    pub next: Option<String>,
}

crate::from_json!(RecordPage { records, next });

/// One decision of a reviewer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionRequest {
    pub record_id: RecordId,
    /// The version the reviewer saw.
    pub version: i64,
    pub decision: Decision,
    #[serde(default)]
    pub opinion: String,
    /// What a return or a reopening points at: names of [`crate::reviews::fields_of`].
    #[serde(default)]
    pub fields: Vec<String>,
}

/// Somebody whose records wait for a reviewer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingPerson {
    pub id: CommissionerId,
    pub name: String,
    /// Records that wait.
    pub records: i64,
}

crate::coded!(
    /// What became of a decision.
    DecisionOutcome { Applied = "applied" "已处理", Conflict = "conflict" "已被修改", Rejected = "rejected" "未处理" }
);

/// The answer to one decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionResult {
    pub record_id: RecordId,
    pub outcome: DecisionOutcome,
    /// The record's version now; none when the reviewer may not see it.
    pub version: Option<i64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldError>,
}

/// What stands behind a figure: one of seven lists.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Behind {
    pub code: IndicatorCode,
    pub area: AreaName,
    pub year: i32,
    pub listed: Listed,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub records: Option<Vec<RecordView>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub villages: Option<Vec<VillageCoverage>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub people: Option<Vec<ListedPerson>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub teams: Option<Vec<ListedTeam>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entries: Option<Vec<ListedEntry>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub townships: Option<Vec<ListedPart>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub industries: Option<Vec<ListedPart>>,
    pub next: Option<String>,
}

impl Behind {
    /// With none of its lists yet.
    #[must_use]
    pub const fn new(code: IndicatorCode, area: AreaName, year: i32) -> Self {
        Self {
            code,
            area,
            year,
            listed: code.listed_as(),
            records: None,
            villages: None,
            people: None,
            teams: None,
            entries: None,
            townships: None,
            industries: None,
            next: None,
        }
    }
}

/// An entry of a ledger behind a figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedEntry {
    pub id: Uuid,
    /// The ledger's code, as its address has it.
    pub ledger: String,
    pub title: String,
    /// The place it was entered for.
    pub area_code: AreaCode,
    pub area_name: String,
    /// The day, or the year's first one, that the entry belongs to.
    pub occurred_on: NaiveDate,
    /// What kind of thing it is, in words.
    pub sub_kind: String,
    pub status: String,
    /// What the entry adds to the figure: the very number that is summed; 1 where entries are counted.
    pub number: Figure,
    /// What it adds to the number that a share or a mean is divided by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beside: Option<Figure>,
}

impl ListedEntry {
    /// The year that it belongs to; none when it has a day of its own.
    #[must_use]
    pub fn year(&self) -> Option<i32> {
        let kind = ledgers::Kind::from_code(&self.ledger)?;
        let yearly = kind.declared().is_yearly();
        yearly.then(|| self.occurred_on.year())
    }
}

/// A township or an industry behind a share of those that are covered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedPart {
    pub code: String,
    pub name: String,
    pub covered: bool,
    /// What covers it.
    pub through: Vec<Through>,
}

/// A commissioner behind A01, or a term behind A02.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedPerson {
    pub id: CommissionerId,
    pub name: String,
    pub unit: String,
    pub area_name: String,
    pub term_from: NaiveDate,
    pub term_to: Option<NaiveDate>,
}

/// A team behind A06 and A09.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedTeam {
    pub id: TeamId,
    pub name: String,
    pub area_name: String,
    pub industry: String,
    pub started_on: NaiveDate,
    pub ended_on: Option<NaiveDate>,
}

/// The commissioner's first page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Workbench {
    pub today: NaiveDate,
    pub name: String,
    pub county: String,
    pub progress: YearProgress,
    /// 退回待修改, newest decision first.
    pub returned: Vec<RecordView>,
    /// Villages assigned to the person or a team of theirs, the longest unvisited first.
    pub villages: Vec<MyVillage>,
    /// Own drafts on the server.
    pub drafts: i64,
    /// Own records that wait for review.
    pub waiting: i64,
}

crate::from_json!(Workbench {
    today,
    name,
    county,
    progress,
    returned,
    villages,
    drafts,
    waiting
});

/// The year against the duty rule, from approved records; pending ones apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct YearProgress {
    pub year: i32,
    pub duty: DutyRule,
    pub met: bool,
    /// On-site days.
    pub days: Tenths,
    pub pending_days: Tenths,
    /// On-site visits.
    pub visits: i64,
    pub pending_visits: i64,
    pub trainings: i64,
    pub pending_trainings: i64,
    pub attendances: i64,
    pub pending_attendances: i64,
}

crate::from_json!(YearProgress {
    year,
    duty,
    met,
    days,
    pending_days,
    visits,
    pending_visits,
    trainings,
    pending_trainings,
    attendances,
    pending_attendances,
});

/// A village the person is assigned to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MyVillage {
    pub code: AreaCode,
    pub name: String,
    pub township: String,
    pub industries: Vec<String>,
    pub industry_codes: Vec<String>,
    pub assigned_since: NaiveDate,
    /// Assigned through this team.
    pub team_name: Option<String>,
    /// Whether a designation is valid today.
    pub due: bool,
    pub last_visited_on: Option<NaiveDate>,
    pub days_since: Option<i64>,
    pub visits_this_year: i64,
    /// Visits in a whole year by the village's own plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned: Option<i64>,
    /// Own or others' on-site visits that wait for review.
    pub pending: i64,
    pub state: VillageState,
    /// Problems that somebody still has to solve, the newest first.
    #[serde(default)]
    pub problems: Vec<KnownProblem>,
}

crate::from_json!(MyVillage {
    code,
    name,
    township,
    industries,
    industry_codes,
    assigned_since,
    team_name,
    due,
    last_visited_on,
    days_since,
    visits_this_year,
    planned,
    pending,
    state,
    problems[default],
});

/// What the forms offer to choose from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormChoices {
    pub today: NaiveDate,
    pub commissioner_id: CommissionerId,
    /// The person's own industries.
    pub own_industry_codes: Vec<String>,
    pub villages: Vec<MyVillage>,
    pub county: AreaName,
    pub industries: Vec<CodeName>,
    pub teams: Vec<MyTeam>,
}

crate::from_json!(FormChoices {
    today,
    commissioner_id,
    own_industry_codes,
    villages,
    county,
    industries,
    teams,
});

/// A code and its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeName {
    pub code: String,
    pub name: String,
}

crate::from_json!(CodeName { code, name });

/// A team the person belongs to, with its people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MyTeam {
    pub id: TeamId,
    pub name: String,
    pub role: TeamRole,
    pub industry_code: String,
    /// All members, the person left out.
    pub members: Vec<PersonName>,
}

crate::from_json!(MyTeam {
    id,
    name,
    role,
    industry_code,
    members
});

/// A place found by a search.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundArea {
    pub code: AreaCode,
    /// Village, or township or county.
    pub name: String,
    /// What it lies in, as people write it.
    pub within: String,
}

crate::from_json!(FoundArea { code, name, within });

/// A village's own page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VillageCard {
    pub area: AreaName,
    /// The areas above, city first.
    pub ancestors: Vec<AreaName>,
    pub year: i32,
    pub as_of: NaiveDate,
    pub households: Option<i64>,
    pub population: Option<i64>,
    pub has_industry_base: bool,
    pub industries: Vec<String>,
    pub current_condition: Option<String>,
    pub tech_demand: Option<String>,
    pub designations: Vec<DesignationView>,
    /// Names of those assigned, with the first day and, when it is over, the last.
    pub assignments: Vec<AssignmentView>,
    /// None when no designation is valid.
    pub coverage: Option<VillageCoverage>,
    /// What was set for the village, the newest first.
    pub plans: Vec<PlanEntry>,
    /// What became of the village, the newest first.
    pub changes: Vec<AreaEvent>,
    /// The village's records of the year that the reader may see, newest first, those of villages that
    /// went into it among them.
    pub records: Vec<RecordView>,
}

/// A designation with its dates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DesignationView {
    pub kind: DesignationKind,
    pub valid_from: NaiveDate,
    pub valid_to: Option<NaiveDate>,
    pub document_no: Option<String>,
}

/// A 结对 with its dates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignmentView {
    pub name: String,
    pub is_team: bool,
    pub from: NaiveDate,
    pub to: Option<NaiveDate>,
}

/// The signed-in person, as `GET /api/v1/session` and the pages show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionUser {
    pub id: crate::ids::AccountId,
    pub name: String,
    pub role: Role,
    pub area_code: Option<AreaCode>,
    pub commissioner_id: Option<CommissionerId>,
}

crate::from_json!(SessionUser {
    id,
    name,
    role,
    area_code,
    commissioner_id
});

/// A phone number with its middle hidden: `138****1234`.
#[must_use]
pub fn masked_phone(phone: &str) -> String {
    let digits: Vec<char> = phone.chars().filter(char::is_ascii_digit).collect();
    if digits.len() < 8 {
        return "****".to_owned();
    }
    let (head, tail) = (&digits[..3], &digits[digits.len() - 4..]);
    format!(
        "{}****{}",
        head.iter().collect::<String>(),
        tail.iter().collect::<String>()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_keeps_its_middle_to_itself() {
        assert_eq!(masked_phone("13812341234"), "138****1234");
        assert_eq!(masked_phone("110"), "****");
    }
}
