//! A file on its way to the browser.

use super::{Format, Written};
use axum::{
    body::{Body, Bytes},
    response::{IntoResponse, Response},
};
use futures::stream;
use http::header;
use std::{fmt::Write as _, fs::File, io};
use tokio::io::AsyncReadExt;

const PIECE: usize = 64 * 1024;

/// A complete file with its names.
#[derive(Debug)]
pub struct Made {
    pub written: Written,
    pub format: Format,
    /// What people call it, without its ending.
    pub name: String,
    /// Digits, letters and hyphens, for programs that read no other.
    pub plain_name: String,
}

impl IntoResponse for Made {
    fn into_response(self) -> Response {
        let disposition = disposition(&self.plain_name, &self.name, self.format.extension());
        let headers = [
            (header::CONTENT_TYPE, self.format.content_type().to_owned()),
            (header::CONTENT_LENGTH, self.written.bytes.to_string()),
            (header::CONTENT_DISPOSITION, disposition),
        ];
        (headers, body(self.written.file)).into_response()
    }
}

/// Both names, the Chinese one as RFC 5987 writes it.
fn disposition(plain: &str, name: &str, extension: &str) -> String {
    let mut out = format!("attachment; filename=\"{plain}.{extension}\"; filename*=UTF-8''");
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a String does not fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out.push('.');
    out.push_str(extension);
    out
}

fn body(file: File) -> Body {
    let file = tokio::fs::File::from_std(file);
    Body::from_stream(stream::try_unfold(file, async |mut file| {
        let mut piece = vec![0; PIECE];
        let length = file.read(&mut piece).await?;
        piece.truncate(length);
        Ok::<_, io::Error>((length > 0).then(|| (Bytes::from(piece), file)))
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_a_chinese_name_and_a_plain_one() {
        assert_eq!(
            disposition("annual-2026", "信丰县 2026", "csv"),
            "attachment; filename=\"annual-2026.csv\"; filename*=UTF-8''%E4%BF%A1%E4%B8%B0%E5%8E%BF%202026.csv"
        );
    }
}
