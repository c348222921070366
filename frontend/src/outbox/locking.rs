//! A phone that several people use: what one person left unsent is locked away under a key that the
//! server gives to that account alone, and comes back at its next sign-in. Nothing is dropped.

use std::cmp::Reverse;

use domain::{ids::AccountId, sync::entry::Entry};
use gloo_net::http::Method;
use js_sys::{Array, Object, Reflect, Uint8Array};
use serde_json::Value;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::CryptoKey;

use crate::{
    cipher::{self, IV_BYTES},
    database::{self, Fault, Store, Write, pair},
    made_here,
    network::{self, Body},
};

/// Fetches the account's key while there is a session, so that it is here once that is over.
async fn prepare(account: AccountId) {
    if held_key(account).await.is_some() {
        return;
    }
    let Ok(answer) = network::ask(Method::GET, "/api/v1/device-key", Body::None, 30).await else {
        return;
    };
    let Some(text) = answer.json.get("key").and_then(serde_json::Value::as_str) else {
        return;
    };
    if let Some(key) = cipher::key(text).await {
        let held = object(&[
            ("account_id", account.to_string().into()),
            ("key", key.into()),
        ]);
        let _ = database::write(Store::Keys, [Write::Put(held)]).await;
    }
}

async fn held_key(account: AccountId) -> Option<CryptoKey> {
    let held = database::get_raw(Store::Keys, &account.to_string().into())
        .await
        .ok()??;
    Reflect::get(&held, &"key".into()).ok()?.dyn_into().ok()
}

/// Whether what an account has queued can be locked away: its key is here, or there is nothing.
pub(crate) async fn can_lock(account: AccountId) -> bool {
    if database::is_barred().await {
        return true;
    }
    prepare(account).await;
    if held_key(account).await.is_some() {
        return true;
    }
    for store in [Store::Queue, Store::Photos] {
        if !held_of(store, account)
            .await
            .is_ok_and(|held| held.is_empty())
        {
            return false;
        }
    }
    true
}

/// Locks away what an account has queued, and takes its other data off the phone. Says how many
/// records were locked. Without a key nothing is touched.
pub(crate) async fn lock(account: AccountId) -> Result<usize, Fault> {
    let mut locked = 0;
    if database::is_barred().await {
        return Ok(locked);
    }
    for store in [Store::Queue, Store::Photos] {
        // Until nothing is left: another tab may have written meanwhile.
        loop {
            let mine = held_of(store, account).await?;
            if mine.is_empty() {
                break;
            }
            // Fetched long before, as a rule: whose session is over gets none.
            prepare(account).await;
            let key = held_key(account).await.ok_or(Fault::Unavailable)?;
            for value in &mine {
                let sealed = seal(&key, account, store, value).await?;
                if !take_away(store, account, value).await? {
                    database::write(Store::Sealed, [Write::Delete(sealed.into())]).await?;
                } else if store == Store::Queue {
                    locked += 1;
                }
            }
        }
    }
    forget_data(account).await?;
    Ok(locked)
}

async fn held_of(store: Store, account: AccountId) -> Result<Vec<JsValue>, Fault> {
    let mut values = database::all_raw(store).await?;
    values.retain(|value| text(value, "account_id") == account.to_string());
    Ok(values)
}

/// Takes away what is locked and on the disk; a text that changed meanwhile stays, and is locked next.
async fn take_away(store: Store, account: AccountId, locked: &JsValue) -> Result<bool, Fault> {
    if store == Store::Photos {
        // A hash never stands for other bytes.
        let key = pair(&account.to_string(), &text(locked, "sha256"));
        database::write(store, [Write::Delete(key)]).await?;
        return Ok(true);
    }
    let key = field(locked, "record_id");
    let locked: Option<Value> = database::from_js(locked);
    database::update(store, &key, |held: Option<Value>| {
        let same = held == locked;
        (held.filter(|_| !same), same)
    })
    .await
}

