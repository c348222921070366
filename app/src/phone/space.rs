//! How much a browser lets us keep.

/// Text is small and always saves: this much is left for it when photos are refused.
const FOR_TEXT: u64 = 8 * 1024 * 1024;

/// Below this, either the disk is nearly full or the window is a private one.
const SCARCE: u64 = 200 * 1024 * 1024;

/// In bytes, as the browser estimates them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Space {
    pub used: u64,
    pub quota: u64,
}

impl Space {
    /// What is left.
    #[must_use]
    pub const fn free(self) -> u64 {
        self.quota.saturating_sub(self.used)
    }

    /// Whether a photo of so many bytes can be kept without endangering text.
    #[must_use]
    pub const fn has_room_for(self, bytes: u64) -> bool {
        self.free() >= bytes.saturating_add(FOR_TEXT)
    }

    /// Whether the person should make room or open a usual window.
    #[must_use]
    pub const fn is_scarce(self) -> bool {
        self.free() < SCARCE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_photo_is_refused_before_text_would_be() {
        let space = Space {
            used: 0,
            quota: FOR_TEXT + 300,
        };
        assert!(space.has_room_for(300));
        assert!(!space.has_room_for(301));
        assert!(!space.has_room_for(u64::MAX));
    }

    #[test]
    fn more_used_than_allowed_leaves_nothing() {
        let space = Space { used: 9, quota: 5 };
        assert_eq!(space.free(), 0);
        assert!(space.is_scarce());
    }
}
