//! The entries that a record stands for.

use super::{Did, Linked, Touched};
use crate::{
    areas::AreaCode,
    codes,
    divisions::AreasOfDay,
    ids::RecordId,
    ledgers::{
        Entry, Faults, Holder, Kind, Known, KnownPlace, hundredths_text,
        steps::{RESOLVED_ON, Status, Step},
    },
};
use chrono::NaiveDate;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// How far a record has come, as its entries go by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Approved: everything counts.
    Counted,
    /// Submitted: problems are everybody's to work on, all else waits for the approval.
    Waiting,
    /// Returned or withdrawn: with its author, and likely to come again.
    Back,
    /// Voided or discarded for good.
    Gone,
}

impl From<codes::Status> for Standing {
    fn from(status: codes::Status) -> Self {
        use codes::Status as S;
        match status {
            S::Approved | S::Locked => Self::Counted,
            S::Submitted | S::Verified => Self::Waiting,
            S::Draft | S::Returned => Self::Back,
            S::Voided | S::Discarded => Self::Gone,
        }
    }
}

impl Standing {
    /// Whether what the record did about problems of others holds.
    #[must_use]
    pub const fn holds(self) -> bool {
        matches!(self, Self::Counted | Self::Waiting)
    }
}

/// The record that says it.
#[derive(Debug, Clone)]
pub struct Told {
    pub standing: Standing,
    pub area: AreaCode,
    /// The day that decides the record's year.
    pub on: NaiveDate,
    /// The record's first industry.
    pub industry: String,
    pub author: Holder,
    /// What the record says at large.
    pub content: String,
}

/// What came of a problem whose record says how it was solved there and then.
const SOLVED_AT_ONCE: &str = "当场解决";

/// The id of what a record makes under a key: the same record sent again makes the same entry.
#[must_use]
pub fn entry_id(record: RecordId, key: &str) -> Uuid {
    let digest = Sha256::digest(format!("{record} {key}"));
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// The entries that the record makes, each with its key. What [`super::read()`] has accepted has no faults.
pub fn made(linked: &Linked, told: &Told) -> Result<Vec<(String, Entry)>, Faults> {
    let mut entries = Vec::new();
    for one in &linked.raised {
        let mut entry = told.read(
            Kind::Problem,
            &[
                ("title", &one.title),
                ("description", &told.content),
                ("nature", "problem"),
                ("category", &one.category),
                ("severity", &one.severity),
                ("raised_by", "commissioner"),
                ("raised_on", &told.on.to_string()),
            ],
        )?;
        if let Some(measures) = &one.measures {
            let said = [("measures", measures.as_str()), ("result", SOLVED_AT_ONCE)];
            entry = told.resolved(&entry, &said)?;
        }
        entries.push((format!("raised.{}", one.key), entry));
    }
    for one in &linked.introductions {
        let number = |number: Option<i64>| number.map(|n| n.to_string()).unwrap_or_default();
        let area = one.area_hundredths.map(hundredths_text).unwrap_or_default();
        let entry = told.read(
            Kind::Introduction,
            &[
                ("kind", &one.kind),
                ("name", &one.name),
                ("used_on", &told.on.to_string()),
                ("area", &area),
                ("households", &number(one.households)),
            ],
        )?;
        entries.push((format!("introductions.{}", one.key), entry));
    }
    for one in &linked.talents {
        let entry = told.read(
            Kind::Talent,
            &[
                ("kind", &one.kind),
                ("name", &one.name),
                ("trained_on", &told.on.to_string()),
            ],
        )?;
        entries.push((format!("talents.{}", one.key), entry));
    }
    for (_, entry) in &mut entries {
        told.put_standing(entry);
    }
    Ok(entries)
}

/// What became of a problem by this record; none when it can't be taken there from where it stands, or
/// is another place's by the areas of now.
#[must_use]
pub fn touched(problem: &Entry, one: &Touched, told: &Told, areas: &AreasOfDay) -> Option<Entry> {
    let place: AreaCode = problem.values.get("area_code")?.parse().ok()?;
    let [place, here] = [place, told.area].map(|area| areas.told(area));
    if problem.kind != Kind::Problem || !place.contains(&here) {
        return None;
    }
    match one.did {
        Did::Worked => Some(Entry {
            status: problem.status.after(Step::Progress)?,
            ..problem.clone()
        }),
        Did::Resolved => {
            let result = told.content.as_str();
            told.resolved(problem, &[("result", result)]).ok()
        }
    }
}

/// The entry when its record says nothing of it any more.
#[must_use]
pub fn taken_out(entry: &Entry) -> Entry {
    let mut entry = entry.clone();
    strike(&mut entry, "工作日志里删去了这一条");
    entry
}

fn strike(entry: &mut Entry, reason: &str) {
    entry.status = Status::Struck;
    let reason = reason.to_owned();
    entry.values.insert("strike_reason".to_owned(), reason);
}

impl Told {
    fn read(&self, kind: Kind, typed: &[(&str, &str)]) -> Result<Entry, Faults> {
        let area = self.area.to_string();
        let own = [
            ("area_code", area.as_str()),
            ("industry", &self.industry),
            ("responsible", &self.author.name),
        ];
        let known = self.known();
        Entry::read(kind, &owned(typed.iter().chain(&own)), &known, self.on)
    }

    fn resolved(&self, problem: &Entry, said: &[(&str, &str)]) -> Result<Entry, Faults> {
        let on = self.on.to_string();
        let day = [(RESOLVED_ON, on.as_str())];
        let typed = owned(said.iter().chain(&day));
        problem.after(Step::Resolve, &typed, &self.known(), self.on)
    }

    /// All that these entries can name.
    fn known(&self) -> Known {
        let place = KnownPlace {
            code: self.area,
            name: self.area.to_string(),
            short: self.area.to_string(),
        };
        Known {
            places: vec![place],
            industries: vec![(self.industry.clone(), self.industry.clone())],
            holders: vec![self.author.clone()],
        }
    }

    fn put_standing(&self, entry: &mut Entry) {
        match self.standing {
            Standing::Gone => strike(entry, "来源的工作日志已作废"),
            Standing::Back => entry.status = Status::Proposed,
            Standing::Waiting if entry.kind != Kind::Problem => entry.status = Status::Proposed,
            Standing::Waiting | Standing::Counted => {}
        }
    }
}

fn owned<'a>(typed: impl Iterator<Item = &'a (&'a str, &'a str)>) -> Vec<(String, String)> {
    typed
        .map(|(column, text)| ((*column).to_owned(), (*text).to_owned()))
        .collect()
}
