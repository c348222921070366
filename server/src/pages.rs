//! Who gets to see which page, and what pages find in their context.

use std::sync::{Arc, LazyLock};

use app::{
    desk::imports::Watch,
    error::AppError,
    routes::{DeskApp, FieldApp, PlainApp, is_desk},
    shell::{self, SiteFiles, shell},
};
use axum::{
    Json, Router,
    body::Body,
    extract::Request,
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use domain::{
    access::Actor,
    codes::{Language, Role},
};
use http::{Method, StatusCode, header};
use leptos::prelude::{LeptosOptions, provide_context, use_context};
use leptos_axum::{AxumRouteListing, LeptosRoutes, generate_route_list};

use crate::{
    auth::SignedInPerson,
    forms::{see_other, sign_in_again},
    local_path::{self, LocalPath},
    site,
    state::AppState,
};

/// Where server functions stand.
pub const SERVER_FUNCTIONS: &str = "/fn/";

/// Pages for who is not signed in.
const OPEN: &[&str] = &["/sign-in", "/first-sign-in"];

/// All pages and server functions, behind the gate.
pub(crate) fn router(state: &AppState) -> Router {
    let options = LeptosOptions::builder().output_name("field").build();
    let context = context(state);
    // All roots in one call: a second call would register the server functions twice and panic.
    Router::new()
        .leptos_routes_with_context(&options, LIST.clone(), context, shell)
        .route_layer(middleware::from_fn(gate))
        .with_state(options)
}

/// What every page finds.
fn context(state: &AppState) -> impl Fn() + Clone + Send + Sync + 'static {
    let files: SiteFiles = site::files();
    let store = state.store.clone();
    let running = state.imports.clone();
    let watch = Watch(Arc::new(move |id| running.progress(id)));
    move || {
        provide_context(files.clone());
        provide_context(watch.clone());
        provide_context(store.clone());
        provide_context(actor());
        provide_context(language());
    }
}

/// The page of a post's own address, which finds what became of the post with its request.
pub(crate) async fn answer<T>(state: &AppState, request: Request, told: T) -> Response
where
    T: Clone + Send + Sync + 'static,
{
    let (mut parts, _) = request.into_parts();
    parts.method = Method::GET;
    parts.extensions.insert(told);
    let request = Request::from_parts(parts, Body::empty());
    let page = leptos_axum::render_app_async_with_context(context(state), shell);
    page(request).await.into_response()
}

/// The page for an address that has none, with a way back.
pub(crate) async fn missing(state: &AppState, request: Request) -> Response {
    let page = leptos_axum::render_app_async_with_context(context(state), shell::missing);
    let mut response = page(request).await.into_response();
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}

/// All pages. Made once: while a list is made, no page of this process gets its data, and those that
/// are being rendered would wait for ever.
static LIST: LazyLock<Vec<AxumRouteListing>> = LazyLock::new(|| {
    let mut pages = generate_route_list(FieldApp);
    pages.extend(generate_route_list(DeskApp));
    pages.extend(generate_route_list(PlainApp));
    pages
});

/// The URL of every page, as axum spells it.
pub fn paths() -> Vec<String> {
    LIST.iter().map(|page| page.path().to_owned()).collect()
}

/// The person of the request that is being rendered.
fn actor() -> Option<Actor> {
    let parts = use_context::<http::request::Parts>()?;
    let person = parts.extensions.get::<SignedInPerson>()?;
    Some(person.actor.clone())
}

/// The language the request's person reads in; Chinese for who is not signed in.
fn language() -> Language {
    use_context::<http::request::Parts>()
        .and_then(|parts| Some(parts.extensions.get::<SignedInPerson>()?.language))
        .unwrap_or(Language::Chinese)
}

/// A person's first page.
pub(crate) fn home(role: Role) -> LocalPath {
    let page = match role {
        Role::Commissioner => "/",
        Role::UnitAdmin => "/desk/unit",
        Role::TownshipCoordinator | Role::CountyStaff | Role::CityStaff => "/desk",
        // An administrator has no area, so nothing of the overview either.
        Role::Admin => "/desk/accounts",
    };
    local_path::with_query(page, &[])
}

