//! Whether the process is up, and whether it can work: asked by what watches over it.

use futures::future::join_all;
use http::StatusCode;
use sqlx::{Connection, PgConnection, raw_sql};
use std::time::{Duration, Instant};
use tests::{
    databases::{on_postgres, open, waiting},
    http::App,
};

/// As many as the store has connections.
const CONNECTIONS: usize = 16;

#[tokio::test]
async fn a_database_that_does_not_answer_is_told_before_whoever_asks_gives_up() {
    on_postgres(&async |url: String| {
        let store = open(&url).await.0;
        let app = App::start(&store).await;
        assert_eq!(app.nobody.gets("/readyz").await.status, StatusCode::OK);
        let mut other = PgConnection::connect(&url).await.unwrap();
        let locks = "BEGIN; LOCK TABLE areas IN ACCESS EXCLUSIVE MODE";
        raw_sql(locks).execute(&mut other).await.unwrap();
        let path = "/api/v1/coverage?year=2026";
        let stuck = join_all((0..CONNECTIONS).map(|_| app.li.gets(path)));
        let asked = async {
            waiting(&url, 16).await;
            let begun = Instant::now();
            let ready = app.nobody.gets("/readyz").await;
            assert_eq!(ready.status, StatusCode::SERVICE_UNAVAILABLE);
            assert_eq!(ready.code(), "unavailable");
            assert!(begun.elapsed() < Duration::from_secs(4));
            // The process itself is well.
            assert_eq!(app.nobody.gets("/healthz").await.status, StatusCode::OK);
            raw_sql("COMMIT").execute(&mut other).await.unwrap();
        };
        let (answers, ()) = tokio::join!(stuck, asked);
        assert!(answers.iter().all(|answer| answer.status == StatusCode::OK));
        assert_eq!(app.nobody.gets("/readyz").await.status, StatusCode::OK);
        store.close().await;
    })
    .await;
}
