//! Photos on this phone: from a file input to the disk, and from the disk to a page and to the sender.
//!
//! [`picture`] decodes and encodes, [`disk`] keeps, [`addresses`] shows.

mod addresses;
mod disk;
mod picture;

pub(crate) use disk::{bytes, sweep};

use std::pin::pin;

use app::device::{Pending, PhotoFault, Photos, TakenPhoto, Taking};
use chrono::DateTime;
use domain::{
    ids::AccountId,
    photos::{Encoding, MAX_BYTES, taken_at},
    records::Photo,
};
use js_sys::{Array, Uint8Array};
use leptos::prelude::{Callable, Callback};
use web_sys::File;

use crate::{
    account,
    database::Fault,
    files,
    made_here::now,
    parts, probe,
    tasks::{seconds, within},
};
use picture::Picture;

/// The phone's photos, in its database.
pub(crate) struct PhonePhotos;

impl Photos for PhonePhotos {
    fn take_in(&self, input_id: &str, most: usize, tell: Callback<Taking>) -> Pending<()> {
        Box::pin(parts::take_photos(files::chosen(input_id), most, tell))
    }

    fn thumbnail(&self, sha256: &str) -> Pending<Option<String>> {
        let sha256 = sha256.to_owned();
        Box::pin(async move { Some(addresses::of(&sha256).await) })
    }
}

/// Takes at most so many files in, telling of each.
pub(crate) async fn take_in(mut files: Vec<File>, most: usize, tell: Callback<Taking>) {
    let left_out = files.len().saturating_sub(most);
    files.truncate(most);
    // One after another: a cheap phone holds one big picture in memory, not nine.
    for (at, file) in files.iter().enumerate() {
        if tell.try_run(Taking::Begun(at + 1)).is_none() {
            // The form is gone, and nobody would name the photo.
            return;
        }
        tell.try_run(match take(file).await {
            Ok(taken) => Taking::Taken(taken),
            Err(fault) => Taking::Failed(at + 1, fault),
        });
    }
    if left_out > 0 {
        tell.try_run(Taking::LeftOut(left_out));
    }
}

async fn take(file: &File) -> Result<TakenPhoto, PhotoFault> {
    let account = account::current().ok_or(PhotoFault::Unavailable)?;
    let mut time = pin!(seconds(LONGEST_SECONDS));
    let room = within(time.as_mut(), is_room_left()).await;
    if !room.ok_or(PhotoFault::Unavailable)? {
        return Err(PhotoFault::NoRoom);
    }
    let drawn = within(time.as_mut(), draw(file)).await.flatten();
    let (bytes, thumbnail) = drawn.ok_or(PhotoFault::Unreadable)?;
    let photo = Photo {
        sha256: files::sha256(&bytes),
        taken_at: date_of(file),
        caption: None,
    };
    let kept = disk::keep(account.account_id, &photo, &bytes, &thumbnail);
    within(time, kept).await.ok_or(PhotoFault::Unavailable)??;
    Ok(TakenPhoto {
        photo,
        byte_count: bytes.len(),
    })
}

/// The longest that one photo may take: what never ends would hold the others, and 提交.
pub(crate) const LONGEST_SECONDS: u32 = 60;

/// The picture as it is sent, and as it is shown small.
async fn draw(file: &File) -> Option<(Vec<u8>, Vec<u8>)> {
    let picture = Picture::open(file).await?;
    let bytes = picture.small().await?;
    let thumbnail = picture.encode(Encoding::thumbnail()).await?;
    Some((bytes, thumbnail))
}

/// Keeps a photo that another of this person's phones took in, as it came.
pub(crate) async fn take_back(
    account: AccountId,
    photo: &Photo,
    bytes: &[u8],
) -> Result<(), PhotoFault> {
    if !is_room_left().await {
        return Err(PhotoFault::NoRoom);
    }
    let parts = Array::of1(&Uint8Array::from(bytes));
    let file = File::new_with_u8_array_sequence(&parts, "photo");
    let file = file.map_err(|_| PhotoFault::Unreadable)?;
    let picture = Picture::open(&file).await.ok_or(PhotoFault::Unreadable)?;
    let thumbnail = picture
        .encode(Encoding::thumbnail())
        .await
        .ok_or(PhotoFault::Unreadable)?;
    drop(picture);
    Ok(disk::keep(account, photo, bytes, &thumbnail).await?)
}

impl From<Fault> for PhotoFault {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Full => Self::NoRoom,
            Fault::Unavailable => Self::Unavailable,
        }
    }
}

/// Whether the browser sees room for one more beside what is left for text; one that cannot say is
/// taken at its word when it writes.
async fn is_room_left() -> bool {
    let space = probe::space().await;
    space.is_none_or(|space| space.has_room_for(MAX_BYTES as u64))
}

fn date_of(file: &File) -> Option<chrono::DateTime<chrono::Utc>> {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "whole milliseconds below 2^53"
    )]
    let milliseconds = file.last_modified() as i64;
    taken_at(DateTime::from_timestamp_millis(milliseconds)?, now())
}
