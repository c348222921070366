//! The pages of 科特派.
//!
//! Lives here: the two roots, their routes, and one folder per feature with its page, its
//! form and its server functions. `ssr` renders on the server, `hydrate` wakes it in the browser.
//!
//! Does not live here: rules (`domain`), SQL (`store`), browser storage and fetch (`frontend`),
//! HTTP beyond the pages (`server`).
//!
//! May depend on `domain` and `leptos`; with `ssr` on `store` and `leptos_axum` too.

#![allow(clippy::needless_pass_by_value, reason = "components own their props")]

pub mod components;
pub mod desk;
pub mod error;
pub mod outbox;
pub mod routes;
#[cfg(feature = "ssr")]
pub mod server;
#[cfg(feature = "ssr")]
pub mod shell;
pub mod words;
