//! The static site through the whole router.

use std::{borrow::Cow, collections::BTreeSet};

use axum::body::Body;
use http::{Method, StatusCode};
use server::{
    attachments::Attachments,
    earlier_builds::EarlierBuilds,
    router,
    state::{AppState, Outside},
};
use tests::{each_database, http::send};

#[tokio::test]
async fn a_page_opened_before_an_update_still_gets_its_files() {
    each_database(async |store, _| {
        let folder = tempfile::tempdir().unwrap();
        let build = |hash: &str| {
            let names = BTreeSet::from([format!("field-{hash}.js"), format!("field-{hash}.js.br")]);
            EarlierBuilds::keep(folder.path(), &names, |name| {
                Some(Cow::Owned(name.as_bytes().to_vec()))
            })
            .unwrap()
        };
        build("0a1b");
        let attachments = Attachments::in_folder(folder.path()).unwrap();
        let state = AppState::new(store, attachments, Outside::default())
            .with_earlier_builds(build("2c3d"));
        let router = router::router(&state);
        let get = async |path: &'static str, accepted| {
            let headers = [("accept-encoding", accepted)];
            send(&router, Method::GET, path, &headers, Body::empty()).await
        };

        let plain = get("/pkg/field-0a1b.js", "identity").await;
        assert_eq!(plain.bytes, b"field-0a1b.js");
        assert_eq!(
            plain.header("content-type"),
            "text/javascript; charset=utf-8"
        );
        assert!(plain.header("cache-control").ends_with("immutable"));
        let compressed = get("/pkg/field-0a1b.js", "br").await;
        assert_eq!(compressed.bytes, b"field-0a1b.js.br");
        assert_eq!(compressed.header("content-encoding"), "br");

        for nothing in [
            "/pkg/field-9999.js",
            "/field-0a1b.js",
            "/pkg/../2/field-0a1b.js",
        ] {
            let answer = get(nothing, "identity").await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{nothing}");
        }
    })
    .await;
}
