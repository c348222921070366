//! The harness of the whole-app tests.
//!
//! [`each_database`] runs one test on a fresh SQLite file and, when `TEST_POSTGRES_URL` is set, on
//! a fresh PostgreSQL database. The clock stands still at [`databases::START`] until a test moves
//! it. [`fixtures`] are files of `tests/fixtures/`.

pub mod databases;
pub mod filled;
pub mod fixtures;
pub mod http;
pub mod world;

pub use databases::each_database;
