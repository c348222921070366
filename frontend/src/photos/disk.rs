//! The photos' place in the database: `{account_id, sha256, content_type, bytes, thumbnail, taken_at,
//! kept_at}`, bytes as they are, so that the rescue page reads them too.

use std::collections::BTreeSet;

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use domain::{calendar, ids::AccountId, records::Photo};
use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};

use super::addresses;
use crate::{
    database::{self, Fault, Store, Write, pair},
    made_here::now,
};

const CONTENT_TYPE: &str = "image/jpeg";

/// How long a photo may stand without a record that names it: the form may not have been kept yet.
const UNNAMED: TimeDelta = TimeDelta::hours(1);

/// Keeps a photo; it is on the disk when this returns.
pub(super) async fn keep(
    account: AccountId,
    photo: &Photo,
    bytes: &[u8],
    thumbnail: &[u8],
) -> Result<(), Fault> {
    let taken_at = photo.taken_at.map_or(JsValue::NULL, |at| text(at).into());
    let value = Object::new();
    for (name, part) in [
        ("account_id", account.to_string().into()),
        ("sha256", photo.sha256.as_str().into()),
        ("content_type", CONTENT_TYPE.into()),
        ("bytes", Uint8Array::from(bytes).into()),
        ("thumbnail", Uint8Array::from(thumbnail).into()),
        ("taken_at", taken_at),
        ("kept_at", text(now()).into()),
    ] {
        Reflect::set(&value, &name.into(), &part).map_err(|_| Fault::Unavailable)?;
    }
    database::write(Store::Photos, [Write::Put(value.into())]).await
}

fn text(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// A photo's bytes and their media type; none when this phone has no such photo of this account.
pub(crate) async fn bytes(
    account: AccountId,
    sha256: &str,
) -> Result<Option<(Uint8Array, String)>, Fault> {
    let found = find(account, sha256).await?;
    Ok(found.and_then(|value| {
        let bytes = part(&value, "bytes")?.dyn_into::<Uint8Array>().ok()?;
        // A disk that gives other bytes back has lost the photo.
        if crate::files::sha256(&bytes.to_vec()) != sha256 {
            return None;
        }
        Some((bytes, part(&value, "content_type")?.as_string()?))
    }))
}

/// A photo's small picture.
pub(super) async fn thumbnail(account: AccountId, sha256: &str) -> Option<Uint8Array> {
    let value = find(account, sha256).await.ok()??;
    part(&value, "thumbnail")?.dyn_into().ok()
}

async fn find(account: AccountId, sha256: &str) -> Result<Option<JsValue>, Fault> {
    database::get_raw(Store::Photos, &pair(&account.to_string(), sha256)).await
}

fn part(value: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(value, &name.into()).ok()
}

/// Takes away the photos of this account that no record on this phone needs any more.
pub(crate) async fn sweep(account: AccountId, needed: &BTreeSet<String>) -> Result<(), Fault> {
    let own = account.to_string();
    let Some(queue) = whole_queue(&own).await? else {
        return Ok(());
    };
    let now = now();
    let mut gone = Vec::new();
    for key in database::keys(Store::Photos).await? {
        let [whose, sha256] = [0, 1].map(|at| Array::from(&key).get(at).as_string());
        let (Some(whose), Some(sha256)) = (whose, sha256) else {
            continue;
        };
        if whose == own
            && !needed.contains(&sha256)
            && !queue.contains(&sha256)
            && is_old(account, &sha256, now).await?
        {
            addresses::forget(&sha256);
            gone.push(Write::Delete(key));
        }
    }
    if gone.is_empty() {
        return Ok(());
    }
    database::write(Store::Photos, gone).await
}

/// The queue as text, since another build's entries name photos too. None while some of this person's
/// records are still locked away: what they name cannot be known.
async fn whole_queue(own: &str) -> Result<Option<String>, Fault> {
    let locked = database::keys(Store::Sealed).await?;
    if locked
        .iter()
        .filter_map(JsValue::as_string)
        .any(|id| id.starts_with(own))
    {
        return Ok(None);
    }
    let queue = Array::from_iter(database::all_raw(Store::Queue).await?);
    let text = js_sys::JSON::stringify(&queue).map_err(|_| Fault::Unavailable)?;
    Ok(Some(text.into()))
}

/// Whether it was kept long ago, or long from now by a clock that was wrong.
async fn is_old(account: AccountId, sha256: &str, now: DateTime<Utc>) -> Result<bool, Fault> {
    let kept_at = find(account, sha256)
        .await?
        .and_then(|value| part(&value, "kept_at")?.as_string())
        .and_then(|text| calendar::instant(&text));
    Ok(kept_at.is_none_or(|at| (now - at).abs() > UNNAMED))
}
