//! The bureau's desk: review, coverage, annual statistics and records, one folder each.
//!
//! Everything here reads without wasm: filters are links and GET forms, decisions are plain posts
//! that lead back to a page. The browser adds shortcuts and saves round trips.

#![expect(
    unreachable_pub,
    reason = "the component macro writes pub into components that a feature keeps to itself"
)]

#[cfg(feature = "ssr")]
pub mod accounts;
#[cfg(feature = "ssr")]
pub mod audit;
#[cfg(feature = "ssr")]
pub mod charts;
pub mod coverage;
#[cfg(feature = "ssr")]
pub mod filings;
#[cfg(feature = "ssr")]
pub mod imports;
#[cfg(feature = "ssr")]
pub mod ledgers;
mod links;
#[cfg(feature = "ssr")]
pub mod on_behalf;
pub mod overview;
mod parts;
#[cfg(feature = "ssr")]
mod plain;
#[cfg(feature = "ssr")]
pub mod quality;
pub mod records;
#[cfg(feature = "ssr")]
pub mod registers;
pub mod rescue;
pub mod reviews;
#[cfg(feature = "ssr")]
pub mod settings;
pub mod shell;
pub mod statistics;
#[cfg(feature = "ssr")]
pub mod unit;
#[cfg(feature = "ssr")]
pub mod villages;
mod words;

#[cfg(feature = "ssr")]
pub(crate) use parts::LongText;
