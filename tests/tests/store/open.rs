//! Opening: both databases migrate, start with their dictionaries and answer.

use domain::statistics::{Figure, catalogue::IndicatorCode};
use store::{Store, is_postgres, statistics, sync};
use tests::{
    databases::{each_address, execute, instant, open},
    each_database, golden, world,
};

#[tokio::test]
async fn a_fresh_database_answers_and_opens_again() {
    each_database(async |store: Store, _clock| {
        store.ping().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn what_a_migration_took_away_is_counted_anew_when_the_database_is_opened() {
    each_address(async |url| {
        let (store, clock) = open(&url).await;
        clock.set(instant("2026-02-01T02:00:00Z"));
        world::golden(&store).await;
        let city = world::city_staff(&store).await;
        golden::play(&store, &city).await;
        let area = city.area_code.unwrap();
        let before = statistics::annual_report(&store, area, 2025).await.unwrap();
        store.close().await;
        for taken in [
            "DELETE FROM annual_areas",
            "UPDATE visits SET target_kind = NULL, target_key = NULL",
        ] {
            execute(&url, taken).await;
        }
        let (store, clock) = open(&url).await;
        clock.set(instant("2026-02-01T02:00:00Z"));
        let after = statistics::annual_report(&store, area, 2025).await.unwrap();
        assert_eq!(before.indicators, after.indicators);
        let served = |code| {
            let mut figures = after.indicators.iter();
            let figure = figures.rfind(|figure| figure.code == code);
            figure.unwrap().value
        };
        // The golden visits name nobody; the collective of a village is one.
        assert!(served(IndicatorCode::B05V) > Some(Figure::Count(0)));
        assert_eq!(served(IndicatorCode::B05), served(IndicatorCode::B05V));
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn writing_goes_on_after_sqlite_has_rolled_back_by_itself() {
    each_address(async |url| {
        if is_postgres(&url) {
            return;
        }
        let (store, _) = open(&url).await;
        // As it does when the disk is full.
        execute(&url, "CREATE TRIGGER full BEFORE INSERT ON sync_epochs BEGIN SELECT RAISE(ROLLBACK, 'full'); END").await;
        sync::begin_epoch(&store).await.unwrap_err();
        execute(&url, "DROP TRIGGER full").await;
        sync::begin_epoch(&store).await.unwrap();
        store.close().await;
    })
    .await;
}
