//! How a phone makes a picture small enough to send from a village: its size, its quality, and
//! nothing in it but the picture.

mod jpeg;

pub use jpeg::only_the_picture;

use chrono::{DateTime, Utc};

/// The longest side of a photo, in pixels.
pub const MAX_SIDE: u32 = 1600;
/// The most bytes of a photo: 300 KiB.
pub const MAX_BYTES: usize = 300 * 1024;
/// The longest side of the thumbnail a phone keeps beside it, in pixels.
pub const THUMBNAIL_SIDE: u32 = 240;

/// One way to encode a picture as JPEG.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Encoding {
    /// The longest side, in pixels.
    pub side: u32,
    /// From 0 to 1, as canvases take it.
    pub quality: f64,
    /// About how many bytes come out, in percent of those of the first encoding.
    share: usize,
}

const fn encoding(side: u32, quality: f64, share: usize) -> Encoding {
    Encoding {
        side,
        quality,
        share,
    }
}

/// From the best to the last resort. Quality goes first: what a photo shows survives that better
/// than fewer pixels.
const ENCODINGS: [Encoding; 8] = [
    encoding(MAX_SIDE, 0.85, 100),
    encoding(MAX_SIDE, 0.72, 68),
    encoding(MAX_SIDE, 0.58, 50),
    encoding(1280, 0.65, 38),
    encoding(1280, 0.5, 30),
    encoding(960, 0.5, 18),
    encoding(640, 0.5, 8),
    encoding(400, 0.4, 3),
];

impl Encoding {
    /// The encoding to begin with.
    #[must_use]
    pub const fn first() -> Self {
        ENCODINGS[0]
    }

    /// The encoding of a thumbnail.
    #[must_use]
    pub const fn thumbnail() -> Self {
        encoding(THUMBNAIL_SIDE, 0.7, 0)
    }

    /// What to try when this one came out at `byte_count`, more than [`MAX_BYTES`]: the next that may
    /// well fit, so that a cheap phone does not go through them all. None after the last.
    #[must_use]
    pub fn after(self, byte_count: usize) -> Option<Self> {
        let mut rest = ENCODINGS.iter().filter(|next| next.share < self.share);
        let may_fit = |next: &&Self| byte_count / self.share.max(1) * next.share <= MAX_BYTES;
        let last = rest.clone().next_back();
        rest.find(may_fit).or(last).copied()
    }

    /// The picture's width and height under this encoding: its shape is kept, it is never enlarged.
    #[must_use]
    pub fn fit(self, width: u32, height: u32) -> (u32, u32) {
        let longest = u64::from(width.max(height)).max(1);
        let side = u64::from(self.side).min(longest);
        let scaled = |length: u32| {
            let rounded = (u64::from(length) * side + longest / 2) / longest;
            u32::try_from(rounded).unwrap_or(self.side).max(1)
        };
        (scaled(width), scaled(height))
    }
}

/// When a picture was taken, by its file's date: not a date before such phones, nor one to come.
#[must_use]
pub fn taken_at(file_date: DateTime<Utc>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    const FIRST_PHONES: i64 = 946_684_800; // 2000-01-01
    (file_date.timestamp() >= FIRST_PHONES && file_date <= now).then_some(file_date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_keeps_its_shape_and_is_never_enlarged() {
        let first = Encoding::first();
        assert_eq!(first.fit(4000, 3000), (1600, 1200));
        assert_eq!(first.fit(3000, 4000), (1200, 1600));
        assert_eq!(first.fit(1600, 900), (1600, 900));
        assert_eq!(first.fit(640, 480), (640, 480));
        assert_eq!(first.fit(20_000, 3), (1600, 1));
        assert_eq!(first.fit(u32::MAX, u32::MAX), (1600, 1600));
        assert_eq!(Encoding::thumbnail().fit(1600, 1200), (240, 180));
    }

    #[test]
    fn a_little_too_large_costs_a_little_quality() {
        let next = Encoding::first().after(MAX_BYTES + 1).unwrap();
        assert_eq!((next.side, next.quality < 0.85), (MAX_SIDE, true));
    }

    #[test]
    fn far_too_large_skips_what_cannot_fit() {
        let next = Encoding::first().after(MAX_BYTES * 5).unwrap();
        assert_eq!(next.side, 960);
        let next = Encoding::first().after(MAX_BYTES * 1000).unwrap();
        assert_eq!(next.side, 400);
    }

    #[test]
    fn the_attempts_end() {
        let mut tries = 0;
        let mut encoding = Some(Encoding::first());
        while let Some(tried) = encoding {
            tries += 1;
            encoding = tried.after(MAX_BYTES + 1);
        }
        assert_eq!(tries, ENCODINGS.len());
    }

    #[test]
    fn a_date_that_cannot_be_is_left_out() {
        let now = "2026-03-05T02:00:00Z".parse().unwrap();
        let of = |text: &str| taken_at(text.parse().unwrap(), now);
        assert!(of("2026-03-05T02:00:00Z").is_some());
        assert!(of("2026-03-05T02:00:01Z").is_none());
        assert!(of("1970-01-01T00:00:00Z").is_none());
    }
}
