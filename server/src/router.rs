//! All HTTP in one place: pages, server functions, static files, and the middleware around them.

use app::{
    routes::{DeskApp, FieldApp},
    shell::{SiteFiles, shell},
};
use axum::{Router, routing::get};
use leptos::prelude::{LeptosOptions, provide_context};
use leptos_axum::{LeptosRoutes, generate_route_list};

use crate::site;

/// The whole application. `context` provides what server functions and pages ask for.
pub fn router(context: impl Fn() + Clone + Send + Sync + 'static) -> Router {
    let options = LeptosOptions::builder().output_name("field").build();
    // Both roots in one call: a second call would register the server functions twice and panic.
    let mut pages = generate_route_list(FieldApp);
    pages.extend(generate_route_list(DeskApp));
    let files: SiteFiles = site::files();
    Router::new()
        .route("/healthz", get(|| async { "ok" }))
        .leptos_routes_with_context(
            &options,
            pages,
            move || {
                provide_context(files.clone());
                context();
            },
            shell,
        )
        .fallback(site::serve)
        .with_state(options)
}
