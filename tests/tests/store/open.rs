//! Opening: both databases migrate, start with their dictionaries and answer.

use store::Store;
use tests::each_database;

#[tokio::test]
async fn a_fresh_database_answers_and_opens_again() {
    each_database(async |store: Store, _clock| {
        store.ping().await.unwrap();
    })
    .await;
}
