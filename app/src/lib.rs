//! The pages of 科特派.
//!
//! Lives here: the two roots, their routes, and one folder per feature with its page, its
//! form and its server functions. `ssr` renders on the server, `hydrate` wakes it in the browser.
//!
//! Does not live here: rules (`domain`), SQL (`store`), browser storage and fetch (`frontend`),
//! HTTP beyond the pages (`server`).
//!
//! May depend on `domain` and `leptos`; with `ssr` on `store` and `leptos_axum` too.

// Views nest deeply as types.
#![recursion_limit = "512"]
#![allow(
    clippy::large_types_passed_by_value,
    clippy::needless_pass_by_value,
    unreachable_pub,
    reason = "components own their props, and #[component] writes public ones"
)]

pub mod components;
pub mod desk;
pub mod device;
pub mod error;
pub mod frame;
pub mod json;
#[cfg(feature = "ssr")]
mod kept_form;
pub mod me;
pub mod moves;
pub mod outbox;
pub mod parts;
pub mod phone;
pub mod recording;
pub mod records;
pub mod rescue;
pub mod routes;
#[cfg(feature = "ssr")]
pub mod satisfaction;
#[cfg(feature = "ssr")]
pub mod server;
pub mod session;
#[cfg(feature = "ssr")]
pub mod shell;
pub mod trainings;
pub mod view;
pub mod villages;
pub mod visits;
pub mod words;
pub mod workbench;
