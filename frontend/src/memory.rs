//! The small things a phone remembers, in `localStorage`. A browser that refuses it (private
//! mode, full disk) forgets them, and nothing else happens.

use app::device::Memory;
use serde_json::Value;
use web_sys::Storage;

use crate::made_here::fresh_id;

/// Remembers a person's last choices.
pub(crate) struct LocalStorage;

impl Memory for LocalStorage {
    fn recall(&self, key: &str) -> Option<Value> {
        domain::json::read(read(&chosen(key))?.as_bytes()).ok()
    }

    fn remember(&self, key: &str, value: &Value) {
        write(&chosen(key), &value.to_string());
    }
}

fn chosen(key: &str) -> String {
    format!("ketepai.chosen.{key}")
}

const DEVICE: &str = "ketepai.device";
const SEQUENCE: &str = "ketepai.sequence";

/// This browser's name among the person's devices, made at its first use.
pub(crate) fn device_id() -> String {
    read(DEVICE).unwrap_or_else(|| {
        let id = fresh_id().to_string();
        write(DEVICE, &id);
        id
    })
}

/// Counts this device's changes, for their order only.
pub(crate) fn next_sequence() -> u64 {
    let last: u64 = read(SEQUENCE)
        .and_then(|text| text.parse().ok())
        .unwrap_or(0);
    let next = last + 1;
    write(SEQUENCE, &next.to_string());
    next
}

/// Whether this is asked for the first time on this phone; from now on it is not.
pub(crate) fn first_time(what: &str) -> bool {
    let first = !has_been(what);
    write(&once(what), "1");
    first
}

/// Whether that has been asked for on this phone before.
pub(crate) fn has_been(what: &str) -> bool {
    read(&once(what)).is_some()
}

fn once(what: &str) -> String {
    format!("ketepai.once.{what}")
}

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}

fn read(key: &str) -> Option<String> {
    storage()?.get_item(key).ok()?
}

fn write(key: &str, text: &str) {
    if let Some(storage) = storage() {
        // Refused: see above.
        drop(storage.set_item(key, text));
    }
}
