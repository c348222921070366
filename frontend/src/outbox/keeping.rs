//! Entries on the disk, each change in a transaction of its own; in the page's memory when the
//! browser keeps nothing.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

use app::device::{Arrival, Kept, Text};
use domain::{
    ids::{AccountId, RecordId},
    sync::{
        entry::{Base, Entry, Fields, Silence},
        plan,
    },
};

use crate::{
    account, clock,
    database::{self, Fault, Store, Write},
    made_here::{chance, now},
};

thread_local! {
    /// Texts that this browser could not put on a disk.
    static IN_PAGE: RefCell<BTreeMap<RecordId, Entry>> = const { RefCell::new(BTreeMap::new()) };

    /// What arrived of them, newest first.
    static ARRIVED: RefCell<Vec<Arrival>> = const { RefCell::new(Vec::new()) };

    /// What the server took from this page: a form that was open meanwhile stands on it.
    static TAKEN: RefCell<BTreeMap<RecordId, Base>> = const { RefCell::new(BTreeMap::new()) };
}

const MAX_ARRIVALS: usize = 50;

/// The records that no disk holds.
pub(crate) fn in_page() -> BTreeSet<RecordId> {
    IN_PAGE.with_borrow(|pages| pages.keys().copied().collect())
}

/// An account's entries, oldest first.
pub(super) async fn all(account: AccountId) -> Result<Vec<Entry>, Fault> {
    let mut entries: Vec<Entry> = match database::all(Store::Queue).await {
        Ok(entries) => entries,
        Err(_) if !IN_PAGE.with_borrow(BTreeMap::is_empty) => Vec::new(),
        Err(fault) => return Err(fault),
    };
    entries.retain(|entry: &Entry| entry.account_id == account);
    entries.extend(IN_PAGE.with_borrow(|pages| pages.values().cloned().collect::<Vec<_>>()));
    forget_given_up(&mut entries).await;
    entries.sort_unstable_by_key(|entry| (entry.touched_at(), entry.record_id));
    Ok(entries)
}

/// Only by a clock that the server has confirmed: one that is wrong would take away what is new.
async fn forget_given_up(entries: &mut Vec<Entry>) {
    if !clock::is_right() {
        return;
    }
    let now = now();
    let old = |entry: &Entry| plan::may_forget(entry, now);
    let gone = entries.iter().filter(|entry| old(entry));
    let writes: Vec<Write> = gone
        .map(|entry| Write::Delete(key(entry.record_id)))
        .collect();
    if !writes.is_empty() && database::write(Store::Queue, writes).await.is_ok() {
        entries.retain(|entry| !old(entry));
    }
}

fn key(id: RecordId) -> wasm_bindgen::JsValue {
    id.to_string().into()
}

/// Changes an entry of this person's; one that is done leaves the disk.
pub(super) async fn change<R>(
    id: RecordId,
    change: impl FnOnce(&mut Entry) -> R,
) -> Result<Option<R>, Fault> {
    let in_page = IN_PAGE.with_borrow(|pages| pages.contains_key(&id));
    if in_page {
        return Ok(IN_PAGE.with_borrow_mut(|pages| {
            let entry = pages.get_mut(&id)?;
            let result = change(entry);
            if entry.is_done() {
                note_taken(entry);
                pages.remove(&id);
            }
            Some(result)
        }));
    }
    let Some(account) = account::current() else {
        return Err(Fault::Unavailable);
    };
    database::update(Store::Queue, &key(id), |held: Option<Entry>| match held {
        Some(mut entry) if entry.account_id == account.account_id => {
            let result = change(&mut entry);
            if entry.is_done() {
                note_taken(&entry);
            }
            ((!entry.is_done()).then_some(entry), Some(result))
        }
        other => (other, None),
    })
    .await
}

fn note_taken(entry: &Entry) {
    TAKEN.with_borrow_mut(|taken| taken.insert(entry.record_id, entry.base.clone()));
}

