//! What people do with records and entries, and what has to come of it.

use super::{
    deeds::{DECISIONS, Deed, KINDS, MODES, NAMES, NOW, PEOPLE, PLACES, TARGETS, TEAM},
    world::{Kept, World, day},
};
use chrono::{Days, NaiveDate};
use domain::{
    areas::AreaCode,
    codes::{Coded, Decision, Status},
    ids::uuid_v7,
    ledgers::Facts,
    reading::{DecisionOutcome, DecisionRequest},
    records::Record,
    statistics::{evaluate::RecordFact, timeliness::Handling},
    sync::Outcome,
};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use store::{ledgers, records, reviews};
use tests::{
    drawn_entries::{Draws, Offered, draw},
    world,
};

impl World {
    pub(super) fn id(&mut self) -> String {
        self.serial += 1;
        let mut bytes = [7; 10];
        bytes[2..].copy_from_slice(&self.serial.to_be_bytes());
        uuid_v7(1_700_000_000_000, bytes).to_string()
    }

    pub(super) async fn act(&mut self, deed: Deed) {
        match deed {
            Deed::Visit(
                author,
                place,
                others,
                back,
                span,
                halves,
                [households, consultations, materials],
                mode,
                linked,
                guidance,
                [kind, name],
            ) => {
                let ended_on = day("2026-02-20") - Days::new(back);
                let halves = halves.min(i64::try_from(span + 1).unwrap() * 2);
                let others: Vec<&str> = PEOPLE
                    .iter()
                    .zip(others)
                    .filter(|(_, joins)| *joins)
                    .map(|(id, _)| *id)
                    .collect();
                let team = others.iter().any(|id| *id != PEOPLE[author]);
                let log_type = if team { "team" } else { "personal" };
                let kinds = [if guidance { "guidance" } else { "sci_pop" }];
                let others = if team { others } else { Vec::new() };
                let id = self.id();
                let mut record = json!({
                    "kind": "visit", "id": id, "log_type": log_type, "participant_ids": others,
                    "mode": MODES[mode], "started_on": ended_on - Days::new(span), "ended_on": ended_on, "service_days": halves as f64 / 2.0,
                    "area_code": PLACES[place], "target_kind": KINDS[kind], "target_name": TARGETS[name], "industry_codes": ["navel_orange"], "action_kind": "tech_assistance",
                    "service_kinds": kinds, "content": "到果园查看脐橙树势和病虫害，讲解黄龙病防控与春季管理。",
                    "households_guided": households, "consultations": consultations, "materials_issued": materials, "photos": [],
                });
                if team {
                    record["team_id"] = TEAM.into();
                }
                if linked {
                    record["training_id"] = self.id().into();
                }
                self.submit(author, record).await;
            }
            Deed::Training(author, place, back, [attendances, farmers, poor, views]) => {
                let ended_on = day("2026-02-19") - Days::new(back);
                let attendances = attendances + 1;
                let farmers = farmers.min(attendances);
                // Half of the evenings end after midnight in Ganzhou.
                let ended_at = format!("{ended_on}T{}:30:00Z", if back % 2 == 0 { 15 } else { 16 });
                let id = self.id();
                let record = json!({
                    "kind": "training", "id": id, "title": "油茶低产林改造", "form": "field", "started_at": format!("{ended_on}T10:00:00Z"),
                    "ended_at": ended_at, "area_code": PLACES[place], "organiser": "team",
                    "trainer_ids": [PEOPLE[(author + 1) % 3]], "outside_trainers": [], "industry_codes": ["camellia"], "topic": "低产林改造",
                    "attendances": attendances, "farmers": farmers, "poverty_exited_people": poor.min(farmers), "grassroots_technicians": attendances - farmers,
                    "online_views": views, "materials_issued": views, "photos": [],
                });
                self.submit(author, record).await;
            }
            Deed::Withdraw(n) => self.change(n, "withdraw", None).await,
            Deed::Resubmit(n, halves) => self.change(n, "submit", Some(halves)).await,
            Deed::Decide(n, what) => self.decide(n, DECISIONS[what]).await,
            Deed::Absent(n) => self.absent(n).await,
            Deed::Rename(village, name, back) => self.rename(village, NAMES[name], back).await,
            Deed::Merge(village, into, back) => self.merge(village, into, back).await,
            Deed::Move(village, back) => self.move_away(village, back).await,
            Deed::Enter(numbers) => self.enter(numbers).await,
            Deed::Wait(days) => {
                let now = self.clock.now() + chrono::Duration::days(days.cast_signed());
                self.clock.set(now);
            }
        }
    }

    /// Enters what the numbers give.
    pub(super) async fn enter(&mut self, numbers: Vec<u16>) {
        let places = PLACES.iter().map(|code| code.parse().unwrap());
        let villages = self.villages.iter().map(|(code, _)| *code);
        let areas: BTreeSet<AreaCode> = places.chain(villages).collect();
        let offered = Offered {
            areas: areas.into_iter().collect(),
            holders: [(PEOPLE[0], "某0"), (PEOPLE[2], "某2")],
            today: self.clock.today(),
        };
        let mut draws = Draws(numbers, 0);
        for _ in 0..6 {
            let Some((county, written, entry)) = draw(&mut draws, &offered) else {
                continue;
            };
            let by = &self.offices[county];
            let faults = ledgers::record_all(&self.store, by, &[written]).await;
            // The only fault that an entry alone cannot show is that there is one like it.
            if faults.unwrap().is_empty() {
                self.entries.push(Facts::of(&entry).unwrap());
            }
        }
    }

