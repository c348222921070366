//! The harness of the whole-app tests.
//!
//! [`each_database`] runs one test on a fresh SQLite file and, when `TEST_POSTGRES_URL` is set, on
//! a fresh PostgreSQL database. The clock stands still at [`databases::START`] until a test moves
//! it. [`fixtures`] are files of `tests/fixtures/`. [`served`] puts the application on a real
//! socket, [`sending_phone`] sends to it, and [`faults`] puts a bad network in between. [`phone`] pulls. [`wps`] writes lists as offices keep them.
//! [`drawn_entries`] are random entries of ledgers.

pub mod databases;
pub mod drawn_entries;
pub mod faults;
pub mod filled;
pub mod fixtures;
pub mod golden;
pub mod http;
pub mod phone;
pub mod sending_phone;
pub mod served;
pub mod world;
pub mod wps;

pub use databases::each_database;
