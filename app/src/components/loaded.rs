//! A page's data: waiting, failed, or there.

use std::{future::Future, pin::Pin, sync::Arc};

use domain::json::Readable;
use leptos::prelude::*;
use serde::Serialize;

use super::{Notice, Tone};
use crate::{
    error::AppError,
    json::Data,
    moves::is_at_desk,
    view::{Erase, view},
    words,
};

/// Shows what a resource brings, a quiet placeholder before, and a failure in words.
pub fn loaded<T>(
    resource: Data<Result<T, AppError>>,
    show: impl Fn(T) -> AnyView + Clone + Send + Sync + 'static,
) -> AnyView
where
    T: Clone + Send + Sync + Serialize + Readable + 'static,
{
    once_there(coming(resource, show), retry(resource), false)
}

/// As [`loaded`], where all of the page comes with what the resource brings, its heading too.
pub fn loaded_whole<T>(
    resource: Data<Result<T, AppError>>,
    show: impl Fn(T) -> AnyView + Clone + Send + Sync + 'static,
) -> AnyView
where
    T: Clone + Send + Sync + Serialize + Readable + 'static,
{
    once_there(coming(resource, show), retry(resource), true)
}

fn coming<T>(
    resource: Data<Result<T, AppError>>,
    show: impl Fn(T) -> AnyView + Clone + Send + Sync + 'static,
) -> Arc<dyn Fn() -> Coming + Send + Sync>
where
    T: Clone + Send + Sync + 'static,
{
    Arc::new(move || -> Coming {
        let show = show.clone();
        let read = reading(resource);
        Box::pin(async move { read.await.map(show) })
    })
}

fn retry<T>(resource: Data<Result<T, AppError>>) -> Callback<()>
where
    T: Clone + Send + Sync + Serialize + Readable + 'static,
{
    Callback::new(move |()| resource.refetch())
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
fn once_there(
    coming: Arc<dyn Fn() -> Coming + Send + Sync>,
    retry: Callback<()>,
    whole: bool,
) -> AnyView {
    view! {
        <Transition fallback=Waiting>
            {move || {
                let coming = coming();
                Suspend::new(async move {
                    match coming.await {
                        Ok(view) => view,
                        Err(error) => view! { <Failure error retry whole /> }.erased(),
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
    /// Nothing else stands on the page.
    #[prop(optional)]
    whole: bool,
) -> impl IntoView {
    let at_desk = is_at_desk();
    let home = if at_desk { "回首页" } else { "回工作台" };
    let way_out = match (&error, retry) {
        (AppError::SignedOut, _) => view! {
            <a class="button primary" href="/sign-in" rel="external">
                "去登录"
            </a>
        }
        .erased(),
        (AppError::NotFound | AppError::Forbidden, _) | (_, None) => view! {
            <a class="button" href="/" rel="external">
                {home}
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
            {whole.then(|| view! { <h1>{title(&error)}</h1> })}
            <Notice tone=Tone::Bad text=words::failure(&error) />
            <p>{way_out}</p>
        </div>
    }
    .erased()
}

/// What a page is called that shows a failure alone.
const fn title(error: &AppError) -> &'static str {
    match error {
        AppError::NotFound => "没有找到",
        AppError::Forbidden => "没有权限",
        AppError::SignedOut => "请先登录",
        _ => "没有打开",
    }
}
