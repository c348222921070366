//! Addresses under which pages show photos. Those of the phone's own thumbnails live as long as the
//! page, the oldest go first.

use std::{cell::RefCell, collections::VecDeque};

use js_sys::Array;
use web_sys::{Blob, BlobPropertyBag, Url};

use super::disk;
use crate::account;

/// More than any page shows at once. A picture once loaded stays when its address goes.
const MOST: usize = 60;

thread_local! {
    /// Hash and address, newest last.
    static MADE: RefCell<VecDeque<(String, String)>> = const { RefCell::new(VecDeque::new()) };
}

/// The phone's thumbnail, or the server's picture when the phone has none.
pub(super) async fn of(sha256: &str) -> String {
    if let Some(address) = made(sha256) {
        return address;
    }
    match own(sha256).await {
        Some(address) => {
            remember(sha256, &address);
            address
        }
        None => format!("/api/v1/attachments/{sha256}"),
    }
}

fn made(sha256: &str) -> Option<String> {
    MADE.with_borrow(|made| {
        let found = made.iter().find(|(hash, _)| hash == sha256);
        found.map(|(_, address)| address.clone())
    })
}

async fn own(sha256: &str) -> Option<String> {
    let account = account::current()?;
    let bytes = disk::thumbnail(account.account_id, sha256).await?;
    let options = BlobPropertyBag::new();
    options.set_type("image/jpeg");
    let parts = Array::of1(&bytes);
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &options).ok()?;
    Url::create_object_url_with_blob(&blob).ok()
}

fn remember(sha256: &str, address: &str) {
    let dropped = MADE.with_borrow_mut(|made| {
        made.push_back((sha256.to_owned(), address.to_owned()));
        if made.len() > MOST {
            made.pop_front()
        } else {
            None
        }
    });
    if let Some((_, address)) = dropped {
        revoke(&address);
    }
}

/// The photo is gone from the phone.
pub(super) fn forget(sha256: &str) {
    let dropped = MADE.with_borrow_mut(|made| {
        let at = made.iter().position(|(hash, _)| hash == sha256)?;
        made.remove(at)
    });
    if let Some((_, address)) = dropped {
        revoke(&address);
    }
}

fn revoke(address: &str) {
    // An address that is gone already is what was wanted.
    drop(Url::revoke_object_url(address));
}
