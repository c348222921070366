//! Trainings as a phone sends them.

use super::{
    bodies::{Author, Slot},
    people::{PER_COUNTY, Person},
    texts,
    world::instant,
};
use chrono::Duration;
use domain::{areas::AreaLevel, ids::RecordId};
use serde_json::{Value, json};

impl Author<'_> {
    /// A training; its last hour lies on the slot's day.
    pub(super) fn training(&mut self, id: RecordId, slot: Slot<'_>) -> Value {
        let random = &mut self.random;
        let form = random.pick(FORMS);
        let (word, venue) = named(form);
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

/// Forms of training, the most common more than once.
const FORMS: &[&str] = &[
    "classroom",
    "classroom",
    "field",
    "field",
    "field",
    "observation",
    "night_school",
    "online_live",
];

/// What a training of this form is called, and where it takes place.
fn named(form: &str) -> (&'static str, &'static str) {
    match form {
        "classroom" => ("培训班", "会议室"),
        "observation" => ("观摩会", "示范基地"),
        "night_school" => ("夜校", "新时代文明实践站"),
        "online_live" => ("线上讲座", "直播间"),
        _ => ("现场会", "田间"),
    }
}
