//! Visits and trainings as a phone sends them.

use super::{
    people::{PER_COUNTY, Person, Team},
    places::Place,
    random::Random,
    registers::phone,
    texts::{self, About, Industry, SURNAMES},
    world::{World, instant},
};
use chrono::{Duration, NaiveDate};
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
        let random = &mut self.random;
        let onsite = slot.mode == ServiceMode::Onsite;
        let village = slot.place.code.level() == AreaLevel::Village;
        let guided = if onsite && random.chance(85) {
            random.between(1, 16)
        } else {
            0
        };
        let materials = if onsite && random.chance(40) {
            guided * random.between(1, 3)
        } else {
            0
        };
        let target = TARGETS[random.below(TARGETS.len())];
        let target = if !village && target == TargetKind::VillageCollective {
            TargetKind::Enterprise
        } else {
            target
        };
        let surname = random.pick(SURNAMES);
        let about = About {
            place: &slot.place.name,
            industry: slot.industry,
            mode: slot.mode,
            day: slot.day,
            target,
            surname,
            guided,
            materials,
        };
        let content = self.content(&about);
        let random = &mut self.random;
        let span = if onsite {
            [1, 1, 1, 1, 1, 1, 2, 2, 3][random.below(9)]
        } else {
            1
        };
        let halves = if onsite {
            (span * 2 - i64::from(random.chance(40))).max(1)
        } else {
            1
        };
        let mut visit = json!({
            "kind": "visit", "id": id, "log_type": "personal", "participant_ids": [],
            "mode": slot.mode, "started_on": slot.day - Duration::days(span - 1), "ended_on": slot.day,
            "area_code": slot.place.code, "target_kind": target, "target_name": about.target_name(),
            "industry_codes": [slot.industry.code], "action_kind": action(random), "service_kinds": service_kinds(random),
            "content": content, "result": about.result(random), "photos": [],
        });
        // Halves are exact in binary.
        visit["service_days"] = json!(f64::from(i32::try_from(halves).unwrap_or(1)) / 2.0);
        if guided > 0 {
            visit["households_guided"] = json!(guided);
            visit["consultations"] = json!(guided + random.between(0, 9));
        } else if !onsite {
            visit["consultations"] = json!(random.between(1, 4));
        }
        if materials > 0 {
            visit["materials_issued"] = json!(materials);
        }
        if onsite {
            visit["position_absent"] = json!(random.pick(&["no_fix", "skipped", "skipped"]));
            if random.chance(20) {
                let method = random.pick(&["stamped_form_photo", "reviewer_phone_check"]);
                let name = format!(
                    "{}{}",
                    random.pick(SURNAMES),
                    random.pick(&["支书", "主任", "队长", "社长"])
                );
                visit["confirmation"] =
                    json!({"method": method, "name": name, "phone": phone(random)});
            }
        }
        if let Some(team) = slot.team {
            self.join(&mut visit, slot.author, &self.world.teams[team]);
        }
        let mut thin = visit.clone();
        thin["content"] = json!(texts::thin(&about, &mut self.random));
        thin["result"] = Value::Null;
        (visit, thin)
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

    /// A training; its last hour lies on the slot's day.
    pub(super) fn training(&mut self, id: RecordId, slot: Slot<'_>) -> Value {
        let random = &mut self.random;
        let form = random.pick(&[
            "classroom",
            "classroom",
            "field",
            "field",
            "field",
            "observation",
            "night_school",
            "online_live",
        ]);
        let (word, venue) = match form {
            "classroom" => ("培训班", "会议室"),
            "observation" => ("观摩会", "示范基地"),
            "night_school" => ("夜校", "新时代文明实践站"),
            "online_live" => ("线上讲座", "直播间"),
            _ => ("现场会", "田间"),
        };
        let topic = texts::topic(random, slot.industry, slot.day);
        let level = slot.place.code.level();
        let attendances = if level == AreaLevel::County {
            random.between(70, 180)
        } else {
            random.between(18, 75)
        };
        let farmers = attendances * random.between(65, 92) / 100;
        let (from, to) = if form == "night_school" {
            (19 * 60 + 30, 21 * 60 + 30)
        } else {
            (9 * 60, 11 * 60 + 30 + 240 * random.between(0, 1))
        };
        let days = i64::from(level == AreaLevel::County && random.chance(40));
        let partner = slot.author / PER_COUNTY * PER_COUNTY + random.below(PER_COUNTY);
        let person = |at: usize| -> &Person { &self.world.people[at] };
        let mut trainers = vec![person(slot.author).id];
        if partner != slot.author && random.chance(45) {
            trainers.push(person(partner).id);
        }
        let mut training = json!({
            "kind": "training", "id": id, "title": format!("{}{topic}{word}", slot.place.name), "form": form,
            "started_at": instant(slot.day - Duration::days(days), from), "ended_at": instant(slot.day, to),
            "area_code": slot.place.code, "place": format!("{}{venue}", slot.place.name),
            "organiser": random.pick(&["commissioner", "commissioner", "township", "township", "county", "team", "unit"]),
            "trainer_ids": trainers, "outside_trainers": [], "industry_codes": [slot.industry.code], "topic": topic,
            "attendances": attendances, "farmers": farmers, "poverty_exited_people": farmers * random.between(8, 30) / 100,
            "grassroots_technicians": attendances * random.between(2, 8) / 100, "women": attendances * random.between(28, 48) / 100,
            "photos": [],
        });
        if random.chance(25) {
            training["outside_trainers"] = json!([random.pick(&[
                "示例农业大学专家",
                "示例省农业科学研究所专家",
                "本地种植大户"
            ])]);
        }
        if form == "online_live" {
            training["online_views"] = json!(random.between(120, 900));
        } else if random.chance(70) {
            training["materials_issued"] = json!(attendances + random.between(0, 20));
        }
        training
    }
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
