//! The HTML around a page: head, content security policy, and the script that wakes it.
//! Rendered on the server only.

use std::{collections::BTreeMap, sync::Arc};

use domain::{
    access::Actor,
    codes::{Coded, Language},
    reading::SessionUser,
};
use http::{HeaderValue, header};
use leptos::{nonce::use_nonce, prelude::*};
use leptos_axum::ResponseOptions;
use leptos_meta::MetaTags;
use serde::Deserialize;

use crate::{
    kept_form::{FormAgain, KeptForm},
    parts::Page,
    routes::{DeskApp, FieldApp, NotFound, PlainApp, is_desk, is_plain},
    satisfaction::{self, LinkApp},
    view::Erase,
};

/// Where each file of the site is served, as `cargo xtask` writes it. The server provides it as
/// context.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(from = "Manifest")]
pub struct SiteFiles(Arc<Manifest>);

impl From<Manifest> for SiteFiles {
    fn from(manifest: Manifest) -> Self {
        Self(Arc::new(manifest))
    }
}

#[derive(Debug, Default, Deserialize)]
struct Manifest {
    /// `field.js` → `/pkg/field-1f2e…/field.js`.
    files: BTreeMap<String, String>,
    /// `field/forms` → the files of the part.
    parts: BTreeMap<String, Vec<String>>,
}

impl SiteFiles {
    /// The address of a file by its logical name; unhashed if the site is not built.
    fn url(&self, name: &str) -> String {
        let found = self.0.files.get(name).cloned();
        found.unwrap_or_else(|| format!("/pkg/{name}"))
    }

    /// The wasm that the page at this path needs beside its root's module.
    fn parts(&self, bundle: &str, path: &str) -> Vec<String> {
        let part = Page::at(path).and_then(Page::part);
        let files = part.and_then(|part| self.0.parts.get(&format!("{bundle}/{part}")));
        files.cloned().unwrap_or_default()
    }

    /// What people call this build on the phone: the start of the field bundle's hash, as
    /// `cargo xtask` writes it into the pages that start offline.
    fn build(&self) -> Option<&str> {
        let hash = self
            .0
            .files
            .get("field.wasm")?
            .strip_prefix("/pkg/field-")?;
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
    /// The page for who has only a link.
    Link,
}

impl Root {
    /// The root that owns a request path.
    pub fn of_path(path: &str) -> Self {
        if is_plain(path) {
            Self::Plain
        } else if is_desk(path) {
            Self::Desk
        } else if path.starts_with(satisfaction::PATH) {
            Self::Link
        } else {
            Self::Field
        }
    }

    /// The name of its wasm entry, before hashing, if it has one.
    pub fn bundle(self) -> Option<&'static str> {
        match self {
            Self::Field => Some("field"),
            Self::Desk => Some("desk"),
            Self::Plain | Self::Link => None,
        }
    }
}

/// The whole document for the current request.
pub fn shell() -> impl IntoView {
    let path = use_context::<http::request::Parts>().map(|parts| parts.uri.path().to_owned());
    let path = path.unwrap_or_default();
    let root = Root::of_path(&path);
    let body = match root {
        Root::Field => view! { <FieldApp /> }.erased(),
        Root::Desk => view! { <DeskApp /> }.erased(),
        Root::Plain => view! {
            <PlainApp />
            <FormAgain />
        }
        .erased(),
        Root::Link => view! { <LinkApp /> }.erased(),
    };
    let keeps_forms = matches!(root, Root::Desk | Root::Plain) || path == "/sign-in";
    document(
        root.bundle().map(|bundle| (bundle, path)),
        keeps_forms,
        body,
    )
}

/// The document for an address that is no page. Without routes: they would take `/desk/` for `/desk`,
/// and nobody has asked yet who may see that.
pub fn missing() -> impl IntoView {
    document(None, false, view! { <NotFound /> }.erased())
}

/// `woken`: the bundle that takes the page over, and the page's path. `keeps_forms`: whether what is
/// typed here outlives the session.
fn document(woken: Option<(&'static str, String)>, keeps_forms: bool, body: AnyView) -> AnyView {
    let files = use_context::<SiteFiles>().unwrap_or_default();
    let build = files.build().unwrap_or_default().to_owned();
    let language = use_context::<Language>().unwrap_or(Language::Chinese);
    let english = language == Language::English;
    let catalogue = english.then(|| files.url("en.json"));
    let translator = english.then(|| files.url("words.js"));
    allow_only_own_scripts();
    view! {
        <!DOCTYPE html>
        <html lang=language.code() data-build=build data-words=catalogue>
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
                {translator.map(|src| view! { <script type="module" src=src></script> })}
                {keeps_forms.then(|| view! { <KeptForm /> })}
                {woken.map(|(bundle, path)| view! { <Hydration bundle path files /> })}
                <MetaTags />
            </head>
            <body>{body}</body>
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

/// Loads the root's wasm by its hashed name and takes the page over. What is to be read comes first: half a
/// megabyte that begins with the page is in the way of its style sheet on a slow line, so the wasm is asked
/// for once the page stands on the screen, its parts beside it. A page in the background is not painted.
#[component]
fn Hydration(bundle: &'static str, path: String, files: SiteFiles) -> impl IntoView {
    let script = files.url(&format!("{bundle}.js"));
    let wasm = files.url(&format!("{bundle}.wasm"));
    let parts = serde_json::to_string(&files.parts(bundle, &path)).unwrap_or_default();
    // The browser offers the home screen once, perhaps before the wasm is awake.
    let start = format!(
        "addEventListener('beforeinstallprompt', (offer) => {{\
           offer.preventDefault();\
           globalThis.installOffer = offer;\
           dispatchEvent(new Event('installable'));\
         }});\
         try {{ localStorage.setItem('ketepai.language', document.documentElement.lang) }} catch {{}}\
         import init, {{ hydrate }} from {script:?};\
         await new Promise((painted) => {{\
           requestAnimationFrame(() => setTimeout(painted));\
           setTimeout(painted, 300);\
         }});\
         for (const href of {parts}) {{\
           const part = document.createElement('link');\
           Object.assign(part, {{ rel: 'preload', as: 'fetch', type: 'application/wasm', crossOrigin: 'anonymous', href }});\
           document.head.append(part);\
         }}\
         await init({{ module_or_path: {wasm:?} }});\
         await hydrate();"
    );
    view! {
        <link rel="modulepreload" href=script />
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

    fn built() -> SiteFiles {
        serde_json::from_str(
            r#"{"files": {"field.wasm": "/pkg/field-1f2e3d4c5b6a7988/field_bg.wasm"},
                "parts": {"field/forms": ["/pkg/field-1f2e3d4c5b6a7988/split_forms.wasm"]}}"#,
        )
        .unwrap()
    }

    #[test]
    fn a_build_is_named_after_its_bundle() {
        assert_eq!(built().build(), Some("1f2e3d4c"));
        assert_eq!(SiteFiles::default().build(), None);
    }

    #[test]
    fn a_page_names_its_parts() {
        let forms = built().parts("field", "/records/x/edit");
        assert_eq!(forms, ["/pkg/field-1f2e3d4c5b6a7988/split_forms.wasm"]);
        assert!(built().parts("field", "/sign-in").is_empty());
    }

    #[test]
    fn a_site_that_is_not_built_still_names_its_files() {
        assert_eq!(SiteFiles::default().url("field.js"), "/pkg/field.js");
    }
}
