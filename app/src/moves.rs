//! Where a page of the phone stands, and the ways to another.
//!
//! On the server `leptos_router` reads the address. In the browser the phone has its own small reading of
//! it: [`Page::at`](crate::parts::Page::at) knows every page.

#[cfg(not(feature = "ssr"))]
mod browser;
#[cfg(feature = "ssr")]
mod server;

#[cfg(not(feature = "ssr"))]
pub(crate) use browser::{begin, is_at_desk, page_title};
#[cfg(feature = "ssr")]
pub(crate) use server::{is_at_desk, page_title};

#[cfg(not(feature = "ssr"))]
use browser as here;
#[cfg(feature = "ssr")]
use server as here;

use leptos::prelude::*;

/// What follows the path in an address.
#[derive(Debug, Clone, PartialEq)]
pub struct Query(here::Pairs);

impl Query {
    /// The first value under a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<String> {
        here::value(&self.0, name)
    }
}

/// The query of the page's address; a page stays as it changes.
#[must_use]
pub fn query() -> Signal<Query> {
    here::query()
}

/// Which one the page is about: the part of its path that changes; empty where none does.
#[must_use]
pub fn id() -> Signal<String> {
    here::id()
}

/// The page's path.
#[must_use]
pub fn path() -> Signal<String> {
    here::path()
}

/// Goes to another page; called while the page is set up.
pub fn mover() -> impl Fn(&str) + Clone + Send + Sync + 'static {
    here::mover()
}

/// The document's title.
#[component]
pub fn PageTitle(#[prop(into)] text: String) -> impl IntoView {
    page_title(text)
}
