//! A text of several lines in a plain form. Leptos does not escape the text between its tags on the
//! server, so it is escaped here.

use leptos::{html, prelude::*};

#[component]
pub(crate) fn LongText(
    name: String,
    text: String,
    wrong: bool,
    /// In characters.
    #[prop(optional)]
    longest: Option<u16>,
) -> impl IntoView {
    let described = wrong.then(|| format!("{name}-error"));
    html::textarea()
        .class("input")
        .id(name.clone())
        .name(name)
        .rows("3")
        .maxlength(longest.map(|longest| longest.to_string()))
        .aria_invalid(wrong.then_some("true"))
        .aria_describedby(described)
        .inner_html(escaped(&text))
}

/// Text as HTML that means just this text; a first line that is empty would be lost.
fn escaped(text: &str) -> String {
    let text = text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    format!("\n{text}")
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_end_the_field_it_is_written_in() {
        let html = Owner::new().with(|| {
            let text = "</textarea><script>alert(1)</script>".to_owned();
            view! { <LongText name="tech_demand".to_owned() text wrong=false /> }.to_html()
        });
        assert!(!html.contains("<script"), "{html}");
        assert!(html.contains("&lt;/textarea&gt;&lt;script&gt;"), "{html}");
    }
}
