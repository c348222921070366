//! Brings what changed on the server to the phone, so that pages work without a network.

use std::cell::Cell;

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    ids::AccountId,
    reading::RecordView,
    reference::{Pulled, Reference},
    sync::entry::Silence,
};
use gloo_net::http::Method;
use leptos::{prelude::*, task::spawn_local};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    account::{self, Account},
    database::{self, Fault, Store, Write, pair, to_js},
    made_here::now,
    network::{self, Body},
    one_at_a_time,
};

/// What is held for one account.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Held {
    pub(crate) account_id: AccountId,
    pub(crate) cursor: String,
    pub(crate) reference: Reference,
    pub(crate) pulled_at: DateTime<Utc>,
}

/// A pulled record of one account.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct HeldRecord {
    account_id: AccountId,
    id: domain::ids::RecordId,
    pub(crate) view: RecordView,
}

const SECONDS: i32 = 60;
/// Looking at the page again pulls again only after so long.
const FRESH: TimeDelta = TimeDelta::minutes(2);

thread_local! {
    static WANTED: Cell<bool> = const { Cell::new(false) };
    static CHANGES: Cell<Option<RwSignal<u32>>> = const { Cell::new(None) };
}

/// Begins to keep the phone up to date; `changes` counts the pulls that brought something.
pub(crate) fn begin(changes: RwSignal<u32>) {
    CHANGES.set(Some(changes));
    soon();
}

/// Pulls now, or once the pull under way is done.
pub(crate) fn soon() {
    if WANTED.replace(true) {
        return;
    }
    spawn_local(async {
        one_at_a_time::hold("ketepai-pull", async {
            WANTED.set(false);
            if let Some(account) = account::current() {
                // Silence is no news: the next trigger asks again.
                let _ = pull(&account).await;
            }
        })
        .await;
        WANTED.set(false);
    });
}

/// Pulls if the last pull is a while ago.
pub(crate) async fn if_stale() {
    let Some(account) = account::current() else {
        return;
    };
    let stale = held(account.account_id)
        .await
        .is_none_or(|held| now() - held.pulled_at > FRESH || held.pulled_at > now());
    if stale {
        soon();
    }
}

/// What the phone holds for an account.
pub(crate) async fn held(account: AccountId) -> Option<Held> {
    let key = account.to_string().into();
    database::get(Store::Reference, &key).await.ok().flatten()
}

/// The pulled records of an account.
pub(crate) async fn records(account: AccountId) -> Vec<RecordView> {
    let all: Vec<HeldRecord> = database::all(Store::Records).await.unwrap_or_default();
    all.into_iter()
        .filter(|held| held.account_id == account)
        .map(|held| held.view)
        .collect()
}

/// One pulled record.
pub(crate) async fn record(account: AccountId, id: &str) -> Option<RecordView> {
    let held: Option<HeldRecord> = database::get(Store::Records, &pair(&account.to_string(), id))
        .await
        .ok()?;
    held.map(|held| held.view)
}

async fn pull(account: &Account) -> Result<(), Silence> {
    if account.commissioner_id.is_none() {
        return Ok(());
    }
    loop {
        let before = held(account.account_id).await;
        let cursor = before.as_ref().map_or("", |held| held.cursor.as_str());
        let path = format!("/api/v1/sync?cursor={cursor}");
        let answer = network::ask(Method::GET, &path, Body::None, SECONDS).await?;
        if answer.status == 410 || answer.status == 400 {
            // From before a restore: all anew. What is not sent yet is not touched.
            if before.is_none() {
                return Err(Silence::NotOurServer);
            }
            forget(account.account_id)
                .await
                .map_err(|_| Silence::Busy)?;
            continue;
        }
        let Ok(pulled) = serde_json::from_value::<Pulled>(answer.json) else {
            return Err(Silence::NotOurServer);
        };
        let (more, news) = (pulled.more, is_news(&pulled));
        keep(account.account_id, before, pulled)
            .await
            .map_err(|_| Silence::Busy)?;
        if news && let Some(changes) = CHANGES.get() {
            changes.update(|count| *count += 1);
        }
        if !more {
            return Ok(());
        }
    }
}

fn is_news(pulled: &Pulled) -> bool {
    !pulled.records.is_empty() || !pulled.removed.is_empty() || pulled.reference.is_some()
}

/// Keeps a pull: records first, the cursor last, so that a pull cut short is asked for again.
async fn keep(account: AccountId, before: Option<Held>, pulled: Pulled) -> Result<(), Fault> {
    let own = account.to_string();
    let mut writes = Vec::new();
    for view in pulled.records {
        let held = HeldRecord {
            account_id: account,
            id: view.id,
            view,
        };
        writes.push(Write::Put(to_js(&held)?));
    }
    for id in pulled.removed {
        writes.push(Write::Delete(pair(&own, &id.to_string())));
    }
    database::write(Store::Records, writes).await?;
    let known = before.map(|held| held.reference);
    let reference = match pulled.reference {
        Some(update) => Reference::updated(known, update),
        None => known,
    };
    let Some(reference) = reference else {
        return Err(Fault::Unavailable);
    };
    let held = Held {
        account_id: account,
        cursor: pulled.cursor,
        reference,
        pulled_at: now(),
    };
    database::write(Store::Reference, [Write::Put(to_js(&held)?)]).await
}

async fn forget(account: AccountId) -> Result<(), Fault> {
    let own = account.to_string();
    let all: Vec<Value> = database::all(Store::Records).await?;
    let gone = all
        .iter()
        .filter(|held| held.get("account_id") == Some(&json!(own)))
        .filter_map(|held| held.get("id").and_then(Value::as_str))
        .map(|id| Write::Delete(pair(&own, id)));
    database::write(Store::Records, gone).await?;
    database::write(Store::Reference, [Write::Delete(own.as_str().into())]).await
}
