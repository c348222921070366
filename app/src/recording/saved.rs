//! After 提交: the number, and where to go from here.

use domain::ids::RecordId;
use leptos::prelude::*;

use crate::components::{Icon, Shape};

#[component]
pub fn Saved(
    id: RecordId,
    number: Option<String>,
    /// What follows in the same place, such as 再记一个村; the label and what it does.
    #[prop(optional)]
    again: Option<(&'static str, Callback<()>)>,
) -> impl IntoView {
    view! {
        <section class="done" id="saved" tabindex="-1">
            <div class="mark">
                <Icon shape=Shape::Done />
            </div>
            <h1 role="status">"已提交，等待审核"</h1>
            {number.map(|number| view! { <p>"编号 " <span class="number figure">{number}</span></p> })}
            <div class="actions">
                {again
                    .map(|(label, go)| {
                        view! {
                            <button class="button primary" type="button" on:click=move |_| go.run(())>
                                {label}
                            </button>
                        }
                    })}
                <a class="button" href="/">
                    "回工作台"
                </a>
                <a class="button quiet" href=format!("/records/{id}")>
                    "看这条记录"
                </a>
            </div>
        </section>
    }
    .into_any()
}
