//! 年度上报: a filed year stands as it was filed, whatever happens to its records.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use domain::{
    access::Actor,
    areas::AreaCode,
    codes::{Coded, Decision, Role, Status},
    coverage::AreaName,
    filings::{Caution, Correction, FilingState, Obstacle, Readiness},
    ids::{FilingId, RecordId},
    reading::{DecisionOutcome, DecisionRequest, RecordFilter, RecordView},
    statistics::{
        AnnualStatistics, Figure,
        catalogue::{IndicatorCode, Listed},
        counted::Parts,
    },
    sync::Outcome as Applied,
};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use store::{
    Clock, Store, StoreError,
    check::{self, Finding},
    filings::{self, Outcome, Verdict},
    records, reviews, settings, statistics,
};
use tempfile::TempDir;
use tests::{
    databases::{each_address, execute, instant, open},
    each_database, golden,
    http::{submission, visit},
    world,
};

const YEAR: i32 = 2025;
const CITY: &str = "360700000000";
const DAYU: &str = "360723000000";
const GANXIAN: &str = "360704000000";
/// A township of Dayu.
const QINGLONG: &str = "360723104000";

fn area(code: &str) -> AreaCode {
    code.parse().unwrap()
}

/// The golden year, and the offices that file it.
struct World {
    store: Store,
    city: Actor,
    dayu: Actor,
    ganxian: Actor,
}

impl World {
    async fn build(store: Store, clock: &Clock) -> Self {
        clock.set(instant("2026-02-01T02:00:00Z"));
        world::golden(&store).await;
        let city = world::city_staff(&store).await;
        golden::play(&store, &city).await;
        let county =
            async |login, code| world::office(&store, login, Role::CountyStaff, code).await;
        Self {
            dayu: county("dayu", DAYU).await,
            ganxian: county("ganxian", GANXIAN).await,
            city,
            store,
        }
    }

    async fn readiness(&self, actor: &Actor, code: &str) -> Readiness {
        filings::readiness(&self.store, actor, area(code), YEAR)
            .await
            .unwrap()
    }

    async fn files_with(&self, actor: &Actor, code: &str, ticks: BTreeSet<String>) -> Outcome {
        filings::file(&self.store, actor, area(code), YEAR, &ticks)
            .await
            .unwrap()
    }

    /// Files with everything ticked that the page shows.
    async fn files(&self, actor: &Actor, code: &str) -> FilingId {
        let readiness = self.readiness(actor, code).await;
        let ticks = readiness.cautions.iter().map(Caution::tick).collect();
        match self.files_with(actor, code, ticks).await {
            Outcome::Filed(id) => id,
            Outcome::NotReady(readiness) => panic!("{readiness:?}"),
        }
    }

    async fn figures(&self, code: &str) -> AnnualStatistics {
        statistics::annual(&self.store, &self.city, area(code), YEAR)
            .await
            .unwrap()
    }

    async fn records(&self, code: &str, statuses: &[Status]) -> Vec<RecordView> {
        let filter = RecordFilter {
            statuses: statuses.to_vec(),
            area: Some(area(code)),
            from: "2025-01-01".parse().ok(),
            to: "2025-12-31".parse().ok(),
            limit: Some(200),
            ..RecordFilter::default()
        };
        let page = records::list(&self.store, &self.city, &filter).await;
        page.unwrap().records
    }

    async fn decides(&self, record: &RecordView, decision: Decision) {
        let request = DecisionRequest {
            record_id: record.id,
            version: record.version,
            decision,
            opinion: "人次填错".into(),
            fields: Vec::new(),
        };
        let done = reviews::decide(&self.store, &self.city, &[request]).await;
        assert_eq!(done.unwrap()[0].outcome, DecisionOutcome::Applied);
    }

    async fn decides_all(&self, records: &[RecordId], decision: Decision) {
        for id in records {
            let record = records::get(&self.store, &self.city, *id).await;
            self.decides(&record.unwrap(), decision).await;
        }
    }

