//! The web server: pages, API, command line.
//!
//! Lives here: the router (`router.rs` holds all HTTP that is not a page), what stands around
//! every route (`layers.rs`), the API (`api/`), lists as files
//! (`export/` writes them, `exporting/` reads and names them), the form posts (`forms.rs`), the gate before the
//! pages (`pages.rs`), the static site (`site.rs`, `earlier_builds.rs`), the commands (`commands/`),
//! where the bytes of photos lie (`attachments.rs`) and the daily jobs (`jobs/`). `main.rs` calls in.
//!
//! Does not live here: SQL (`store`), rules (`domain`), views (`app`).

pub mod api;
pub mod attachments;
pub mod auth;
mod body;
mod client_address;
pub mod commands;
mod cookie;
pub mod demo;
pub mod earlier_builds;
pub mod error;
pub mod export;
mod exporting;
mod filing_forms;
mod forms;
mod import_forms;
pub mod jobs;
mod layers;
mod ledger_files;
mod ledger_forms;
mod local_path;
mod on_behalf_form;
mod origin;
pub mod pages;
mod query;
mod register_forms;
mod request_id;
pub mod router;
mod satisfaction_form;
pub mod site;
pub mod state;
mod templates;
pub mod tls;
mod typed_form;
mod unit_forms;