/// What was pulled for the account, and its key.
async fn forget_data(account: AccountId) -> Result<(), Fault> {
    let own = account.to_string();
    let records: Vec<Write> = database::all_raw(Store::Records)
        .await?
        .iter()
        .filter(|value| text(value, "account_id") == own)
        .map(|value| Write::Delete(pair(&own, &text(value, "id"))))
        .collect();
    database::write(Store::Records, records).await?;
    for store in [Store::Reference, Store::Keys] {
        database::write(store, [Write::Delete(own.as_str().into())]).await?;
    }
    let arrivals = format!("arrivals.{own}");
    database::write(Store::Settings, [Write::Delete(arrivals.into())]).await
}

/// Locks a value, beside what is locked already; the id of what is locked now. An older text of the same
/// record may still wait there for its place.
async fn seal(
    key: &CryptoKey,
    account: AccountId,
    store: Store,
    value: &JsValue,
) -> Result<String, Fault> {
    let plain = packed(value).ok_or(Fault::Unavailable)?;
    let iv: [u8; IV_BYTES] = made_here::random();
    let locked = cipher::lock(key, &iv, &plain)
        .await
        .ok_or(Fault::Unavailable)?;
    let (kind, name) = if store == Store::Queue {
        let record = text(value, "record_id");
        (QUEUE, format!("{record}/{}", made_here::fresh_id()))
    } else {
        ("photo", text(value, "sha256"))
    };
    let id = format!("{account}/{kind}/{name}");
    let sealed = object(&[
        ("id", id.as_str().into()),
        ("account_id", account.to_string().into()),
        ("kind", kind.into()),
        ("iv", Uint8Array::from(iv.as_slice()).into()),
        ("bytes", locked.into()),
    ]);
    database::write(Store::Sealed, [Write::Put(sealed)]).await?;
    Ok(id)
}

/// What an entry of the outbox is called once it is locked.
const QUEUE: &str = "queue";

/// Brings back what the account had locked away on this phone.
pub(super) async fn unlock(account: AccountId) -> Result<(), Fault> {
    let own = account.to_string();
    let mut sealed = database::all_raw(Store::Sealed).await?;
    sealed.retain(|value| text(value, "account_id") == own);
    if sealed.is_empty() {
        return Ok(());
    }
    newest_first(&mut sealed);
    prepare(account).await;
    let Some(key) = held_key(account).await else {
        // Without a network it stays locked, and safe.
        return Ok(());
    };
    for value in sealed {
        let Some(plain) = opened(&key, &value).await else {
            continue;
        };
        let back = if text(&value, "kind") == QUEUE {
            put_back(&plain).await?
        } else {
            // A hash never stands for other bytes.
            database::write(Store::Photos, [Write::Put(plain)]).await?;
            true
        };
        if back {
            database::write(Store::Sealed, [Write::Delete(field(&value, "id"))]).await?;
        }
    }
    Ok(())
}

/// The photos, then the texts: of several of one record the newest gets its place, whose ids have grown.
fn newest_first(sealed: &mut [JsValue]) {
    sealed.sort_by_cached_key(|value| {
        let is_text = text(value, "kind") == QUEUE;
        (is_text, Reverse(text(value, "id")))
    });
}

/// Puts an entry back into the queue. One that was begun here meanwhile is newer and keeps its place: what
/// was locked away stays so until that has gone.
async fn put_back(plain: &JsValue) -> Result<bool, Fault> {
    let plain: Option<Value> = database::from_js(plain);
    let Some(plain) = plain else {
        return Ok(false);
    };
    let key = plain.get("record_id").and_then(Value::as_str);
    let key = JsValue::from(key.unwrap_or_default());
    database::update(Store::Queue, &key, |held: Option<Value>| match held {
        Some(held) => {
            let same = held == plain;
            (Some(held), same)
        }
        None => (Some(plain), true),
    })
    .await
}