    async fn corrections(&self, id: FilingId) -> Vec<Correction> {
        let view = filings::show(&self.store, &self.city, id).await;
        view.unwrap().corrections
    }

    /// Whether Dayu is told that this township's year is missing.
    async fn misses_qinglong(&self) -> bool {
        let readiness = self.readiness(&self.dayu, DAYU).await;
        readiness.cautions.iter().any(|caution| match caution {
            Caution::TownshipsMissing(townships) => names_qinglong(townships),
            _ => false,
        })
    }

    /// Whether Dayu is told that this township has changed since it was accepted.
    async fn is_told_of_corrections(&self) -> bool {
        let readiness = self.readiness(&self.dayu, DAYU).await;
        readiness.cautions.iter().any(|caution| match caution {
            Caution::TownshipsCorrected(townships) => names_qinglong(townships),
            _ => false,
        })
    }

    async fn judges(&self, actor: &Actor, id: FilingId, verdict: Verdict<'_>) -> store::Result<()> {
        filings::judge(&self.store, actor, id, verdict).await
    }
}

fn names_qinglong(areas: &[AreaName]) -> bool {
    areas.iter().any(|named| named.code == area(QINGLONG))
}

fn values(figures: &AnnualStatistics) -> Vec<(IndicatorCode, Option<Figure>)> {
    let indicators = figures.indicators.iter();
    indicators.map(|one| (one.code, one.value)).collect()
}

fn count(figures: &AnnualStatistics, code: IndicatorCode) -> usize {
    let figure = figures.indicators.iter().find(|one| one.code == code);
    match figure.unwrap().value {
        Some(Figure::Count(count)) => usize::try_from(count).unwrap(),
        other => panic!("{code:?}: {other:?}"),
    }
}

#[tokio::test]
async fn a_year_is_filed_once_what_is_doubtful_was_ticked_and_its_records_are_locked() {
    each_database(async |store, clock| {
        let world = World::build(store, &clock).await;
        let before = world.figures(DAYU).await;
        assert_eq!(before.frozen, None);
        let readiness = world.readiness(&world.dayu, DAYU).await;
        let pending = world
            .records(DAYU, &[Status::Submitted, Status::Verified])
            .await
            .len();
        assert_eq!(
            readiness.cautions,
            [Caution::Pending(i64::try_from(pending).unwrap())]
        );
        assert_eq!(readiness.obstacles, []);
        let refused = world.files_with(&world.dayu, DAYU, BTreeSet::new()).await;
        assert_eq!(refused, Outcome::NotReady(readiness));
        assert_eq!(world.records(DAYU, &[Status::Locked]).await, []);

        let approved = world.records(DAYU, &[Status::Approved]).await.len();
        let id = world.files(&world.dayu, DAYU).await;
        let locked = world.records(DAYU, &[Status::Locked]).await;
        assert_eq!((locked.len(), locked.is_empty()), (approved, false));
        let after = world.figures(DAYU).await;
        assert_eq!(values(&after), values(&before));
        assert_eq!(after.corrections(), 0);
        let freeze = after.frozen.unwrap();
        assert_eq!((freeze.filing_id, freeze.by.as_str()), (id, "dayu"));

        let again = world.readiness(&world.dayu, DAYU).await;
        assert_eq!(again.obstacles, [Obstacle::Stands]);
        // Another county's year, and the city's, are still open.
        assert_eq!(world.figures(GANXIAN).await.frozen, None);
        assert_eq!(world.figures(CITY).await.frozen, None);
    })
    .await;
}

