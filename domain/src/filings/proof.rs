//! The text of a filing and its hash: who has the text can compute the hash anywhere.

use super::{CountedItem, Filing};
use chrono::SecondsFormat;
use sha2::{Digest, Sha256};

/// Everything that was filed as one text: a line of what it is, the figures as they are kept (JSON on one
/// line), and a line for each thing that they count, sorted.
///
/// `items` may come in any order; `figures` enters as it is stored, so that no later version of the
/// program writes it otherwise.
#[must_use]
pub fn text(filing: &Filing, figures: &str, items: &[CountedItem]) -> String {
    let mut lines: Vec<String> = items.iter().map(line).collect();
    lines.sort_unstable();
    let head = format!(
        "ketepai filing 1\narea {}\nyear {}\nnumber {}\nfiled_at {}\nfigures {figures}\n",
        filing.area.code,
        filing.year,
        filing.number,
        filing.filed_at.to_rfc3339_opts(SecondsFormat::Micros, true),
    );
    lines.iter().fold(head, |text, line| text + line + "\n")
}

/// SHA-256 of the text, in hexadecimal.
#[must_use]
pub fn hash(text: &str) -> String {
    let digits = |text: String, byte| format!("{text}{byte:02x}");
    Sha256::digest(text).iter().fold(String::new(), digits)
}

/// Kind, id, version, codes; and last the name, in which there is no line break.
fn line(item: &CountedItem) -> String {
    let codes: Vec<_> = item.codes.iter().map(|code| code.as_str()).collect();
    let name: String = item.name.chars().filter(|c| !c.is_control()).collect();
    format!(
        "{} {} {} {} {name}",
        item.kind.code(),
        item.id,
        item.version,
        codes.join(",")
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        areas::AreaLevel,
        coverage::AreaName,
        filings::FilingState,
        ids::FilingId,
        statistics::catalogue::{IndicatorCode, Listed},
    };

    fn filing() -> Filing {
        Filing {
            id: FilingId(uuid::Uuid::from_u128(7)),
            area: AreaName {
                code: "360722000000".parse().unwrap(),
                name: "信丰县".into(),
                level: AreaLevel::County,
            },
            year: 2025,
            number: 1,
            state: FilingState::Filed,
            filed_at: "2026-01-05T02:00:00Z".parse().unwrap(),
            filed_by: "李".into(),
            decided_at: None,
            decided_by: None,
            reason: None,
            hash: String::new(),
        }
    }

    fn item(id: &str) -> CountedItem {
        CountedItem {
            kind: Listed::Records,
            id: id.into(),
            version: 2,
            name: "20250603-0001".into(),
            codes: [IndicatorCode::B01, IndicatorCode::C01].into(),
        }
    }

    #[test]
    fn the_order_of_what_is_counted_does_not_matter() {
        let (a, b) = (item("a"), item("b"));
        let one = text(&filing(), "{}", &[a.clone(), b.clone()]);
        assert_eq!(one, text(&filing(), "{}", &[b, a]));
        assert!(
            one.ends_with("records a 2 B01,C01 20250603-0001\nrecords b 2 B01,C01 20250603-0001\n"),
            "{one}"
        );
    }

    #[test]
    fn every_part_of_a_filing_enters_its_hash() {
        let of = |filing: &Filing, figures: &str, items: &[CountedItem]| {
            hash(&text(filing, figures, items))
        };
        let whole = of(&filing(), "{}", &[item("a")]);
        assert_eq!(whole.len(), 64);
        let changes: [fn(&mut Filing); 4] = [
            |filing| filing.area.code = "360723000000".parse().unwrap(),
            |filing| filing.year = 2024,
            |filing| filing.number = 2,
            |filing| filing.filed_at += chrono::Duration::microseconds(1),
        ];
        for change in changes {
            let mut other = filing();
            change(&mut other);
            assert_ne!(of(&other, "{}", &[item("a")]), whole, "{other:?}");
        }
        let changes: [fn(&mut CountedItem); 4] = [
            |item| item.id.push('x'),
            |item| item.version = 3,
            |item| item.name.push('x'),
            |item| _ = item.codes.insert(IndicatorCode::B03),
        ];
        for change in changes {
            let mut other = item("a");
            change(&mut other);
            assert_ne!(of(&filing(), "{}", &[other.clone()]), whole, "{other:?}");
        }
        assert_ne!(of(&filing(), "{ }", &[item("a")]), whole);
        assert_ne!(of(&filing(), "{}", &[]), whole);
    }

    #[test]
    fn a_name_cannot_begin_a_line() {
        let mut forged = item("a");
        forged.name = "x\nrecords b 2 B01 y".into();
        assert_eq!(text(&filing(), "{}", &[forged]).lines().count(), 7);
    }
}
