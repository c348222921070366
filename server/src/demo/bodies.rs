//! Visits and trainings as a phone sends them.

use super::{
    people::Team,
    places::Place,
    random::Random,
    registers::phone,
    texts::{self, About, Industry, SURNAMES},
    world::{World, instant},
};
use chrono::{Datelike, Duration, NaiveDate};
use domain::{
    areas::AreaLevel,
    codes::{ServiceMode, TargetKind},
    ids::RecordId,
};
use serde_json::{Map, Value, json};
use std::collections::HashSet;

/// One visit or training to be written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slot<'a> {
    pub(super) place: &'a Place,
    pub(super) industry: &'static Industry,
    /// The last day of the service.
    pub(super) day: NaiveDate,
    pub(super) author: usize,
    pub(super) mode: ServiceMode,
    /// A team's visit, with some of its members.
    pub(super) team: Option<usize>,
}

/// Writes bodies; no two accounts are alike.
#[derive(Debug)]
pub(super) struct Author<'a> {
    pub(super) world: &'a World,
    pub(super) random: Random,
    told: HashSet<String>,
}

/// Whom visits serve, the most common first.
const TARGETS: &[TargetKind] = &[
    TargetKind::FarmerHousehold,
    TargetKind::FarmerHousehold,
    TargetKind::Cooperative,
    TargetKind::Cooperative,
    TargetKind::PovertyExitedHousehold,
    TargetKind::VillageCollective,
    TargetKind::FamilyFarm,
    TargetKind::Enterprise,
];

impl<'a> Author<'a> {
    pub(super) fn new(world: &'a World, random: Random) -> Self {
        Self {
            world,
            random,
            told: HashSet::new(),
        }
    }

    pub(super) fn id(&mut self, day: NaiveDate) -> RecordId {
        RecordId(self.random.id(instant(day, 12 * 60)))
    }

    /// A visit as it should be, and the same told too thinly.
    pub(super) fn visit(&mut self, id: RecordId, slot: Slot<'_>) -> (Value, Value) {
        let about = self.about(&slot);
        let content = self.content(&about);
        let random = &mut self.random;
        let onsite = slot.mode == ServiceMode::Onsite;
        let (span, days) = if onsite { stay(random) } else { (1, 0.5) };
        let mut visit = json!({
            "kind": "visit", "id": id, "log_type": "personal", "participant_ids": [], "mode": slot.mode,
            "started_on": slot.day - Duration::days(span - 1), "ended_on": slot.day, "service_days": days,
            "area_code": slot.place.code, "target_kind": about.target, "target_name": about.target_name(),
            "industry_codes": [slot.industry.code], "action_kind": action(random), "service_kinds": service_kinds(random),
            "content": content, "result": about.result(random), "photos": [],
        });
        if about.guided > 0 {
            visit["households_guided"] = json!(about.guided);
            visit["consultations"] = json!(about.guided + random.between(0, 9));
        } else if !onsite {
            visit["consultations"] = json!(random.between(1, 4));
        }
        if about.materials > 0 {
            visit["materials_issued"] = json!(about.materials);
        }
        if onsite {
            visit["position_absent"] = json!(random.pick(&["no_fix", "skipped", "skipped"]));
            if random.chance(20) {
                visit["confirmation"] = confirmation(random);
            }
        }
        if let Some(linked) = self.linked(&slot) {
            visit["linked"] = linked;
        }
        if let Some(team) = slot.team {
            self.join(&mut visit, slot.author, &self.world.teams[team]);
        }
        let mut thin = visit.clone();
        thin["content"] = json!(texts::thin(&about, &mut self.random));
        thin["result"] = Value::Null;
        (visit, thin)
    }

