//! What a phone keeps of the registers, so that its pages are the same without a network: the parts
//! of a pull's `reference` (contract §3), put together again and turned into what pages show.
//!
//! Parts carry dates instead of answers (`from`, `to`, counts of a year), so that a phone that has
//! been offline over midnight, the end of a 结对 or New Year still shows what the server would.

mod places;
mod villages;

pub use places::{KnownCounty, KnownPlace, KnownTownship, NAMES_BEFORE, Places, after_name};
pub use villages::{
    KnownAssignment, KnownDesignation, KnownProblem, KnownRule, KnownVillage, LastVisit,
    my_villages,
};

use crate::{
    areas::AreaCode,
    calendar,
    codes::{Status, TeamRole},
    coverage::{AreaName, Tenths},
    ids::{CommissionerId, RecordId, TeamId},
    reading::{
        CodeName, FormChoices, FoundArea, MyTeam, PersonName, RecordView, Workbench, YearProgress,
    },
};
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;

/// The most returned records on the workbench.
const MAX_RETURNED: usize = 50;

/// The answer to a pull.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pulled {
    /// For the next pull; kept once records and reference are.
    pub cursor: String,
    /// New or changed records that the person may read, newest first.
    pub records: Vec<RecordView>,
    /// Records that the person may read no longer, or never could.
    pub removed: Vec<RecordId>,
    /// Whether there is more to pull right away.
    pub more: bool,
    /// What changed of the reference; none when nothing did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<ReferenceUpdate>,
}

crate::from_json!(Pulled {
    cursor,
    records,
    removed,
    more,
    reference
});

/// The parts of the reference that changed; a part that is absent stays as it is.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ReferenceUpdate {
    pub version: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<KnownPerson>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub villages: Option<Vec<KnownVillage>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub places: Option<Places>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub industries: Option<Vec<CodeName>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub teams: Option<Vec<KnownTeam>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub people: Option<Vec<KnownName>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub progress: Option<YearProgress>,
}

crate::from_json!(ReferenceUpdate {
    version,
    person,
    villages,
    places,
    industries,
    teams,
    people,
    progress,
});

/// The whole reference of one commissioner, as the phone stores it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reference {
    /// Names this state of all parts.
    pub version: String,
    pub person: KnownPerson,
    /// Villages assigned now or later to the person or a team of theirs, in code order.
    pub villages: Vec<KnownVillage>,
    pub places: Places,
    /// In the order people expect them.
    pub industries: Vec<CodeName>,
    /// Teams the person belongs to now or later.
    pub teams: Vec<KnownTeam>,
    /// Everybody whom a team names.
    pub people: Vec<KnownName>,
    /// The person's year on the server; what the phone has not sent is not in it.
    pub progress: YearProgress,
}

crate::from_json!(Reference {
    version,
    person,
    villages,
    places,
    industries,
    teams,
    people,
    progress,
});

/// Who the phone belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownPerson {
    pub commissioner_id: CommissionerId,
    pub name: String,
    /// The area the person is appointed for, mostly the county itself.
    pub home: AreaName,
    pub county: AreaName,
    pub industry_codes: Vec<String>,
}

crate::from_json!(KnownPerson {
    commissioner_id,
    name,
    home,
    county,
    industry_codes
});

/// A team with the period it works in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownTeam {
    pub id: TeamId,
    pub name: String,
    /// The person's own part in it.
    pub role: TeamRole,
    pub industry_code: String,
    pub from: NaiveDate,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
    /// All members, the person left out, in the order of their names.
    pub member_ids: Vec<CommissionerId>,
}

crate::from_json!(KnownTeam {
    id,
    name,
    role,
    industry_code,
    from,
    to,
    member_ids
});

/// A person's name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownName {
    pub id: CommissionerId,
    pub name: String,
}

crate::from_json!(KnownName { id, name });

