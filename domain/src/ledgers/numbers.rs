//! Numbers as people type and read them: 万元, 亩, counts, phones.

use crate::fields::{FieldCode, MAX_COUNT};

/// Fen in 1 万元.
const FEN: i64 = 1_000_000;

/// The most fen of one amount: 10 亿元.
const MAX_FEN: i64 = 100_000_000_000;

/// 万元 as typed, in fen.
pub(super) fn fen(text: &str) -> Result<i64, FieldCode> {
    scaled(text, 6).and_then(|fen| within(fen, MAX_FEN))
}

/// 亩 as typed, in hundredths.
pub fn hundredths(text: &str) -> Result<i64, FieldCode> {
    scaled(text, 2).and_then(|area| within(area, MAX_COUNT * 100))
}

/// A whole number as typed.
pub(super) fn count(text: &str) -> Result<i64, FieldCode> {
    scaled(text, 0).and_then(|count| within(count, MAX_COUNT))
}

/// The last four digits of a whole phone number, or the four that somebody wrote down of it. What is
/// neither has digits too few or too many.
pub(super) fn phone_tail(text: &str) -> Option<String> {
    let plain = super::name_key(text).replace('-', "");
    let fits = plain.len() == 4 || (7..=13).contains(&plain.len());
    let is_one = fits && plain.bytes().all(|b| b.is_ascii_digit());
    is_one.then(|| plain[plain.len() - 4..].to_owned())
}

fn within(number: i64, most: i64) -> Result<i64, FieldCode> {
    (number <= most)
        .then_some(number)
        .ok_or(FieldCode::OutOfRange)
}

/// Digits with at most `places` of them after the point, without the point. Thousands separators and
/// full-width digits are understood.
fn scaled(text: &str, places: usize) -> Result<i64, FieldCode> {
    let plain = super::name_key(text).replace([',', '，'], "");
    let (whole, part) = plain.split_once('.').unwrap_or((&plain, ""));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let part = part.trim_end_matches('0');
    if whole.is_empty() || !digits(whole) || !digits(part) || part.len() > places {
        return Err(FieldCode::OutOfRange);
    }
    format!("{whole}{part:0<places$}")
        .parse()
        .map_err(|_| FieldCode::OutOfRange)
}

/// Fen in 万元, exactly: `12.5`.
#[must_use]
pub fn yuan_text(fen: i64) -> String {
    decimal(fen, FEN, 6)
}

/// Hundredths, exactly: `35.5`.
#[must_use]
pub fn hundredths_text(hundredths: i64) -> String {
    decimal(hundredths, 100, 2)
}

fn decimal(number: i64, unit: i64, places: usize) -> String {
    let text = format!("{}.{:0places$}", number / unit, number % unit);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_is_told_by_four_digits_or_by_all_of_them() {
        for (typed, kept) in [
            ("5678", Some("5678")),
            ("138-1234-5678", Some("5678")),
            ("0797-3312345", Some("2345")),
            ("12345", None),
            ("123456", None),
            ("678", None),
            ("13812345678901", None),
        ] {
            assert_eq!(phone_tail(typed).as_deref(), kept, "{typed}");
        }
    }

    #[test]
    fn money_is_typed_in_ten_thousand_yuan_and_kept_in_fen() {
        assert_eq!(fen("12.5"), Ok(12_500_000));
        assert_eq!(fen("１,２００"), Ok(1_200_000_000));
        assert_eq!(fen("0.000001"), Ok(1));
        assert_eq!(fen("0.0000001"), Err(FieldCode::OutOfRange));
        for wrong in ["", "-1", "1e3", "十", "100000.000001", "1.2.3"] {
            assert_eq!(fen(wrong), Err(FieldCode::OutOfRange), "{wrong}");
        }
        assert_eq!(yuan_text(12_500_000), "12.5");
        assert_eq!(yuan_text(1_200_000_000), "1200");
        assert_eq!(yuan_text(1), "0.000001");
    }

    #[test]
    fn of_a_phone_number_only_the_last_four_digits_are_kept() {
        for whole in [
            "13812345678",
            "138-1234-5678",
            "１３８ １２３４ ５６７８",
            "5678",
        ] {
            assert_eq!(phone_tail(whole).as_deref(), Some("5678"), "{whole}");
        }
        for wrong in ["", "678", "无", "1381234567a", "13812345678000"] {
            assert_eq!(phone_tail(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn an_area_has_two_digits_and_a_count_none() {
        assert_eq!(hundredths("35.5"), Ok(3550));
        assert_eq!(hundredths_text(3550), "35.5");
        assert_eq!(hundredths_text(0), "0");
        assert_eq!(count("12.0"), Ok(12));
        assert_eq!(count("12.5"), Err(FieldCode::OutOfRange));
    }
}
