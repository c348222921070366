//! The one place with a raw `<textarea>`: Leptos does not escape the text between its tags on the
//! server, so it is escaped here.

use leptos::{html::Textarea, prelude::*};

use super::{FaultLine, Faults};

use crate::view::{Erase, view};

/// A labelled text of several lines with a count of what may still be written.
#[component]
pub fn TextArea(
    name: &'static str,
    label: &'static str,
    value: RwSignal<String>,
    faults: Faults,
    #[prop(default = 1000)] longest: usize,
    #[prop(optional)] hint: &'static str,
    #[prop(optional)] placeholder: &'static str,
) -> impl IntoView {
    let node = NodeRef::<Textarea>::new();
    let at_first = value.get_untracked();
    let written = escaped(&at_first);
    Effect::new(move |met: Option<bool>| {
        let wanted = value.get();
        let Some(area) = node.get() else { return false };
        let typed = area.value();
        if met != Some(true) && typed != at_first {
            value.set(typed);
        } else if typed != wanted {
            area.set_value(&wanted);
        }
        true
    });
    let rest = move || count_words(value.with(|text| text.trim().chars().count()), longest);
    view! {
        <div class="field">
            <label for=name>{label} " " <span class="hint">{hint}</span></label>
            <textarea
                class="input"
                id=name
                name=name
                rows="4"
                placeholder=placeholder
                node_ref=node
                aria-invalid=move || faults.of(name).map(|_| "true")
                aria-describedby=move || {
                    let fault = faults.described_by(name).unwrap_or_default();
                    format!("{fault} {name}-rest").trim().to_owned()
                }
                on:input=move |event| value.set(event_target_value(&event))
                inner_html=written
            ></textarea>
            <FaultLine name faults />
            <small class="figure" id=format!("{name}-rest")>
                {rest}
            </small>
        </div>
    }
    .erased()
}

fn count_words(count: usize, longest: usize) -> String {
    if count > longest {
        format!("超出 {} 字", count - longest)
    } else {
        format!("还可写 {} 字", longest - count)
    }
}

/// Text as HTML that means just this text.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_end_the_field_it_is_written_in() {
        let html = Owner::new().with(|| {
            let value = RwSignal::new("</textarea><script>alert(1)</script>&amp;".to_owned());
            let faults = Faults::default();
            view! { <TextArea name="content" label="情况记录" value faults /> }.to_html()
        });
        assert!(!html.contains("<script"), "{html}");
        assert!(html.contains("&lt;/textarea&gt;&lt;script&gt;"), "{html}");
        assert!(html.contains("&amp;amp;"), "{html}");
    }

    #[test]
    fn the_rest_is_counted_in_characters() {
        assert_eq!(count_words(43, 1000), "还可写 957 字");
        assert_eq!(count_words(1003, 1000), "超出 3 字");
    }
}
