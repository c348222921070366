//! The pulled records of this phone: on the disk, and once read in memory until the next pull, so that
//! a list of a thousand opens and is filtered at once.

use std::{cell::RefCell, rc::Rc};

use chrono::{DateTime, Utc};
use domain::{ids::AccountId, reading::RecordView};
use js_sys::Reflect;
use wasm_bindgen::JsValue;

use crate::{
    database::{self, Store, pair},
    pull::{self, HeldRecord},
};

/// A pulled record as the database holds it: some thousand are looked through for the few that are
/// read whole.
pub(crate) struct RawRecord(JsValue);

/// All of an account, as they were after a pull.
struct InMemory {
    account: AccountId,
    pulled_at: DateTime<Utc>,
    views: Rc<[JsValue]>,
}

thread_local! {
    static IN_MEMORY: RefCell<Option<InMemory>> = const { RefCell::new(None) };
}

impl RawRecord {
    /// A text of the record; empty when it has none.
    pub(crate) fn text(&self, name: &str) -> String {
        Reflect::get(&self.0, &name.into())
            .ok()
            .and_then(|value| value.as_string())
            .unwrap_or_default()
    }

    /// Newest first by (date, id), as the server lists.
    pub(crate) fn order(&self) -> (String, String) {
        (self.text("occurred_on"), self.text("id"))
    }

    /// The whole record; none when another build wrote it.
    pub(crate) fn read(&self) -> Option<RecordView> {
        database::from_js(&self.0)
    }
}

/// The records of an account that fit.
pub(crate) async fn fitting(
    account: AccountId,
    fits: impl Fn(&RawRecord) -> bool,
) -> Vec<RawRecord> {
    let all = all(account).await;
    all.iter().cloned().map(RawRecord).filter(fits).collect()
}

/// One of them.
pub(crate) async fn one(account: AccountId, id: &str) -> Option<RecordView> {
    let held: Option<HeldRecord> = database::get(Store::Records, &pair(&account.to_string(), id))
        .await
        .ok()?;
    held.map(|held| held.view)
}

/// Reads them before somebody asks.
pub(crate) async fn warm(account: AccountId) {
    all(account).await;
}

/// Another tab pulls as well: what stands in memory holds as long as the phone's last pull is the one it
/// was read after.
async fn all(account: AccountId) -> Rc<[JsValue]> {
    let pulled_at = pull::pulled_at(account).await;
    let known = IN_MEMORY.with_borrow(|read| {
        let read = read.as_ref()?;
        let holds = read.account == account && Some(read.pulled_at) == pulled_at;
        holds.then(|| Rc::clone(&read.views))
    });
    if let Some(known) = known {
        return known;
    }
    let views = from_disk(account).await;
    if let Some(pulled_at) = pulled_at {
        IN_MEMORY.set(Some(InMemory {
            account,
            pulled_at,
            views: Rc::clone(&views),
        }));
    }
    views
}

async fn from_disk(account: AccountId) -> Rc<[JsValue]> {
    let own = account.to_string();
    let held = database::all_raw(Store::Records).await.unwrap_or_default();
    held.iter()
        .filter(|held| {
            let account = Reflect::get(held, &"account_id".into()).unwrap_or_default();
            account.as_string().as_deref() == Some(&own)
        })
        .filter_map(|held| Reflect::get(held, &"view".into()).ok())
        .collect()
}
