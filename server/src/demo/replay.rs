//! Lets the year happen: every step at its own time, through the same functions as real use.

use super::{
    logins::Actors,
    timeline::{Act, Life, Step, Who},
    world::World,
};
use anyhow::{bail, ensure};
use chrono::{DateTime, Datelike, Duration, Utc};
use domain::{
    calendar,
    ids::RecordId,
    reading::{DecisionOutcome, DecisionRequest},
    sync::{MAX_CHANGES, Outcome},
};
use serde_json::{Value, json};
use std::collections::HashMap;
use store::{
    Clock, Store, reviews,
    sync::{self, Push},
};

/// Replays the lives up to `end`; what would happen later is left out.
pub(super) async fn run(
    store: &Store,
    clock: &Clock,
    (world, actors): (&World, &Actors),
    lives: Vec<Life>,
    end: DateTime<Utc>,
    say: &(dyn Fn(&str) + Sync),
) -> anyhow::Result<()> {
    let mut steps: Vec<(RecordId, Step)> = lives
        .into_iter()
        .flat_map(|life| life.steps.into_iter().map(move |step| (life.id, step)))
        .filter(|(_, step)| step.at <= end)
        .collect();
    steps.sort_by_key(|(_, step)| (step.at, step.who));
    let mut replay = Replay {
        store,
        world,
        actors,
        versions: HashMap::new(),
        sequence: 0,
    };
    let mut month = None;
    for together in
        steps.chunk_by(|(_, one), (_, other)| one.at == other.at && one.who == other.who)
    {
        let (_, Step { at, who, .. }) = &together[0];
        let day = calendar::shanghai_date(*at);
        if month.replace((day.year(), day.month())) != Some((day.year(), day.month())) {
            say(&format!("  {}年{}月……", day.year(), day.month()));
        }
        clock.set(*at);
        for part in together.chunks(MAX_CHANGES) {
            replay.push(*at, *who, part).await?;
            replay.decide(*who, part).await?;
        }
    }
    Ok(())
}

struct Replay<'a> {
    store: &'a Store,
    world: &'a World,
    actors: &'a Actors,
    versions: HashMap<RecordId, i64>,
    sequence: i64,
}

impl Replay<'_> {
    /// Sends what one person wrote.
    async fn push(
        &mut self,
        at: DateTime<Utc>,
        who: Who,
        steps: &[(RecordId, Step)],
    ) -> anyhow::Result<()> {
        let mut changes: Vec<Value> = Vec::new();
        for (id, step) in steps {
            if let Act::Send {
                op,
                change_id,
                record,
            } = &step.act
            {
                self.sequence += 1;
                let base = self.versions.get(id).copied().unwrap_or(0);
                changes.push(json!({
                    "change_id": change_id, "sequence": self.sequence, "base_version": base, "schema": 1,
                    "captured_at": at - Duration::minutes(9), "record": record, "op": op,
                }));
            }
        }
        if changes.is_empty() {
            return Ok(());
        }
        let device = match who {
            Who::Person(person) => &self.world.people[person].login,
            Who::Office(office) => self.world.offices[office].login,
        };
        let push = Push {
            device_id: format!("demo-{device}"),
            device_label: "演示设备".to_owned(),
            changes,
        };
        for result in sync::push(self.store, self.actors.of(who), push).await? {
            match (result.outcome, result.record_id, result.version) {
                (Outcome::Applied, Some(id), Some(version)) => self.versions.insert(id, version),
                _ => bail!(
                    "a demo record was refused on {at}: {:?} {:?}",
                    result.outcome,
                    result.fields
                ),
            };
        }
        Ok(())
    }

    /// Decides what one office decides.
    async fn decide(&mut self, who: Who, steps: &[(RecordId, Step)]) -> anyhow::Result<()> {
        let mut decisions = Vec::new();
        for (id, step) in steps {
            if let Act::Decide { decision, opinion } = &step.act {
                let version = self.versions.get(id).copied().unwrap_or(0);
                decisions.push(DecisionRequest {
                    record_id: *id,
                    version,
                    decision: *decision,
                    opinion: (*opinion).to_owned(),
                    fields: Vec::new(),
                });
            }
        }
        if decisions.is_empty() {
            return Ok(());
        }
        for result in reviews::decide(self.store, self.actors.of(who), &decisions).await? {
            ensure!(
                result.outcome == DecisionOutcome::Applied,
                "a demo decision was refused: {:?} {:?}",
                result.outcome,
                result.fields
            );
            self.versions
                .insert(result.record_id, result.version.unwrap_or(0));
        }
        Ok(())
    }
}
