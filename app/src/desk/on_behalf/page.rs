//! `/desk/on-behalf/visit` and `/desk/on-behalf/training`.

use super::{Refused, fields::fields};
use crate::{
    components::{Notice, Tone},
    desk::{
        plain::{once_read, segment},
        registers::FormField,
    },
    error::AppError,
    server::{not_there, seen},
    view::Erase,
    words as said,
};
use axum::http::request::Parts;
use domain::{
    codes::{Coded, RecordKind},
    fields::FieldError,
    registers::Field,
};
use leptos::prelude::*;
use leptos_meta::Title;

/// The form as it is shown.
struct Form {
    kind: RecordKind,
    /// The ids under which it is sent, however often.
    id: String,
    change_id: String,
    opened_at: String,
    fields: Vec<Field>,
    faults: Vec<FieldError>,
}

async fn form(kind: String) -> Result<Form, AppError> {
    let (actor, store) = (crate::server::actor()?, crate::server::store());
    let kind = RecordKind::from_code(&kind).ok_or_else(not_there)?;
    let refused = use_context::<Parts>().and_then(|parts| parts.extensions.get().cloned());
    let refused: Refused = refused.unwrap_or_default();
    let choices = store::on_behalf::choices(&store, &actor)
        .await
        .map_err(seen)?;
    let kept = |name: &str| match refused.typed.text(name) {
        "" => store.clock().new_id().to_string(),
        id => id.to_owned(),
    };
    Ok(Form {
        kind,
        id: kept("id"),
        change_id: kept("change_id"),
        opened_at: match refused.typed.text("captured_at") {
            "" => store.clock().now().to_rfc3339(),
            at => at.to_owned(),
        },
        fields: fields(kind, &choices, &refused),
        faults: refused.faults,
    })
}

#[component]
pub(crate) fn OnBehalfPage() -> impl IntoView {
    let reading = form(segment("kind"));
    view! {
        <Title text="代录 · 科特派" />
        {once_read(reading, |form| view! { <Whole form /> }.erased())}
    }
}

#[component]
fn Whole(form: Form) -> impl IntoView {
    let kind = form.kind;
    let tabs = RecordKind::ALL
        .iter()
        .map(|other| {
            view! {
                <a
                    class="filter-chip"
                    href=address(*other)
                    aria-current=(*other == kind).then_some("page")
                >
                    {format!("{}记录", other.label())}
                </a>
            }
        })
        .collect_view();
    let unshown = form
        .faults
        .iter()
        .filter(|fault| {
            !form
                .fields
                .iter()
                .any(|field| fault.path.ends_with(&field.column))
        })
        .map(said::field)
        .collect::<Vec<_>>()
        .join(" ");
    let refused = !form.faults.is_empty();
    let fields = form
        .fields
        .into_iter()
        .map(|field| view! { <FormField field /> })
        .collect_view();
    view! {
        <header class="desk-head">
            <div class="grow">
                <h1>{format!("代录{}记录", kind.label())}</h1>
                <p class="small">
                    "按纸质日志代科技特派员录入。记录标明由您代录，由其他审核人审核，本人也能看到。"
                </p>
            </div>
        </header>
        <nav class="filter-chips" aria-label="记录类别">
            {tabs}
        </nav>
        {refused
            .then(|| {
                view! {
                    <Notice tone=Tone::Bad text="没有提交：有内容需要更正，请看标红的地方。">
                        {unshown}
                    </Notice>
                }
            })}
        <form class="card form register-form" method="post" action=address(kind)>
            <input type="hidden" name="id" value=form.id />
            <input type="hidden" name="change_id" value=form.change_id />
            <input type="hidden" name="captured_at" value=form.opened_at />
            {fields}
            <div class="row">
                <button class="button primary">"提交"</button>
                <a class="button quiet" href="/desk/records" rel="external">
                    "取消"
                </a>
            </div>
        </form>
    }
}

fn address(kind: RecordKind) -> String {
    format!("/desk/on-behalf/{}", kind.code())
}
