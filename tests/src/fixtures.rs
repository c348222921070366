//! The files of `tests/fixtures/`.

use std::path::PathBuf;

/// The path of a file below `tests/fixtures/`.
#[must_use]
pub fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures")
        .join(name)
}

/// The bytes of a file below `tests/fixtures/`.
///
/// # Panics
/// When there is no such file.
#[must_use]
pub fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(path(name)).unwrap_or_else(|error| panic!("fixture {name}: {error}"))
}
