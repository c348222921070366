//! Random histories: the roll-ups give exactly what the plain evaluator counts, before and after a
//! rebuild, and the list behind each figure reproduces it.

#![expect(
    clippy::cast_precision_loss,
    clippy::format_push_string,
    clippy::too_many_lines,
    clippy::unwrap_used,
    reason = "a test may panic, and a history reads best in one piece"
)]

mod acts;
mod checks;
mod deeds;
mod lists;
mod places;
mod world;

use deeds::{NOW, deed};
use domain::calendar;
use proptest::{prelude::*, test_runner::TestRunner};
use store::{Clock, Store, statistics};
use tests::{databases::instant, each_database};
use world::build;

#[test]
fn roll_ups_equal_the_plain_evaluator_over_random_histories() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let cases = 6;
    let mut runner = TestRunner::new(ProptestConfig {
        cases,
        max_shrink_iters: 40,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let done = runner.run(&prop::collection::vec(deed(), 10..60), |deeds| {
        runtime.block_on(each_database(async |store: Store, clock: Clock| {
            clock.set(instant(NOW));
            assert_eq!(clock.today(), calendar::shanghai_date(instant(NOW)));
            let mut world = build(store, clock.clone()).await;
            for deed in deeds.clone() {
                world.act(deed).await;
            }
            world.check().await;
            statistics::rebuild(&world.store).await.unwrap();
            world.check().await;
        }));
        Ok(())
    });
    done.unwrap();
}
