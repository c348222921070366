//! The phone's outbox: keeps each record on the disk until the server has acknowledged all of it.
//!
//! What to do next is decided in `domain::sync`; here it is only done: `keeping` writes entries,
//! `sending` carries a run out, `triggers` say when, `locking` guards a shared phone, `rescue` takes
//! another phone's file in. What pages do not wait for is reached through [`crate::work`].

pub(crate) mod keeping;
pub(crate) mod locking;
pub(crate) mod rescue;
pub(crate) mod sending;
mod triggers;

use std::collections::BTreeSet;

use app::device::{Arrival, Kept, NotOut, Outbox, Pending, Run, Text, Unkept};
use chrono::{DateTime, Utc};
use domain::{
    ids::RecordId,
    sync::{
        MAX_CHANGES, Op,
        entry::{Base, Entry, Fields, Silence},
        plan::{self, Occasion},
    },
};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    account,
    database::Fault,
    made_here::{fresh_id, now},
    phone, photos,
    tending::{self, Change},
    work,
};

/// The outbox of this page. Copies share their signals.
#[derive(Clone, Copy)]
pub(crate) struct PhoneOutbox {
    open: RwSignal<bool>,
    pub(crate) entries: RwSignal<Vec<Entry>>,
    in_page: RwSignal<BTreeSet<RecordId>>,
    run: RwSignal<Run>,
    arrivals: RwSignal<Vec<Arrival>>,
}

impl PhoneOutbox {
    /// Made under the root's owner, so that its signals live as long as the page.
    pub(crate) fn new() -> Self {
        Self {
            open: RwSignal::new(false),
            entries: RwSignal::new(Vec::new()),
            in_page: RwSignal::new(BTreeSet::new()),
            run: RwSignal::new(Run::default()),
            arrivals: RwSignal::new(Vec::new()),
        }
    }

    /// Begins once it is known whose page this is.
    pub(crate) async fn begin(self) {
        self.read().await;
        self.open.set(true);
        triggers::set(self);
        self.send_soon(Occasion::Look);
        self.sweep_photos().await;
    }

    /// Photos of records that arrived or were given up leave the phone.
    async fn sweep_photos(self) {
        let Some(account) = account::current() else {
            return;
        };
        let entries = self.entries.get_untracked();
        let needed = entries.iter().flat_map(Entry::photos).collect();
        // What stays is swept at the next start.
        let _ = photos::sweep(account.account_id, &needed).await;
    }

    /// Reads the disk: after a start, and when another tab changed it.
    async fn read(self) {
        let Some(account) = account::current() else {
            self.entries.set(Vec::new());
            return;
        };
        let entries = keeping::all(account.account_id).await;
        let in_page = keeping::in_page();
        let left = self.in_page.get_untracked();
        let left: BTreeSet<RecordId> = left.difference(&in_page).copied().collect();
        self.in_page.set(in_page);
        match entries {
            Ok(entries) => self.entries.set(entries),
            // The disk is silent: what was read before stands, but for what has left the page since.
            Err(_) => self
                .entries
                .update(|entries| entries.retain(|entry| !left.contains(&entry.record_id))),
        }
        self.arrivals
            .set(keeping::arrivals(account.account_id).await);
    }

    pub(crate) fn send_soon(self, occasion: Occasion) {
        let ended = self.run.with_untracked(|run| run.last);
        if account::current().is_none()
            || plan::is_resting(ended, now(), occasion)
            || self.is_nothing_due(occasion)
        {
            return;
        }
        spawn_local(async move {
            match work::here().await {
                Some(work) => work.send(self, occasion).await,
                None => self.note_no_network(occasion).await,
            }
        });
    }

    fn is_nothing_due(self, occasion: Occasion) -> bool {
        self.entries.with_untracked(|entries| {
            plan::next_push(entries, now(), occasion, 1).is_empty()
                && plan::next_photos(entries, now(), occasion).is_empty()
        })
    }

