//! Everything below `/api/v1`, and the two health checks. One file per noun, one function per route;
//! the routes stand in `router.rs`.

pub mod attachments;
pub mod coverage;
pub mod device_key;
pub mod exports;
pub mod filings;
pub mod health;
pub mod openapi;
pub mod password;
pub mod quality;
pub mod records;
pub mod reviews;
pub mod session;
pub mod statistics;
pub mod sync;

mod schemas;
