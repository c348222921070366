//! The pure rules of 科特派: what a visit, a training, a review and a figure *are*.
//!
//! Nothing here reads a clock, a database, a network or a random source: time and ids come in as
//! arguments, so the phone (wasm) and the server run the very same rule.
//!
//! * input becomes a domain type once, at the edge ([`visits`], [`trainings`], [`sync`]);
//! * who may do what is one function ([`access`]);
//! * a figure has one definition ([`statistics`]), and [`statistics::evaluate`] is the plain
//!   evaluator that the database's roll-ups are tested against.

pub mod access;
pub mod accounts;
pub mod areas;
pub mod attachments;
pub mod audit;
pub mod calendar;
pub mod charts;
pub mod codes;
pub mod coverage;
pub mod days;
pub mod divisions;
pub mod fields;
pub mod filings;
pub mod ids;
pub mod json;
pub mod ledgers;
pub mod photos;
pub mod quality;
pub mod reading;
pub mod records;
pub mod reference;
pub mod registers;
pub mod reviews;
pub mod spreadsheets;
pub mod statistics;
pub mod sync;
pub mod trainings;
pub mod units;
pub mod visits;
