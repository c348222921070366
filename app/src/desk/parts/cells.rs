//! The columns of a list of plain text: figures stand at the end, a day or a code is not broken, and
//! an empty cell is empty, so that a phone's card leaves it out.

use crate::view::Erase;
use leptos::prelude::*;

/// A column's heading, and how its cells stand.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    heading: String,
    figures: bool,
    /// Whether people wrote what stands in it, so that it is not translated.
    written: bool,
}

/// The columns of these rows. One with nothing but figures is read from its end; years are names.
pub(crate) fn columns<'a>(
    headings: impl IntoIterator<Item = &'a str>,
    rows: impl Iterator<Item = &'a [String]> + Clone,
) -> Vec<Column> {
    let column = |(at, heading): (usize, &str)| {
        let cells = rows.clone().filter_map(|row| row.get(at));
        let mut told = cells.filter(|cell| !cell.is_empty()).peekable();
        let figures = heading != "年度" && told.peek().is_some();
        Column {
            heading: heading.to_owned(),
            figures: figures && told.all(|cell| is_figure(cell)),
            written: false,
        }
    };
    headings.into_iter().enumerate().map(column).collect()
}

impl Column {
    /// The same, of what people wrote.
    #[cfg(feature = "ssr")]
    pub(crate) fn written(self) -> Self {
        Self {
            written: true,
            ..self
        }
    }

    /// Its heading.
    pub(crate) fn head(&self) -> AnyView {
        let class = if self.figures { "" } else { "start" };
        view! { <th class=class>{self.heading.clone()}</th> }.erased()
    }

    /// A cell of it that says there is nothing.
    #[cfg(feature = "ssr")]
    pub(crate) fn without(&self, word: &'static str) -> AnyView {
        view! { <td class="start zero" data-label=self.heading.clone()>{word}</td> }.erased()
    }

    /// One of its cells.
    pub(crate) fn cell(&self, text: &str) -> AnyView {
        let class = if self.figures {
            "whole"
        } else {
            standing(text)
        };
        let long = fills_a_card(&self.heading, text);
        let translate = self.written.then_some("no");
        view! {
            <td class=class class:long=long data-label=self.heading.clone() translate=translate>
                {(!text.is_empty()).then(|| text.to_owned())}
            </td>
        }
        .erased()
    }
}

/// The class of a cell that is read from its start. What is short is not broken, phrases break
/// between them alone.
pub(crate) fn standing(text: &str) -> &'static str {
    const SHORT: usize = 24;
    const LONGEST_PHRASE: usize = 12;
    let mut phrases = text.split(|sign: char| " 、，。；：（）".contains(sign));
    if width(text) <= SHORT {
        "start whole"
    } else if phrases.all(|phrase| phrase.chars().count() <= LONGEST_PHRASE) {
        "start kept"
    } else {
        "start"
    }
}

/// How wide a text is: a Chinese character is as wide as two of the others.
fn width(text: &str) -> usize {
    text.chars()
        .map(|sign| 2 - usize::from(sign.is_ascii()))
        .sum()
}

/// Whether a label and its text are wider than half a phone, so that they take a line of its card.
fn fills_a_card(label: &str, text: &str) -> bool {
    const HALF_A_CARD: usize = 18;
    // A label's characters are smaller by a fifth.
    width(label) * 4 / 5 + 1 + width(text) > HALF_A_CARD
}

/// A number, with a unit of a character or without.
fn is_figure(text: &str) -> bool {
    let (number, unit) = text.split_once(' ').unwrap_or((text, ""));
    let digits = number.trim_start_matches(['-', '−', '+']);
    let is_number = digits.starts_with(|sign: char| sign.is_ascii_digit())
        && digits
            .chars()
            .all(|sign| sign.is_ascii_digit() || ",.%".contains(sign));
    (is_number && digits.len() <= 10 && unit.chars().count() <= 1) || text == "–"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(heading: &str, cells: &[&str]) -> bool {
        let rows: Vec<Vec<String>> = cells.iter().map(|cell| vec![(*cell).to_owned()]).collect();
        columns([heading], rows.iter().map(Vec::as_slice))[0].figures
    }

    #[test]
    fn a_column_of_figures_is_told_from_names_codes_and_years() {
        assert!(figures("带动增收（万元）", &["1,234.5", "", "17"]));
        assert!(figures("成员", &["5 人", "–"]));
        assert!(!figures("年度", &["2026", "2025"]));
        assert!(!figures("代码", &["360722106203"]));
        assert!(!figures("日期", &["2026-05-04"]));
        assert!(!figures("数量", &["12", "未填"]));
        assert!(!figures("数量", &["", ""]));
    }

    #[test]
    fn days_and_codes_stay_whole_and_only_long_text_breaks_anywhere() {
        assert_eq!(standing("2026-05-04"), "start whole");
        assert_eq!(standing("谢国梁（kj-xinfeng）"), "start whole");
        assert_eq!(standing("2025-01-01 至 2027-12-31"), "start whole");
        assert_eq!(standing("谢国梁，2026年11月26日 23:17"), "start kept");
        assert_eq!(standing("老园黄龙病病树清除后补种什么"), "start");
    }

    #[test]
    fn what_is_wider_than_half_a_phone_takes_a_line_of_the_card() {
        assert!(!fills_a_card("角色", "科技特派员"));
        assert!(fills_a_card("最近使用", "2026年11月26日 23:27"));
        assert!(fills_a_card("地点", "信丰县小江镇中兴村"));
    }
}
