//! What this browser can keep: tried out, not guessed from its name.

use app::phone::Space;
use idb::{Database, Error, Factory, ObjectStoreParams, TransactionMode};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{StorageEstimate, StorageManager};

/// Beside the application's own database, which must not be opened half made.
const PROBE: &str = "ketepai-probe";

/// Writes into a database, reads it back, and removes it.
pub(crate) async fn database_works() -> bool {
    written_and_read().await.unwrap_or(false)
}

async fn written_and_read() -> Result<bool, Error> {
    let factory = Factory::new()?;
    let mut request = factory.open(PROBE, Some(1))?;
    request.on_upgrade_needed(|event| {
        use idb::DatabaseEvent as _;
        if let Ok(database) = event.database() {
            // A store that could not be made is missed below.
            drop(database.create_object_store(PROBE, ObjectStoreParams::new()));
        }
    });
    let database = request.await?;
    let same = round_trip(&database).await;
    database.close();
    factory.delete(PROBE)?.await?;
    same
}

async fn round_trip(database: &Database) -> Result<bool, Error> {
    let (key, value) = (
        JsValue::from_str("key"),
        JsValue::from_f64(js_sys::Date::now()),
    );
    let writing = database.transaction(&[PROBE], TransactionMode::ReadWrite)?;
    writing
        .object_store(PROBE)?
        .put(&value, Some(&key))?
        .await?;
    writing.commit()?.await?;
    let reading = database.transaction(&[PROBE], TransactionMode::ReadOnly)?;
    let found = reading.object_store(PROBE)?.get(key)?.await?;
    Ok(found == Some(value))
}

/// What the browser estimates; none if it does not say.
pub(crate) async fn space() -> Option<Space> {
    let estimate = JsFuture::from(storage()?.estimate().ok()?).await.ok()?;
    let estimate: StorageEstimate = estimate.unchecked_into();
    Some(Space {
        used: whole(estimate.get_usage()?),
        quota: whole(estimate.get_quota()?),
    })
}

/// Whether our data stays when space gets short; none if the browser does not say.
pub(crate) async fn persisted() -> Option<bool> {
    JsFuture::from(storage()?.persisted().ok()?)
        .await
        .ok()?
        .as_bool()
}

/// Asks for that; the browser may ask the person.
pub(crate) async fn ask_to_persist() -> Option<bool> {
    JsFuture::from(storage()?.persist().ok()?)
        .await
        .ok()?
        .as_bool()
}

/// None on an address without https.
fn storage() -> Option<StorageManager> {
    let navigator = web_sys::window()?.navigator();
    let found = js_sys::Reflect::get(&navigator, &JsValue::from_str("storage")).ok()?;
    found.dyn_into().ok()
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a count of bytes, not negative, below 2^53"
)]
fn whole(bytes: f64) -> u64 {
    bytes.max(0.0) as u64
}
