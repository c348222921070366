//! A page's data: waiting, failed, or there.

use std::{future::Future, pin::Pin, sync::Arc};

use leptos::prelude::*;
use serde::{Serialize, de::DeserializeOwned};

use super::{Notice, Tone};
use crate::{error::AppError, json::Data, view::Erase, words};

/// Shows what a resource brings, a quiet placeholder before, and a failure in words.
pub fn loaded<T>(
    resource: Data<Result<T, AppError>>,
    show: impl Fn(T) -> AnyView + Clone + Send + Sync + 'static,
) -> AnyView
where
    T: Clone + Send + Sync + Serialize + DeserializeOwned + 'static,
{
    let coming = move || -> Coming {
        let show = show.clone();
        let read = reading(resource);
        Box::pin(async move { read.await.map(show) })
    };
    let retry = Callback::new(move |()| resource.refetch());
    once_there(Arc::new(coming), retry)
}

/// Shows what a resource brings inside a `<Transition>` of the caller's own.
pub fn awaited<T, V>(resource: Data<T>, show: impl FnOnce(T) -> V + Send + 'static) -> Suspend<V>
where
    T: Clone + Send + Sync + 'static,
    V: 'static,
{
    let read = reading(resource);
    Suspend::new(async move { show(read.await) })
}

/// Asked for while the page stands: it may be gone when the answer is first looked for.
fn reading<T: Clone + Send + Sync + 'static>(resource: Data<T>) -> impl Future<Output = T> + Send {
    resource.into_future()
}

type Coming = Pin<Box<dyn Future<Output = Result<AnyView, AppError>> + Send>>;

/// One copy for whatever comes.
fn once_there(coming: Arc<dyn Fn() -> Coming + Send + Sync>, retry: Callback<()>) -> AnyView {
    view! {
        <Transition fallback=Waiting>
            {move || {
                let coming = coming();
                Suspend::new(async move {
                    match coming.await {
                        Ok(view) => view,
                        Err(error) => view! { <Failure error retry /> }.erased(),
                    }
                })
            }}
        </Transition>
    }
    .erased()
}

/// Stands where content will be.
#[component]
pub fn Waiting() -> impl IntoView {
    view! {
        <div class="waiting-page" aria-busy="true">
            <p class="unseen" role="status">
                "正在加载…"
            </p>
            <div></div>
            <div></div>
        </div>
    }
    .erased()
}

/// What went wrong, and the one thing to do about it.
#[component]
pub fn Failure(
    error: AppError,
    #[prop(optional, into)] retry: Option<Callback<()>>,
) -> impl IntoView {
    let way_out = match (&error, retry) {
        (AppError::SignedOut, _) => view! {
            <a class="button primary" href="/sign-in" rel="external">
                "去登录"
            </a>
        }
        .erased(),
        (AppError::NotFound | AppError::Forbidden, _) | (_, None) => view! {
            <a class="button" href="/" rel="external">
                "回工作台"
            </a>
        }
        .erased(),
        (_, Some(retry)) => view! {
            <button class="button" type="button" on:click=move |_| retry.run(())>
                "重试"
            </button>
        }
        .erased(),
    };
    view! {
        <div class="stack">
            <Notice tone=Tone::Bad text=words::failure(&error) />
            <p>{way_out}</p>
        </div>
    }
    .erased()
}
