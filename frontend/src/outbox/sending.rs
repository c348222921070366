//! One run: texts oldest first, then photos, until nothing is due or the network is silent.

use std::{collections::BTreeMap, time::Duration};

use app::device::Arrival;
use domain::{
    ids::{ChangeId, RecordId},
    json::Readable,
    records::photo_hashes,
    sync::{
        ChangeResult, MAX_CHANGES, Outcome,
        entry::{Entry, Flight, PhotoTrouble, Silence, Stamp},
        plan::{self, Occasion},
    },
};
use gloo_net::http::Method;
use leptos::prelude::*;
use serde_json::{Value, json};

use super::{
    PhoneOutbox,
    keeping::{self, wait},
};
use crate::{
    account,
    database::{self, Fault},
    made_here::{fresh_id, now},
    memory,
    network::{self, Body},
    one_at_a_time, photos,
};

/// A push begins small, so that a bad line brings at least some of it over, and grows.
const FIRST_PUSH: usize = 25;
/// No record and no photo goes more often in one run: a server that keeps asking for the same photo must
/// wait.
const MOST_TIMES: u8 = 3;
/// On a bad line one lost photo is chance; so many in a row are a lost network.
const SILENT_PHOTOS: u8 = 2;
/// After a run that got only part of it over.
const AGAIN: Duration = Duration::from_secs(2);
const PUSH_SECONDS: i32 = 90;
const PHOTO_SECONDS: i32 = 120;

/// Sends what is due at this occasion. Does nothing while another tab sends.
pub(crate) async fn run(outbox: PhoneOutbox, occasion: Occasion) {
    one_at_a_time::hold("ketepai-send", async move {
        outbox.run.update(|run| run.running = true);
        let mut sender = Sender::new(outbox, occasion);
        let ended = sender.work().await;
        if ended.is_err() && sender.moved {
            // A line that lets some of it through: on with the rest at once.
            set_timeout(move || outbox.send_soon(Occasion::Now), AGAIN);
        } else if ended.is_ok() {
            database::keep_reserve().await;
        }
        outbox.read().await;
        let entries = outbox.entries.get_untracked();
        outbox.run.update(|run| {
            run.running = false;
            run.sending.clear();
            run.last = Some((now(), ended.err()));
            run.next_at = plan::next_wake(&entries).filter(|at| *at > now());
        });
        super::triggers::tell_other_tabs();
        // What is pulled could not be kept either.
        if ended != Err(Silence::Disk) {
            crate::pull::soon();
        }
    })
    .await;
}

struct Sender {
    outbox: PhoneOutbox,
    occasion: Occasion,
    limit: usize,
    times: BTreeMap<RecordId, u8>,
    photo_times: BTreeMap<(RecordId, String), u8>,
    silent_photos: u8,
    /// Whether anything arrived in this run.
    moved: bool,
}

impl Sender {
    const fn new(outbox: PhoneOutbox, occasion: Occasion) -> Self {
        Self {
            outbox,
            occasion,
            limit: FIRST_PUSH,
            times: BTreeMap::new(),
            photo_times: BTreeMap::new(),
            silent_photos: 0,
            moved: false,
        }
    }

    async fn work(&mut self) -> Result<(), Silence> {
        loop {
            self.outbox.read().await;
            let entries = self.outbox.entries.get_untracked();
            let push: Vec<RecordId> = plan::next_push(&entries, now(), self.occasion, self.limit)
                .into_iter()
                .filter(|id| self.times.get(id).copied().unwrap_or_default() < MOST_TIMES)
                .collect();
            if !push.is_empty() {
                self.push(push).await?;
                continue;
            }
            let Some((id, hash)) = self.next_photo(&entries) else {
                return Ok(());
            };
            *self.photo_times.entry((id, hash.clone())).or_default() += 1;
            self.send_photo(id, hash).await?;
        }
    }

    fn next_photo(&self, entries: &[Entry]) -> Option<(RecordId, String)> {
        plan::next_photos(entries, now(), self.occasion)
            .into_iter()
            .find(|photo| {
                let times = self.times.get(&photo.0).copied().unwrap_or_default();
                let photo_times = self.photo_times.get(photo).copied().unwrap_or_default();
                times < MOST_TIMES && photo_times < MOST_TIMES
            })
    }

