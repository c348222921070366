//! Carries out `app::rescue`: a rescue file of this account comes into this phone's outbox. What is
//! here already stays: it is newer, or the same.

use std::{cell::RefCell, rc::Rc};

use app::{
    device::{Pending, PhotoFault, Unkept},
    rescue::{Opened, PhoneRescue, TakenIn, Unusable},
};
use domain::{
    ids::AccountId,
    records::Photo,
    sync::{
        entry::Entry,
        plan::Occasion,
        rescue::{Sealed, taken_in},
    },
};
use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::JsValue;

use super::{PhoneOutbox, locking, triggers};
use crate::{
    account,
    database::{self, Fault, Store, Write, to_js},
    photos,
    rescue::{self, decoded},
    work,
};

thread_local! {
    /// The file opened last, this account's part of it.
    static OPENED: RefCell<Option<Rc<rescue::Opened>>> = const { RefCell::new(None) };
}

impl PhoneRescue for PhoneOutbox {
    fn open(&self, input_id: &str) -> Pending<Result<Opened, Unusable>> {
        let input_id = input_id.to_owned();
        Box::pin(async move {
            let work = work::here().await.ok_or(Unusable::Unreadable)?;
            work.open_rescue(input_id).await
        })
    }

    fn take_in(&self) -> Pending<Result<TakenIn, Unkept>> {
        let outbox = *self;
        Box::pin(async move {
            let work = work::here().await.ok_or(Unkept::Unavailable)?;
            work.take_in_rescue(outbox).await
        })
    }
}

/// Reads a file, and keeps this account's part of it for [`take_in_opened`].
pub(crate) async fn open(input_id: String) -> Result<Opened, Unusable> {
    let me = account::settled().await.ok_or(Unusable::SignedOut)?;
    let mut opened = rescue::Opened::from_input(&input_id).await?;
    let of_others = opened.file.of_others(me.account_id);
    opened.file = opened.file.of_account(me.account_id);
    let file = opened.file.clone();
    OPENED.set(Some(Rc::new(opened)));
    Ok(Opened { file, of_others })
}

/// Takes in what [`open`] read.
pub(crate) async fn take_in_opened(outbox: PhoneOutbox) -> Result<TakenIn, Unkept> {
    let (Some(me), Some(opened)) = (account::current(), OPENED.with_borrow(Clone::clone)) else {
        return Err(Unkept::Unavailable);
    };
    let done = take_in(me.account_id, &opened).await;
    outbox.read().await;
    triggers::tell_other_tabs();
    outbox.send_soon(Occasion::Now);
    Ok(done?)
}

async fn take_in(me: AccountId, opened: &rescue::Opened) -> Result<TakenIn, Fault> {
    let mut done = TakenIn::default();
    // Photos first: a record whose photo is not here would be one that cannot be sent.
    take_photos(me, opened, &mut done).await?;
    for entry in &opened.file.entries {
        if take_entry(entry).await? {
            done.records += 1;
        } else {
            done.there += 1;
        }
    }
    for sealed in &opened.file.sealed {
        take_sealed(me, sealed).await?;
    }
    // Without a network it stays locked until the next start that has one.
    let _ = locking::unlock(me).await;
    Ok(done)
}

/// False when this phone has the record already.
async fn take_entry(entry: &Entry) -> Result<bool, Fault> {
    let key = JsValue::from(entry.record_id.to_string());
    database::update(Store::Queue, &key, |held: Option<Entry>| match held {
        Some(held) => (Some(held), false),
        None => (Some(taken_in(entry.clone())), true),
    })
    .await
}

async fn take_photos(
    me: AccountId,
    opened: &rescue::Opened,
    done: &mut TakenIn,
) -> Result<(), Fault> {
    for listed in &opened.file.photos {
        if photos::bytes(me, &listed.sha256).await?.is_some() {
            continue;
        }
        let Some(bytes) = opened.photo(&listed.sha256) else {
            done.damaged_photos += 1;
            continue;
        };
        let photo = Photo {
            sha256: listed.sha256.clone(),
            taken_at: listed.taken_at,
            caption: None,
        };
        match photos::take_back(me, &photo, &bytes).await {
            Ok(()) => done.photos += 1,
            Err(PhotoFault::NoRoom) => done.photos_without_room += 1,
            Err(PhotoFault::Unreadable) => done.damaged_photos += 1,
            Err(PhotoFault::Unavailable) => return Err(Fault::Unavailable),
        }
    }
    Ok(())
}

/// What was locked away comes back locked; its bytes are base64 in the file.
async fn take_sealed(me: AccountId, sealed: &Sealed) -> Result<(), Fault> {
    let id = sealed.value.get("id").and_then(serde_json::Value::as_str);
    let Some(id) = id.filter(|id| id.starts_with(&me.to_string())) else {
        return Ok(());
    };
    let name = id.strip_prefix(&format!("{me}/queue/"));
    // An older build's id ends with the record.
    if let Some(record) = name.and_then(|name| name.split('/').next())
        && database::get_raw(Store::Queue, &record.into())
            .await?
            .is_some()
    {
        // Opened, it would take the place of this phone's own text.
        return Ok(());
    }
    let value = to_js(&sealed.value)?;
    for name in ["iv", "bytes"] {
        let text = sealed.value.get(name).and_then(serde_json::Value::as_str);
        let Some(bytes) = text.and_then(decoded) else {
            return Ok(());
        };
        let bytes = Uint8Array::from(bytes.as_slice());
        Reflect::set(&value, &name.into(), &bytes).map_err(|_| Fault::Unavailable)?;
    }
    database::write(Store::Sealed, [Write::Put(value)]).await
}
