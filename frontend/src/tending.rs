//! What the pages of 我 and 待发 alone do to the outbox and ask of the phone. It is in their part of the
//! wasm, so it is here whenever one of them asks.

#![expect(
    clippy::unnecessary_wraps,
    reason = "what wasm_split writes around a function fails with its type"
)]

use app::{
    device::{NotOut, Pending, Unkept},
    outbox::any_goes_with_page,
    phone::Findings,
};
use domain::{
    ids::RecordId,
    sync::{
        entry::{Entry, Fields},
        plan::Occasion,
    },
};
use leptos::prelude::WithUntracked;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use crate::{
    account,
    made_here::now,
    network,
    outbox::{PhoneOutbox, keeping},
    phone, work,
};

/// What the part does.
pub(crate) trait Tending {
    fn change(
        &self,
        outbox: PhoneOutbox,
        id: RecordId,
        change: Change,
    ) -> Pending<Result<(), Unkept>>;
    fn sign_out(&self, outbox: PhoneOutbox) -> Pending<Result<(), NotOut>>;
    fn look(&self) -> Pending<Findings>;
}

/// What becomes of an entry.
pub(crate) enum Change {
    DropDraft,
    Merge(Fields),
    Again,
    GiveUp(String),
}

/// The part; none when it does not come.
pub(crate) async fn here() -> Option<Box<dyn Tending>> {
    part().await.ok()
}

/// Changes an entry by the part.
pub(crate) async fn change(
    outbox: PhoneOutbox,
    id: RecordId,
    change: Change,
) -> Result<(), Unkept> {
    let tending = here().await.ok_or(Unkept::Unavailable)?;
    tending.change(outbox, id, change).await
}

#[wasm_split(care, fallible)]
fn part() -> Result<Box<dyn Tending>, SplitLoaderError> {
    Ok(Box::new(Here))
}

struct Here;

impl Tending for Here {
    fn change(
        &self,
        outbox: PhoneOutbox,
        id: RecordId,
        change: Change,
    ) -> Pending<Result<(), Unkept>> {
        Box::pin(async move {
            let sends = matches!(change, Change::Merge(_) | Change::Again);
            outbox.change(id, |entry| apply(change, entry)).await?;
            if sends {
                outbox.send_soon(Occasion::Now);
            }
            Ok(())
        })
    }

    fn sign_out(&self, outbox: PhoneOutbox) -> Pending<Result<(), NotOut>> {
        Box::pin(sign_out(outbox))
    }

    fn look(&self) -> Pending<Findings> {
        Box::pin(phone::look())
    }
}

fn apply(change: Change, entry: &mut Entry) {
    match change {
        Change::DropDraft => entry.drop_draft(),
        Change::Merge(record) => entry.merged(record, now()),
        Change::Again => entry.again(),
        Change::GiveUp(reason) => entry.give_up(reason, now()),
    }
}

/// The key first, without which nothing can be locked; then the session; the phone last. Whatever is
/// lost on the way, nothing is gone from the phone, and another try finds the rest to do.
async fn sign_out(outbox: PhoneOutbox) -> Result<(), NotOut> {
    let in_page = keeping::in_page();
    let entries = outbox.entries;
    if entries.with_untracked(|entries| any_goes_with_page(entries, &in_page)) {
        return Err(NotOut::InPage);
    }
    let work = work::here().await.ok_or(NotOut::NoNetwork)?;
    let me = account::current().map(|account| account.account_id);
    if let Some(me) = me
        && !work.can_lock(me).await
    {
        return Err(NotOut::NoKey);
    }
    network::end_session()
        .await
        .map_err(|_| NotOut::NoNetwork)?;
    account::forget().await;
    if let Some(me) = me {
        work.lock(me).await.map_err(|_| NotOut::LeftOpen)?;
    }
    Ok(())
}
