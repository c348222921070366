//! The whole router in this process: requests in, answers out. One program: to link it costs more than to run it.

mod access;
mod accounts;
mod area_forms;
mod attachments;
mod audit;
mod bad_input;
mod behind;
mod desk_pages;
mod ended_session;
mod entry_files;
mod exports;
mod faults;
mod filings;
mod health;
mod imports;
mod ledgers;
mod own_files;
mod proxy;
mod pull;
mod quality;
mod registers;
mod rescue;
mod sign_in;
mod site;
mod units;
mod villages;
