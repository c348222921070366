//! Two at the same records at the same moment: on PostgreSQL each may hold what the other wants. Nobody is
//! told of it, and neither's word is lost.

use domain::{codes::Decision, reading::DecisionOutcome, sync::Outcome};
use serde_json::json;
use sqlx::{Connection, PgConnection, raw_sql};
use store::{records, reviews};
use tempfile::TempDir;
use tests::{
    databases::{each_address, number, on_postgres, open, waiting},
    filled::Filled,
    http::{submission, visit},
    world,
};

const RECORDS: u64 = 12;
const ROUNDS: u64 = 6;

#[tokio::test]
async fn two_reviewers_who_decide_in_opposite_order_are_both_answered() {
    each_address(async |url| {
        let folder = TempDir::new().unwrap();
        let filled = Filled::make(&url, &folder.path().join("data")).await;
        for round in 0..ROUNDS {
            let mut requests = Vec::new();
            for number in (0..RECORDS).map(|at| 2000 + round * RECORDS + at) {
                filled.submits(number, &[]).await;
                requests.push(Filled::decision(number, Decision::Approve));
            }
            let reversed: Vec<_> = requests.iter().rev().cloned().collect();
            let (one, other) = tokio::join!(
                reviews::decide(&filled.store, &filled.city, &requests),
                reviews::decide(&filled.store, &filled.city, &reversed),
            );
            let (one, other) = (one.unwrap(), other.unwrap());
            let applied = [&one, &other]
                .into_iter()
                .flatten()
                .filter(|result| result.outcome == DecisionOutcome::Applied)
                .count();
            assert_eq!(applied, requests.len(), "each record is decided once");
        }
        filled.store.close().await;
    })
    .await;
}

/// What a submission does to a record while another of the same people comes in.
const WRITES_PEOPLE_ANEW: &str = "
    BEGIN;
    UPDATE records SET version = version;
    CREATE TEMPORARY TABLE named AS SELECT * FROM record_people;
    DELETE FROM record_people;
    INSERT INTO record_people SELECT * FROM named;";

#[tokio::test]
async fn who_says_not_there_while_the_record_is_submitted_again_is_heard() {
    on_postgres(&async |url: String| {
        let store = open(&url).await.0;
        world::golden(&store).await;
        let author = world::commissioner(&store, "13900001008").await;
        let named = world::commissioner(&store, "13900001002").await;
        let mut record = visit(1);
        record["log_type"] = json!("team");
        record["team_id"] = json!("01918553-c16b-7c30-9073-ced71ba2e240");
        record["participant_ids"] = json!([named.commissioner_id.unwrap()]);
        let answer = world::push(&store, &author, submission(1, &record)).await;
        assert_eq!(answer.outcome, Outcome::Applied, "{answer:?}");
        let id = answer.record_id.unwrap();

        let mut other = PgConnection::connect(&url).await.unwrap();
        let begun = raw_sql(WRITES_PEOPLE_ANEW).execute(&mut other).await;
        begun.unwrap();
        let says = records::mark_absence(&store, &named, id);
        let ends = async {
            waiting(&url, 1).await;
            raw_sql("COMMIT").execute(&mut other).await.unwrap();
        };
        let (said, ()) = tokio::join!(says, ends);
        said.unwrap();
        let absent = "SELECT COUNT(*) FROM record_people WHERE absent";
        assert_eq!(number(&url, absent).await, 1);
        store.close().await;
    })
    .await;
}