    async fn push(&mut self, ids: Vec<RecordId>) -> Result<(), Silence> {
        self.outbox
            .run
            .update(|run| run.sending = ids.iter().copied().collect());
        let changes = launched(&ids).await;
        for id in &ids {
            *self.times.entry(*id).or_default() += 1;
        }
        let changes = changes.map_err(|_| Silence::Disk)?;
        if changes.is_empty() {
            // Another tab, or the person, was quicker.
            return Ok(());
        }
        let body = json!({
            "device_id": memory::device_id(),
            "device_label": "手机网页",
            "changes": changes.iter().map(|(_, change)| change).collect::<Vec<_>>(),
        });
        let sent = network::ask(
            Method::POST,
            "/api/v1/sync",
            Body::Json(body.to_string()),
            PUSH_SECONDS,
        )
        .await;
        let answer = match sent {
            Ok(answer) if answer.status == 413 => return self.shrink(&changes).await,
            Ok(answer) => answer.json,
            Err(silence) => return self.silent(&changes, silence).await,
        };
        let results = answer.get("results").and_then(Value::as_array).cloned();
        let Some(results) = results else {
            return self.silent(&changes, Silence::NotOurServer).await;
        };
        self.moved = true;
        self.limit = (self.limit * 2).min(MAX_CHANGES);
        let mut arrivals = Vec::new();
        for (id, change) in &changes {
            let own = results
                .iter()
                .find(|result| result.get("change_id") == change.get("change_id"));
            let own = own.and_then(|own| Readable::from_tree(own.clone()).ok());
            arrivals.extend(take(*id, own).await);
        }
        if let Some(account) = account::current() {
            keeping::note_arrivals(account.account_id, arrivals).await;
        }
        Ok(())
    }

    /// Nothing came back that counts: all of them wait, and the run ends.
    async fn silent(&self, changes: &[(RecordId, Value)], silence: Silence) -> Result<(), Silence> {
        for (id, _) in changes {
            let _ = keeping::change(*id, |entry| wait(entry, silence)).await;
        }
        Err(silence)
    }

    /// Too large for the server: half of it next, and one alone waits for the person.
    async fn shrink(&mut self, changes: &[(RecordId, Value)]) -> Result<(), Silence> {
        if let Some(half) = plan::halved(changes.len()) {
            self.limit = half;
            for (id, _) in changes {
                self.times.remove(id);
            }
        } else if let Some((id, _)) = changes.first() {
            let _ = keeping::change(*id, Entry::too_large).await;
        }
        Ok(())
    }

    async fn send_photo(&mut self, id: RecordId, hash: String) -> Result<(), Silence> {
        let Some(account) = account::current() else {
            return Err(Silence::SignedOut);
        };
        let held = photos::bytes(account.account_id, &hash).await;
        // A disk that is silent says nothing of the photo.
        let held = held.map_err(|_| Silence::Disk)?;
        let Some((bytes, content_type)) = held else {
            return noted(id, failed(&hash, PhotoTrouble::Unreadable)).await;
        };
        // As a text: where nothing can be written, it would be sent again and again.
        noted(id, |_| ()).await?;
        let path = format!("/api/v1/attachments/{hash}");
        let body = Body::Bytes(bytes.into(), content_type);
        match network::ask(Method::PUT, &path, body, PHOTO_SECONDS).await {
            Ok(answer) if answer.json.get("sha256") == Some(&json!(hash)) => {
                self.silent_photos = 0;
                noted(id, |entry| entry.photo_sent(&hash)).await?;
                self.moved = true;
                Ok(())
            }
            // Something on the way altered them; the phone's own are what their hash says.
            Ok(answer) if answer.json.pointer("/error/code") == Some(&json!("hash_mismatch")) => {
                self.photo_silent(id, Silence::NotOurServer).await
            }
            // Our server's own refusal of these bytes, or too many of them; all else is no answer.
            Ok(answer) if answer.status == 413 || answer.json.get("error").is_some() => {
                noted(id, failed(&hash, PhotoTrouble::Refused)).await
            }
            Ok(_) => self.photo_silent(id, Silence::NotOurServer).await,
            Err(silence) => self.photo_silent(id, silence).await,
        }
    }

