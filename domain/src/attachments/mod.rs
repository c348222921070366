//! What the server keeps as a photo or scan, told from the bytes alone, and for how long (contract §2).
//!
//! The structure is walked, the picture itself is never decoded: that is the reader's browser's
//! work, and a server that decodes is a server that can be crashed by a picture.

mod jpeg;
mod pdf;
mod png;
mod webp;

use chrono::{DateTime, Duration, Months, Utc};

/// The largest file: 1 MiB.
pub const MAX_BYTES: usize = 1024 * 1024;
/// The most pixels a picture may unfold into.
pub const MAX_PIXELS: u64 = 40_000_000;
/// The most uploads of one account that no record names.
pub const MAX_UNCLAIMED_COUNT: i64 = 300;
/// The most bytes of one account's uploads that no record names: 60 MiB.
pub const MAX_UNCLAIMED_BYTES: i64 = 60 * 1024 * 1024;

crate::coded!(
    /// What the server keeps, by its media type.
    ContentType {
        Jpeg = "image/jpeg" "JPEG 照片",
        Png = "image/png" "PNG 图片",
        Webp = "image/webp" "WebP 图片",
        Pdf = "application/pdf" "PDF 扫描件",
    }
);

/// Why bytes are not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// None of the formats of [`ContentType`].
    #[error("unsupported type")]
    UnsupportedType,
    /// Something beside the picture: where and with what it was taken, a comment, bytes after its end.
    #[error("embedded metadata")]
    EmbeddedMetadata,
    /// More than [`MAX_PIXELS`].
    #[error("too many pixels")]
    TooManyPixels,
    /// Cut off, or not built as its format asks.
    #[error("damaged")]
    Damaged,
}

/// What a file is, if it may be kept.
pub fn inspect(bytes: &[u8]) -> Result<ContentType, Refusal> {
    let (content_type, size) = if bytes.starts_with(jpeg::SIGNATURE) {
        (ContentType::Jpeg, jpeg::size(bytes)?)
    } else if bytes.starts_with(png::SIGNATURE) {
        (ContentType::Png, png::size(bytes)?)
    } else if webp::is_webp(bytes) {
        (ContentType::Webp, webp::size(bytes)?)
    } else if bytes.starts_with(pdf::SIGNATURE) {
        return pdf::check(bytes).map(|()| ContentType::Pdf);
    } else {
        return Err(Refusal::UnsupportedType);
    };
    match size.pixels() {
        0 => Err(Refusal::Damaged),
        pixels if pixels > MAX_PIXELS => Err(Refusal::TooManyPixels),
        _ => Ok(content_type),
    }
}

/// Uploads from before this that no record names are dropped: 24 hours.
#[must_use]
pub fn unclaimed_before(now: DateTime<Utc>) -> DateTime<Utc> {
    now - Duration::hours(24)
}

/// Records voided before this lose their photos: two years.
#[must_use]
pub fn voided_before(now: DateTime<Utc>) -> DateTime<Utc> {
    now.checked_sub_months(Months::new(24)).unwrap_or(now)
}

/// Width and height in pixels, as a header gives them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Size {
    width: u32,
    height: u32,
}

impl Size {
    fn pixels(self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }
}

/// A chunk's name, its content, and what follows it.
type Chunk<'a> = ([u8; 4], &'a [u8], &'a [u8]);

/// The first `count` bytes and what follows them.
fn split(bytes: &[u8], count: usize) -> Result<(&[u8], &[u8]), Refusal> {
    bytes.split_at_checked(count).ok_or(Refusal::Damaged)
}

/// The first `N` bytes and what follows them.
fn take<const N: usize>(bytes: &[u8]) -> Result<([u8; N], &[u8]), Refusal> {
    bytes
        .split_first_chunk()
        .map(|(first, rest)| (*first, rest))
        .ok_or(Refusal::Damaged)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    pub(super) const PHOTO_JPG: &[u8] =
        include_bytes!("../../../tests/fixtures/attachments/photo.jpg");
    pub(super) const PROGRESSIVE_JPG: &[u8] =
        include_bytes!("../../../tests/fixtures/attachments/progressive.jpg");
    pub(super) const PHOTO_PNG: &[u8] =
        include_bytes!("../../../tests/fixtures/attachments/photo.png");
    pub(super) const PHOTO_WEBP: &[u8] =
        include_bytes!("../../../tests/fixtures/attachments/photo.webp");
    pub(super) const LOSSLESS_WEBP: &[u8] =
        include_bytes!("../../../tests/fixtures/attachments/lossless.webp");
    const SCAN: &[u8] = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n";
    const PICTURES: [&[u8]; 5] = [
        PHOTO_JPG,
        PROGRESSIVE_JPG,
        PHOTO_PNG,
        PHOTO_WEBP,
        LOSSLESS_WEBP,
    ];

    #[test]
    fn what_encoders_make_is_known_by_its_bytes() {
        let types = PICTURES.map(|picture| inspect(picture).unwrap());
        assert_eq!(
            types,
            [
                ContentType::Jpeg,
                ContentType::Jpeg,
                ContentType::Png,
                ContentType::Webp,
                ContentType::Webp
            ]
        );
        assert_eq!(inspect(SCAN), Ok(ContentType::Pdf));
    }

    #[test]
    fn other_formats_are_refused() {
        for other in [
            &b""[..],
            b"GIF89a",
            b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script/></svg>",
            b"PK\x03\x04",
            b"RIFF\x04\0\0\0WAVE",
            b"BM",
            b"\0\0\0\x18ftypheic",
        ] {
            assert_eq!(inspect(other), Err(Refusal::UnsupportedType), "{other:?}");
        }
    }

    #[test]
    fn a_picture_cut_anywhere_is_refused() {
        for picture in PICTURES {
            for length in 0..picture.len() {
                assert!(inspect(&picture[..length]).is_err(), "cut at {length}");
            }
        }
        assert_eq!(inspect(&SCAN[..20]), Err(Refusal::Damaged));
    }

    #[test]
    fn bytes_after_the_end_are_refused() {
        for picture in PICTURES {
            let more = [picture, b"GPS"].concat();
            assert_eq!(inspect(&more), Err(Refusal::EmbeddedMetadata));
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(
            signature in prop::sample::select(vec![&b""[..], jpeg::SIGNATURE, png::SIGNATURE, b"RIFF\x40\0\0\0WEBP", pdf::SIGNATURE]),
            rest in prop::collection::vec(any::<u8>(), 0..600),
        ) {
            let _ = inspect(&[signature, &rest].concat());
        }

        #[test]
        fn no_altered_picture_makes_it_panic(picture in prop::sample::select(PICTURES.to_vec()), at in any::<prop::sample::Index>(), bytes in prop::collection::vec(any::<u8>(), 1..8)) {
            let mut altered = picture.to_vec();
            let at = at.index(altered.len());
            altered.splice(at..(at + bytes.len()).min(picture.len()), bytes);
            let _ = inspect(&altered);
        }
    }
}
