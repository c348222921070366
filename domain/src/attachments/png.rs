//! PNG: a row of named chunks; only those that the picture itself needs are let through.

use super::{Chunk, Refusal, Size, split, take};

pub(super) const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Walks all chunks to the end of the picture.
pub(super) fn size(bytes: &[u8]) -> Result<Size, Refusal> {
    let (_, rest) = split(bytes, SIGNATURE.len())?;
    let (name, content, mut rest) = chunk(rest)?;
    if &name != b"IHDR" || content.len() != 13 {
        return Err(Refusal::Damaged);
    }
    let size = header(content)?;
    let mut pictured = false;
    loop {
        let (name, content, after) = chunk(rest)?;
        match &name {
            b"IEND" if !after.is_empty() || !content.is_empty() => {
                return Err(Refusal::EmbeddedMetadata);
            }
            b"IEND" if pictured => return Ok(size),
            b"IDAT" => pictured = true,
            // Palette, transparency, colours and resolution.
            b"PLTE" | b"tRNS" | b"cHRM" | b"gAMA" | b"iCCP" | b"sRGB" | b"sBIT" | b"cICP"
            | b"bKGD" | b"hIST" | b"pHYs" => {}
            b"IHDR" | b"IEND" => return Err(Refusal::Damaged),
            // Text, EXIF, and whatever else somebody chose to put there.
            _ => return Err(Refusal::EmbeddedMetadata),
        }
        rest = after;
    }
}

/// Four bytes of length come before name and content, four of checksum behind.
fn chunk(bytes: &[u8]) -> Result<Chunk<'_>, Refusal> {
    let (length, rest) = take(bytes)?;
    let (name, rest) = take(rest)?;
    let length = usize::try_from(u32::from_be_bytes(length)).map_err(|_| Refusal::Damaged)?;
    let (content, rest) = split(rest, length)?;
    let (_checksum, rest) = split(rest, 4)?;
    Ok((name, content, rest))
}

fn header(content: &[u8]) -> Result<Size, Refusal> {
    let (width, rest) = take(content)?;
    let (height, _) = take(rest)?;
    Ok(Size {
        width: u32::from_be_bytes(width),
        height: u32::from_be_bytes(height),
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Refusal, inspect, tests::PHOTO_PNG};

    /// Signature and IHDR.
    const HEAD: usize = 8 + 4 + 4 + 13 + 4;

    fn with_chunk(name: [u8; 4]) -> Vec<u8> {
        let chunk = [&[0, 0, 0, 3][..], &name, b"a\0b", &[0; 4]].concat();
        [&PHOTO_PNG[..HEAD], &chunk, &PHOTO_PNG[HEAD..]].concat()
    }

    #[test]
    fn text_and_exif_are_refused_and_colours_stay() {
        for name in [b"eXIf", b"tEXt", b"iTXt", b"zTXt", b"prVt"] {
            let refused = inspect(&with_chunk(*name));
            assert_eq!(refused, Err(Refusal::EmbeddedMetadata), "{name:?}");
        }
        assert!(inspect(&with_chunk(*b"gAMA")).is_ok());
    }

    #[test]
    fn the_header_bounds_the_pixels() {
        let sized = |width: u32, height: u32| {
            let mut photo = PHOTO_PNG.to_vec();
            photo[16..20].copy_from_slice(&width.to_be_bytes());
            photo[20..24].copy_from_slice(&height.to_be_bytes());
            inspect(&photo)
        };
        assert!(sized(8_000, 5_000).is_ok());
        assert_eq!(sized(8_000, 5_001), Err(Refusal::TooManyPixels));
        assert_eq!(sized(u32::MAX, u32::MAX), Err(Refusal::TooManyPixels));
        assert_eq!(sized(8_000, 0), Err(Refusal::Damaged));
    }

    #[test]
    fn a_picture_without_its_pixels_is_damaged() {
        let end = &PHOTO_PNG[PHOTO_PNG.len() - 12..];
        let empty = [&PHOTO_PNG[..HEAD], end].concat();
        assert_eq!(inspect(&empty), Err(Refusal::Damaged));
    }
}
