//! Scans and photos that belong to an entry, and what was said of an agreement's scan (`domain.md` §3.12).

use super::Kind;
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// The most files of one entry that are shown at once.
pub const MAX_FILES: i64 = 9;

crate::coded!(
    /// Where an agreement's scan stands; without a scan there is nothing to stand.
    ScanReview {
        Uploaded = "uploaded" "已上传",
        Approved = "approved" "审核通过",
        Refused = "refused" "未通过",
    }
);

impl Kind {
    /// Whether scans and photos belong to its entries.
    #[must_use]
    pub const fn takes_files(self) -> bool {
        matches!(
            self,
            Self::Agreement | Self::Problem | Self::Base | Self::Introduction | Self::Effect
        )
    }

    /// Whether an entry has one scan, which is looked at, rather than several.
    #[must_use]
    pub const fn has_one_scan(self) -> bool {
        matches!(self, Self::Agreement)
    }
}

/// A file of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryFile {
    pub id: Uuid,
    pub sha256: String,
    /// As it was called when it was sent.
    pub name: String,
    pub by: String,
    pub at: DateTime<Utc>,
    /// When another took its place.
    pub replaced_at: Option<DateTime<Utc>>,
    pub review: ScanReview,
    /// Why it was refused.
    pub opinion: String,
    /// Whether this person may say what the scan is worth.
    pub may_review: bool,
}
