//! Session tokens and one-time codes: shown once, kept as SHA-256.

use crate::clock::random;
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// Digits and letters that are not mistaken for each other on paper (no I, L, O, U).
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// SHA-256 of a text.
pub(crate) fn sha256(text: &str) -> Vec<u8> {
    Sha256::digest(text.as_bytes()).to_vec()
}

/// A new session token: 256 random bits in hex.
pub(crate) fn new_token() -> String {
    random::<32>().iter().fold(String::new(), |mut text, byte| {
        // Writing to a String does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A one-time code of 80 bits, shown as `XXXX-XXXX-XXXX-XXXX`.
#[derive(Debug, Clone)]
pub(crate) struct Code(String);

impl Code {
    /// A new random code.
    pub(crate) fn new() -> Self {
        let bits = random::<10>()
            .iter()
            .fold(0_u128, |bits, byte| (bits << 8) | u128::from(*byte));
        let digits = (0..16)
            .rev()
            .map(|at| char::from(ALPHABET[((bits >> (at * 5)) & 31) as usize]));
        Self(digits.collect())
    }

    /// Reads a code as people type it: any case, with or without hyphens and spaces.
    pub(crate) fn parse(text: &str) -> Self {
        let digit = |c: char| match c.to_ascii_uppercase() {
            'I' | 'L' => '1',
            'O' => '0',
            other => other,
        };
        let kept = text.chars().filter(char::is_ascii_alphanumeric).take(32);
        Self(kept.map(digit).collect())
    }

    /// What the database keeps.
    pub(crate) fn hash(&self) -> Vec<u8> {
        sha256(&self.0)
    }

    /// The form for people.
    pub(crate) fn shown(&self) -> String {
        let groups: Vec<_> = self
            .0
            .as_bytes()
            .chunks(4)
            .map(String::from_utf8_lossy)
            .collect();
        groups.join("-")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_survives_paper() {
        let code = Code::new();
        assert_eq!(code.shown().len(), 19);
        let typed = code
            .shown()
            .to_lowercase()
            .replace('-', " ")
            .replace('0', "o")
            .replace('1', "l");
        assert_eq!(Code::parse(&typed).hash(), code.hash());
        assert_ne!(Code::new().hash(), code.hash());
    }

    #[test]
    fn a_token_is_256_bits() {
        assert_eq!(new_token().len(), 64);
        assert_ne!(new_token(), new_token());
    }
}