impl Reference {
    /// Takes a pull's parts into what is stored. None when parts are missing: after a pull from the
    /// very beginning there are none.
    #[must_use]
    pub fn updated(stored: Option<Self>, update: ReferenceUpdate) -> Option<Self> {
        let Some(stored) = stored else {
            return Some(Self {
                version: update.version,
                person: update.person?,
                villages: update.villages?,
                places: update.places?,
                industries: update.industries?,
                teams: update.teams?,
                people: update.people?,
                progress: update.progress?,
            });
        };
        Some(Self {
            version: update.version,
            person: update.person.unwrap_or(stored.person),
            villages: update.villages.unwrap_or(stored.villages),
            places: update.places.unwrap_or(stored.places),
            industries: update.industries.unwrap_or(stored.industries),
            teams: update.teams.unwrap_or(stored.teams),
            people: update.people.unwrap_or(stored.people),
            progress: update.progress.unwrap_or(stored.progress),
        })
    }

    /// What the visit and training forms offer today.
    #[must_use]
    pub fn form_choices(&self, today: NaiveDate) -> FormChoices {
        FormChoices {
            today,
            commissioner_id: self.person.commissioner_id,
            own_industry_codes: self.person.industry_codes.clone(),
            villages: my_villages(&self.villages, &self.industries, today),
            county: self.person.county.clone(),
            industries: self.industries.clone(),
            teams: my_teams(&self.teams, &self.people, today),
        }
    }

    /// The first page, from what was pulled.
    #[must_use]
    pub fn workbench(&self, records: &[RecordView], today: NaiveDate) -> Workbench {
        let own = |fits: fn(Status) -> bool| {
            let me = self.person.commissioner_id;
            records
                .iter()
                .filter(move |record| record.author_id == me && fits(record.status))
        };
        let count = |fits| i64::try_from(own(fits).count()).unwrap_or(i64::MAX);
        let mut returned: Vec<RecordView> =
            own(|status| status == Status::Returned).cloned().collect();
        returned.sort_unstable_by_key(|record| (Reverse(record.reviewed_at), record.id));
        returned.truncate(MAX_RETURNED);
        Workbench {
            today,
            name: self.person.name.clone(),
            county: self.person.home.name.clone(),
            progress: progress_on(&self.progress, today),
            returned,
            villages: my_villages(&self.villages, &self.industries, today),
            drafts: count(|status| status == Status::Draft),
            waiting: count(Status::is_pending),
        }
    }

    /// Places by characters or pinyin initials, best first: those of the person's own area, and when
    /// there are none, those of the other counties the phone knows. At most 12.
    #[must_use]
    pub fn search(&self, text: &str) -> Vec<FoundArea> {
        self.places.search(&self.person.home.code, text)
    }

    /// The village's or township's name as people write it; none when the phone does not know it.
    #[must_use]
    pub fn full_name(&self, code: AreaCode) -> Option<String> {
        self.places.full_name(code)
    }
}

/// Teams that work today, each with its other members by name.
#[must_use]
pub fn my_teams(teams: &[KnownTeam], people: &[KnownName], today: NaiveDate) -> Vec<MyTeam> {
    let named = |id: &CommissionerId| {
        let known = people.iter().find(|person| person.id == *id)?;
        Some(PersonName {
            id: known.id,
            name: known.name.clone(),
            absent: false,
        })
    };
    let works = |team: &&KnownTeam| calendar::holds(team.from, team.to, today);
    let mine = |team: &KnownTeam| MyTeam {
        id: team.id,
        name: team.name.clone(),
        role: team.role,
        industry_code: team.industry_code.clone(),
        members: team.member_ids.iter().filter_map(named).collect(),
    };
    teams.iter().filter(works).map(mine).collect()
}

/// The progress as it stands today: at New Year everybody begins anew.
fn progress_on(known: &YearProgress, today: NaiveDate) -> YearProgress {
    if known.year == today.year() {
        return *known;
    }
    YearProgress {
        year: today.year(),
        duty: known.duty,
        met: false,
        days: Tenths(0),
        pending_days: Tenths(0),
        visits: 0,
        pending_visits: 0,
        trainings: 0,
        pending_trainings: 0,
        attendances: 0,
        pending_attendances: 0,
    }
}