async fn opened(key: &CryptoKey, sealed: &JsValue) -> Option<JsValue> {
    let iv = bytes(sealed, "iv")?;
    let locked = bytes(sealed, "bytes")?;
    unpacked(&cipher::unlock(key, &iv, &locked).await?)
}

/// The phone is this person's now. What stays locked is safe; it opens at the next start with a network.
pub(crate) async fn change_hands(me: AccountId) {
    lock_others(me).await;
    let _ = unlock(me).await;
    prepare(me).await;
}

/// Locks away what others left on this phone, and forgets their data. Whoever takes the phone next
/// may come without the last one's sign-out: their session ran out, or the page was only closed. While
/// nobody has signed in, the phone is still its last owner's, who may be in a village.
async fn lock_others(me: AccountId) {
    let Ok(queue) = database::all::<Entry>(Store::Queue).await else {
        return;
    };
    let mut others: Vec<AccountId> = queue.iter().map(|entry| entry.account_id).collect();
    let known = database::all_raw(Store::Reference)
        .await
        .unwrap_or_default();
    others.extend(
        known
            .iter()
            .filter_map(|value| text(value, "account_id").parse::<AccountId>().ok()),
    );
    others.sort_unstable();
    others.dedup();
    for other in others {
        // One whose key never reached this phone stays as it is: hidden, and never sent.
        if other != me && held_key(other).await.is_some() {
            let _ = lock(other).await;
        }
    }
}

// A value and its byte arrays as one run of bytes: the plain part as JSON, then each array.

const ARRAYS: [&str; 2] = ["bytes", "thumbnail"];

fn packed(value: &JsValue) -> Option<Vec<u8>> {
    let plain = Object::assign(&Object::new(), value.unchecked_ref::<Object>());
    let mut tail = Vec::new();
    let sizes = Array::new();
    for name in ARRAYS {
        let array = bytes(value, name).unwrap_or_default();
        sizes.push(&JsValue::from(u32::try_from(array.len()).ok()?));
        tail.extend(array);
        Reflect::delete_property(&plain, &name.into()).ok()?;
    }
    Reflect::set(&plain, &"sizes".into(), &sizes).ok()?;
    let json = String::from(js_sys::JSON::stringify(&plain).ok()?);
    let mut out = u32::try_from(json.len()).ok()?.to_le_bytes().to_vec();
    out.extend(json.as_bytes());
    out.extend(tail);
    Some(out)
}

fn unpacked(bytes: &[u8]) -> Option<JsValue> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
    let (json, mut tail) = rest.split_at_checked(length)?;
    let value = js_sys::JSON::parse(std::str::from_utf8(json).ok()?).ok()?;
    let sizes = Array::from(&field(&value, "sizes"));
    for (name, size) in ARRAYS.into_iter().zip(sizes.iter()) {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "written above, from a u32"
        )]
        let size = size.as_f64()? as usize;
        let (array, rest) = tail.split_at_checked(size)?;
        tail = rest;
        if size > 0 {
            Reflect::set(&value, &name.into(), &Uint8Array::from(array)).ok()?;
        }
    }
    Reflect::delete_property(value.unchecked_ref::<Object>(), &"sizes".into()).ok()?;
    Some(value)
}

fn object(fields: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in fields {
        // A plain object takes every field.
        drop(Reflect::set(&object, &(*name).into(), value));
    }
    object.into()
}

fn field(value: &JsValue, name: &str) -> JsValue {
    Reflect::get(value, &name.into()).unwrap_or_default()
}

fn text(value: &JsValue, name: &str) -> String {
    field(value, name).as_string().unwrap_or_default()
}

fn bytes(value: &JsValue, name: &str) -> Option<Vec<u8>> {
    let array: Uint8Array = field(value, name).dyn_into().ok()?;
    Some(array.to_vec())
}
