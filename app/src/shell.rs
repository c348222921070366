//! The HTML around a page: head, content security policy, and the script that wakes it.
//! Rendered on the server only.

use std::{collections::BTreeMap, sync::Arc};

use domain::{access::Actor, reading::SessionUser};
use http::{HeaderValue, header};
use leptos::{nonce::use_nonce, prelude::*};
use leptos_axum::ResponseOptions;
use leptos_meta::MetaTags;

use crate::{
    routes::{DeskApp, FieldApp, PlainApp, is_desk, is_plain},
    view::Erase,
};

/// Where each file of the site is served: `field.js` → `/pkg/field-1f2e….js`.
/// The server provides it as context.
#[derive(Clone, Debug, Default)]
pub struct SiteFiles(Arc<BTreeMap<String, String>>);

impl SiteFiles {
    pub fn new(files: BTreeMap<String, String>) -> Self {
        Self(Arc::new(files))
    }

    /// The address of a file by its logical name; unhashed if the site is not built.
    pub fn url(&self, name: &str) -> String {
        self.0
            .get(name)
            .cloned()
            .unwrap_or_else(|| format!("/pkg/{name}"))
    }

    /// What people call this build on the phone: the start of the field module's hash, as
    /// `cargo xtask` writes it into the pages that start offline.
    fn build(&self) -> Option<&str> {
        let (_, hash) = self.0.get("field.wasm")?.rsplit_once('-')?;
        hash.get(..8)
    }
}

/// Which root answers: one wasm file each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Root {
    Field,
    Desk,
    /// The desk's pages without script.
    Plain,
}

impl Root {
    /// The root that owns a request path.
    pub fn of_path(path: &str) -> Self {
        if is_plain(path) {
            Self::Plain
        } else if is_desk(path) {
            Self::Desk
        } else {
            Self::Field
        }
    }

    /// The name of its wasm entry, before hashing, if it has one.
    pub fn bundle(self) -> Option<&'static str> {
        match self {
            Self::Field => Some("field"),
            Self::Desk => Some("desk"),
            Self::Plain => None,
        }
    }
}

/// The whole document for the current request.
pub fn shell() -> impl IntoView {
    let path = use_context::<http::request::Parts>().map(|parts| parts.uri.path().to_owned());
    let root = Root::of_path(path.as_deref().unwrap_or("/"));
    let files = use_context::<SiteFiles>().unwrap_or_default();
    let build = files.build().unwrap_or_default().to_owned();
    allow_only_own_scripts();
    view! {
        <!DOCTYPE html>
        <html lang="zh-CN" data-build=build>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
                <meta name="color-scheme" content="light dark" />
                <meta name="ketepai-account" content=account() />
                <meta name="theme-color" content="#14633f" />
                <link rel="manifest" href="/manifest.webmanifest" />
                <link rel="apple-touch-icon" href="/apple-touch-icon.png" />
                <link rel="icon" href="/icon.svg" type="image/svg+xml" />
                <link rel="stylesheet" href=files.url("ketepai.css") />
                {root.bundle().map(|bundle| view! { <Hydration bundle files /> })}
                <MetaTags />
            </head>
            <body>
                {match root {
                    Root::Field => view! { <FieldApp /> }.erased(),
                    Root::Desk => view! { <DeskApp /> }.erased(),
                    Root::Plain => view! { <PlainApp /> }.erased(),
                }}
            </body>
        </html>
    }
    .erased()
}

/// Who is signed in, for the phone's outbox; empty when nobody is.
fn account() -> String {
    let actor = use_context::<Option<Actor>>().flatten();
    let user = actor.map(|actor| SessionUser {
        id: actor.account_id,
        name: actor.name,
        role: actor.role,
        area_code: actor.area_code,
        commissioner_id: actor.commissioner_id,
    });
    user.and_then(|user| serde_json::to_string(&user).ok())
        .unwrap_or_default()
}

/// Loads the root's wasm by its hashed name and takes the page over.
#[component]
fn Hydration(bundle: &'static str, files: SiteFiles) -> impl IntoView {
    let script = files.url(&format!("{bundle}.js"));
    let wasm = files.url(&format!("{bundle}.wasm"));
    // The browser offers the home screen once, perhaps before the wasm is awake.
    let start = format!(
        "addEventListener('beforeinstallprompt', (offer) => {{\
           offer.preventDefault();\
           globalThis.installOffer = offer;\
           dispatchEvent(new Event('installable'));\
         }});\
         import init, {{ hydrate }} from {script:?};\
         await init({{ module_or_path: {wasm:?} }});\
         hydrate();"
    );
    view! {
        <link rel="modulepreload" href=script />
        <link rel="preload" href=wasm r#as="fetch" r#type="application/wasm" crossorigin="anonymous" />
        <script type="module" nonce=use_nonce()>
            {start}
        </script>
    }
    .erased()
}

/// Sets the content security policy with this response's nonce. Styles come from files alone:
/// a `style` attribute would be dropped by the browser.
fn allow_only_own_scripts() {
    let (Some(nonce), Some(response)) = (use_nonce(), use_context::<ResponseOptions>()) else {
        return;
    };
    let policy = format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; \
         style-src 'self'; img-src 'self' blob: data:; font-src 'self'; connect-src 'self'; \
         manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
    }
}

#[cfg(test)]
mod tests {
    use super::{Root, SiteFiles};

    #[test]
    fn the_request_path_picks_the_bundle() {
        assert_eq!(Root::of_path("/visits/new").bundle(), Some("field"));
        assert_eq!(Root::of_path("/desk/statistics").bundle(), Some("desk"));
        assert_eq!(Root::of_path("/desk/registers/villages").bundle(), None);
    }

    #[test]
    fn a_build_is_named_after_its_module() {
        let name = "/pkg/field-1f2e3d4c5b6a7988.wasm".to_owned();
        let files = SiteFiles::new([("field.wasm".to_owned(), name)].into());
        assert_eq!(files.build(), Some("1f2e3d4c"));
        assert_eq!(SiteFiles::default().build(), None);
    }

    #[test]
    fn a_site_that_is_not_built_still_names_its_files() {
        assert_eq!(SiteFiles::default().url("field.js"), "/pkg/field.js");
    }
}
