//! Photos on this phone: from a file input to the disk, and from the disk to a page and to the sender.
//!
//! [`picture`] decodes and encodes, [`disk`] keeps, [`addresses`] shows.

mod addresses;
mod disk;
mod picture;

pub(crate) use disk::{bytes, sweep};

use app::device::{Pending, PhotoFault, Photos, TakenPhoto, Taking};
use chrono::DateTime;
use domain::{
    photos::{Encoding, has_room, taken_at},
    records::Photo,
};
use leptos::prelude::{Callable, Callback};
use sha2::{Digest, Sha256};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, HtmlInputElement, StorageEstimate};

use crate::{account, database::Fault, made_here::now};
use picture::Picture;

/// The phone's photos, in its database.
pub(crate) struct PhonePhotos;

impl Photos for PhonePhotos {
    fn take_in(&self, input_id: &str, most: usize, tell: Callback<Taking>) -> Pending<()> {
        let mut files = chosen(input_id);
        Box::pin(async move {
            let left_out = files.len().saturating_sub(most);
            files.truncate(most);
            // One after another: a cheap phone holds one big picture in memory, not nine.
            for (at, file) in files.iter().enumerate() {
                tell.run(Taking::Begun(at + 1));
                tell.run(match take(file).await {
                    Ok(taken) => Taking::Taken(taken),
                    Err(fault) => Taking::Failed(at + 1, fault),
                });
            }
            if left_out > 0 {
                tell.run(Taking::LeftOut(left_out));
            }
        })
    }

    fn thumbnail(&self, sha256: &str) -> Pending<Option<String>> {
        let sha256 = sha256.to_owned();
        Box::pin(async move { Some(addresses::of(&sha256).await) })
    }
}

/// What the input holds. It is emptied, so that the same picture can be chosen again.
fn chosen(input_id: &str) -> Vec<File> {
    let input = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.get_element_by_id(input_id))
        .and_then(|element| element.dyn_into::<HtmlInputElement>().ok());
    let Some(input) = input else {
        return Vec::new();
    };
    let files = input.files().map_or_else(Vec::new, |list| {
        (0..list.length()).filter_map(|at| list.item(at)).collect()
    });
    input.set_value("");
    files
}

async fn take(file: &File) -> Result<TakenPhoto, PhotoFault> {
    let account = account::current().ok_or(PhotoFault::Unavailable)?;
    if !is_room_left().await {
        return Err(PhotoFault::NoRoom);
    }
    let picture = Picture::open(file).await.ok_or(PhotoFault::Unreadable)?;
    let bytes = picture.small().await.ok_or(PhotoFault::Unreadable)?;
    let thumbnail = picture
        .encode(Encoding::thumbnail())
        .await
        .ok_or(PhotoFault::Unreadable)?;
    // Its memory is free before the disk is waited for.
    drop(picture);
    let photo = Photo {
        sha256: hash(&bytes),
        taken_at: date_of(file),
        caption: None,
    };
    disk::keep(account.account_id, &photo, &bytes, &thumbnail).await?;
    Ok(TakenPhoto {
        photo,
        byte_count: bytes.len(),
    })
}

impl From<Fault> for PhotoFault {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Full => Self::NoRoom,
            Fault::Unavailable => Self::Unavailable,
        }
    }
}

/// Whether the browser sees room for one more; one that cannot say is taken at its word when it writes.
async fn is_room_left() -> bool {
    let Some(estimate) = estimate().await else {
        return true;
    };
    match (estimate.get_usage(), estimate.get_quota()) {
        (Some(usage), Some(quota)) => has_room(usage, quota),
        _ => true,
    }
}

async fn estimate() -> Option<StorageEstimate> {
    let storage = web_sys::window()?.navigator().storage();
    // Absent in old browsers and outside HTTPS.
    if storage.is_undefined() {
        return None;
    }
    let asked = storage.estimate().ok()?;
    Some(JsFuture::from(asked).await.ok()?.unchecked_into())
}

fn hash(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    Sha256::digest(bytes)
        .iter()
        .fold(String::with_capacity(64), |mut text, byte| {
            // Writing into a string cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}

fn date_of(file: &File) -> Option<chrono::DateTime<chrono::Utc>> {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "whole milliseconds below 2^53"
    )]
    let milliseconds = file.last_modified() as i64;
    taken_at(DateTime::from_timestamp_millis(milliseconds)?, now())
}