    /// What one visit in so many says for the ledgers: a problem that was solved on the spot.
    fn linked(&self, slot: &Slot<'_>) -> Option<Value> {
        const ONE_IN: usize = 60;
        let number = self.told.len();
        let is_village = slot.place.code.level() == AreaLevel::Village;
        if !is_village || number % ONE_IN != 7 {
            return None;
        }
        let season = &slot.industry.seasons[slot.day.month() as usize % 12 / 3];
        let at = number / ONE_IN % season.seen.len();
        Some(json!({ "raised": [{
            "key": 1, "title": season.seen[at], "category": "cultivation", "severity": "normal",
            "measures": season.advice[at],
        }] }))
    }

    fn about<'p>(&mut self, slot: &Slot<'p>) -> About<'p> {
        let random = &mut self.random;
        let onsite = slot.mode == ServiceMode::Onsite;
        let count = |some: bool, count: i64| if some && onsite { count } else { 0 };
        let guided = count(random.chance(85), random.between(1, 16));
        let materials = count(random.chance(40), guided * random.between(1, 3));
        let village = slot.place.code.level() == AreaLevel::Village;
        let target = match TARGETS[random.below(TARGETS.len())] {
            TargetKind::VillageCollective if !village => TargetKind::Enterprise,
            target => target,
        };
        About {
            place: &slot.place.name,
            industry: slot.industry,
            mode: slot.mode,
            day: slot.day,
            target,
            surname: random.pick(SURNAMES),
            guided,
            materials,
        }
    }

    fn content(&mut self, about: &About<'_>) -> String {
        let mut content = about.content(&mut self.random);
        // Phrases are many, but a year is long: what was told already is told in other words.
        for _ in 0..50 {
            if self.told.insert(content.clone()) {
                break;
            }
            content = about.content(&mut self.random);
        }
        content
    }

    fn join(&mut self, visit: &mut Value, author: usize, team: &Team) {
        let others: Vec<usize> = team
            .members
            .iter()
            .copied()
            .filter(|member| *member != author)
            .collect();
        let count = 1 + self.random.below(3);
        let others = self.random.some(&others, count);
        let ids: Vec<_> = others
            .iter()
            .map(|member| self.world.people[*member].id)
            .collect();
        visit["log_type"] = json!("team");
        visit["team_id"] = json!(team.id);
        visit["participant_ids"] = json!(ids);
    }
}

/// Calendar days and service days of a visit.
fn stay(random: &mut Random) -> (i64, f64) {
    match random.below(9) {
        0..=2 => (1, 0.5),
        3..=5 => (1, 1.0),
        6 => (2, 1.5),
        7 => (2, 2.0),
        _ => (3, 2.5),
    }
}

fn confirmation(random: &mut Random) -> Value {
    let method = random.pick(&["stamped_form_photo", "reviewer_phone_check"]);
    let office = random.pick(&["支书", "主任", "队长", "社长"]);
    let name = format!("{}{office}", random.pick(SURNAMES));
    json!({"method": method, "name": name, "phone": phone(random)})
}

fn action(random: &mut Random) -> &'static str {
    random.pick(&[
        "tech_assistance",
        "tech_assistance",
        "tech_assistance",
        "tech_assistance",
        "tech_transfer",
        "tech_for_people",
        "leader_training",
        "talent_startup",
    ])
}

fn service_kinds(random: &mut Random) -> Vec<&'static str> {
    let mut kinds = vec!["guidance"];
    if random.chance(15) {
        kinds.clear();
    }
    if kinds.is_empty() || random.chance(45) {
        kinds.push(random.pick(&[
            "tech_extension",
            "skill_training",
            "sci_pop",
            "policy_briefing",
            "talent_development",
        ]));
    }
    kinds
}

/// What a draft holds of a record: the rest is still to be filled in.
pub(super) fn unfinished(record: &Value) -> Value {
    let kept = [
        "kind",
        "id",
        "mode",
        "started_on",
        "ended_on",
        "area_code",
        "industry_codes",
        "log_type",
        "author_id",
        "content",
        "title",
    ];
    let fields = record
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(name, _)| kept.contains(&name.as_str()));
    Value::Object(
        fields
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect::<Map<_, _>>(),
    )
}
