//! 数据质量: each check finds what the records themselves say.

use domain::{
    codes::{Coded, Role, Status},
    quality::QualityCheck,
    reading::{Flag, RecordFilter, RecordView},
};
use std::collections::BTreeSet;
use store::{StoreError, coverage, quality, records};
use tests::{databases::instant, each_database, golden, world};

const DAYU: &str = "360723000000";

/// The people who were there.
fn present(record: &RecordView) -> BTreeSet<String> {
    let named = record.people.iter().filter(|person| !person.absent);
    named
        .map(|person| person.id.to_string())
        .chain([record.author_id.to_string()])
        .collect()
}

fn text<'a>(record: &'a RecordView, field: &str) -> &'a str {
    record
        .body
        .get(field)
        .and_then(|value| value.as_str())
        .unwrap_or_default()
}

/// The same place and person on overlapping days.
fn doubles(one: &RecordView, other: &RecordView) -> bool {
    let village = text(one, "area_code");
    one.id != other.id
        && !village.ends_with("000")
        && village == text(other, "area_code")
        && !text(one, "mode").is_empty()
        && !text(other, "mode").is_empty()
        && text(one, "started_on") <= text(other, "ended_on")
        && text(other, "started_on") <= text(one, "ended_on")
        && !present(one).is_disjoint(&present(other))
}

#[tokio::test]
async fn each_check_finds_what_the_records_say() {
    each_database(async |store, clock| {
        clock.set(instant("2026-02-01T02:00:00Z"));
        world::golden(&store).await;
        let city = world::city_staff(&store).await;
        golden::play(&store, &city).await;
        let area = "360700000000".parse().unwrap();
        let sheet = quality::sheet(&store, &city, area, 2025, None)
            .await
            .unwrap();
        let filter = RecordFilter {
            statuses: vec![Status::Submitted, Status::Verified, Status::Approved],
            area: Some(area),
            from: "2025-01-01".parse().ok(),
            to: "2025-12-31".parse().ok(),
            limit: Some(200),
            ..RecordFilter::default()
        };
        let all = records::list(&store, &city, &filter).await.unwrap();
        assert_eq!(all.next, None);
        let all = all.records;
        let counted = || {
            all.iter()
                .filter(|record| record.status == Status::Approved)
        };
        let ids = |check| -> BTreeSet<String> {
            sheet.of(check).map(|finding| finding.id.clone()).collect()
        };
        let wanted = |holds: &dyn Fn(&RecordView) -> bool| -> BTreeSet<String> {
            let found = counted().filter(|record| holds(record));
            found.map(|record| record.id.to_string()).collect()
        };
        let late = wanted(&|record| record.late);
        assert_eq!(ids(QualityCheck::Late), late);
        assert!(!late.is_empty());
        let no_photo = wanted(&|record| record.flags.contains(&Flag::NoPhoto));
        assert_eq!(ids(QualityCheck::NoPhoto), no_photo);
        let double = wanted(&|record| all.iter().any(|other| doubles(record, other)));
        assert_eq!(ids(QualityCheck::Duplicates), double);
        let board = coverage::board(&store, &city, area, 2025, None)
            .await
            .unwrap();
        assert_eq!(
            i64::try_from(ids(QualityCheck::NotAssigned).len()).unwrap(),
            board.totals.served_not_assigned
        );
        for check in QualityCheck::ALL {
            let alone = quality::sheet(&store, &city, area, 2025, Some(*check)).await;
            let whole: Vec<_> = sheet.of(*check).cloned().collect();
            assert_eq!(alone.unwrap().findings, whole, "{check:?}");
        }
        for never in [
            QualityCheck::Imported,
            QualityCheck::TrainingParts,
            QualityCheck::VillagesOverVisits,
            QualityCheck::DaysOverYear,
        ] {
            assert_eq!(ids(never), BTreeSet::new());
        }
    })
    .await;
}

#[tokio::test]
async fn the_overview_counts_what_the_sheet_lists() {
    each_database(async |store, clock| {
        clock.set(instant("2026-02-01T02:00:00Z"));
        world::golden(&store).await;
        let city = world::city_staff(&store).await;
        golden::play(&store, &city).await;
        let area = "360700000000".parse().unwrap();
        let sheet = quality::sheet(&store, &city, area, 2025, None).await;
        let sheet = sheet.unwrap();
        assert!(!sheet.findings.is_empty());
        let counts = QualityCheck::ALL
            .iter()
            .map(|check| (*check, sheet.of(*check).count()));
        let overview = quality::overview(&store, &city, area, 2025).await;
        assert_eq!(overview.unwrap().counts, counts.collect::<Vec<_>>());
    })
    .await;
}

#[tokio::test]
async fn a_late_record_says_how_many_days_late_it_came() {
    each_database(async |store, clock| {
        clock.set(instant("2026-02-01T02:00:00Z"));
        world::golden(&store).await;
        let city = world::city_staff(&store).await;
        golden::play(&store, &city).await;
        let area = "360700000000".parse().unwrap();
        let late = Some(QualityCheck::Late);
        let sheet = quality::sheet(&store, &city, area, 2025, late).await;
        let notes: Vec<_> = sheet
            .unwrap()
            .findings
            .into_iter()
            .map(|one| one.note)
            .collect();
        assert!(!notes.is_empty());
        for note in notes {
            let days = note.strip_prefix("结束 ");
            let days = days.and_then(|rest| rest.strip_suffix(" 天后收到"));
            assert!(days.unwrap().parse::<i64>().unwrap() > 7, "{note}");
        }
    })
    .await;
}

#[tokio::test]
async fn only_who_reads_an_areas_figures_reads_its_sheet() {
    each_database(async |store, _| {
        world::golden(&store).await;
        let county = world::office(&store, "dayu", Role::CountyStaff, DAYU).await;
        let own = quality::sheet(&store, &county, DAYU.parse().unwrap(), 2025, None).await;
        assert!(own.is_ok(), "{own:?}");
        let city = "360700000000".parse().unwrap();
        let outside = quality::sheet(&store, &county, city, 2025, None).await;
        assert!(matches!(outside, Err(StoreError::Forbidden)), "{outside:?}");
        let outside = quality::overview(&store, &county, city, 2025).await;
        assert!(matches!(outside, Err(StoreError::Forbidden)), "{outside:?}");
    })
    .await;
}
