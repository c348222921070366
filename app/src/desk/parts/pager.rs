//! Paging by key: on, and back to the first page.

use leptos::prelude::*;

/// `first` is where the list begins, `next` where it goes on.
#[component]
pub(crate) fn Pager(first: Option<String>, next: Option<String>) -> impl IntoView {
    (first.is_some() || next.is_some()).then(|| {
        view! {
            <nav class="pager" aria-label="翻页">
                {first.map(|href| view! { <a class="button slim" href=href>"回到第一页"</a> })}
                {next.map(|href| view! { <a class="button slim" href=href rel="next">"下一页"</a> })}
            </nav>
            <p class="print-only small">"只印出了这一页；要全部内容，请用导出的文件。"</p>
        }
    })
}