#[tokio::test]
async fn the_filed_items_reproduce_every_figure_that_counts_them() {
    each_database(async |store, clock| {
        use IndicatorCode::{A01, A06, B01, B04, B11, C02, C03, C06, C07, D01};
        let world = World::build(store, &clock).await;
        let id = world.files(&world.dayu, DAYU).await;
        let figures = world.figures(DAYU).await;
        let text = filings::text(&world.store, &world.dayu, id).await.unwrap();
        for code in [A01, A06, B01, B04, B11, C02, C03, C06, C07, D01] {
            let lines = text.lines().filter(|line| {
                let kind = Listed::ALL.iter().any(|kind| {
                    line.strip_prefix(kind.code())
                        .is_some_and(|rest| rest.starts_with(' '))
                });
                let codes = line.split(' ').nth(3).unwrap_or_default();
                kind && codes.split(',').any(|one| one == code.as_str())
            });
            assert_eq!(lines.count(), count(&figures, code), "{code:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_changes_afterwards_is_a_correction_and_the_filed_figures_stay() {
    each_database(async |store, clock| {
        let world = World::build(store, &clock).await;
        let id = world.files(&world.dayu, DAYU).await;
        let filed = world.figures(DAYU).await;
        assert_eq!(world.corrections(id).await, []);

        let locked = world.records(DAYU, &[Status::Locked]).await;
        let onsite = |record: &&RecordView| record.body["mode"] == "onsite";
        let gone = locked
            .iter()
            .find(|record| record.body.contains_key("mode") && onsite(record));
        let gone = gone.unwrap();
        world.decides(gone, Decision::Reopen).await;
        let waiting = world.records(DAYU, &[Status::Submitted]).await;
        let added = waiting
            .iter()
            .find(|record| record.body.contains_key("mode") && onsite(record));
        let added = added.unwrap();
        world.decides(added, Decision::Approve).await;

        let now = world.figures(DAYU).await;
        assert_eq!(values(&now), values(&filed));
        let corrections = world.corrections(id).await;
        let visits = corrections
            .iter()
            .find(|one| one.code == IndicatorCode::B01)
            .unwrap();
        assert_eq!(visits.difference(), Some(0));
        assert_eq!(visits.gone[0].id, gone.id.to_string());
        assert_eq!(visits.gone[0].note, Status::Returned.label());
        assert_eq!(visits.added[0].id, added.id.to_string());

        let other = world.records(DAYU, &[Status::Locked]).await;
        let other = other
            .iter()
            .find(|record| record.body.contains_key("mode") && onsite(record));
        world.decides(other.unwrap(), Decision::Reopen).await;
        let now = world.figures(DAYU).await;
        assert_eq!(values(&now), values(&filed));
        let figure = now
            .indicators
            .iter()
            .find(|one| one.code == IndicatorCode::B01);
        let live = i64::try_from(count(&filed, IndicatorCode::B01)).unwrap() - 1;
        assert_eq!(figure.unwrap().corrected, Some(Figure::Count(live)));
        assert!(
            filings::verify(&world.store, &world.dayu, id)
                .await
                .unwrap()
        );
    })
    .await;
}

#[tokio::test]
async fn behind_a_filed_figure_stands_what_was_filed_whatever_has_changed() {
    each_database(async |store, clock| {
        use IndicatorCode::{B01, B07, C03R, C06, D02, I04};
        let world = World::build(store, &clock).await;
        let id = world.files(&world.dayu, DAYU).await;
        let filed = world.figures(DAYU).await;
        let behind = async |code, after: Option<&str>, limit| {
            filings::items(&world.store, &world.dayu, id, code, after, limit).await
        };
        let first = behind(B01, None, 1).await.unwrap().items.remove(0).counted;
        let locked = world.records(DAYU, &[Status::Locked]).await;
        let record = locked
            .iter()
            .find(|record| record.id.to_string() == first.id)
            .unwrap();
        world.decides(record, Decision::Reopen).await;

        for code in [B01, C06] {
            let list = behind(code, None, 200).await.unwrap();
            assert_eq!(list.items.len(), count(&filed, code), "{code:?}");
            assert_eq!(usize::try_from(list.total).unwrap(), list.items.len());
        }
        // What sums have added, by the version that was filed.
        for code in [B07, D02] {
            let list = behind(code, None, 200).await.unwrap();
            let numbers = list.items.iter().filter_map(|item| item.number);
            let sum: i64 = numbers.map(Figure::in_hundredths).sum();
            assert_eq!(
                usize::try_from(sum / 100).unwrap(),
                count(&filed, code),
                "{code:?}"
            );
        }
        let list = behind(B01, None, 200).await.unwrap();
        let changed = list.items.iter().find(|item| item.counted.id == first.id);
        assert_eq!(changed.unwrap().note, Status::Returned.label());

        // Page by page it is the same list.
        let whole = behind(B01, None, 200).await.unwrap();
        let (mut paged, mut after) = (Vec::new(), None::<String>);
        loop {
            let page = behind(B01, after.as_deref(), 2).await.unwrap();
            paged.extend(page.items);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(paged, whole.items);
        // A share has the list of its count, a mean of what it is the mean of.
        assert!(behind(C03R, None, 1).await.is_ok());
        assert!(behind(I04, None, 1).await.is_ok());
        let hidden = filings::items(&world.store, &world.ganxian, id, B01, None, 1).await;
        assert!(matches!(hidden, Err(StoreError::NotFound)));
    })
    .await;
}

#[tokio::test]
async fn a_year_sent_back_opens_its_records_and_is_filed_again_under_the_next_number() {
    each_database(async |store, clock| {
        let world = World::build(store, &clock).await;
        let first = world.files(&world.dayu, DAYU).await;
        let no_reason = world
            .judges(&world.city, first, Verdict::SendBack(" "))
            .await;
        assert!(
            matches!(no_reason, Err(StoreError::Rejected(_))),
            "{no_reason:?}"
        );
        world
            .judges(&world.city, first, Verdict::SendBack("培训人次请核对"))
            .await
            .unwrap();
        assert_eq!(world.records(DAYU, &[Status::Locked]).await, []);
        assert_eq!(world.figures(DAYU).await.frozen, None);
        let again = world.judges(&world.city, first, Verdict::Accept).await;
        assert!(matches!(again, Err(StoreError::Conflict)), "{again:?}");

        let approved = world.records(DAYU, &[Status::Approved]).await;
        let gone = approved
            .iter()
            .find(|record| record.body.contains_key("attendances"));
        world.decides(gone.unwrap(), Decision::Void).await;
        let second = world.files(&world.dayu, DAYU).await;
        let compared = filings::compare(&world.store, &world.dayu, first, second).await;
        let compared = compared.unwrap();
        let numbers = (compared.before.filing.number, compared.after.filing.number);
        assert_eq!(numbers, (1, 2));
        assert_eq!(compared.before.filing.state, FilingState::Returned);
        let trainings = compared
            .corrections
            .iter()
            .find(|one| one.code == IndicatorCode::D01);
        assert_eq!(trainings.unwrap().difference(), Some(-100));
        assert_eq!(trainings.unwrap().gone[0].id, gone.unwrap().id.to_string());
    })
    .await;
}

#[tokio::test]
async fn a_citys_year_is_filed_from_its_counties_accepted_years() {
    each_database(async |store, clock| {
        let world = World::build(store, &clock).await;
        let readiness = world.readiness(&world.city, CITY).await;
        let Obstacle::CountiesMissing(missing) = &readiness.obstacles[0] else {
            panic!("{readiness:?}");
        };
        let missing: Vec<_> = missing
            .iter()
            .map(|county| county.code.to_string())
            .collect();
        assert!(missing.iter().any(|code| code == DAYU), "{missing:?}");
        let mut filed = Vec::new();
        for county in &missing {
            let clerk = match county.as_str() {
                DAYU => world.dayu.clone(),
                GANXIAN => world.ganxian.clone(),
                other => world::office(&world.store, other, Role::CountyStaff, other).await,
            };
            let id = world.files(&clerk, county).await;
            world
                .judges(&world.city, id, Verdict::Accept)
                .await
                .unwrap();
            filed.push(id);
        }
        let before = values(&world.figures(CITY).await);
        let id = world.files(&world.city, CITY).await;
        assert_eq!(values(&world.figures(CITY).await), before);
        assert!(world.figures(CITY).await.frozen.is_some());

        // A county's year is in the city's now: that one has to come back first.
        let early = world
            .judges(&world.city, filed[0], Verdict::SendBack("请核对"))
            .await;
        assert!(matches!(early, Err(StoreError::Conflict)), "{early:?}");
        world
            .judges(&world.city, id, Verdict::SendBack("省里要求重报"))
            .await
            .unwrap();
        world
            .judges(&world.city, filed[0], Verdict::SendBack("请核对"))
            .await
            .unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_township_files_its_county_accepts_and_the_records_stay_with_the_county() {
    each_database(async |store, clock| {
        let world = World::build(store, &clock).await;
        let coordinator =
            world::office(&world.store, "sun", Role::TownshipCoordinator, QINGLONG).await;
        let approved = world.records(QINGLONG, &[Status::Approved]).await.len();
        assert!(approved > 0);
        let id = world.files(&coordinator, QINGLONG).await;
        let still = world.records(QINGLONG, &[Status::Approved]).await.len();
        assert_eq!(still, approved);
        assert!(world.figures(QINGLONG).await.frozen.is_some());
        assert_eq!(world.figures(DAYU).await.frozen, None);

        // The county that asks for townships' years is told whose are missing, and ticks it.
        assert!(!world.misses_qinglong().await);
        let admin = world::office(&world.store, "wu", Role::Admin, "").await;
        settings::set_township_step(&world.store, Some(&admin), area(DAYU), true)
            .await
            .unwrap();
        assert!(world.misses_qinglong().await);
        for (actor, may) in [
            (&coordinator, false),
            (&world.city, false),
            (&world.dayu, true),
        ] {
            let judged = world.judges(actor, id, Verdict::Accept).await;
            assert_eq!(judged.is_ok(), may, "{}", actor.name);
        }
        assert!(!world.misses_qinglong().await);
        assert!(!world.is_told_of_corrections().await);
    })
    .await;
}

#[tokio::test]
async fn a_township_whose_county_has_filed_is_offered_no_filing_of_its_own() {
    each_database(async |store, clock| {
        let world = World::build(store, &clock).await;
        let sun = world::office(&world.store, "sun", Role::TownshipCoordinator, QINGLONG).await;
        let line = async |actor: &Actor, code: &str| {
            let list = filings::list(&world.store, actor, YEAR).await.unwrap();
            let mut lines = list.into_iter();
            let line = lines.find(|line| line.area.code == area(code) && line.year == YEAR);
            line.map(|line| (line.may_file, line.above_stands)).unwrap()
        };
        assert_eq!(line(&sun, QINGLONG).await, (true, false));
        let id = world.files(&world.dayu, DAYU).await;
        assert_eq!(line(&sun, QINGLONG).await, (false, true));
        assert_eq!(line(&world.dayu, DAYU).await, (false, false));
        let sent_back = world
            .judges(&world.city, id, Verdict::SendBack("缺乡镇"))
            .await;
        sent_back.unwrap();
        assert_eq!(line(&sun, QINGLONG).await, (true, false));
        // What stood before its county filed without it is not filed again either.
        let own = world.files(&sun, QINGLONG).await;
        let sent_back = world
            .judges(&world.dayu, own, Verdict::SendBack("人次不对"))
            .await;
        sent_back.unwrap();
        world.files(&world.dayu, DAYU).await;
        assert_eq!(line(&sun, QINGLONG).await, (false, true));
        let shown = filings::show(&world.store, &sun, own).await.unwrap();
        assert!(!shown.may_file);
    })
    .await;
}

#[tokio::test]
async fn what_changes_in_an_accepted_township_is_told_to_its_county_whose_year_stands_on_it() {
    each_database(async |store, clock| {
        let world = World::build(store, &clock).await;
        let coordinator =
            world::office(&world.store, "sun", Role::TownshipCoordinator, QINGLONG).await;
        let id = world.files(&coordinator, QINGLONG).await;
        world
            .judges(&world.dayu, id, Verdict::Accept)
            .await
            .unwrap();
        let record = &world.records(QINGLONG, &[Status::Approved]).await[0];
        world.decides(record, Decision::Void).await;
        assert!(!world.corrections(id).await.is_empty());
        assert!(world.is_told_of_corrections().await);

        // First the county's year comes back, then the township's.
        let above = world.files(&world.dayu, DAYU).await;
        let send_back = Verdict::SendBack("请核对");
        let early = world.judges(&world.dayu, id, send_back).await;
        assert!(matches!(early, Err(StoreError::Conflict)), "{early:?}");
        world.judges(&world.city, above, send_back).await.unwrap();
        world.judges(&world.dayu, id, send_back).await.unwrap();
        assert_eq!(world.figures(QINGLONG).await.frozen, None);
        let again = world.readiness(&coordinator, QINGLONG).await;
        assert_eq!((again.next_number, again.obstacles.len()), (2, 0));
    })
    .await;
}

#[tokio::test]
async fn nobody_but_the_office_of_the_area_files_and_only_the_one_above_judges() {
    each_database(async |store, clock| {
        let world = World::build(store, &clock).await;
        let township = world::office(
            &world.store,
            "sun",
            Role::TownshipCoordinator,
            "360723104000",
        )
        .await;
        let admin = world::office(&world.store, "wu", Role::Admin, "").await;
        let zhao = world::commissioner(&world.store, "13900001008").await;
        for (actor, code) in [
            (&world.ganxian, DAYU),
            (&world.city, DAYU),
            (&world.dayu, CITY),
            (&world.dayu, "360723104000"),
            (&township, "360723105000"),
            (&township, DAYU),
            (&admin, DAYU),
            (&zhao, DAYU),
        ] {
            let ticks = BTreeSet::new();
            let filed = filings::file(&world.store, actor, area(code), YEAR, &ticks).await;
            assert!(
                matches!(filed, Err(StoreError::Forbidden)),
                "{code}: {filed:?}"
            );
        }
        let id = world.files(&world.dayu, DAYU).await;
        for (actor, hidden) in [
            (&world.dayu, false),
            (&world.ganxian, true),
            (&township, true),
            (&admin, true),
            (&zhao, true),
        ] {
            let shown = filings::show(&world.store, actor, id).await;
            assert_eq!(matches!(shown, Err(StoreError::NotFound)), hidden);
            let judged = world.judges(actor, id, Verdict::Accept).await;
            assert!(judged.is_err(), "{}", actor.name);
        }
        world
            .judges(&world.city, id, Verdict::Accept)
            .await
            .unwrap();
        let list = filings::list(&world.store, &world.city, YEAR)
            .await
            .unwrap();
        let line = list
            .iter()
            .find(|line| line.area.code == area(DAYU))
            .unwrap();
        assert_eq!(line.newest.as_ref().unwrap().state, FilingState::Accepted);
        assert!(!line.may_file);
    })
    .await;
}

#[tokio::test]
async fn a_filing_that_somebody_has_changed_is_found() {
    // Each damage and how it is undone.
    const DAMAGES: [[&str; 2]; 4] = [
        [
            "UPDATE filing_items SET version = version + 1 WHERE kind = 'records'",
            "UPDATE filing_items SET version = version - 1 WHERE kind = 'records'",
        ],
        [
            "UPDATE filing_items SET item_id = item_id || 'x' WHERE kind = 'villages'",
            "UPDATE filing_items SET item_id = REPLACE(item_id, 'x', '') WHERE kind = 'villages'",
        ],
        [
            "UPDATE filings SET figures = REPLACE(figures, '\"year\":2025', '\"year\":2024')",
            "UPDATE filings SET figures = REPLACE(figures, '\"year\":2024', '\"year\":2025')",
        ],
        [
            "UPDATE filings SET hash = hash || 'x'",
            "UPDATE filings SET hash = REPLACE(hash, 'x', '')",
        ],
    ];
    each_address(async |url| {
        let (store, clock) = open(&url).await;
        let world = World::build(store, &clock).await;
        let id = world.files(&world.dayu, DAYU).await;
        let folder = TempDir::new().unwrap();
        assert_eq!(findings(&world.store, &folder).await, []);
        for [damage, repair] in DAMAGES {
            execute(&url, damage).await;
            let whole = filings::verify(&world.store, &world.dayu, id).await;
            assert!(!whole.unwrap(), "{damage}");
            let found = findings(&world.store, &folder).await;
            assert!(matches!(&found[..], [Finding::Filing { .. }]), "{found:?}");
            execute(&url, repair).await;
        }
        let whole = filings::verify(&world.store, &world.dayu, id).await;
        assert!(whole.unwrap());
        world.store.close().await;
    })
    .await;
}

async fn findings(store: &Store, folder: &TempDir) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut tell = |finding| found.push(finding);
    check::run(store, folder.path(), &mut tell).await.unwrap();
    found
}

/// What the figures of the filing count once adds up to each of them.
async fn adds_up(world: &World, id: FilingId, filed: &AnnualStatistics) {
    for figure in &filed.indicators {
        let counts = match Parts::of(figure.code) {
            None | Some(Parts::Named(_)) => false,
            Some(_) => !figure.code.is_share(),
        };
        if !counts {
            continue;
        }
        let parts = filings::parts(&world.store, &world.city, id, figure.code).await;
        let parts = parts.unwrap();
        let sum: i64 = parts.iter().map(|part| part.number.in_hundredths()).sum();
        let want = figure.value.map_or(0, Figure::in_hundredths);
        assert_eq!(sum, want, "{:?}: {parts:?}", figure.code);
    }
}

#[tokio::test]
async fn what_is_counted_once_adds_up_to_the_filed_figure_whatever_becomes_of_the_records() {
    each_database(async |store, clock| {
        let world = World::build(store, &clock).await;
        let filed = world.figures(DAYU).await;
        let id = world.files(&world.dayu, DAYU).await;
        adds_up(&world, id, &filed).await;
        for record in world.records(DAYU, &[Status::Locked]).await {
            world.decides(&record, Decision::Reopen).await;
        }
        assert_ne!(world.figures(DAYU).await.indicators, filed.indicators);
        adds_up(&world, id, &filed).await;
    })
    .await;
}

#[tokio::test]
async fn who_says_not_there_after_the_filing_is_a_correction_of_the_days() {
    each_database(async |store, clock| {
        let world = World::build(store, &clock).await;
        let id = world.files(&world.dayu, DAYU).await;
        let joint = world.records(DAYU, &[Status::Locked]).await;
        let joint = joint.iter().find_map(|record| {
            let others = record.people.iter();
            let mut others = others.filter(|person| person.id != record.author_id);
            let onsite = record.body.get("mode").is_some_and(|mode| mode == "onsite");
            Some((record, others.find(|person| !person.absent)?)).filter(|_| onsite)
        });
        let (record, person) = joint.expect("the golden set has a joint visit");
        let store = &world.store;
        let absent = Actor {
            role: Role::Commissioner,
            area_code: None,
            commissioner_id: Some(person.id),
            ..world.city.clone()
        };
        for _ in 0..2 {
            records::mark_absence(store, &absent, record.id)
                .await
                .unwrap();
        }
        let now = records::get(store, &world.city, record.id).await.unwrap();
        assert_eq!(
            now.version,
            record.version + 1,
            "once, however often it is said"
        );
        let corrections = world.corrections(id).await;
        let days = corrections
            .iter()
            .find(|one| one.code == IndicatorCode::B03);
        let changed = &days.expect("the days are corrected").changed;
        assert_eq!(changed[0].id, record.id.to_string());
    })
    .await;
}

/// Of 大余县: 冯英海, who writes, and 蒋国远, who leads the team and is named.
const ZHAO: &str = "13900001008";
const LEADER: &str = "13900001002";

/// A visit of both on a day on which nobody else was anywhere.
fn joint(number: u8, on: &str) -> Value {
    let mut record = alone(number, on);
    record["log_type"] = "team".into();
    record["team_id"] = "01918553-c16b-7c30-9073-ced71ba2e240".into();
    record["participant_ids"] = json!(["01911d8f-a94d-7496-bec4-24eae131d67f"]);
    record
}

fn alone(number: u8, on: &str) -> Value {
    let mut record = visit(number);
    record["started_on"] = on.into();
    record["ended_on"] = on.into();
    record
}

/// 冯英海 and 蒋国远 at work.
struct Pair {
    zhao: Actor,
    leader: Actor,
}

impl Pair {
    async fn of(world: &World) -> Self {
        Self {
            zhao: world::commissioner(&world.store, ZHAO).await,
            leader: world::commissioner(&world.store, LEADER).await,
        }
    }

    /// 冯英海 submits; `number` tells one submission from another.
    async fn submits(&self, world: &World, (number, base): (u8, i64), record: &Value) -> RecordId {
        let mut change = submission(number, record);
        change["base_version"] = base.into();
        let answer = world::push(&world.store, &self.zhao, change).await;
        assert_eq!(answer.outcome, Applied::Applied, "{answer:?}");
        answer.record_id.unwrap()
    }

    /// 蒋国远 says 我没参加.
    async fn was_not_there(&self, world: &World, id: RecordId) {
        let marked = records::mark_absence(&world.store, &self.leader, id).await;
        marked.unwrap();
    }
}

/// The on-site days of these records as they were filed.
async fn days_of(world: &World, id: FilingId, records: &[RecordId]) -> Vec<Option<Figure>> {
    let code = IndicatorCode::B03;
    let list = filings::items(&world.store, &world.city, id, code, None, 200).await;
    let list = list.unwrap();
    assert_eq!(list.next, None);
    let days = |record: &RecordId| {
        let mut items = list.items.iter();
        let item = items.find(|item| item.counted.id == record.to_string());
        item.unwrap().number
    };
    records.iter().map(days).collect()
}

#[tokio::test]
async fn who_was_there_is_told_as_it_was_filed_whatever_is_said_of_a_record_opened_again() {
    each_database(async |store, clock| {
        let world = World::build(store, &clock).await;
        let pair = Pair::of(&world).await;
        let both = pair.submits(&world, (1, 0), &joint(1, "2025-01-05")).await;
        let one = pair.submits(&world, (2, 0), &joint(2, "2025-01-06")).await;
        pair.was_not_there(&world, one).await;
        // Said, left out for that, and named again: there after all.
        let named_again = pair.submits(&world, (3, 0), &joint(3, "2025-01-07")).await;
        pair.was_not_there(&world, named_again).await;
        pair.submits(&world, (4, 1), &alone(3, "2025-01-07")).await;
        pair.submits(&world, (5, 2), &joint(3, "2025-01-07")).await;
        let ids = [both, one, named_again];
        world.decides_all(&ids, Decision::Approve).await;
        let filed = world.figures(DAYU).await;
        let id = world.files(&world.dayu, DAYU).await;
        let days = days_of(&world, id, &ids).await;
        assert_eq!(days[0], days[2]);
        assert_ne!(days[0], days[1], "one of two was there");
        adds_up(&world, id, &filed).await;

        world.decides_all(&ids, Decision::Reopen).await;
        pair.was_not_there(&world, both).await;
        pair.submits(&world, (6, 3), &alone(2, "2025-01-06")).await;
        assert_eq!(days_of(&world, id, &ids).await, days);
        adds_up(&world, id, &filed).await;
    })
    .await;
}
