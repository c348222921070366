//! What the phone keeps until the server has said it has it.
//!
//! `app` declares what a form may ask of the outbox; this module carries it out with the
//! browser's storage and `POST /api/v1/sync`.

/// Makes the outbox available to the pages of this root.
pub(crate) fn provide() {}