    pub(super) fn change_of(&mut self, record: &Value, base: i64, op: &str) -> Value {
        json!({"change_id": self.id(), "sequence": self.serial, "base_version": base, "captured_at": NOW, "schema": 1, "record": record, "op": op})
    }

    pub(super) async fn submit(&mut self, author: usize, record: Value) {
        let change = self.change_of(&record, 0, "submit");
        let answer = world::push(&self.store, &self.people[author], change).await;
        assert_eq!(answer.outcome, Outcome::Applied, "{answer:?}");
        let parsed = Record::parse(record.as_object().unwrap(), day("2026-02-20")).unwrap();
        let parsed_on = parsed.occurred_on();
        let fact = RecordFact {
            record: parsed,
            author_id: PEOPLE[author].parse().unwrap(),
            status: Status::Submitted,
            absent: Vec::new(),
            handling: self.handed_in(parsed_on),
        };
        self.kept.push(Kept {
            fact,
            sent: record,
            version: 1,
            author,
        });
    }

    /// How a record of a day that comes now is handed in.
    pub(super) fn handed_in(&self, occurred_on: NaiveDate) -> Handling {
        let today = self.clock.today();
        Handling {
            late: (today - occurred_on).num_days() > 7,
            imported: false,
            submitted_on: today,
            approved_on: None,
        }
    }

    /// The author's own next change; refused ones must leave everything as it is.
    pub(super) async fn change(&mut self, n: usize, op: &str, halves: Option<i64>) {
        let Some(at) = n.checked_rem(self.kept.len()) else {
            return;
        };
        let mut record = self.kept[at].sent.clone();
        if let Some(halves) = halves.filter(|_| record["kind"] == "visit") {
            record["service_days"] = (halves as f64 / 2.0).into();
        }
        let change = self.change_of(&record, self.kept[at].version, op);
        let answer = world::push(&self.store, &self.people[self.kept[at].author], change).await;
        let handling = self.handed_in(self.kept[at].fact.record.occurred_on());
        let kept = &mut self.kept[at];
        let want = domain::reviews::author(
            Some(kept.fact.status),
            domain::sync::Op::from_code(op).unwrap(),
        );
        assert_eq!(
            answer.outcome == Outcome::Applied,
            want.is_ok(),
            "{op} from {:?}: {answer:?}",
            kept.fact.status
        );
        if let Ok(status) = want {
            kept.version += 1;
            kept.fact.status = status;
            if op == "submit" {
                kept.fact.record =
                    Record::parse(record.as_object().unwrap(), day("2026-02-20")).unwrap();
                kept.sent = record;
                kept.fact.handling.submitted_on = handling.submitted_on;
            }
        }
    }

    pub(super) async fn decide(&mut self, n: usize, decision: Decision) {
        let Some(at) = n.checked_rem(self.kept.len()) else {
            return;
        };
        let kept = &mut self.kept[at];
        let request = DecisionRequest {
            record_id: kept.fact.record.id(),
            version: kept.version,
            decision,
            opinion: "请写明防治药剂和用量".into(),
            fields: Vec::new(),
        };
        let answer = reviews::decide(&self.store, &self.city, &[request])
            .await
            .unwrap()
            .remove(0);
        let to = match (decision, kept.fact.status) {
            (Decision::Approve, Status::Submitted) => Some(Status::Approved),
            (Decision::Return, Status::Submitted) | (Decision::Reopen, Status::Approved) => {
                Some(Status::Returned)
            }
            (Decision::Void, Status::Submitted | Status::Returned | Status::Approved) => {
                Some(Status::Voided)
            }
            _ => None,
        };
        assert_eq!(
            answer.outcome == DecisionOutcome::Applied,
            to.is_some(),
            "{decision:?} from {:?}",
            kept.fact.status
        );
        if let Some(to) = to {
            kept.fact.status = to;
            kept.version += 1;
            kept.fact.handling.approved_on = Some(self.clock.today());
        }
    }

    pub(super) async fn absent(&mut self, n: usize) {
        let Some(at) = n.checked_rem(self.kept.len()) else {
            return;
        };
        let kept = &mut self.kept[at];
        let Some(who) = kept
            .fact
            .record
            .named_people()
            .iter()
            .copied()
            .find(|person| *person != kept.fact.author_id)
        else {
            return;
        };
        let actor = &self.people[PEOPLE
            .iter()
            .position(|id| who.to_string() == **id)
            .unwrap()];
        let done = records::mark_absence(&self.store, actor, kept.fact.record.id()).await;
        // A withdrawn record is its author's alone again.
        assert_eq!(done.is_ok(), kept.fact.status != Status::Draft);
        // Who was absent already changes nothing.
        if done.is_ok() && !kept.fact.absent.contains(&who) {
            kept.fact.absent.push(who);
            // What counts changes in a version of its own.
            kept.version += i64::from(kept.fact.status.counts());
        }
    }
}
