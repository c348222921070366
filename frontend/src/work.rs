//! The part of the wasm that works behind the pages: sending, pulling, locking away, taking files in.
//! A page wakes without it; it comes when the first of it is wanted, and `parts::fetch_rest` fetches
//! it in any case.
//!
//! As in `parts`, each function below with `wasm_split` is cut out of the module.

#![expect(
    clippy::unnecessary_wraps,
    reason = "what wasm_split writes around a function fails with its type"
)]

use std::pin::Pin;

use app::{
    device::Unkept,
    rescue::{Opened, TakenIn, Unusable},
};
use domain::{ids::AccountId, sync::entry::Silence};
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use crate::{
    account::Account,
    database::Fault,
    outbox::{PhoneOutbox, locking, rescue, sending},
    pull,
};

/// On its way, once its code is here.
type Work<T> = Pin<Box<dyn Future<Output = T>>>;

/// Fetches the part.
pub(crate) async fn fetch() -> Result<(), SplitLoaderError> {
    fetch_work().await
}

/// Sends what is due. Without the network that the part comes by, nothing is sent either.
pub(crate) async fn send(outbox: PhoneOutbox, by_hand: bool) -> Result<(), Silence> {
    let work = send_part(outbox, by_hand).await;
    work.map_err(|_| Silence::NoNetwork)?.await;
    Ok(())
}

#[wasm_split(work, fallible, preload(fetch_work))]
fn send_part(outbox: PhoneOutbox, by_hand: bool) -> Result<Work<()>, SplitLoaderError> {
    Ok(Box::pin(sending::run(outbox, by_hand)))
}

/// Pulls what changed on the server.
pub(crate) async fn pull(account: Account) -> Result<(), Silence> {
    let work = pull_part(account).await;
    work.map_err(|_| Silence::NoNetwork)?.await
}

#[wasm_split(work, fallible)]
fn pull_part(account: Account) -> Result<Work<Result<(), Silence>>, SplitLoaderError> {
    Ok(Box::pin(pull::pull(account)))
}

/// Locks away what an account has queued; how many records.
pub(crate) async fn lock(account: AccountId) -> Result<usize, Fault> {
    let work = lock_part(account).await;
    work.map_err(|_| Fault::Unavailable)?.await
}

#[wasm_split(work, fallible)]
fn lock_part(account: AccountId) -> Result<Work<Result<usize, Fault>>, SplitLoaderError> {
    Ok(Box::pin(locking::lock(account)))
}

/// Locks away what others left on this phone and brings back what its person had locked away. Whatever
/// stays locked is safe; it opens at the next start with a network.
pub(crate) async fn change_hands(me: AccountId) {
    if let Ok(work) = change_hands_part(me).await {
        work.await;
    }
}

#[wasm_split(work, fallible)]
fn change_hands_part(me: AccountId) -> Result<Work<()>, SplitLoaderError> {
    Ok(Box::pin(async move {
        locking::lock_others(me).await;
        let _ = locking::unlock(me).await;
    }))
}

/// Fetches the account's key while the network is there.
pub(crate) async fn prepare_lock(account: AccountId) {
    if let Ok(work) = prepare_lock_part(account).await {
        work.await;
    }
}

#[wasm_split(work, fallible)]
fn prepare_lock_part(account: AccountId) -> Result<Work<()>, SplitLoaderError> {
    Ok(Box::pin(locking::prepare(account)))
}

/// Reads the 救援文件 that an input holds.
pub(crate) async fn open_rescue(input_id: String) -> Result<Opened, Unusable> {
    let work = open_rescue_part(input_id).await;
    work.map_err(|_| Unusable::Unreadable)?.await
}

#[wasm_split(work, fallible)]
fn open_rescue_part(input_id: String) -> Result<Work<Result<Opened, Unusable>>, SplitLoaderError> {
    Ok(Box::pin(rescue::open(input_id)))
}

/// Takes the opened 救援文件 into the outbox.
pub(crate) async fn take_in_rescue(outbox: PhoneOutbox) -> Result<TakenIn, Unkept> {
    let work = take_in_rescue_part(outbox).await;
    work.map_err(|_| Unkept::Unavailable)?.await
}

#[wasm_split(work, fallible)]
fn take_in_rescue_part(
    outbox: PhoneOutbox,
) -> Result<Work<Result<TakenIn, Unkept>>, SplitLoaderError> {
    Ok(Box::pin(rescue::take_in_opened(outbox)))
}
