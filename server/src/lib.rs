//! The web server: pages, API, jobs.
//!
//! Lives here: the router (`router.rs` holds all HTTP that is not a page), the static site,
//! the API and the jobs. `main.rs` reads the command line and calls in.
//!
//! Does not live here: SQL (`store`), rules (`domain`), views (`app`).

pub mod router;
pub mod site;
