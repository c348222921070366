//! 救援文件 as the browser reads it. The phone takes it in (`outbox::rescue`), the desk brings it to
//! the server (`office`).

#[cfg(feature = "desk")]
pub(crate) mod office;

use std::collections::BTreeMap;

use app::rescue::Unusable;
use domain::sync::rescue::{NotRescue, RescueFile};
use js_sys::{Array, JSON, JsString, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

use crate::files;

/// A file that was read. The photos' bytes stay with the browser until one of them is wanted: a
/// hundred of them do not fit into a small memory twice.
pub(crate) struct Opened {
    pub(crate) file: RescueFile,
    photos: BTreeMap<String, JsString>,
}

impl Opened {
    /// Reads what the input holds.
    pub(crate) async fn from_input(input_id: &str) -> Result<Self, Unusable> {
        let file = files::chosen(input_id).into_iter().next();
        read(&file.ok_or(Unusable::Unreadable)?).await
    }

    /// A photo's bytes; none when the file lacks them or they are not what the hash says.
    pub(crate) fn photo(&self, sha256: &str) -> Option<Vec<u8>> {
        let bytes = decoded(&String::from(self.photos.get(sha256)?.clone()))?;
        (files::sha256(&bytes) == sha256).then_some(bytes)
    }
}

async fn read(file: &File) -> Result<Opened, Unusable> {
    let text = JsFuture::from(file.text()).await;
    let text: JsString = text
        .ok()
        .and_then(|text| text.dyn_into().ok())
        .ok_or(Unusable::Unreadable)?;
    let whole = parsed(&String::from(text))?;
    let photos = without_bytes(&whole);
    let broken = |_| Unusable::NotRescue(NotRescue::Broken);
    let rest = JSON::stringify(&whole).map_err(broken)?;
    Ok(Opened {
        file: RescueFile::parse(&String::from(rest)).map_err(Unusable::NotRescue)?,
        photos,
    })
}

fn parsed(text: &str) -> Result<JsValue, Unusable> {
    JSON::parse(text).map_err(|_| Unusable::NotRescue(NotRescue::of_unreadable(text)))
}

/// Takes the photos' bytes out of the file, by their hash.
fn without_bytes(whole: &JsValue) -> BTreeMap<String, JsString> {
    let mut bytes = BTreeMap::new();
    for photo in Array::from(&field(whole, "photos")) {
        let named = field(&photo, "sha256").as_string();
        let data: Option<JsString> = field(&photo, "data").dyn_into().ok();
        if let (Some(sha256), Some(data)) = (named, data) {
            // It is an object: its fields were just read.
            drop(Reflect::delete_property(
                photo.unchecked_ref::<Object>(),
                &"data".into(),
            ));
            bytes.insert(sha256, data);
        }
    }
    bytes
}

fn field(value: &JsValue, name: &str) -> JsValue {
    // Of what is no object, nothing.
    Reflect::get(value, &name.into()).unwrap_or_default()
}

/// The bytes that a base64 text stands for.
pub(crate) fn decoded(base64: &str) -> Option<Vec<u8>> {
    let text = web_sys::window()?.atob(base64).ok()?;
    text.chars()
        .map(|character| u8::try_from(u32::from(character)).ok())
        .collect()
}
