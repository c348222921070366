//! JPEG: a row of marked segments; only those that the picture itself needs are let through.

use super::{Refusal, Size, split, take};

pub(super) const SIGNATURE: &[u8] = &[0xFF, 0xD8];

const END: u8 = 0xD9;
const SCAN: u8 = 0xDA;
const COMMENT: u8 = 0xFE;

/// Walks all segments to the end of the picture.
pub(super) fn size(bytes: &[u8]) -> Result<Size, Refusal> {
    let (_, mut rest) = split(bytes, SIGNATURE.len())?;
    let mut size = None;
    let mut scanned = false;
    loop {
        let (marker, after) = marker(rest)?;
        if marker == END {
            return match size {
                _ if !after.is_empty() => Err(Refusal::EmbeddedMetadata),
                Some(size) if scanned => Ok(size),
                _ => Err(Refusal::Damaged),
            };
        }
        let (content, after) = segment(after)?;
        if is_frame(marker) {
            // A second frame would be another picture in the same file.
            if size.replace(frame(content)?).is_some() {
                return Err(Refusal::Damaged);
            }
        } else {
            allow(marker, content)?;
        }
        rest = if marker == SCAN {
            scanned = true;
            after_scan(after)
        } else {
            after
        };
    }
}

/// The next marker, which any number of `FF` may precede.
fn marker(bytes: &[u8]) -> Result<(u8, &[u8]), Refusal> {
    let ([0xFF], mut rest) = take(bytes)? else {
        return Err(Refusal::Damaged);
    };
    loop {
        let ([byte], after) = take(rest)?;
        if byte != 0xFF {
            return Ok((byte, after));
        }
        rest = after;
    }
}

/// A segment's content: two bytes of length, which count themselves.
fn segment(bytes: &[u8]) -> Result<(&[u8], &[u8]), Refusal> {
    let (length, rest) = take(bytes)?;
    let length = usize::from(u16::from_be_bytes(length));
    split(rest, length.checked_sub(2).ok_or(Refusal::Damaged)?)
}

/// Whether this marker begins a frame (C4, C8 and CC stand for other things).
const fn is_frame(marker: u8) -> bool {
    matches!(marker, 0xC0..=0xCF) && !matches!(marker, 0xC4 | 0xC8 | 0xCC)
}

fn frame(content: &[u8]) -> Result<Size, Refusal> {
    let (_precision, rest) = take::<1>(content)?;
    let (height, rest) = take(rest)?;
    let (width, _components) = take(rest)?;
    Ok(Size {
        width: u16::from_be_bytes(width).into(),
        height: u16::from_be_bytes(height).into(),
    })
}

/// Tables and the few application segments that say how to show the colours.
fn allow(marker: u8, content: &[u8]) -> Result<(), Refusal> {
    match marker {
        // Huffman and arithmetic tables, scan, quantisation tables, restart interval.
        0xC4 | 0xCC | SCAN | 0xDB | 0xDD => Ok(()),
        // JFIF without its thumbnail, which may show what was cut off the picture.
        0xE0 if content.starts_with(b"JFIF\0") && content.len() == 14 => Ok(()),
        0xE2 if content.starts_with(b"ICC_PROFILE\0") => Ok(()),
        0xEE if content.starts_with(b"Adobe") && content.len() == 12 => Ok(()),
        0xE0..=0xEF | COMMENT => Err(Refusal::EmbeddedMetadata),
        _ => Err(Refusal::Damaged),
    }
}

/// What follows the coded picture, from its next marker on; nothing when it is cut off. `FF00` is a
/// byte of the picture, `FFD0` to `FFD7` are restarts in it.
fn after_scan(bytes: &[u8]) -> &[u8] {
    let next = bytes
        .windows(2)
        .position(|pair| pair[0] == 0xFF && !matches!(pair[1], 0x00 | 0xD0..=0xD7 | 0xFF));
    next.map_or(&[], |at| &bytes[at..])
}

#[cfg(test)]
mod tests {
    use super::super::{Refusal, inspect, tests::PHOTO_JPG};

    /// The photo with a segment after its signature.
    fn with_segment(marker: u8, content: &[u8]) -> Vec<u8> {
        let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
        let segment = [&[0xFF, marker][..], &length, content].concat();
        [&PHOTO_JPG[..2], &segment, &PHOTO_JPG[2..]].concat()
    }

    #[test]
    fn what_tells_of_place_device_or_person_is_refused() {
        for (marker, content) in [
            (0xE1, &b"Exif\0\0MM\0*"[..]),
            (0xE1, b"http://ns.adobe.com/xap/1.0/\0<x/>"),
            (0xED, b"Photoshop 3.0\0"),
            (0xFE, b"comment"),
            (0xE2, b"MPF\0"),
            (0xE0, b"JFXX\0"),
            (0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\x01\x01abc"),
            (0xEB, b"JP"),
        ] {
            let refused = inspect(&with_segment(marker, content));
            assert_eq!(refused, Err(Refusal::EmbeddedMetadata), "{marker:x}");
        }
    }

    #[test]
    fn what_says_how_to_show_the_colours_stays() {
        for (marker, content) in [
            (0xE2, &b"ICC_PROFILE\0\x01\x01profile"[..]),
            (0xEE, b"Adobe\0\x64\0\0\0\0\x01"),
        ] {
            assert!(
                inspect(&with_segment(marker, content)).is_ok(),
                "{marker:x}"
            );
        }
    }

    #[test]
    fn a_comment_after_the_picture_is_found_too() {
        let (picture, end) = PHOTO_JPG.split_at(PHOTO_JPG.len() - 2);
        let commented = [picture, &[0xFF, 0xFE, 0, 3, b'x'], end].concat();
        assert_eq!(inspect(&commented), Err(Refusal::EmbeddedMetadata));
    }

    #[test]
    fn the_header_bounds_the_pixels() {
        let at = PHOTO_JPG.windows(2).position(|pair| pair == [0xFF, 0xC0]);
        let size = at.unwrap() + 5;
        let sized = |height: u16, width: u16| {
            let mut photo = PHOTO_JPG.to_vec();
            photo[size..size + 2].copy_from_slice(&height.to_be_bytes());
            photo[size + 2..size + 4].copy_from_slice(&width.to_be_bytes());
            inspect(&photo)
        };
        assert!(sized(5_000, 8_000).is_ok());
        assert_eq!(sized(5_001, 8_000), Err(Refusal::TooManyPixels));
        assert_eq!(sized(0, 8_000), Err(Refusal::Damaged));
    }
}