    /// What sends comes by the network that sending needs: without it, that is what is said.
    async fn note_no_network(self, occasion: Occasion) {
        let entries = self.entries.get_untracked();
        for id in plan::next_push(&entries, now(), occasion, MAX_CHANGES) {
            // One that cannot be written is tried at the next occasion.
            let _ = keeping::change(id, |entry| keeping::wait(entry, Silence::NoNetwork)).await;
        }
        self.read().await;
        let entries = self.entries.get_untracked();
        self.run.update(|run| {
            run.last = Some((now(), Some(Silence::NoNetwork)));
            run.next_at = plan::next_wake(&entries).filter(|at| *at > now());
        });
        triggers::tell_other_tabs();
    }

    /// Shows what came back to the disk meanwhile, and sends it.
    pub(crate) async fn look_again(self) {
        self.read().await;
        self.send_soon(Occasion::Look);
    }

    /// Changes one entry on the disk, then shows it.
    pub(crate) async fn change<R>(
        self,
        id: RecordId,
        change: impl FnOnce(&mut Entry) -> R,
    ) -> Result<Option<R>, Fault> {
        let done = keeping::change(id, change).await;
        self.read().await;
        triggers::tell_other_tabs();
        done
    }

    /// As [`Self::change`], beginning an entry where there is none.
    async fn change_text(
        self,
        text: Text,
        change: impl FnOnce(&mut Entry, Base, Fields),
    ) -> Result<Kept, Fault> {
        let kept = keeping::change_text(text, change).await;
        self.read().await;
        triggers::tell_other_tabs();
        kept
    }
}

impl Outbox for PhoneOutbox {
    fn new_record_id(&self) -> RecordId {
        RecordId(fresh_id())
    }

    fn now(&self) -> DateTime<Utc> {
        now()
    }

    fn is_open(&self) -> Signal<bool> {
        self.open.into()
    }

    fn entries(&self) -> Signal<Vec<Entry>> {
        self.entries.into()
    }

    fn in_page(&self) -> Signal<BTreeSet<RecordId>> {
        self.in_page.into()
    }

    fn run(&self) -> Signal<Run> {
        self.run.into()
    }

    fn arrivals(&self) -> Signal<Vec<Arrival>> {
        self.arrivals.into()
    }

    fn write(&self, text: Text) -> Pending<Result<Kept, Unkept>> {
        let this = *self;
        let write = |entry: &mut Entry, base, record| {
            entry.begins_anew(base);
            entry.write(record, now());
        };
        Box::pin(async move { Ok(this.change_text(text, write).await?) })
    }

    fn queue(&self, op: Op, text: Text) -> Pending<Result<Kept, Unkept>> {
        let this = *self;
        Box::pin(async move {
            let queue = |entry: &mut Entry, base, record| {
                // A withdrawal brings no text: what is being written stands where it stood.
                if op != Op::Withdraw || !entry.is_written() {
                    entry.begins_anew(base);
                }
                entry.queue(op, record, now());
            };
            let kept = this.change_text(text, queue).await?;
            this.send_soon(Occasion::Now);
            spawn_local(phone::ask_to_persist_once());
            Ok(kept)
        })
    }

    fn drop_draft(&self, id: RecordId) -> Pending<Result<(), Unkept>> {
        Box::pin(tending::change(*self, id, Change::DropDraft))
    }

    fn merge(&self, id: RecordId, record: Fields) -> Pending<Result<(), Unkept>> {
        Box::pin(tending::change(*self, id, Change::Merge(record)))
    }

    fn again(&self, id: RecordId) -> Pending<Result<(), Unkept>> {
        Box::pin(tending::change(*self, id, Change::Again))
    }

    fn give_up(&self, id: RecordId, reason: String) -> Pending<Result<(), Unkept>> {
        Box::pin(tending::change(*self, id, Change::GiveUp(reason)))
    }

    fn send_now(&self) {
        self.send_soon(Occasion::Now);
    }

    fn sign_out(&self) -> Pending<Result<(), NotOut>> {
        let this = *self;
        Box::pin(async move {
            let tending = tending::here().await.ok_or(NotOut::NoNetwork)?;
            tending.sign_out(this).await
        })
    }
}
