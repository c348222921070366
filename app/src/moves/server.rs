//! The address that the server was asked for.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate, use_params_map, use_query_map},
    params::ParamsMap,
};

use super::Query;
use crate::routes::is_desk;

pub(super) type Pairs = ParamsMap;

pub(super) fn value(pairs: &Pairs, name: &str) -> Option<String> {
    pairs.get(name)
}

pub(super) fn query() -> Signal<Query> {
    let pairs = use_query_map();
    Signal::derive(move || Query(pairs.get()))
}

pub(super) fn id() -> Signal<String> {
    let parameters = use_params_map();
    Signal::derive(move || parameters.with(|parameters| parameters.get("id").unwrap_or_default()))
}

pub(super) fn path() -> Signal<String> {
    use_location().pathname.into()
}

pub(super) fn mover() -> impl Fn(&str) + Clone + Send + Sync + 'static {
    let navigate = use_navigate();
    move |page| navigate(page, NavigateOptions::default())
}

pub(crate) fn is_at_desk() -> bool {
    is_desk(&use_location().pathname.get_untracked())
}

pub(crate) fn page_title(text: String) -> impl IntoView {
    Title(leptos_meta::TitleProps::builder().text(text).build())
}
