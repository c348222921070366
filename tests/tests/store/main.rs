//! The store on both databases, each part of it in its file. One program: to link it costs more than to run it.

mod accounts;
mod assignments;
mod attachments;
mod audit;
mod backup;
mod check;
mod deadlock;
mod filings;
mod golden;
mod histories;
mod imported_entries;
mod imported_records;
mod imports;
mod ledgers;
mod linked;
mod open;
mod pull;
mod pull_concurrent;
mod quality;
mod records;
mod registers;
mod reviews;
mod scale;
mod turns;
