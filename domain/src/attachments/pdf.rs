//! PDF: a scan by an office. Its inside is not walked; only its two ends are looked at.

use super::Refusal;

pub(super) const SIGNATURE: &[u8] = b"%PDF-";

/// Whether the file has its end: within the last kilobyte, as readers look for it.
pub(super) fn check(bytes: &[u8]) -> Result<(), Refusal> {
    let tail = &bytes[bytes.len().saturating_sub(1024)..];
    tail.windows(5)
        .any(|window| window == b"%%EOF")
        .then_some(())
        .ok_or(Refusal::Damaged)
}
