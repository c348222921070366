//! What a cell's text means: stray spaces, full-width digits, dates as offices write them.

use chrono::{Datelike, Days, NaiveDate};
use domain::codes::Coded;

/// Without white space and invisible marks around it.
pub(crate) fn tidy(text: &str) -> &str {
    text.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}')
    })
}

/// Full-width letters, digits and signs as their usual forms.
pub(crate) fn half_width(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            '\u{3000}' | '\u{a0}' => ' ',
            other => other,
        })
        .collect()
}

/// Half-width and without any white space: codes, numbers, phones.
pub(crate) fn compact(text: &str) -> String {
    half_width(tidy(text))
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect()
}

/// A person's name without the spaces that pad two characters to three; names with Latin letters keep theirs.
pub(crate) fn person_name(text: &str) -> String {
    let text = tidy(text);
    if text.is_ascii() || text.chars().any(|c| c.is_ascii_alphabetic()) {
        return text.to_owned();
    }
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// The values of a cell, separated by `|`, 、 or their like.
pub(crate) fn several(text: &str) -> Vec<String> {
    tidy(text)
        .split(['|', '｜', '、', ';', '；', ',', '，', '\n'])
        .map(|part| tidy(part).to_owned())
        .filter(|part| !part.is_empty())
        .collect()
}

/// The member of a closed set by its code or its term; 省, 省级 and 省派 mean the same, so do 副高 and 副高级.
pub(crate) fn coded<T: Coded>(text: &str) -> Option<T> {
    let text = compact(text);
    let plain = |text: &str| {
        let text = compact(text).replace("职称", "");
        text.trim_end_matches(['级', '派']).to_owned()
    };
    T::from_code(&text.to_lowercase()).or_else(|| {
        T::ALL
            .iter()
            .copied()
            .find(|member| plain(member.label()) == plain(&text))
    })
}

/// A day: `2026-03-01`, `2026/3/1`, `2026.3.1`, `2026年3月1日`, `20260301`, with or without a time, or Excel's day number.
pub(crate) fn date(text: &str) -> Option<NaiveDate> {
    let text = half_width(tidy(text));
    let day = text.split([' ', 'T']).next().unwrap_or_default();
    let parts: Vec<&str> = day
        .split(['-', '/', '.', '年', '月', '日', '号'])
        .filter(|part| !part.is_empty())
        .collect();
    match parts.as_slice() {
        [year, month, day] if year.len() == 4 => {
            NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
        }
        [digits] if digits.len() == 8 => NaiveDate::parse_from_str(digits, "%Y%m%d").ok(),
        // Excel counts days from 1899-12-30; five digits begin in 1927.
        [digits] if digits.len() == 5 => {
            NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(digits.parse().ok()?))
        }
        _ => None,
    }
    .filter(|day| (1900..=2100).contains(&day.year()))
}

/// Whether a cell of an end date says that there is none.
pub(crate) fn means_open(text: &str) -> bool {
    matches!(
        tidy(text),
        "" | "-" | "—" | "/" | "无" | "至今" | "长期" | "今"
    )
}

/// Yes or no as lists write it.
pub(crate) fn yes_or_no(text: &str) -> Option<bool> {
    match compact(text).to_lowercase().as_str() {
        "是" | "有" | "具备" | "true" | "yes" | "y" | "1" | "√" | "✓" => Some(true),
        "否" | "无" | "不具备" | "没有" | "false" | "no" | "n" | "0" | "×" | "" => {
            Some(false)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::codes::{DispatchLevel, TitleLevel};

    #[test]
    fn a_day_has_many_spellings() {
        let day = NaiveDate::from_ymd_opt(2026, 3, 1);
        for text in [
            "2026-03-01",
            "2026/3/1",
            "2026.3.1",
            "2026年3月1日",
            "２０２６－０３－０１",
            "20260301",
            "46082",
            " 2026-03-01 00:00:00",
        ] {
            assert_eq!(date(text), day, "{text}");
        }
        for text in [
            "2026-02-30",
            "2026年3月",
            "3/1/2026",
            "昨天",
            "123456",
            "99999",
        ] {
            assert_eq!(date(text), None, "{text}");
        }
    }

    #[test]
    fn terms_come_short_and_long() {
        assert_eq!(coded("省派"), Some(DispatchLevel::Province));
        assert_eq!(coded(" 省 级 "), Some(DispatchLevel::Province));
        assert_eq!(coded("国家(三区)"), Some(DispatchLevel::NationalThreeArea));
        assert_eq!(coded("副高级职称"), Some(TitleLevel::AssociateSenior));
        assert_eq!(coded::<TitleLevel>("院士"), None);
    }

    #[test]
    fn spaces_and_full_width_digits_are_understood() {
        assert_eq!(compact("　１３９ ０００ ０１０００ "), "13900001000");
        assert_eq!(person_name("李　四"), "李四");
        assert_eq!(person_name("Li Si"), "Li Si");
        assert_eq!(several("脐橙、油茶|蔬菜"), ["脐橙", "油茶", "蔬菜"]);
    }
}
