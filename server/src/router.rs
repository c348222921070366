//! All HTTP but the pages' URLs, which stand in `app/src/routes.rs`.

use app::routes::is_desk;
use axum::{
    Router,
    extract::Request,
    middleware,
    response::{IntoResponse, Response},
    routing::{delete, get, post, put},
};
use http::{HeaderMap, Method, header};
use tower_http::compression::{
    CompressionLayer,
    predicate::{Predicate, SizeAbove},
};

use crate::{
    api, error::ApiError, filing_forms, forms, import_forms, layers, ledger_files, ledger_forms,
    on_behalf_form, pages, register_forms, satisfaction_form, site, state::AppState, templates,
    unit_forms,
};

/// Everything below needs a session, whether it exists or not.
pub const API: &str = "/api/v1";

/// A route, for the document and for the tests that walk all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Route {
    /// In lower case.
    pub method: &'static str,
    pub path: &'static str,
}

macro_rules! routes {
    ($($method:ident $path:literal => $handler:path;)+) => {
        /// Every route of the API and the health checks.
        pub const ROUTES: &[Route] = &[$(Route { method: stringify!($method), path: $path }),+];

        fn api() -> Router<AppState> {
            Router::new()$(.route($path, $method($handler)))+
        }
    };
}

routes! {
    get "/healthz" => api::health::healthz;
    get "/readyz" => api::health::readyz;
    post "/api/v1/session" => api::session::sign_in;
    get "/api/v1/session" => api::session::show;
    delete "/api/v1/session" => api::session::sign_out;
    post "/api/v1/password" => api::password::set;
    get "/api/v1/device-key" => api::device_key::show;
    post "/api/v1/sync" => api::sync::push;
    get "/api/v1/sync" => api::sync::pull;
    put "/api/v1/attachments/{sha256}" => api::attachments::put;
    get "/api/v1/attachments/{sha256}" => api::attachments::show;
    get "/api/v1/records" => api::records::list;
    get "/api/v1/records.csv" => api::exports::records_csv;
    get "/api/v1/records.xlsx" => api::exports::records_xlsx;
    get "/api/v1/records/{id}" => api::records::show;
    get "/api/v1/records/{id}/history" => api::records::history;
    post "/api/v1/records/{id}/absence" => api::records::absence;
    post "/api/v1/records/{id}/reveal" => api::records::reveal;
    post "/api/v1/reviews" => api::reviews::decide;
    get "/api/v1/audit.csv" => api::exports::audit_csv;
    get "/api/v1/audit.xlsx" => api::exports::audit_xlsx;
    get "/api/v1/registers/{register}/list.csv" => api::exports::register_csv;
    get "/api/v1/registers/{register}/list.xlsx" => api::exports::register_xlsx;
    get "/api/v1/unit/people.csv" => api::exports::unit_people_csv;
    get "/api/v1/unit/people.xlsx" => api::exports::unit_people_xlsx;
    get "/api/v1/filings" => api::filings::list;
    get "/api/v1/filings/{id}" => api::filings::show;
    get "/api/v1/filings/{id}/text" => api::filings::text;
    get "/api/v1/filings/{id}/figures.csv" => api::exports::filed_figures_csv;
    get "/api/v1/filings/{id}/figures.xlsx" => api::exports::filed_figures_xlsx;
    get "/api/v1/filings/{id}/items" => api::filings::items;
    get "/api/v1/filings/{id}/items.csv" => api::exports::filed_items_csv;
    get "/api/v1/filings/{id}/items.xlsx" => api::exports::filed_items_xlsx;
    get "/api/v1/filings/{id}/corrections.csv" => api::exports::corrections_csv;
    get "/api/v1/filings/{id}/corrections.xlsx" => api::exports::corrections_xlsx;
    get "/api/v1/ledgers/{ledger}/list.csv" => api::exports::ledger_csv;
    get "/api/v1/ledgers/{ledger}/list.xlsx" => api::exports::ledger_xlsx;
    get "/api/v1/quality" => api::quality::show;
    get "/api/v1/quality.csv" => api::exports::quality_csv;
    get "/api/v1/quality.xlsx" => api::exports::quality_xlsx;
    get "/api/v1/coverage" => api::coverage::show;
    get "/api/v1/coverage.csv" => api::exports::coverage_csv;
    get "/api/v1/coverage.xlsx" => api::exports::coverage_xlsx;
    get "/api/v1/statistics/annual" => api::statistics::annual;
    get "/api/v1/statistics/annual.csv" => api::exports::annual_csv;
    get "/api/v1/statistics/annual.xlsx" => api::exports::annual_xlsx;
    get "/api/v1/statistics/annual/{code}/records" => api::statistics::behind;
    get "/api/v1/statistics/annual/{code}/records.csv" => api::exports::behind_csv;
    get "/api/v1/statistics/annual/{code}/records.xlsx" => api::exports::behind_xlsx;
}

/// Routes of the API that prove who asks by themselves.
pub const OPEN: &[Route] = &[
    Route {
        method: "post",
        path: "/api/v1/session",
    },
    Route {
        method: "post",
        path: "/api/v1/password",
    },
];

/// Whether this request needs no session.
pub(crate) fn is_open(method: &Method, path: &str) -> bool {
    OPEN.iter()
        .any(|open| path == open.path && method.as_str().eq_ignore_ascii_case(open.method))
}

