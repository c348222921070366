//! JPEG: a row of marked segments, of which only those that the picture itself needs are kept.

const START: [u8; 2] = [0xFF, 0xD8];
const END: u8 = 0xD9;
const SCAN: u8 = 0xDA;

/// The same picture without anything that tells of place, device or person (EXIF, XMP, IPTC, comments,
/// pictures within it, bytes after its end). None when it is no whole JPEG.
#[must_use]
pub fn only_the_picture(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut rest = bytes.strip_prefix(&START)?;
    let mut kept = START.to_vec();
    loop {
        let (marker, after) = marker(rest)?;
        if marker == END {
            kept.extend([0xFF, END]);
            return Some(kept);
        }
        let length = usize::from(u16::from_be_bytes([*after.first()?, *after.get(1)?]));
        let (segment, mut after) = after.split_at_checked(length.max(2))?;
        let mut coded: &[u8] = &[];
        if marker == SCAN {
            (coded, after) = after.split_at(coded_length(after)?);
        }
        if is_needed(marker, &segment[2..]) {
            kept.extend([0xFF, marker]);
            kept.extend(segment);
            kept.extend(coded);
        }
        rest = after;
    }
}

/// The next marker, which any number of `FF` may precede.
fn marker(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let rest = bytes.strip_prefix(&[0xFF])?;
    let at = rest.iter().position(|byte| *byte != 0xFF)?;
    Some((rest[at], &rest[at + 1..]))
}

/// How far the coded picture goes: `FF00` is a byte of it, `FFD0` to `FFD7` are restarts in it.
fn coded_length(bytes: &[u8]) -> Option<usize> {
    bytes
        .windows(2)
        .position(|pair| pair[0] == 0xFF && !matches!(pair[1], 0x00 | 0xD0..=0xD7 | 0xFF))
}

/// Frames, tables and scans, and of the application's segments those that say how to show the colours.
fn is_needed(marker: u8, content: &[u8]) -> bool {
    match marker {
        0xE0 => content.starts_with(b"JFIF\0") && content.len() == 14,
        0xE2 => content.starts_with(b"ICC_PROFILE\0"),
        0xEE => content.starts_with(b"Adobe") && content.len() == 12,
        0xC0..=0xCF | SCAN | 0xDB | 0xDD => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
        let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
        [&[0xFF, marker][..], &length, content].concat()
    }

    /// A picture in miniature: tables, a frame, two scans with an escaped byte and a restart.
    fn picture(extra: &[u8], behind: &[u8]) -> Vec<u8> {
        [
            &START[..],
            &segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"),
            extra,
            &segment(0xDB, &[0; 65]),
            &segment(0xC2, &[8, 0, 1, 0, 1, 1, 1, 0x11, 0]),
            &segment(SCAN, &[1, 1, 0, 0, 63, 0]),
            &[1, 0xFF, 0x00, 2, 0xFF, 0xD0, 3],
            &segment(SCAN, &[1, 1, 0, 0, 63, 0]),
            &[4, 5],
            &[0xFF, END],
            behind,
        ]
        .concat()
    }

    #[test]
    fn a_picture_alone_stays_byte_for_byte() {
        assert_eq!(
            only_the_picture(&picture(b"", b"")),
            Some(picture(b"", b""))
        );
    }

    #[test]
    fn what_tells_of_place_device_or_person_is_dropped() {
        for (marker, content) in [
            (0xE1, &b"Exif\0\0MM\0*"[..]),
            (0xE1, b"http://ns.adobe.com/xap/1.0/\0<x/>"),
            (0xE2, b"MPF\0"),
            (0xE0, b"JFXX\0"),
            (0xED, b"Photoshop 3.0\0"),
            (0xFE, b"comment"),
        ] {
            let told = picture(&segment(marker, content), b"");
            assert_eq!(
                only_the_picture(&told),
                Some(picture(b"", b"")),
                "{marker:x}"
            );
        }
        let film = picture(b"", b"a film in motion");
        assert_eq!(only_the_picture(&film), Some(picture(b"", b"")));
    }

    #[test]
    fn what_says_how_to_show_the_colours_stays() {
        let colours = picture(&segment(0xE2, b"ICC_PROFILE\0\x01\x01profile"), b"");
        assert_eq!(only_the_picture(&colours), Some(colours));
    }

    #[test]
    fn a_picture_cut_anywhere_is_none() {
        let whole = picture(b"", b"");
        for length in 0..whole.len() {
            assert_eq!(only_the_picture(&whole[..length]), None, "cut at {length}");
        }
        assert_eq!(only_the_picture(b"\x89PNG\r\n\x1a\n"), None);
    }
}
