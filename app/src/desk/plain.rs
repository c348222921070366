//! Pages that are made on the server alone: lists and forms that need no script carry none, and
//! cost the desk's wasm nothing.

use crate::{
    components::{Failure, Waiting},
    error::AppError,
    view::Erase,
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use std::future::Future;

/// A page of what is read, or why it could not be, under a heading that says so.
pub(crate) fn once_read<T: Send + 'static>(
    reading: impl Future<Output = Result<T, AppError>> + Send + 'static,
    show: impl FnOnce(T) -> AnyView + Send + 'static,
) -> AnyView {
    read(reading, show, true)
}

/// The same below the page's own heading.
pub(crate) fn once_read_below<T: Send + 'static>(
    reading: impl Future<Output = Result<T, AppError>> + Send + 'static,
    show: impl FnOnce(T) -> AnyView + Send + 'static,
) -> AnyView {
    read(reading, show, false)
}

fn read<T: Send + 'static>(
    reading: impl Future<Output = Result<T, AppError>> + Send + 'static,
    show: impl FnOnce(T) -> AnyView + Send + 'static,
    whole: bool,
) -> AnyView {
    view! {
        <Suspense fallback=Waiting>
            {Suspend::new(async move {
                match crate::server::apart(reading).await {
                    Ok(value) => show(value),
                    Err(error) => view! { <Failure error whole /> }.erased(),
                }
            })}
        </Suspense>
    }
    .erased()
}

/// A part of the address' path.
pub(crate) fn segment(name: &str) -> String {
    use_params_map().with_untracked(|params| params.get(name).unwrap_or_default())
}

/// A part of the address' query; empty when absent.
pub(crate) fn asked_for(name: &str) -> String {
    use_query_map().with_untracked(|query| query.get(name).unwrap_or_default())
}
