//! The part of the wasm that works behind the pages: sending, pulling, reading what was pulled, locking
//! away, taking files in.
//!
//! A page wakes without it, and keeps what is written without it; whatever is here needs a network, or
//! what a network once brought. A first visit asks for it once the worker has kept its
//! files, or when a page needs it; every other as soon as its page is awake, and again until it comes.

#![expect(
    clippy::unnecessary_wraps,
    reason = "what wasm_split writes around a function fails with its type"
)]

use std::time::Duration;

use app::{
    device::{Pending, Unkept},
    records::api::{MyFilter, MyRecords, RecordSheet},
    rescue::{Opened, TakenIn, Unusable},
};
use domain::{
    ids::AccountId,
    reading::{FormChoices, FoundArea, Workbench},
    sync::{entry::Silence, plan::Occasion},
};
use gloo_timers::future::sleep;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use crate::{
    account::Account,
    database::Fault,
    held_records, local,
    outbox::{PhoneOutbox, locking, rescue, sending},
    pull,
};

/// What the part does.
pub(crate) trait Work {
    /// Sends what is due.
    fn send(&self, outbox: PhoneOutbox, occasion: Occasion) -> Pending<()>;
    /// Pulls what changed on the server.
    fn pull(&self, account: Account) -> Pending<Result<(), Silence>>;
    /// Reads what was pulled into memory, before somebody asks for it.
    fn warm(&self, account: AccountId) -> Pending<()>;
    /// Locks away what others left on this phone and brings back what its person had locked away.
    fn change_hands(&self, me: AccountId) -> Pending<()>;
    /// Whether what an account has queued can be locked away.
    fn can_lock(&self, account: AccountId) -> Pending<bool>;
    /// Locks away what an account has queued; how many records.
    fn lock(&self, account: AccountId) -> Pending<Result<usize, Fault>>;
    /// Reads the 救援文件 that an input holds.
    fn open_rescue(&self, input_id: String) -> Pending<Result<Opened, Unusable>>;
    /// Takes the opened 救援文件 into the outbox.
    fn take_in_rescue(&self, outbox: PhoneOutbox) -> Pending<Result<TakenIn, Unkept>>;

    // What was pulled, as the pages show it.
    fn workbench(&self) -> Pending<Option<Workbench>>;
    fn choices(&self) -> Pending<Option<FormChoices>>;
    fn search(&self, text: String) -> Pending<Option<Vec<FoundArea>>>;
    fn records(&self, filter: MyFilter) -> Pending<Option<MyRecords>>;
    fn record(&self, id: String) -> Pending<Option<RecordSheet>>;
}

/// The part, fetched where it is not here yet; none when it does not come.
pub(crate) async fn here() -> Option<Box<dyn Work>> {
    part().await.ok()
}

/// Asks for the part until it comes.
pub(crate) async fn come() {
    while fetch_part().await.is_err() {
        sleep(AGAIN).await;
    }
}

const AGAIN: Duration = Duration::from_secs(20);

#[wasm_split(work, fallible, preload(fetch_part))]
fn part() -> Result<Box<dyn Work>, SplitLoaderError> {
    Ok(Box::new(Here))
}

struct Here;

impl Work for Here {
    fn send(&self, outbox: PhoneOutbox, occasion: Occasion) -> Pending<()> {
        Box::pin(sending::run(outbox, occasion))
    }

    fn pull(&self, account: Account) -> Pending<Result<(), Silence>> {
        Box::pin(pull::pull(account))
    }

    fn warm(&self, account: AccountId) -> Pending<()> {
        Box::pin(held_records::warm(account))
    }

    fn change_hands(&self, me: AccountId) -> Pending<()> {
        Box::pin(locking::change_hands(me))
    }

    fn can_lock(&self, account: AccountId) -> Pending<bool> {
        Box::pin(locking::can_lock(account))
    }

    fn lock(&self, account: AccountId) -> Pending<Result<usize, Fault>> {
        Box::pin(locking::lock(account))
    }

    fn open_rescue(&self, input_id: String) -> Pending<Result<Opened, Unusable>> {
        Box::pin(rescue::open(input_id))
    }

    fn take_in_rescue(&self, outbox: PhoneOutbox) -> Pending<Result<TakenIn, Unkept>> {
        Box::pin(rescue::take_in_opened(outbox))
    }

    fn workbench(&self) -> Pending<Option<Workbench>> {
        Box::pin(local::workbench())
    }

    fn choices(&self) -> Pending<Option<FormChoices>> {
        Box::pin(local::choices())
    }

    fn search(&self, text: String) -> Pending<Option<Vec<FoundArea>>> {
        Box::pin(local::search(text))
    }

    fn records(&self, filter: MyFilter) -> Pending<Option<MyRecords>> {
        Box::pin(local::records(filter))
    }

    fn record(&self, id: String) -> Pending<Option<RecordSheet>> {
        Box::pin(local::record(id))
    }
}
