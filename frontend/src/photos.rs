//! Photos on the phone.

use app::device::{Pending, PhotoFault, Photos, TakenPhoto};
use domain::ids::AccountId;
use js_sys::Uint8Array;

use crate::database::Fault;

pub(crate) struct PhonePhotos;

impl Photos for PhonePhotos {
    fn take_in(&self, _: &str, _: usize) -> Pending<Vec<Result<TakenPhoto, PhotoFault>>> {
        Box::pin(async { Vec::new() })
    }

    fn thumbnail(&self, _: &str) -> Pending<Option<String>> {
        Box::pin(async { None })
    }
}

pub(crate) async fn bytes(_: AccountId, _: &str) -> Result<Option<(Uint8Array, String)>, Fault> {
    Ok(None)
}