/// Forms for who is not signed in, and the page for who has only a link.
fn open_posts() -> Router<AppState> {
    Router::new()
        .route("/sign-in", post(forms::sign_in))
        .route("/sign-out", post(forms::sign_out))
        .route("/first-sign-in", post(forms::first_sign_in))
        .route(
            "/s/{code}",
            get(satisfaction_form::show).post(satisfaction_form::reply),
        )
}

fn form_posts() -> Router<AppState> {
    Router::new()
        .route("/language", post(forms::set_language))
        .route("/password", post(forms::set_password))
        .route("/desk/filings/new", post(filing_forms::file))
        .route("/desk/filings/{id}/accept", post(filing_forms::accept))
        .route("/desk/filings/{id}/return", post(filing_forms::send_back))
        .route(import_forms::UPLOAD, post(import_forms::upload))
        .route("/desk/imports/{id}/run", post(import_forms::run))
        .route("/desk/imports/{id}/codes", post(import_forms::codes))
        .route("/desk/templates/{kind}/{form}", get(templates::show))
        .route("/desk/on-behalf/{kind}", post(on_behalf_form::enter))
        .route(
            "/desk/registers/{register}/new",
            post(register_forms::create),
        )
        .route(
            "/desk/registers/{register}/{key}/edit",
            post(register_forms::edit),
        )
        .route(
            "/desk/registers/{register}/{key}/codes",
            post(register_forms::issue_code),
        )
        .route(
            "/desk/registers/{register}/{key}/handover",
            post(register_forms::hand_over),
        )
        .route(
            "/desk/settings/township-step",
            post(forms::settings::township_step),
        )
        .route(
            "/desk/settings/coverage-rules",
            post(forms::settings::coverage_rules),
        )
        .route("/desk/settings/form", post(forms::settings::form))
        .route(
            "/desk/registers/{register}/{key}/opinion",
            post(unit_forms::close),
        )
        .route("/desk/unit/people/{id}/opinion", post(unit_forms::give))
        .route("/desk/villages/{code}/plan", post(forms::villages::plan))
        .route(
            "/desk/villages/{code}/change",
            post(forms::villages::change),
        )
}

fn account_posts() -> Router<AppState> {
    Router::new()
        .route("/desk/accounts/new", post(forms::accounts::create))
        .route("/desk/accounts/{id}/post", post(forms::accounts::post))
        .route(
            "/desk/accounts/{id}/disable",
            post(forms::accounts::disable),
        )
        .route("/desk/accounts/{id}/enable", post(forms::accounts::enable))
        .route("/desk/accounts/{id}/reset", post(forms::accounts::reset))
        .route(
            "/desk/accounts/{id}/sign-out",
            post(forms::accounts::sign_out),
        )
}

fn ledger_posts() -> Router<AppState> {
    Router::new()
        .route("/desk/ledgers/replies/link", post(ledger_forms::link))
        .route("/desk/ledgers/{ledger}/new", post(ledger_forms::create))
        .route(
            "/desk/ledgers/{ledger}/{key}/edit",
            post(ledger_forms::edit),
        )
        .route(
            "/desk/ledgers/{ledger}/{key}/files",
            post(ledger_files::add),
        )
        .route(
            "/desk/ledgers/{ledger}/{key}/files/{file}/review",
            post(ledger_files::review),
        )
        .route(
            "/desk/ledgers/{ledger}/{key}/steps/{step}",
            post(ledger_forms::step),
        )
}

/// The whole application.
pub fn router(state: &AppState) -> Router {
    let posts = form_posts().merge(account_posts()).merge(ledger_posts());
    let routes = api()
        .layer(compression())
        .merge(open_posts())
        .merge(posts.route_layer(middleware::from_fn(forms::gate)))
        .with_state(state.clone())
        .merge(pages::router(state).layer(compression()))
        .fallback({
            let state = state.clone();
            move |request| elsewhere(state.clone(), request)
        });
    layers::wrap(routes, state)
}

/// Pages and answers in JSON are sent compressed. Exports are not: a spreadsheet is compressed already.
fn compression() -> CompressionLayer<impl Predicate> {
    let is_text = |_, _, headers: &HeaderMap, _: &_| {
        let kind = headers.get(header::CONTENT_TYPE);
        let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        ["application/json", "text/html"].contains(&kind.split(';').next().unwrap_or_default())
    };
    CompressionLayer::new().compress_when(SizeAbove::new(1024).and(is_text))
}

/// A path that is no route: a file of the site, or nothing.
async fn elsewhere(state: AppState, request: Request) -> Response {
    if request.uri().path().starts_with("/api/") {
        return ApiError::not_found().into_response();
    }
    if wants_page(&request) {
        return pages::missing(&state, request).await;
    }
    site::serve(request, &state.earlier_builds).await
}

/// Whether a person looks for a page: files have an ending, and below the desk there are none.
fn wants_page(request: &Request) -> bool {
    let last = request.uri().path().rsplit('/').next().unwrap_or_default();
    let accepts = request.headers().get(header::ACCEPT);
    let reads = accepts.is_some_and(|kinds| kinds.as_bytes().starts_with(b"text/html"));
    let is_page = is_desk(request.uri().path()) || (reads && !last.contains('.'));
    request.method() == Method::GET && is_page
}
