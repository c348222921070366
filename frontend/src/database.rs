//! The phone's disk: one IndexedDB database, written durably, reopened when the browser has closed
//! it behind our back (a suspended tab loses its connection).
//!
//! Values are plain objects, so that the rescue page can read them without wasm.

use std::cell::{Cell, RefCell};

use domain::json::{self, FromJson};
use idb::{Factory, KeyPath, ObjectStoreParams, Query, Transaction, TransactionMode};
use js_sys::{Array, Function, JSON, Object, Reflect};
use serde::Serialize;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{IdbDatabase, IdbTransaction};

use crate::memory;

const NAME: &str = "ketepai";
const VERSION: u32 = 1;

/// A store of the database and the path of its key; the settings' keys stand outside their values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Store {
    Settings,
    Queue,
    Photos,
    Records,
    Reference,
    Sealed,
    Keys,
}

impl Store {
    const ALL: [Self; 7] = [
        Self::Settings,
        Self::Queue,
        Self::Photos,
        Self::Records,
        Self::Reference,
        Self::Sealed,
        Self::Keys,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::Settings => "settings",
            Self::Queue => "queue",
            Self::Photos => "photos",
            Self::Records => "records",
            Self::Reference => "reference",
            Self::Sealed => "sealed",
            Self::Keys => "keys",
        }
    }

    fn key_path(self) -> Option<KeyPath> {
        match self {
            Self::Settings => None,
            Self::Queue => Some(KeyPath::new_single("record_id")),
            Self::Photos => Some(KeyPath::new_array(["account_id", "sha256"])),
            Self::Records => Some(KeyPath::new_array(["account_id", "id"])),
            Self::Reference | Self::Keys => Some(KeyPath::new_single("account_id")),
            Self::Sealed => Some(KeyPath::new_single("id")),
        }
    }
}

/// The disk did not do what it was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    Full,
    Unavailable,
}

impl From<Fault> for app::device::Unkept {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Full => Self::Full,
            Fault::Unavailable => Self::Unavailable,
        }
    }
}

type Done<T> = Result<T, Fault>;

thread_local! {
    static OPEN: RefCell<Option<IdbDatabase>> = const { RefCell::new(None) };
    static WAS_OPEN: Cell<bool> = const { Cell::new(false) };
}

/// What `localStorage` remembers of the database.
const OPENED: &str = "database";

/// Whether the browser keeps nothing: it has not opened the database once, for this page or one before. A
/// disk that is full fails to open it too, with all that it holds.
pub(crate) async fn is_barred() -> bool {
    database().await.is_err() && !WAS_OPEN.get() && !memory::has_been(OPENED)
}

async fn database() -> Done<IdbDatabase> {
    if let Some(open) = OPEN.with_borrow(Clone::clone) {
        return Ok(open);
    }
    let opened = open().await.map_err(|error| fault(&error))?;
    let database: IdbDatabase = opened.into();
    forget_when_closed(&database);
    OPEN.set(Some(database.clone()));
    if !WAS_OPEN.replace(true) {
        memory::first_time(OPENED);
    }
    Ok(database)
}

async fn open() -> Result<idb::Database, idb::Error> {
    match open_as(Some(VERSION)).await {
        // A newer build was here and has been taken back: what it keeps holds ours.
        Err(error) if format!("{error:?}").contains("VersionError") => open_as(None).await,
        opened => opened,
    }
}

async fn open_as(version: Option<u32>) -> Result<idb::Database, idb::Error> {
    let mut request = Factory::new()?.open(NAME, version)?;
    request.on_upgrade_needed(|event| {
        use idb::DatabaseEvent as _;
        let Ok(database) = event.database() else {
            return;
        };
        let there = database.store_names();
        for store in Store::ALL {
            if there.iter().any(|name| name == store.name()) {
                continue;
            }
            let mut params = ObjectStoreParams::new();
            params.key_path(store.key_path());
            // A store that cannot be made shows as a fault at its first use.
            drop(database.create_object_store(store.name(), params));
        }
    });
    request.await
}

