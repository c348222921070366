//! A bad network in one process: a proxy that loses, cuts and replaces what passes through it.
//!
//! [`Faults`] says what goes wrong, [`FaultProxy`] does it and counts it. Which request meets which
//! fault follows from the seed and the request's number alone.

mod bodies;
mod connection;
mod control;
mod plan;
mod proxy;
mod settings;

pub use connection::send;
pub use plan::Counts;
pub use proxy::{FaultProxy, Options};
pub use settings::{Fault, Faults};
