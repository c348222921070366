//! Exactly once over a bad network: a phone that sends until it has its receipts, replies that get
//! lost, connections that break, and a server that is killed in between.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{collections::BTreeMap, net::SocketAddr, time::Duration};

use domain::sync::{ChangeResult, Outcome};
use futures::{StreamExt, future::join_all, stream};
use http::Method;
use serde_json::{Value, json};
use store::Clock;
use tests::{
    databases::{each_url, open},
    faults::{Fault, FaultProxy, Faults, Options},
    http::{App, id, submission, visit},
    served::{Served, ask, until},
};

const RECORDS: u8 = 90;
const BATCH: usize = 3;

/// 赵's phone, behind this network.
#[derive(Clone)]
struct Phone {
    token: String,
    network: SocketAddr,
}

impl Phone {
    /// One attempt; none when nothing came back that answers every change.
    async fn pushes(&self, changes: &[Value]) -> Option<Vec<ChangeResult>> {
        let body = json!({"device_id": "phone", "changes": changes}).to_string();
        let answer = ask(
            self.network,
            Method::POST,
            "/api/v1/sync",
            &self.token,
            body,
        )
        .await?;
        let results: Vec<ChangeResult> =
            serde_json::from_value(answer.json()["results"].clone()).ok()?;
        (results.len() == changes.len()).then_some(results)
    }

    /// Attempts until every change has its receipt.
    async fn delivers(&self, changes: &[Value]) -> Vec<ChangeResult> {
        for _ in 0..1_000 {
            if let Some(results) = self.pushes(changes).await {
                assert!(
                    results.iter().all(ChangeResult::is_delivered),
                    "{results:?}"
                );
                return results;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        panic!("never delivered");
    }

    async fn gets(&self, path: &str) -> Value {
        let answer = ask(self.network, Method::GET, path, &self.token, String::new())
            .await
            .unwrap();
        assert_eq!(answer.status.as_u16(), 200, "{path}");
        answer.json()
    }
}

/// The cast's database, ready to be served, and 赵's token.
async fn prepared(url: &str, clock: &Clock) -> String {
    let store = open(url, clock).await;
    let token = App::start(&store).await.zhao.token.unwrap();
    store.close().await;
    token
}

fn receipts(results: &[ChangeResult]) -> BTreeMap<String, (Option<String>, Option<i64>)> {
    let by_change = |result: &ChangeResult| {
        (
            result.change_id.to_string(),
            (result.receipt.clone(), result.version),
        )
    };
    results.iter().map(by_change).collect()
}

/// Everything at once, as in the worst valley.
fn worst() -> Faults {
    Faults {
        drop_reply_one_in: 3,
        cut_every: 10,
        truncate_every: 7,
        portal_times: 1,
        no_results_times: 1,
        error_inside_times: 1,
        unavailable_times: 2,
        ..Faults::default()
    }
}

/// Kills the server when some requests have passed, and starts it anew once the phone felt it.
async fn killed_in_between(server: Served, proxy: &FaultProxy, url: &str, clock: &Clock) -> Served {
    until("twenty requests", async || proxy.counts().requests >= 20).await;
    let port = server.address.port();
    server.kill().await;
    until("a request meets no server", async || {
        proxy.counts().of(Fault::UpstreamDown) > 0
    })
    .await;
    Served::start(url, clock, port).await
}

#[tokio::test(flavor = "multi_thread")]
async fn over_a_bad_network_and_a_killed_server_every_change_arrives_once() {
    each_url(async |url, clock| {
        let token = prepared(&url, &clock).await;
        let server = Served::start(&url, &clock, 0).await;
        let options = Options {
            faults: worst(),
            ..Options::before(server.address)
        };
        let proxy = FaultProxy::start(options).await.unwrap();
        let phone = Phone {
            token: token.clone(),
            network: proxy.address,
        };

        let changes: Vec<Value> = (0..RECORDS)
            .map(|number| submission(number, &visit(number)))
            .collect();
        let sending = stream::iter(changes.chunks(BATCH))
            .map(|batch| phone.delivers(batch))
            .buffer_unordered(3)
            .concat();
        let (told, server) = tokio::join!(sending, killed_in_between(server, &proxy, &url, &clock));

        let counts = proxy.counts();
        for fault in [
            Fault::DroppedReply,
            Fault::Cut,
            Fault::TruncatedReply,
            Fault::Portal,
            Fault::NoResults,
            Fault::ErrorInside,
            Fault::Unavailable,
            Fault::UpstreamDown,
        ] {
            assert!(counts.of(fault) > 0, "{fault:?} never happened: {counts:?}");
        }
        let direct = Phone {
            token,
            network: server.address,
        };
        let again = direct.pushes(&changes).await.unwrap();
        assert!(
            again
                .iter()
                .all(|result| result.outcome == Outcome::Duplicate),
            "{again:?}"
        );
        assert_eq!(receipts(&again), receipts(&told));

        let list = direct.gets("/api/v1/records?limit=200").await;
        assert_eq!(
            list["records"].as_array().unwrap().len(),
            usize::from(RECORDS)
        );
        for number in 0..RECORDS {
            let history = direct
                .gets(&format!("/api/v1/records/{}/history", id(number)))
                .await;
            assert_eq!(
                history["versions"].as_array().unwrap().len(),
                1,
                "{history}"
            );
        }
        server.kill().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_parallel_posts_of_one_change_over_a_bad_network_make_one_record() {
    each_url(async |url, clock| {
        let token = prepared(&url, &clock).await;
        let server = Served::start(&url, &clock, 0).await;
        let faults = Faults {
            drop_reply_one_in: 3,
            cut_every: 10,
            ..Faults::default()
        };
        let options = Options {
            faults,
            ..Options::before(server.address)
        };
        let proxy = FaultProxy::start(options).await.unwrap();
        let phone = Phone {
            token: token.clone(),
            network: proxy.address,
        };

        let change = [submission(1, &visit(1))];
        let told = join_all((0..50).map(|_| phone.delivers(&change)))
            .await
            .concat();

        assert!(
            proxy.counts().of(Fault::DroppedReply) > 0,
            "{:?}",
            proxy.counts()
        );
        let applied = told
            .iter()
            .filter(|result| result.outcome == Outcome::Applied);
        assert!(applied.count() <= 1);
        assert!(
            told.iter()
                .all(|result| receipts(std::slice::from_ref(result)) == receipts(&told[..1]))
        );
        let direct = Phone {
            token,
            network: server.address,
        };
        let list = direct.gets("/api/v1/records").await;
        assert_eq!(list["records"].as_array().unwrap().len(), 1);
        assert_eq!(list["records"][0]["version"], 1);
        server.kill().await;
    })
    .await;
}
