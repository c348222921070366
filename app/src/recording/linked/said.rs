//! What a record says for the ledgers, in one sentence.

use domain::ledgers::{
    Choices, hundredths_text,
    linked::{INTRODUCED, TALENTS},
};
use serde_json::Value;

/// The sentence; empty when the record says nothing.
pub(crate) fn said(linked: &Value) -> String {
    let items = |list: &str| linked[list].as_array().map_or(&[][..], Vec::as_slice);
    let mut parts = Vec::new();
    for item in items("raised") {
        let solved = if item["measures"].is_null() {
            ""
        } else {
            "（当场解决）"
        };
        parts.push(format!("提出问题：{}{solved}", text(&item["title"])));
    }
    for item in items("problems") {
        let did = if item["did"] == "resolved" {
            "解决问题"
        } else {
            "在办问题"
        };
        parts.push(format!("{did}：{}", text(&item["title"])));
    }
    for item in items("introductions") {
        let mut part = format!(
            "{}：{}",
            term(INTRODUCED, &item["kind"]),
            text(&item["name"])
        );
        if let Some(area) = item["area_hundredths"].as_i64() {
            part = format!("{part}，{} 亩", hundredths_text(area));
        }
        if let Some(households) = item["households"].as_i64() {
            part = format!("{part}，{households} 户");
        }
        parts.push(part);
    }
    for item in items("talents") {
        parts.push(format!(
            "{}：{}",
            term(TALENTS, &item["kind"]),
            text(&item["name"])
        ));
    }
    parts.join("；")
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// The term of a code; the code itself when it is unknown.
fn term(choices: Choices, code: &Value) -> &str {
    let code = text(code);
    let found = choices.iter().find(|(known, _)| *known == code);
    found.map_or(code, |(_, label)| label)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn each_part_is_told_and_nothing_is_nothing() {
        assert_eq!(said(&Value::Null), "");
        let linked = json!({
            "raised": [{"key": 1, "title": "木虱多", "measures": "喷药"}],
            "problems": [{"id": "a", "did": "worked", "title": "土壤偏酸"}],
            "introductions": [{"key": 1, "kind": "variety", "name": "赣脐3号", "area_hundredths": 3550}],
        });
        let want = "提出问题：木虱多（当场解决）；在办问题：土壤偏酸；新品种：赣脐3号，35.5 亩";
        assert_eq!(said(&linked), want);
    }
}
