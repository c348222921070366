//! WebP: a RIFF file of named chunks; a still picture and its colours, nothing else.

use super::{Chunk, Refusal, Size, split, take};

pub(super) fn is_webp(bytes: &[u8]) -> bool {
    bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP")
}

/// Walks all chunks; the largest size that one of them names.
pub(super) fn size(bytes: &[u8]) -> Result<Size, Refusal> {
    let (_riff, rest) = take::<4>(bytes)?;
    let (length, rest) = take(rest)?;
    let (mut rest, behind) = split(rest, length_of(length)?)?;
    if !behind.is_empty() {
        return Err(Refusal::EmbeddedMetadata);
    }
    (_, rest) = split(rest, 4)?;
    let mut canvas = None;
    let mut picture = None;
    while !rest.is_empty() {
        let (name, content, after) = chunk(rest)?;
        match &name {
            b"VP8X" => canvas = Some(extended(content)?),
            b"VP8 " if picture.is_none() => picture = Some(lossy(content)?),
            b"VP8L" if picture.is_none() => picture = Some(lossless(content)?),
            b"VP8 " | b"VP8L" => return Err(Refusal::Damaged),
            b"ALPH" | b"ICCP" => {}
            // EXIF, XMP, moving pictures, and whatever else somebody chose to put there.
            _ => return Err(Refusal::EmbeddedMetadata),
        }
        rest = after;
    }
    let picture = picture.ok_or(Refusal::Damaged)?;
    Ok(canvas
        .filter(|canvas| canvas.pixels() > picture.pixels())
        .unwrap_or(picture))
}

fn length_of(bytes: [u8; 4]) -> Result<usize, Refusal> {
    usize::try_from(u32::from_le_bytes(bytes)).map_err(|_| Refusal::Damaged)
}

/// The content is padded to an even length.
fn chunk(bytes: &[u8]) -> Result<Chunk<'_>, Refusal> {
    let (name, rest) = take(bytes)?;
    let (length, rest) = take(rest)?;
    let length = length_of(length)?;
    let (content, rest) = split(rest, length)?;
    let (_padding, rest) = split(rest, length % 2)?;
    Ok((name, content, rest))
}

/// The canvas: two numbers of three bytes, each one less than meant.
fn extended(content: &[u8]) -> Result<Size, Refusal> {
    let (_flags, rest) = take::<4>(content)?;
    let (width, rest) = take(rest)?;
    let (height, _) = take(rest)?;
    let number = |[low, middle, high]: [u8; 3]| u32::from_le_bytes([low, middle, high, 0]) + 1;
    Ok(Size {
        width: number(width),
        height: number(height),
    })
}

/// A key frame: its tag, its start code, then two numbers of 14 bits.
fn lossy(content: &[u8]) -> Result<Size, Refusal> {
    let (_tag, rest) = take::<3>(content)?;
    let ([0x9D, 0x01, 0x2A], rest) = take(rest)? else {
        return Err(Refusal::Damaged);
    };
    let (width, rest) = take(rest)?;
    let (height, _) = take(rest)?;
    let number = |bytes| u32::from(u16::from_le_bytes(bytes) & 0x3FFF);
    Ok(Size {
        width: number(width),
        height: number(height),
    })
}

/// Its mark, then two numbers of 14 bits, each one less than meant.
fn lossless(content: &[u8]) -> Result<Size, Refusal> {
    let ([0x2F], rest) = take(content)? else {
        return Err(Refusal::Damaged);
    };
    let (bits, _) = take(rest)?;
    let bits = u32::from_le_bytes(bits);
    Ok(Size {
        width: (bits & 0x3FFF) + 1,
        height: ((bits >> 14) & 0x3FFF) + 1,
    })
}

#[cfg(test)]
mod tests {
    use super::super::{
        Refusal, inspect,
        tests::{LOSSLESS_WEBP, PHOTO_WEBP},
    };

    /// The picture's chunks with more of them around, under a right length.
    fn with_chunks(before: &[u8], after: &[u8]) -> Vec<u8> {
        let chunks = [before, &PHOTO_WEBP[12..], after].concat();
        let length = u32::try_from(chunks.len() + 4).unwrap().to_le_bytes();
        [b"RIFF", &length[..], b"WEBP", &chunks].concat()
    }

    #[test]
    fn exif_and_xmp_are_refused_and_colours_stay() {
        for name in [b"EXIF", b"XMP ", b"ANIM", b"note"] {
            let chunk = [name, &[3, 0, 0, 0][..], b"abc\0"].concat();
            let refused = inspect(&with_chunks(b"", &chunk));
            assert_eq!(refused, Err(Refusal::EmbeddedMetadata), "{name:?}");
        }
        assert!(inspect(&with_chunks(b"ICCP\x03\0\0\0abc\0", b"")).is_ok());
    }

    #[test]
    fn the_header_bounds_the_pixels() {
        let canvas = |width: u32, height: u32| {
            let number = |number: u32| (number - 1).to_le_bytes()[..3].to_vec();
            let head = b"VP8X\x0a\0\0\0\0\0\0\0".to_vec();
            let chunk = [head, number(width), number(height)].concat();
            inspect(&with_chunks(&chunk, b""))
        };
        assert!(canvas(8_000, 5_000).is_ok());
        assert_eq!(canvas(8_000, 5_001), Err(Refusal::TooManyPixels));
        let mut photo = PHOTO_WEBP.to_vec();
        photo[26..30].copy_from_slice(&[0xFF, 0x3F, 0xFF, 0x3F]);
        assert_eq!(inspect(&photo), Err(Refusal::TooManyPixels));
        let mut photo = LOSSLESS_WEBP.to_vec();
        photo[21..25].copy_from_slice(&[0xFF; 4]);
        assert_eq!(inspect(&photo), Err(Refusal::TooManyPixels));
    }
}
