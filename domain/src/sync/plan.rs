//! What a phone does next: which entries go into the next push, which photos follow, and how long
//! to wait after a failure. Pure: the clock and chance come in as arguments.

use super::{
    MAX_CHANGES,
    entry::{Entry, Silence, Trouble},
};
use crate::ids::RecordId;
use chrono::{DateTime, TimeDelta, Utc};

/// The first wait after a failure; each further one doubles it.
const FIRST_WAIT_SECONDS: i64 = 5;
/// The longest wait.
const LONGEST_WAIT_SECONDS: i64 = 15 * 60;
/// The oldest unsent record after so many days is worth a plain reminder.
pub const REMIND_AFTER_DAYS: i64 = 3;

/// What a person gave up stays for so many days, in case it was a mistake.
const GIVEN_UP_DAYS: i64 = 30;

/// How long no run begins by itself after one that the phone's disk ended.
const DISK_WAIT: TimeDelta = TimeDelta::minutes(2);

/// What makes the phone try to send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occasion {
    /// The person, or a network that says it is back: nothing waits.
    Now,
    /// The page begins or is looked at again, perhaps in another place: what found no way to our server
    /// before does not wait, what the server itself put off does.
    Look,
    /// Time went by: each entry's own wait holds.
    Time,
}

/// When to try again after `failed` failures; `chance` in 0..1 keeps phones of one village apart.
#[must_use]
pub fn next_try(now: DateTime<Utc>, failed: u32, chance: f64) -> DateTime<Utc> {
    let doubled = FIRST_WAIT_SECONDS.saturating_mul(1_i64 << failed.min(20));
    let wait = doubled.min(LONGEST_WAIT_SECONDS) * 1000;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        reason = "at most 900,000 ms"
    )]
    let jittered = (wait as f64 * (0.75 + chance.clamp(0.0, 1.0) / 2.0)) as i64;
    now + TimeDelta::milliseconds(jittered)
}

/// Whether an entry's wait is over. A clock that was set back does not keep it waiting for years.
fn is_due(entry: &Entry, now: DateTime<Utc>, occasion: Occasion) -> bool {
    let found_no_way = matches!(
        entry.tries.why,
        Some(Silence::NoNetwork | Silence::NotOurServer | Silence::SignedOut)
    );
    if occasion == Occasion::Now || (occasion == Occasion::Look && found_no_way) {
        return true;
    }
    let Some(next) = entry.tries.next_at else {
        return true;
    };
    let set_back = entry.tries.last_at.is_some_and(|last| now < last);
    next <= now || set_back
}

/// Whether the run that ended last, and how, keeps the next one waiting: on a full disk no entry can be
/// noted to wait. A clock that was set back does not keep it waiting for years.
#[must_use]
pub fn is_resting(
    ended: Option<(DateTime<Utc>, Option<Silence>)>,
    now: DateTime<Utc>,
    occasion: Occasion,
) -> bool {
    let by_disk = ended.filter(|(_, why)| *why == Some(Silence::Disk));
    occasion == Occasion::Time && by_disk.is_some_and(|(at, _)| now >= at && now - at < DISK_WAIT)
}

/// The records of the next push, oldest first, at most `limit`.
///
/// Entries that wait for the person stay out, and so block nobody. One whose photos have all been
/// sent goes again: only the server's own answer says that nothing is missing.
#[must_use]
pub fn next_push(
    entries: &[Entry],
    now: DateTime<Utc>,
    occasion: Occasion,
    limit: usize,
) -> Vec<RecordId> {
    let mut ready: Vec<&Entry> = entries
        .iter()
        .filter(|entry| wants_push(entry) && is_due(entry, now, occasion))
        .collect();
    ready.sort_unstable_by_key(|entry| (entry.touched_at(), entry.record_id));
    ready
        .into_iter()
        .take(limit.clamp(1, MAX_CHANGES))
        .map(|entry| entry.record_id)
        .collect()
}

