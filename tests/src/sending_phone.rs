//! A phone without a screen: the rules of `domain::sync` over a real socket. Its tab is killed after
//! every attempt, so only what it had written to its disk goes on.

use std::{collections::BTreeMap, net::SocketAddr, time::Duration};

use chrono::{DateTime, Utc};
use domain::{
    codes::RecordKind,
    ids::{AccountId, ChangeId, RecordId, uuid_v7},
    sync::{
        ChangeResult, Op,
        entry::{Base, Entry, Fields, Silence, Stamp},
        plan::{self, Occasion},
    },
};
use http::Method;
use serde_json::{Value, json};

use crate::{
    databases::{START, instant},
    http::Answer,
    served::ask,
};

/// A commissioner's phone behind some network.
#[derive(Debug)]
pub struct Phone {
    pub network: SocketAddr,
    pub token: String,
    pub entries: Vec<Entry>,
    /// Every change that left the phone, by its id.
    pub changes: BTreeMap<ChangeId, Value>,
    /// What the server said to each first.
    pub told: BTreeMap<ChangeId, ChangeResult>,
    /// Makes this phone's ids differ from another's.
    number: u8,
    batch: usize,
    now: DateTime<Utc>,
}

impl Phone {
    /// An empty phone.
    #[must_use]
    pub fn new(number: u8, token: &str, network: SocketAddr) -> Self {
        Self {
            network,
            token: token.to_owned(),
            entries: Vec::new(),
            changes: BTreeMap::new(),
            told: BTreeMap::new(),
            number,
            batch: domain::sync::MAX_CHANGES,
            now: instant(START),
        }
    }

    /// Submits a record: it waits in the outbox.
    pub fn submits(&mut self, record: &Value) {
        let fields = fields(record);
        let id = record_id(&fields);
        let account = AccountId(uuid_v7(0, [0; 10]));
        let mut entry = Entry::new(
            id,
            RecordKind::Visit,
            account,
            None,
            Base::default(),
            self.now,
        );
        entry.queue(Op::Submit, fields, self.now);
        self.entries.push(entry);
    }

    /// Attempts until the outbox is empty. `edit` is applied once, to every text that was under way
    /// when an attempt first failed.
    ///
    /// # Panics
    /// When the outbox does not empty.
    pub async fn sends_all(&mut self, edit: impl Fn(&mut Fields)) {
        let mut edited = false;
        for _ in 0..2_000 {
            let due = plan::next_push(&self.entries, self.now, Occasion::Now, self.batch);
            if due.is_empty() {
                assert!(
                    self.entries.iter().all(Entry::is_done),
                    "{:?}",
                    self.entries
                );
                return;
            }
            if !self.attempts(&due).await {
                if !edited {
                    self.edits(&due, &edit);
                    edited = true;
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            self.tab_is_killed();
        }
        panic!("the outbox does not empty: {:?}", self.entries);
    }

    /// One push; false when nothing came back that could count as an answer.
    async fn attempts(&mut self, due: &[RecordId]) -> bool {
        let changes: Vec<Value> = due.iter().map(|id| self.launched(*id)).collect();
        let body = json!({"device_id": format!("phone {}", self.number), "changes": changes});
        let path = "/api/v1/sync";
        let answer = ask(
            self.network,
            Method::POST,
            path,
            &self.token,
            body.to_string(),
        )
        .await;
        if answer
            .as_ref()
            .is_some_and(|answer| answer.status.as_u16() == 413)
        {
            let half = plan::halved(due.len());
            self.batch =
                half.unwrap_or_else(|| panic!("one change alone is too large: {changes:?}"));
            return true;
        }
        let Some(results) = answer.and_then(|answer| results(&answer, due.len())) else {
            let now = self.now;
            self.each(due, |entry| entry.silent(Silence::NoNetwork, now, now));
            return false;
        };
        self.hears(due, &results);
        true
    }

    /// The change that carries this record now.
    fn launched(&mut self, id: RecordId) -> Value {
        let sequence = self.changes.len() as u64 + 1;
        let mut random = [self.number; 10];
        random[2..].copy_from_slice(&sequence.to_be_bytes());
        let stamp = Stamp {
            change_id: ChangeId(uuid_v7(1_770_000_000_000, random)),
            sequence,
            captured_at: self.now,
        };
        let mut change = Value::Null;
        self.each(&[id], |entry| {
            entry.launch(stamp);
            change = entry
                .flight
                .as_ref()
                .map(domain::sync::entry::Flight::change)
                .unwrap_or_default();
        });
        self.changes
            .insert(change_id(&change["change_id"]), change.clone());
        change
    }

    fn hears(&mut self, due: &[RecordId], results: &[ChangeResult]) {
        let now = self.now;
        for (id, result) in due.iter().zip(results) {
            self.each(&[*id], |entry| {
                let heard = entry.answered(result, now);
                heard.unwrap_or_else(|silence| panic!("{silence:?}: {result:?}"));
                assert_eq!(entry.trouble, None, "{result:?}");
            });
            let change = change_id(&result.change_id);
            self.told.entry(change).or_insert_with(|| result.clone());
        }
    }

    /// The person writes on while the first text is under way.
    fn edits(&mut self, due: &[RecordId], edit: impl Fn(&mut Fields)) {
        let now = self.now;
        self.each(due, |entry| {
            let mut fields = entry.record().cloned().unwrap_or_default();
            edit(&mut fields);
            entry.queue(Op::Submit, fields, now);
        });
    }

    fn each(&mut self, ids: &[RecordId], mut act: impl FnMut(&mut Entry)) {
        let chosen = self
            .entries
            .iter_mut()
            .filter(|entry| ids.contains(&entry.record_id));
        chosen.for_each(&mut act);
    }

    fn tab_is_killed(&mut self) {
        let disk = json!(self.entries);
        self.entries = serde_json::from_value(disk).unwrap_or_else(|error| panic!("{error}"));
    }
}

/// One result for each change, or it is no answer.
fn results(answer: &Answer, changes: usize) -> Option<Vec<ChangeResult>> {
    let results: Vec<ChangeResult> =
        serde_json::from_value(answer.json()["results"].clone()).ok()?;
    (results.len() == changes).then_some(results)
}

fn fields(record: &Value) -> Fields {
    record.as_object().cloned().unwrap_or_default()
}

fn record_id(fields: &Fields) -> RecordId {
    let id = fields.get("id").cloned().unwrap_or_default();
    serde_json::from_value(id).unwrap_or_else(|error| panic!("id of {fields:?}: {error}"))
}

fn change_id(id: &Value) -> ChangeId {
    serde_json::from_value(id.clone()).unwrap_or_else(|error| panic!("{id}: {error}"))
}
