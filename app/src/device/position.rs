//! Where the phone is, if the person wants to say so.

use domain::{codes::PositionAbsent, visits::Position};

use super::Pending;

/// Asks the phone for its position.
pub trait Positions: Send + Sync {
    /// Whether the person has refused before: then the form does not ask again by itself.
    fn was_refused(&self) -> bool;

    /// One attempt of at most 15 s. WGS-84.
    fn locate(&self) -> Pending<Result<Position, PositionAbsent>>;
}
