//! What stands aside in a form until somebody looks: its code is a part of the wasm of its own. What such
//! fields hold is the form's, whether they are shown or not.

use std::sync::Arc;

use domain::{coverage::AreaName, records::Photo};
use futures::FutureExt as _;
use leptos::{prelude::*, task::spawn_local};

use super::{linked::Entries, photos::PhotoList, place::PlaceSearch};
use crate::{
    components::{Choice, Notice, Tone},
    parts::{Missing, Parts},
    view::{Erase, view},
    visits::Rest,
};

/// One of them, with what it needs.
#[derive(Debug)]
pub struct Aside(pub(crate) Kind);

#[derive(Debug)]
pub(crate) enum Kind {
    Linked(Box<Entries>),
    OfVisit(Box<Rest>),
    PlaceSearch(AreaName, Callback<Choice>),
    Photos(RwSignal<Vec<Photo>>),
}

impl Aside {
    /// Called in its own part alone.
    #[must_use]
    pub fn view(self) -> AnyView {
        match self.0 {
            Kind::Linked(entries) => entries.view(),
            Kind::OfVisit(rest) => rest.view(),
            Kind::PlaceSearch(county, pick) => view! { <PlaceSearch county pick /> }.erased(),
            Kind::Photos(photos) => view! { <PhotoList photos /> }.erased(),
        }
    }
}

/// Shows it once its part is here. The server leaves it to the browser, where a page wakes without it.
pub(crate) fn aside(make: impl Fn() -> Kind + Send + Sync + 'static) -> AnyView {
    shown(Box::new(move || Aside(make())))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Coming,
    Here,
    Missing,
}

/// One copy for all of them.
fn shown(make: Box<dyn Fn() -> Aside + Send + Sync>) -> AnyView {
    let parts = StoredValue::new(use_context::<Arc<dyn Parts>>());
    let state = RwSignal::new(State::Coming);
    let fetch = move || {
        let Some(parts) = parts.get_value() else {
            return;
        };
        spawn_local(async move {
            let come = parts.fetch_asides().await;
            // The form may be gone by now.
            state.try_set(come.map_or_else(|Missing| State::Missing, |()| State::Here));
        });
    };
    Effect::new(move |_| fetch());
    let again = move || {
        state.set(State::Coming);
        fetch();
    };
    let view = move || {
        let here = match state.get() {
            State::Coming => return waiting(),
            State::Here => parts.get_value(),
            State::Missing => None,
        };
        let view = here.and_then(|parts| parts.aside(make()).now_or_never()?.ok());
        view.unwrap_or_else(|| missing(Callback::new(move |()| again())))
    };
    view.erased()
}

fn waiting() -> AnyView {
    view! {
        <p class="hint" role="status">
            "正在加载…"
        </p>
    }
    .erased()
}

fn missing(again: Callback<()>) -> AnyView {
    view! {
        <Notice tone=Tone::Soon text="网络断了，这里还没有下载到手机上。已填的内容不受影响，其他照常填写、提交。">
            <button class="button" type="button" on:click=move |_| again.run(())>
                "重试"
            </button>
        </Notice>
    }
    .erased()
}