/// Sends who is not signed in to the sign-in, and each role to its own root.
async fn gate(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let role = request
        .extensions()
        .get::<SignedInPerson>()
        .map(|person| person.actor.role);
    if path.starts_with(SERVER_FUNCTIONS) {
        return match role {
            Some(_) => next.run(request).await,
            // A form that the page's script did not send: it was not awake yet.
            None if asks_for_page(&request) => sign_in_again(&request),
            // In the form that the page's own script reads.
            None => (StatusCode::UNAUTHORIZED, Json(AppError::SignedOut)).into_response(),
        };
    }
    let wanted = request
        .uri()
        .path_and_query()
        .map_or("/", |wanted| wanted.as_str());
    match elsewhere(path, wanted, role) {
        Some(page) => see_other(&page),
        None => next.run(request).await,
    }
}

fn asks_for_page(request: &Request) -> bool {
    let accepts = request.headers().get(header::ACCEPT);
    accepts.is_some_and(|kinds| kinds.as_bytes().starts_with(b"text/html"))
}

/// The page to go to instead of the one asked for.
fn elsewhere(path: &str, wanted: &str, role: Option<Role>) -> Option<LocalPath> {
    let is_open = OPEN.contains(&path);
    let Some(role) = role else {
        return (!is_open).then(|| {
            let next = if wanted == "/" {
                &[][..]
            } else {
                &[("next", wanted)][..]
            };
            local_path::with_query("/sign-in", next)
        });
    };
    let own = home(role);
    let strayed = is_open
        || (is_desk(path) && !is_desk(own.as_str()))
        || (is_desk(path) && (role == Role::UnitAdmin) != is_units(path))
        || (path == "/" && own.as_str() != "/");
    strayed.then_some(own)
}

/// Whether a page is one of a unit's administrator, who reads the unit's people and nothing else.
fn is_units(path: &str) -> bool {
    let rest = path.strip_prefix("/desk/unit");
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::parts::Page;

    fn sent(path: &str, role: Option<Role>) -> Option<String> {
        elsewhere(path, path, role).map(|page| page.as_str().to_owned())
    }

    #[test]
    fn without_a_session_every_page_leads_to_the_sign_in() {
        assert_eq!(sent("/sign-in", None), None);
        assert_eq!(sent("/first-sign-in", None), None);
        assert_eq!(sent("/", None).as_deref(), Some("/sign-in"));
        assert_eq!(
            sent("/desk/coverage", None).as_deref(),
            Some("/sign-in?next=%2Fdesk%2Fcoverage")
        );
    }

    #[test]
    fn every_page_of_the_phone_has_its_part() {
        let pages = paths().into_iter().filter(|path| !is_desk(path));
        let without: Vec<_> = pages.filter(|path| Page::at(path).is_none()).collect();
        assert!(without.is_empty(), "{without:?}");
    }

    #[test]
    fn each_role_keeps_to_its_own_root() {
        let role = Role::Commissioner;
        assert_eq!(sent("/desk", Some(role)).as_deref(), Some("/"));
        assert_eq!(sent("/desk/coverage", Some(role)).as_deref(), Some("/"));
        assert_eq!(sent("/records", Some(role)), None);
        let unit = sent("/", Some(Role::UnitAdmin));
        assert_eq!(unit.as_deref(), Some("/desk/unit"));
        let strayed = sent("/desk/reviews", Some(Role::UnitAdmin));
        assert_eq!(strayed.as_deref(), Some("/desk/unit"));
        let outside = sent("/desk/unit", Some(Role::CountyStaff));
        assert_eq!(outside.as_deref(), Some("/desk"));
        for role in [
            Role::TownshipCoordinator,
            Role::CountyStaff,
            Role::CityStaff,
        ] {
            assert_eq!(sent("/", Some(role)).as_deref(), Some("/desk"));
            assert_eq!(sent("/desk", Some(role)), None);
            assert_eq!(sent("/password", Some(role)), None);
        }
        let admin = sent("/", Some(Role::Admin));
        assert_eq!(admin.as_deref(), Some("/desk/accounts"));
        assert_eq!(sent("/desk/audit", Some(Role::Admin)), None);
        assert_eq!(
            sent("/sign-in", Some(Role::CountyStaff)).as_deref(),
            Some("/desk")
        );
    }
}
