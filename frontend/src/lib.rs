//! What runs in the browser alone: the two wasm entries and everything that needs the browser.
//!
//! Lives here: start of each root, the outbox (what the phone keeps and sends), offline start,
//! and beside it `style/`, `static/` (icons, files served as they are), `worker/` (the service
//! worker) and `offline/` (pages that are files, in plain JavaScript).
//!
//! Does not live here: pages (`app`), rules (`domain`: what to send next is decided there).
//!
//! May depend on `app` (with `hydrate`), `domain` and web APIs; never on `store` or `server`.
//! Features `field` and `desk` each make one wasm file; a build holds one of them.

#[cfg(feature = "desk")]
pub mod desk;
#[cfg(feature = "field")]
pub mod field;
#[cfg(any(feature = "desk", feature = "field"))]
mod start;

#[cfg(feature = "field")]
mod account;
#[cfg(feature = "field")]
mod cipher;
#[cfg(feature = "field")]
mod database;
#[cfg(feature = "field")]
mod local;
#[cfg(feature = "field")]
mod made_here;
#[cfg(feature = "field")]
mod memory;
#[cfg(feature = "field")]
mod network;
#[cfg(feature = "field")]
mod one_at_a_time;
#[cfg(feature = "field")]
mod outbox;
#[cfg(feature = "field")]
mod phone;
#[cfg(feature = "field")]
mod photos;
#[cfg(feature = "field")]
mod positions;
#[cfg(feature = "field")]
mod probe;
#[cfg(feature = "field")]
mod pull;
#[cfg(feature = "field")]
mod worker;
