//! A question before something that is not easily undone.

use leptos::{html::Dialog, prelude::*};

use crate::view::{Erase, view};

/// Opens when `open` turns true; `yes` runs after consent. Escape and 取消 close it.
#[component]
pub fn Confirm(
    open: RwSignal<bool>,
    title: &'static str,
    text: &'static str,
    action: &'static str,
    yes: Callback<()>,
) -> impl IntoView {
    let node = NodeRef::<Dialog>::new();
    Effect::new(move |_| {
        let wanted = open.get();
        let Some(dialog) = node.get() else { return };
        if wanted && !dialog.open() {
            // Fails only when it is open already.
            let _ = dialog.show_modal();
        } else if !wanted && dialog.open() {
            dialog.close();
        }
    });
    view! {
        <dialog class="dialog" node_ref=node aria-label=title on:close=move |_| open.set(false)>
            <div class="stack">
                <h2>{title}</h2>
                <p>{text}</p>
                <div class="row">
                    <button class="button" type="button" on:click=move |_| open.set(false)>
                        "取消"
                    </button>
                    <button
                        class="button danger"
                        type="button"
                        on:click=move |_| {
                            open.set(false);
                            yes.run(());
                        }
                    >
                        {action}
                    </button>
                </div>
            </div>
        </dialog>
    }
    .erased()
}
