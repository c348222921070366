//! What runs in the browser alone: the two wasm entries and everything that needs the browser.
//!
//! Lives here: start of each root, the outbox (what the phone keeps and sends), 救援文件, offline start,
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

#[cfg(any(feature = "desk", feature = "field"))]
#[cfg_attr(
    not(feature = "field"),
    expect(dead_code, reason = "the desk needs a part of it")
)]
mod account;
#[cfg(feature = "field")]
mod cipher;
#[cfg(any(feature = "desk", feature = "field"))]
#[cfg_attr(
    not(feature = "field"),
    expect(dead_code, reason = "the desk needs a part of it")
)]
mod clock;
#[cfg(any(feature = "desk", feature = "field"))]
#[cfg_attr(
    not(feature = "field"),
    expect(dead_code, reason = "the desk needs a part of it")
)]
mod database;
#[cfg(any(feature = "desk", feature = "field"))]
mod files;
#[cfg(feature = "field")]
mod held_records;
#[cfg(feature = "field")]
mod local;
#[cfg(any(feature = "desk", feature = "field"))]
#[cfg_attr(
    not(feature = "field"),
    expect(dead_code, reason = "the desk needs a part of it")
)]
mod made_here;
#[cfg(any(feature = "desk", feature = "field"))]
#[cfg_attr(
    not(feature = "field"),
    expect(dead_code, reason = "the desk needs a part of it")
)]
mod memory;
#[cfg(any(feature = "desk", feature = "field"))]
mod network;
#[cfg(feature = "field")]
mod one_at_a_time;
#[cfg(feature = "field")]
mod outbox;
#[cfg(feature = "field")]
mod parts;
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
#[cfg(any(feature = "desk", feature = "field"))]
mod rescue;
#[cfg(feature = "field")]
mod tasks;
#[cfg(feature = "field")]
mod tending;
#[cfg(feature = "field")]
mod work;
#[cfg(feature = "field")]
mod worker;
