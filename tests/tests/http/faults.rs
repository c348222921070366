//! Exactly once over a bad network: phones that send until they have their receipts, replies that
//! get lost, connections that break, and a server that is killed in between.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use domain::{
    ids::ChangeId,
    sync::{ChangeResult, Outcome},
};
use futures::future::join_all;
use http::Method;
use serde_json::{Value, json};
use store::Clock;
use tests::{
    databases::{START, each_address, instant, open},
    faults::{Fault, FaultProxy, Faults, Options},
    http::{Answer, App, id, submission, visit},
    sending_phone::Phone,
    served::{Served, ask, until},
};

const PHONES: u8 = 3;
const RECORDS_EACH: u8 = 30;
const EDITED: &str = "第二天又去看了一次：病株已经清除，新梢长势正常。";

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
        // Three or four visits.
        too_large_above: Some(2_600),
        ..Faults::default()
    }
}

const ALL: [Fault; 9] = [
    Fault::DroppedReply,
    Fault::Cut,
    Fault::TruncatedReply,
    Fault::Portal,
    Fault::NoResults,
    Fault::ErrorInside,
    Fault::Unavailable,
    Fault::TooLarge,
    Fault::UpstreamDown,
];

/// The cast's database, ready to be served, and 赵's token.
async fn prepared(url: &str) -> String {
    let (store, _) = open(url).await;
    let token = App::start(&store).await.zhao.token.unwrap();
    store.close().await;
    token
}

async fn before(server: &Served, faults: Faults) -> FaultProxy {
    let options = Options {
        faults,
        ..Options::before(server.address)
    };
    FaultProxy::start(options).await.unwrap()
}

/// Kills the server when some requests have passed, and starts it anew once a phone felt it.
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

async fn direct(server: &Served, method: Method, path: &str, token: &str, body: String) -> Answer {
    let answer = ask(server.address, method, path, token, body)
        .await
        .unwrap();
    assert_eq!(answer.status.as_u16(), 200, "{path}");
    answer
}

async fn gets(server: &Served, path: &str, token: &str) -> Value {
    direct(server, Method::GET, path, token, String::new())
        .await
        .json()
}

/// Sends changes once more; what the server says now.
async fn again(
    server: &Served,
    token: &str,
    changes: &BTreeMap<ChangeId, Value>,
) -> Vec<ChangeResult> {
    let changes: Vec<&Value> = changes.values().collect();
    let body = json!({"device_id": "again", "changes": changes}).to_string();
    let answer = direct(server, Method::POST, "/api/v1/sync", token, body).await;
    serde_json::from_value(answer.json()["results"].clone()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn over_a_bad_network_and_a_killed_server_every_change_arrives_once() {
    each_address(async |url| {
        let clock = Clock::fixed(instant(START));
        let token = prepared(&url).await;
        let server = Served::start(&url, &clock, 0).await;
        let proxy = before(&server, worst()).await;
        let mut phones: Vec<Phone> = (0..PHONES)
            .map(|number| Phone::new(number, &token, proxy.address))
            .collect();
        for number in 0..PHONES * RECORDS_EACH {
            phones[usize::from(number % PHONES)].submits(&visit(number));
        }
        let edit = |fields: &mut domain::sync::entry::Fields| {
            fields.insert("content".into(), json!(EDITED));
        };
        let sending = join_all(phones.iter_mut().map(|phone| phone.sends_all(edit)));
        let (_, server) = tokio::join!(sending, killed_in_between(server, &proxy, &url, &clock));
        let counts = proxy.counts();
        for fault in ALL {
            assert!(counts.of(fault) > 0, "{fault:?} never happened: {counts:?}");
        }
        for phone in &phones {
            every_receipt_stands(&server, phone).await;
        }
        every_record_is_there(&server, &token, &phones).await;
        server.kill().await;
    })
    .await;
}

async fn every_receipt_stands(server: &Served, phone: &Phone) {
    let results = again(server, &phone.token, &phone.changes).await;
    assert_eq!(results.len(), phone.told.len());
    for (result, told) in results.iter().zip(phone.told.values()) {
        assert_eq!(result.outcome, Outcome::Duplicate, "{result:?}");
        assert_eq!(
            (&result.receipt, result.version),
            (&told.receipt, told.version)
        );
        assert!(told.is_delivered(), "{told:?}");
    }
}

/// As many records as were submitted, and as many versions of each as it had changes.
async fn every_record_is_there(server: &Served, token: &str, phones: &[Phone]) {
    let list = gets(server, "/api/v1/records?limit=200", token).await;
    assert_eq!(
        list["records"].as_array().unwrap().len(),
        usize::from(PHONES * RECORDS_EACH)
    );
    let mut edited = 0;
    for number in 0..PHONES * RECORDS_EACH {
        let id = id(number);
        let sent = phones
            .iter()
            .flat_map(|phone| phone.changes.values())
            .filter(|change| change["record"]["id"] == id);
        let sent: Vec<&Value> = sent.collect();
        let history = gets(server, &format!("/api/v1/records/{id}/history"), token).await;
        assert_eq!(
            history["versions"].as_array().unwrap().len(),
            sent.len(),
            "{history}"
        );
        let record = gets(server, &format!("/api/v1/records/{id}"), token).await;
        assert_eq!(record["content"], sent[sent.len() - 1]["record"]["content"]);
        edited += usize::from(record["content"] == EDITED);
    }
    assert!(edited > 0, "no text was edited while it was under way");
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_parallel_posts_of_one_change_over_a_bad_network_make_one_record() {
    each_address(async |url| {
        let clock = Clock::fixed(instant(START));
        let token = prepared(&url).await;
        let server = Served::start(&url, &clock, 0).await;
        let proxy = before(
            &server,
            Faults {
                drop_reply_one_in: 3,
                cut_every: 10,
                ..Faults::default()
            },
        )
        .await;
        let change = submission(1, &visit(1));
        let told = join_all((0..50).map(|_| delivered(&proxy, &token, &change))).await;

        assert!(
            proxy.counts().of(Fault::DroppedReply) > 0,
            "{:?}",
            proxy.counts()
        );
        assert!(
            told.iter()
                .filter(|result| result.outcome == Outcome::Applied)
                .count()
                <= 1
        );
        for result in &told {
            assert!(result.is_delivered(), "{result:?}");
            assert_eq!(
                (&result.receipt, result.version),
                (&told[0].receipt, Some(1))
            );
        }
        let list = gets(&server, "/api/v1/records", &token).await;
        assert_eq!(list["records"].as_array().unwrap().len(), 1);
        assert_eq!(list["records"][0]["version"], 1);
        server.kill().await;
    })
    .await;
}

/// Posts one change until an answer comes.
async fn delivered(proxy: &FaultProxy, token: &str, change: &Value) -> ChangeResult {
    for _ in 0..100 {
        let body = json!({"device_id": "phone", "changes": [change]}).to_string();
        let answer = ask(proxy.address, Method::POST, "/api/v1/sync", token, body).await;
        if let Some(answer) = answer {
            return serde_json::from_value(answer.json()["results"][0].clone()).unwrap();
        }
    }
    panic!("never delivered");
}
