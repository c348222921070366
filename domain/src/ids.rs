//! Ids: newtypes over UUIDv7, made where the thing itself is made (a record's on the phone).

use crate::json::{Fault, FromJson, Value};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

/// A text that is not an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a UUID")]
pub struct NotAnId;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            fn from_str(text: &str) -> Result<Self, NotAnId> {
                // Only the hyphenated form: one id has one spelling.
                if text.len() != 36 {
                    return Err(NotAnId);
                }
                Uuid::try_parse(text).map(Self).map_err(|_| NotAnId)
            }
        }

        impl FromJson for $name {
            fn from_json(value: Option<&mut Value>, fault: &mut Fault) -> Self {
                Self(Uuid::from_json(value, fault))
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }
    };
}

id!(
    /// An account: who signs in.
    AccountId
);
id!(
    /// A 结对 of a commissioner or a team with a village.
    AssignmentId
);
id!(
    /// One change a phone sends; the key of "exactly once".
    ChangeId
);
id!(
    /// A 科技特派员.
    CommissionerId
);
id!(
    /// A dated designation of a village (脱贫村 …).
    DesignationId
);
id!(
    /// A filed year of an area (年度上报).
    FilingId
);
id!(
    /// A file to be imported, from its check to its end.
    ImportId
);
id!(
    /// A visit or a training.
    RecordId
);
id!(
    /// A 科技特派团 or 科技扶贫队.
    TeamId
);
id!(
    /// A 派出单位.
    UnitId
);

/// Builds a UUIDv7 from a Unix time in milliseconds and ten random bytes (RFC 9562 §5.7).
#[must_use]
pub fn uuid_v7(unix_ms: u64, random: [u8; 10]) -> Uuid {
    uuid::Builder::from_unix_timestamp_millis(unix_ms, &random).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_one_spelling() {
        let text = "019120c3-2b02-78e0-b6d2-e5b409823097";
        assert_eq!(text.parse::<RecordId>().unwrap().to_string(), text);
        assert_eq!(
            "019120c32b0278e0b6d2e5b409823097".parse::<RecordId>(),
            Err(NotAnId)
        );
        assert_eq!("nobody".parse::<RecordId>(), Err(NotAnId));
    }

    #[test]
    fn a_v7_id_carries_its_time_and_version() {
        let id = uuid_v7(1_700_000_000_000, [7; 10]);
        assert_eq!(id.get_version_num(), 7);
        assert!(id < uuid_v7(1_700_000_000_001, [0; 10]));
    }
}
