//! The browser's own AES-GCM, with a key that the server holds for each account. The phone keeps it
//! in a form that can be used and not read out.

use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, SubtleCrypto};

use crate::rescue::decoded;

const ALGORITHM: &str = "AES-GCM";
pub(crate) const IV_BYTES: usize = 12;
const KEY_BYTES: usize = 32;

/// Not there on a page without HTTPS.
fn subtle() -> Option<SubtleCrypto> {
    let crypto = web_sys::window()?.crypto().ok()?;
    Reflect::get(&crypto, &"subtle".into())
        .ok()?
        .dyn_into()
        .ok()
}

/// A key from 32 bytes in base64.
pub(crate) async fn key(base64: &str) -> Option<CryptoKey> {
    let bytes = decoded(base64).filter(|bytes| bytes.len() == KEY_BYTES)?;
    let usages = Array::of2(&"encrypt".into(), &"decrypt".into());
    let imported = subtle()?
        .import_key_with_str(
            "raw",
            &Uint8Array::from(bytes.as_slice()),
            ALGORITHM,
            false,
            &usages,
        )
        .ok()?;
    JsFuture::from(imported).await.ok()?.dyn_into().ok()
}

/// Text nobody else can read, or alter unnoticed; `iv` is used once.
pub(crate) async fn lock(key: &CryptoKey, iv: &[u8; IV_BYTES], plain: &[u8]) -> Option<Uint8Array> {
    let done = subtle()?
        .encrypt_with_object_and_u8_array(&parameters(iv)?, key, plain)
        .ok()?;
    Some(Uint8Array::new(&JsFuture::from(done).await.ok()?))
}

/// What was locked; none under another key or when it was altered.
pub(crate) async fn unlock(key: &CryptoKey, iv: &[u8], locked: &[u8]) -> Option<Vec<u8>> {
    let done = subtle()?
        .decrypt_with_object_and_u8_array(&parameters(iv)?, key, locked)
        .ok()?;
    Some(Uint8Array::new(&JsFuture::from(done).await.ok()?).to_vec())
}

fn parameters(iv: &[u8]) -> Option<Object> {
    let parameters = Object::new();
    let name: JsValue = ALGORITHM.into();
    Reflect::set(&parameters, &"name".into(), &name).ok()?;
    Reflect::set(&parameters, &"iv".into(), &Uint8Array::from(iv)).ok()?;
    Some(parameters)
}
