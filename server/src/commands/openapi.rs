//! `ketepai openapi`.

use super::Failure;
use crate::api::openapi::document;

pub(super) fn run() -> Result<(), Failure> {
    let text = document()
        .to_pretty_json()
        .map_err(|error| Failure::failed(error.to_string()))?;
    println!("{text}");
    Ok(())
}
