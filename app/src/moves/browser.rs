//! The browser's address, its history and the clicks on links.

use leptos::{
    ev,
    prelude::*,
    wasm_bindgen::{JsCast, JsValue},
    web_sys::{Element, HtmlAnchorElement, MouseEvent, UrlSearchParams},
};

use super::Query;
use crate::{parts::Page, routes::is_desk, view::node::Node};

/// The query as it is written.
pub(super) type Pairs = String;

/// Where the phone's pages are; one for all of them.
#[derive(Clone, Copy)]
struct Place {
    path: RwSignal<String>,
    query: RwSignal<String>,
}

/// The product's name: the title of what has none of its own.
const PRODUCT: &str = "科特派";

/// Follows the address from now on; the page that belongs to it.
pub(crate) fn begin() -> Memo<Option<Page>> {
    let (path, query) = address();
    let place = Place {
        path: RwSignal::new(path),
        query: RwSignal::new(query),
    };
    provide_context(place);
    let clicks = window_event_listener(ev::click, move |event| place.follow(&event));
    let history = window_event_listener(ev::popstate, move |_| place.look());
    on_cleanup(move || {
        clicks.remove();
        history.remove();
    });
    // What a server function answers with another page.
    let owner = Owner::current();
    let redirect = move |page: &str| {
        let (page, owner) = (page.to_owned(), owner.clone());
        // What asked for it ends first.
        request_animation_frame(move || {
            owner.unwrap_or_default().with(|| place.go(&page));
        });
    };
    let _ = leptos::server_fn::redirect::set_redirect_hook(redirect);
    Memo::new(move |_| place.path.with(|path| Page::at(path)))
}

impl Place {
    /// Reads the address again.
    fn look(self) {
        let (path, query) = address();
        // The page hears of its path first: a query belongs to it.
        self.path.maybe_update(|before| replace(before, path));
        self.query.maybe_update(|before| replace(before, query));
    }

    /// Goes to a page of this site, as a new step of the browser's history.
    fn go(self, page: &str) {
        let path = page.split(['?', '#']).next().unwrap_or_default();
        if Page::at(path).is_none() {
            // Another root's, or another site's: the browser goes there.
            let _ = window().location().set_href(page);
            return;
        }
        if page != current() {
            let history = window().history();
            let _ = history.and_then(|history| {
                history.push_state_with_url(&JsValue::UNDEFINED, "", Some(page))
            });
        }
        self.look();
        window().scroll_to_with_x_and_y(0.0, 0.0);
    }

    /// A click on a link to a page of the phone changes the page, and nothing is loaded.
    fn follow(self, event: &MouseEvent) {
        let with_key = event.meta_key() || event.alt_key() || event.ctrl_key() || event.shift_key();
        if event.default_prevented() || event.button() != 0 || with_key {
            return;
        }
        let target = event.target().and_then(|target| target.dyn_into().ok());
        let link = target.and_then(|target: Element| target.closest("a[href]").ok().flatten());
        let Some(link) = link.and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok()) else {
            return;
        };
        let leaves = !link.target().is_empty()
            || link.has_attribute("download")
            || link.rel().split_whitespace().any(|word| word == "external")
            || window().location().origin() != Ok(link.origin());
        if leaves || Page::at(&link.pathname()).is_none() {
            return;
        }
        event.prevent_default();
        self.go(&(link.pathname() + &link.search() + &link.hash()));
    }
}

fn replace(before: &mut String, now: String) -> bool {
    let differs = *before != now;
    *before = now;
    differs
}

/// The path, and the query without its mark.
fn address() -> (String, String) {
    let location = window().location();
    let query = location.search().unwrap_or_default();
    (
        location.pathname().unwrap_or_default(),
        query.trim_start_matches('?').to_owned(),
    )
}

/// The address within this site.
fn current() -> String {
    let location = window().location();
    let parts = [location.pathname(), location.search(), location.hash()];
    parts.into_iter().filter_map(Result::ok).collect()
}

fn place() -> Place {
    use_context().unwrap_or_else(|| {
        let (path, query) = address();
        Place {
            path: RwSignal::new(path),
            query: RwSignal::new(query),
        }
    })
}

pub(super) fn value(query: &Pairs, name: &str) -> Option<String> {
    UrlSearchParams::new_with_str(query).ok()?.get(name)
}

/// What a page reads of the address stays as it was once another page's address stands there: the page is
/// about to go, and must ask for nothing more.
fn own<T: Clone + PartialEq + Send + Sync + 'static>(
    place: Place,
    read: impl Fn(Place) -> T + Send + Sync + 'static,
) -> Signal<T> {
    let page = move || place.path.with_untracked(|path| Page::at(path));
    let own = page();
    Memo::new(move |before: Option<&T>| {
        let now = read(place);
        match before {
            Some(before) if page() != own => before.clone(),
            _ => now,
        }
    })
    .into()
}

pub(super) fn query() -> Signal<Query> {
    own(place(), |place| Query(place.query.get()))
}

pub(super) fn id() -> Signal<String> {
    own(place(), |place| {
        let id = |path: &String| path.split('/').nth(2).unwrap_or_default().to_owned();
        place.path.with(id)
    })
}

pub(super) fn path() -> Signal<String> {
    place().path.into()
}

pub(super) fn mover() -> impl Fn(&str) + Clone + Send + Sync + 'static {
    let place = place();
    move |page| place.go(page)
}

pub(crate) fn is_at_desk() -> bool {
    is_desk(&address().0)
}

/// Stands until its page is left.
pub(crate) fn page_title(text: String) -> impl IntoView {
    document().set_title(&text);
    on_cleanup(|| document().set_title(PRODUCT));
    Node::Several(Vec::new())
}