/// The browser may close the connection at any time; a newer build asks us to.
fn forget_when_closed(database: &IdbDatabase) {
    let lost = Closure::<dyn FnMut()>::new(|| {
        if let Some(database) = OPEN.take() {
            database.close();
        }
    });
    let call: &Function = lost.as_ref().unchecked_ref();
    database.set_onclose(Some(call));
    database.set_onversionchange(Some(call));
    // Lives as long as the page.
    lost.forget();
}

/// A transaction over one store. What is written is on the disk, not in the system's cache, when it
/// ends: a battery may die the moment after.
async fn begin(store: Store, mode: TransactionMode) -> Done<(Transaction, IdbTransaction)> {
    let opened = begin_on(&database().await?, store, mode);
    let raw = if let Ok(raw) = opened {
        raw
    } else {
        // Dead after a suspend: once more on a fresh connection.
        OPEN.set(None);
        begin_on(&database().await?, store, mode).map_err(|_| Fault::Unavailable)?
    };
    Ok((raw.clone().into(), raw))
}

fn begin_on(
    database: &IdbDatabase,
    store: Store,
    mode: TransactionMode,
) -> Result<IdbTransaction, JsValue> {
    let stores = Array::of1(&store.name().into());
    let options = Object::new();
    Reflect::set(&options, &"durability".into(), &"strict".into())?;
    let mode = match mode {
        TransactionMode::ReadWrite => "readwrite",
        _ => "readonly",
    };
    // web-sys knows the third argument only as an unstable interface.
    let begin: Function = Reflect::get(database, &"transaction".into())?.dyn_into()?;
    begin
        .call3(database, &stores, &mode.into(), &options)?
        .dyn_into()
}

/// Waits until the transaction is on the disk.
async fn end(transaction: Transaction, raw: &IdbTransaction) -> Done<()> {
    match transaction.await {
        Ok(result) if result.is_committed() => Ok(()),
        Ok(_) => Err(raw
            .error()
            .map_or(Fault::Unavailable, |error| named(&error.name()))),
        Err(error) => Err(fault(&error)),
    }
}

fn fault(error: &idb::Error) -> Fault {
    let text = format!("{error:?}");
    if text.contains("QuotaExceeded") {
        Fault::Full
    } else {
        Fault::Unavailable
    }
}

fn named(name: &str) -> Fault {
    if name == "QuotaExceededError" {
        Fault::Full
    } else {
        Fault::Unavailable
    }
}

/// A value as the database holds it.
pub(crate) fn to_js<T: Serialize>(value: &T) -> Done<JsValue> {
    let text = serde_json::to_string(value).map_err(|_| Fault::Unavailable)?;
    JSON::parse(&text).map_err(|_| Fault::Unavailable)
}

/// A value of the database, if it is one of ours; another build's that we cannot read is none.
pub(crate) fn from_js<T: FromJson>(value: &JsValue) -> Option<T> {
    let text = JSON::stringify(value).ok()?;
    json::read(String::from(text).as_bytes()).ok()
}

/// One value as it is.
pub(crate) async fn get_raw(store: Store, key: &JsValue) -> Done<Option<JsValue>> {
    let (transaction, _) = begin(store, TransactionMode::ReadOnly).await?;
    let asked = transaction
        .object_store(store.name())
        .and_then(|place| place.get(Query::Key(key.clone())))
        .map_err(|error| fault(&error))?;
    asked.await.map_err(|error| fault(&error))
}

/// One value.
pub(crate) async fn get<T: FromJson>(store: Store, key: &JsValue) -> Done<Option<T>> {
    Ok(get_raw(store, key).await?.and_then(|value| from_js(&value)))
}

/// All values as they are, in the order of their keys.
pub(crate) async fn all_raw(store: Store) -> Done<Vec<JsValue>> {
    let (transaction, _) = begin(store, TransactionMode::ReadOnly).await?;
    let asked = transaction
        .object_store(store.name())
        .and_then(|place| place.get_all(None, None))
        .map_err(|error| fault(&error))?;
    asked.await.map_err(|error| fault(&error))
}

