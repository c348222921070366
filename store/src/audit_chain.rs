//! How the rows of the audit log hang together: each carries the SHA-256 of the row before's hash
//! followed by its own content, so that a row that was changed, taken out or moved breaks the chain.

use chrono::{DateTime, SecondsFormat, Utc};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// A SHA-256.
pub(crate) type Hash = [u8; 32];

/// What stands before the first row.
pub(crate) const START: Hash = [0; 32];

/// One row of the log without its place in the chain.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Line {
    pub(crate) id: Uuid,
    pub(crate) at: DateTime<Utc>,
    pub(crate) account_id: Option<Uuid>,
    pub(crate) action: String,
    pub(crate) subject_kind: String,
    pub(crate) subject_id: String,
    pub(crate) area_code: Option<String>,
    pub(crate) detail: String,
}

impl Line {
    /// The row's hash at this position: over the hash before it, then a JSON array of its position and
    /// its columns as text. `detail` enters as it is stored, so both databases give the same bytes.
    pub(crate) fn hash(&self, previous: &[u8], position: i64) -> Hash {
        let content = serde_json::json!([
            position,
            self.id.to_string(),
            self.at.to_rfc3339_opts(SecondsFormat::Micros, true),
            self.account_id.map(|id| id.to_string()),
            self.action,
            self.subject_kind,
            self.subject_id,
            self.area_code,
            self.detail,
        ]);
        Sha256::new()
            .chain_update(previous)
            .chain_update(content.to_string())
            .finalize()
            .into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line() -> Line {
        Line {
            id: Uuid::from_u128(7),
            at: DateTime::from_timestamp_micros(1_772_330_400_000_001).unwrap(),
            account_id: None,
            action: "imports.run".into(),
            subject_kind: "import".into(),
            subject_id: "units".into(),
            area_code: None,
            detail: "{}".into(),
        }
    }

    #[test]
    fn every_part_of_a_row_and_its_place_enter_its_hash() {
        let hash = line().hash(&START, 1);
        let changes: [fn(&mut Line); 8] = [
            |line| line.id = Uuid::from_u128(8),
            |line| line.at += chrono::Duration::microseconds(1),
            |line| line.account_id = Some(Uuid::nil()),
            |line| line.action.push('x'),
            |line| line.subject_kind.push('x'),
            |line| line.subject_id.push('x'),
            |line| line.area_code = Some(String::new()),
            |line| line.detail.push(' '),
        ];
        for change in changes {
            let mut other = line();
            change(&mut other);
            assert_ne!(other.hash(&START, 1), hash, "{other:?}");
        }
        assert_ne!(line().hash(&START, 2), hash);
        assert_ne!(line().hash(&hash, 1), hash);
    }

    #[test]
    fn text_cannot_move_from_one_column_to_the_next() {
        let mut other = line();
        other.action = "imports.runi".into();
        other.subject_kind = "mport".into();
        assert_ne!(other.hash(&START, 1), line().hash(&START, 1));
    }
}