fn wants_push(entry: &Entry) -> bool {
    if entry.given_up.is_some() {
        return false;
    }
    match (&entry.trouble, &entry.taken) {
        // A photo's trouble concerns the photo; a newer text still goes.
        (Some(Trouble::Photo { .. }), _) => entry.outgoing.is_some(),
        (Some(_), _) => false,
        (None, Some(taken)) => {
            entry.outgoing.is_some() || taken.sent_photos.len() == taken.missing_photos.len()
        }
        (None, None) => entry.outgoing.is_some() || entry.flight.is_some(),
    }
}

/// The photos to send now, oldest record first: texts go before photos, so this is asked when no
/// push is due.
#[must_use]
pub fn next_photos(
    entries: &[Entry],
    now: DateTime<Utc>,
    occasion: Occasion,
) -> Vec<(RecordId, String)> {
    let mut ready: Vec<&Entry> = entries
        .iter()
        .filter(|entry| !is_held_up(entry) && entry.given_up.is_none())
        .filter(|entry| entry.taken.is_some() && is_due(entry, now, occasion))
        .collect();
    ready.sort_unstable_by_key(|entry| (entry.touched_at(), entry.record_id));
    ready
        .into_iter()
        .filter_map(|entry| Some((entry.record_id, entry.taken.as_ref()?)))
        .flat_map(|(id, taken)| {
            taken
                .missing_photos
                .iter()
                .filter(|hash| {
                    !taken.sent_photos.contains(*hash) && !taken.stuck_photos.contains(*hash)
                })
                .map(move |hash| (id, hash.clone()))
        })
        .collect()
}

/// Whether trouble holds up all of its photos. One photo's trouble is its own.
const fn is_held_up(entry: &Entry) -> bool {
    !matches!(&entry.trouble, None | Some(Trouble::Photo { .. }))
}

/// Whether anything can be sent at all: not when every entry waits for the person.
#[must_use]
pub fn can_send(entries: &[Entry]) -> bool {
    // The clock decides nothing here.
    let now = DateTime::UNIX_EPOCH;
    !next_push(entries, now, Occasion::Now, 1).is_empty()
        || !next_photos(entries, now, Occasion::Now).is_empty()
}

/// The size of the next push after the server found one of `size` changes too large; none when
/// there is nothing left to halve.
#[must_use]
pub const fn halved(size: usize) -> Option<usize> {
    match size {
        0 | 1 => None,
        size => Some(size / 2),
    }
}

/// The earliest moment at which something can be tried again by itself.
#[must_use]
pub fn next_wake(entries: &[Entry]) -> Option<DateTime<Utc>> {
    entries
        .iter()
        .filter(|entry| entry.is_unsent() && entry.trouble.is_none())
        .map(|entry| entry.tries.next_at.unwrap_or(DateTime::UNIX_EPOCH))
        .min()
}

/// Whether the oldest unsent record has waited for more than [`REMIND_AFTER_DAYS`].
#[must_use]
pub fn needs_reminder(entries: &[Entry], now: DateTime<Utc>) -> bool {
    entries
        .iter()
        .filter(|entry| entry.is_unsent())
        .any(|entry| now - entry.touched_at() > TimeDelta::days(REMIND_AFTER_DAYS))
}

/// Whether what was given up has stayed for so long that it may go, which nothing does that is written
/// anew. The clock must be known to be right: by one that is a year ahead everything is old.
///
/// What was given up before it was begun was so by a clock that has been set since: how long ago nobody
/// knows, and it stays.
#[must_use]
pub fn may_forget(entry: &Entry, now: DateTime<Utc>) -> bool {
    let given_up = entry.given_up.as_ref();
    let given_up = given_up.filter(|_| !entry.is_written());
    given_up.is_some_and(|given_up| {
        given_up.at >= entry.begun_at && now - given_up.at > TimeDelta::days(GIVEN_UP_DAYS)
    })
}