    async fn photo_silent(&mut self, id: RecordId, silence: Silence) -> Result<(), Silence> {
        let _ = keeping::change(id, |entry| wait(entry, silence)).await;
        self.silent_photos += 1;
        if self.silent_photos < SILENT_PHOTOS && silence != Silence::SignedOut {
            Ok(())
        } else {
            Err(silence)
        }
    }
}

/// Takes the answer to one change, or notes that there was none; what arrived with it.
async fn take(id: RecordId, result: Option<ChangeResult>) -> Option<Arrival> {
    let mut arrival = None;
    let changed = keeping::change(id, |entry| {
        let before = entry.clone();
        let answered = match &result {
            Some(result) => entry.answered(result, now()),
            None => Err(Silence::NotOurServer),
        };
        if let Err(silence) = answered {
            wait(entry, silence);
        }
        if entry.agrees_with_server()
            && let Some(same) = entry.outgoing.clone()
        {
            // Brought in elsewhere, such as from a rescue file: there is nothing to decide.
            entry.merged(same.record, now());
        }
        if entry.is_settled_elsewhere() {
            entry.leave_to_server();
        }
        if entry.flight.is_none() {
            arrival = result.as_ref().and_then(|result| arrived(&before, result));
        }
    })
    .await;
    changed.ok()?;
    arrival
}

/// Makes each one's waiting text a change and puts that on the disk, before any of it is on the
/// network. One that cannot be written is not sent; a fault where that leaves none.
async fn launched(ids: &[RecordId]) -> Result<Vec<(RecordId, Value)>, Fault> {
    let mut changes = Vec::with_capacity(ids.len());
    let mut done = Ok(());
    for id in ids {
        match written(*id, launch).await {
            Ok(change) => changes.extend(change.flatten().map(|change| (*id, change))),
            Err(fault) => done = Err(fault),
        }
    }
    if changes.is_empty() {
        done?;
    }
    Ok(changes)
}

/// Changes an entry, by the reserve if need be: a disk that is full must not keep what would empty it.
async fn written<R>(id: RecordId, change: impl Fn(&mut Entry) -> R) -> Result<Option<R>, Fault> {
    let done = keeping::change(id, &change).await;
    if matches!(done, Err(Fault::Full)) && database::give_reserve_up().await {
        return keeping::change(id, &change).await;
    }
    done
}

fn failed(hash: &str, why: PhotoTrouble) -> impl Fn(&mut Entry) {
    move |entry| entry.photo_failed(hash, why)
}

/// Notes what became of a photo. Where that cannot be written the run ends: it would be forgotten, and the
/// same photo sent for ever.
async fn noted(id: RecordId, change: impl Fn(&mut Entry)) -> Result<(), Silence> {
    let done = written(id, change).await;
    done.map(drop).map_err(|_| Silence::Disk)
}

fn launch(entry: &mut Entry) -> Option<Value> {
    if entry.needs_stamp() {
        entry.launch(Stamp {
            change_id: ChangeId(fresh_id()),
            sequence: memory::next_sequence(),
            captured_at: now(),
        });
    }
    entry.flight.as_ref().map(Flight::change)
}

/// What to note when an entry's change is all with the server.
fn arrived(entry: &Entry, result: &ChangeResult) -> Option<Arrival> {
    let flight = entry.flight.as_ref()?;
    if !matches!(result.outcome, Outcome::Applied | Outcome::Duplicate) {
        return None;
    }
    Some(Arrival {
        record_id: entry.record_id,
        kind: entry.kind,
        op: flight.outgoing.op,
        title: app::outbox::title(entry),
        number: result.number.clone(),
        receipt: result.receipt.clone()?,
        photo_count: photo_hashes(&flight.outgoing.record).len(),
        at: now(),
    })
}