/// The keys of all values.
pub(crate) async fn keys(store: Store) -> Done<Vec<JsValue>> {
    let (transaction, _) = begin(store, TransactionMode::ReadOnly).await?;
    let asked = transaction
        .object_store(store.name())
        .and_then(|place| place.get_all_keys(None, None))
        .map_err(|error| fault(&error))?;
    asked.await.map_err(|error| fault(&error))
}

/// All values; those of another build that we cannot read stay where they are.
pub(crate) async fn all<T: FromJson>(store: Store) -> Done<Vec<T>> {
    let values = all_raw(store).await?;
    Ok(values.iter().filter_map(from_js).collect())
}

/// What a transaction does to one store.
#[derive(Debug, Clone)]
pub(crate) enum Write {
    Put(JsValue),
    /// Under a key that stands outside the value.
    PutAt(JsValue, JsValue),
    Delete(JsValue),
}

/// Does all of these or none.
pub(crate) async fn write(store: Store, writes: impl IntoIterator<Item = Write>) -> Done<()> {
    let (transaction, raw) = begin(store, TransactionMode::ReadWrite).await?;
    let place = transaction
        .object_store(store.name())
        .map_err(|error| fault(&error))?;
    for write in writes {
        // Their outcome is the transaction's.
        match write {
            Write::Put(value) => place.put(&value, None).map(drop),
            Write::PutAt(key, value) => place.put(&value, Some(&key)).map(drop),
            Write::Delete(key) => place.delete(Query::Key(key)).map(drop),
        }
        .map_err(|error| fault(&error))?;
    }
    end(transaction, &raw).await
}

/// Reads one value, changes it and writes it back (or takes it away) in one transaction: no other tab
/// comes between.
pub(crate) async fn update<T, R>(
    store: Store,
    key: &JsValue,
    change: impl FnOnce(Option<T>) -> (Option<T>, R),
) -> Done<R>
where
    T: Serialize + FromJson,
{
    let (transaction, raw) = begin(store, TransactionMode::ReadWrite).await?;
    let place = transaction
        .object_store(store.name())
        .map_err(|error| fault(&error))?;
    let asked = place
        .get(Query::Key(key.clone()))
        .map_err(|error| fault(&error))?;
    let held = asked.await.map_err(|error| fault(&error))?;
    let known: Option<T> = held.as_ref().and_then(from_js);
    if held.is_some() && known.is_none() {
        // Another build's: it must not be overwritten.
        return Err(Fault::Unavailable);
    }
    let (next, result) = change(known);
    match next {
        Some(value) => place.put(&to_js(&value)?, None).map(drop),
        None if held.is_some() => place.delete(Query::Key(key.clone())).map(drop),
        None => Ok(()),
    }
    .map_err(|error| fault(&error))?;
    end(transaction, &raw).await?;
    Ok(result)
}

/// One of the small settings.
pub(crate) async fn setting<T: FromJson>(name: &str) -> Option<T> {
    get(Store::Settings, &name.into()).await.ok().flatten()
}

/// Keeps one of the small settings.
pub(crate) async fn set_setting<T: Serialize>(name: &str, value: &T) -> Done<()> {
    let value = to_js(value)?;
    write(Store::Settings, [Write::PutAt(name.into(), value)]).await
}

/// The key of a store whose key is an account and something of its own.
pub(crate) fn pair(account: &str, own: &str) -> JsValue {
    Array::of2(&account.into(), &own.into()).into()
}

/// Room that is given up on a full disk, so that what waits can still be marked and sent.
const RESERVE: &str = "reserve";
const RESERVE_CHARACTERS: usize = 64 * 1024;

/// Takes the reserve if there is none. A disk without room for it has no room to spare.
pub(crate) async fn keep_reserve() {
    if setting::<String>(RESERVE).await.is_none() {
        let _ = set_setting(RESERVE, &"-".repeat(RESERVE_CHARACTERS)).await;
    }
}

/// Gives the reserve up; whether there was one.
pub(crate) async fn give_reserve_up() -> bool {
    let held = setting::<String>(RESERVE).await.is_some();
    held && write(Store::Settings, [Write::Delete(RESERVE.into())])
        .await
        .is_ok()
}