/// What a form's text stands on: the version on its page, or the one that was taken from there since.
fn standing_on(id: RecordId, base: Base) -> Base {
    let taken = TAKEN.with_borrow(|taken| taken.get(&id).cloned());
    taken
        .filter(|taken| taken.version > base.version)
        .unwrap_or(base)
}

/// What the disk holds of a record, with what this page has kept of it while the disk was away.
fn with_page(id: RecordId, held: Option<Entry>) -> Option<Entry> {
    let page = IN_PAGE.with_borrow(|pages| pages.get(&id).cloned());
    match (held, page) {
        (Some(mut held), Some(page)) => {
            held.take_over(page);
            Some(held)
        }
        (held, page) => held.or(page),
    }
}

/// Changes the text of an entry, which begins here if the record has none. `change` hears what the text
/// stands on.
pub(super) async fn change_text(
    text: Text,
    change: impl FnOnce(&mut Entry, Base, Fields),
) -> Result<Kept, Fault> {
    let Some(account) = account::current() else {
        return Err(Fault::Unavailable);
    };
    let id = text.record_id;
    let changed = move |held: Option<Entry>| {
        let base = standing_on(id, text.base);
        let mut entry = held.unwrap_or_else(|| {
            let (author, base) = (account.commissioner_id, base.clone());
            Entry::new(id, text.kind, account.account_id, author, base, now())
        });
        entry.label = text.label;
        entry.place_name = text.place_name;
        change(&mut entry, base, text.record);
        entry
    };
    // The closure runs once: on the disk, or else in the page.
    let pending = RefCell::new(Some(changed));
    let on_disk = database::update(Store::Queue, &key(id), |held: Option<Entry>| {
        let changed = pending.take();
        let held = with_page(id, held);
        (changed.map(|changed| changed(held)), ())
    })
    .await;
    match on_disk {
        Ok(()) => {
            // The disk is back, and has all of it.
            IN_PAGE.with_borrow_mut(|pages| pages.remove(&id));
            Ok(Kept::OnPhone)
        }
        Err(Fault::Full) => Err(Fault::Full),
        Err(Fault::Unavailable) => {
            let Some(changed) = pending.take() else {
                return Err(Fault::Unavailable);
            };
            IN_PAGE.with_borrow_mut(|pages| {
                let held = pages.remove(&id);
                pages.insert(id, changed(held));
            });
            Ok(Kept::InPage)
        }
    }
}

fn arrivals_of(account: AccountId) -> String {
    format!("arrivals.{account}")
}

/// What arrived lately, newest first.
pub(super) async fn arrivals(account: AccountId) -> Vec<Arrival> {
    let mut all = ARRIVED.with_borrow(Clone::clone);
    all.extend(on_disk(account).await);
    all
}

async fn on_disk(account: AccountId) -> Vec<Arrival> {
    database::setting(&arrivals_of(account))
        .await
        .unwrap_or_default()
}

/// Notes what arrived. It is for the person to see; the server holds the truth.
pub(super) async fn note_arrivals(account: AccountId, arrivals: Vec<Arrival>) {
    if arrivals.is_empty() {
        return;
    }
    let mut all = arrivals.clone();
    all.reverse();
    let before = on_disk(account).await;
    all.extend(before.into_iter().filter(|other| {
        arrivals
            .iter()
            .all(|arrival| arrival.record_id != other.record_id)
    }));
    all.truncate(MAX_ARRIVALS);
    let kept = database::set_setting(&arrivals_of(account), &all).await;
    if kept.is_err() {
        ARRIVED.with_borrow_mut(|arrived| arrived.splice(0..0, arrivals).for_each(drop));
    }
}

/// Nothing came back: the entry waits, longer each time.
pub(super) fn wait(entry: &mut Entry, silence: Silence) {
    let next = plan::next_try(now(), entry.tries.failed, chance());
    entry.silent(silence, now(), next);
}
