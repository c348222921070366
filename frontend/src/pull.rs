//! Brings what changed on the server to the phone, so that pages work without a network.

use std::cell::Cell;

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    calendar,
    ids::AccountId,
    json::Readable,
    reading::RecordView,
    reference::{Pulled, Reference},
    sync::entry::Silence,
};
use gloo_net::http::Method;
use js_sys::Reflect;
use leptos::{prelude::*, task::spawn_local};
use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    account::{self, Account},
    database::{self, Fault, Store, Write, pair, to_js},
    made_here::now,
    network::{self, Body},
    one_at_a_time,
    tasks::next_task,
    work,
};

/// What is held for one account.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Held {
    pub(crate) account_id: AccountId,
    pub(crate) cursor: String,
    pub(crate) reference: Reference,
    pub(crate) pulled_at: DateTime<Utc>,
}

domain::from_json!(Held {
    account_id,
    cursor,
    reference,
    pulled_at
});

/// A pulled record of one account.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct HeldRecord {
    account_id: AccountId,
    id: domain::ids::RecordId,
    pub(crate) view: RecordView,
}

domain::from_json!(HeldRecord {
    account_id,
    id,
    view
});

/// How many records are made ready for the disk before the browser may answer to its person.
const IN_ONE_TASK: usize = 8;

const SECONDS: i32 = 60;
/// Looking at the page again pulls again only after so long.
const FRESH: TimeDelta = TimeDelta::minutes(2);

thread_local! {
    static WANTED: Cell<bool> = const { Cell::new(false) };
    static UNDER_WAY: Cell<bool> = const { Cell::new(false) };
    static NEWS: Cell<Option<News>> = const { Cell::new(None) };
}

/// What pages hear of pulls.
#[derive(Debug, Clone, Copy)]
pub(crate) struct News {
    /// Counts the pulls that brought something.
    pub(crate) changes: RwSignal<u32>,
    /// When the data that pages show was pulled, while it is the phone's own.
    pub(crate) shown_from: RwSignal<Option<DateTime<Utc>>>,
}

impl News {
    /// Made under the root's owner, so that its signals live as long as the page.
    pub(crate) fn new() -> Self {
        Self {
            changes: RwSignal::new(0),
            shown_from: RwSignal::new(None),
        }
    }
}

/// Where pulls tell what they brought.
pub(crate) fn tell(news: News) {
    NEWS.set(Some(news));
}

/// Pulls now, or once the pull under way is done.
pub(crate) fn soon() {
    WANTED.set(true);
    if UNDER_WAY.replace(true) {
        return;
    }
    spawn_local(async {
        // The one under way may not have seen what another was asked for meanwhile.
        while WANTED.take() {
            one_at_a_time::hold("ketepai-pull", once()).await;
        }
        UNDER_WAY.set(false);
    });
}

async fn once() {
    WANTED.set(false);
    if let Some(account) = account::current() {
        // Silence is no news: the next trigger asks again.
        if let Some(work) = work::here().await {
            let id = account.account_id;
            let _ = work.pull(account).await;
            work.warm(id).await;
        }
    }
}

/// Pulls if the last pull is a while ago.
pub(crate) async fn if_stale() {
    let Some(account) = account::current() else {
        return;
    };
    let stale = pulled_at(account.account_id)
        .await
        .is_none_or(|pulled_at| now() - pulled_at > FRESH || pulled_at > now());
    if stale {
        soon();
    }
}

/// When what the phone holds for an account was pulled; none when it holds nothing.
pub(crate) async fn pulled_at(account: AccountId) -> Option<DateTime<Utc>> {
    let held = database::get_raw(Store::Reference, &account.to_string().into()).await;
    let at = Reflect::get(&held.ok()??, &"pulled_at".into()).ok()?;
    calendar::instant(&at.as_string()?)
}

/// What the phone holds for an account.
pub(crate) async fn held(account: AccountId) -> Option<Held> {
    let key = account.to_string().into();
    database::get(Store::Reference, &key).await.ok().flatten()
}

/// Asks until the server has no more.
pub(crate) async fn pull(account: Account) -> Result<(), Silence> {
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
                .map_err(|_| Silence::Disk)?;
            continue;
        }
        next_task().await;
        let Ok(pulled) = Pulled::from_tree(answer.json) else {
            return Err(Silence::NotOurServer);
        };
        next_task().await;
        let (more, news) = (pulled.more, is_news(&pulled));
        keep(account.account_id, before, pulled)
            .await
            .map_err(|_| Silence::Disk)?;
        if let Some(pages) = NEWS.get() {
            // What the phone holds is the server's again.
            pages.shown_from.set(None);
            if news {
                pages.changes.update(|count| *count += 1);
            }
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
    for (at, view) in pulled.records.into_iter().enumerate() {
        if at % IN_ONE_TASK == IN_ONE_TASK - 1 {
            next_task().await;
        }
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
    next_task().await;
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
