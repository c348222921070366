//! The demo's year, on SQLite: full, the same each time, never over other data, never after today.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use chrono::{DateTime, Utc};
use domain::{
    access::Actor,
    calendar::shanghai_date,
    codes::{RecordKind, Role, Status},
    coverage::VillageState,
    reading::{RecordFilter, RecordView},
    statistics::{catalogue::IndicatorCode, tallies::counted_as},
};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use store::{
    Clock, Problem, Store, StoreError,
    accounts::{self, SessionKind},
    coverage, records, statistics, workbench,
};
use tempfile::TempDir;
use tests::databases::instant;

const PASSWORD: &str = "demo-2025-under-test";
const CITY: &str = "360700000000";
const COMMISSIONER: &str = "13900001001";

/// A demo database and the clock it is read with.
struct Demo {
    store: Store,
    url: String,
    now: DateTime<Utc>,
    _folder: TempDir,
}

async fn demo(now: &str) -> Demo {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/ketepai.db", folder.path().display());
    let now = instant(now);
    let logins = server::demo::fill(&url, 2025, PASSWORD, now, &|_| ())
        .await
        .unwrap();
    assert_eq!(
        (logins[0].role, logins[0].login.as_str()),
        (Role::Commissioner, COMMISSIONER)
    );
    let store = Store::open(&url, Clock::fixed(now)).await.unwrap();
    Demo {
        store,
        url,
        now,
        _folder: folder,
    }
}

impl Demo {
    async fn actor(&self, login: &str) -> Actor {
        accounts::sign_in(
            &self.store,
            login,
            PASSWORD,
            "127.0.0.1",
            SessionKind::Bearer,
        )
        .await
        .unwrap()
        .actor
    }

    /// Everything the city sees: all but drafts.
    async fn records(&self) -> Vec<RecordView> {
        let city = self.actor("kj-ganzhou").await;
        let mut filter = RecordFilter {
            limit: Some(200),
            ..RecordFilter::default()
        };
        let mut all = Vec::new();
        loop {
            let page = records::list(&self.store, &city, &filter).await.unwrap();
            all.extend(page.records);
            filter.after = page.next;
            if filter.after.is_none() {
                return all;
            }
        }
    }

    async fn figures(&self) -> Value {
        let figures = statistics::annual_report(&self.store, CITY.parse().unwrap(), 2025)
            .await
            .unwrap();
        let mut figures = json!(figures);
        figures.as_object_mut().unwrap().remove("generated_at");
        figures
    }
}

fn count(records: &[RecordView], kind: RecordKind) -> usize {
    records.iter().filter(|record| record.kind == kind).count()
}

#[tokio::test]
async fn a_year_is_full_and_in_every_state() {
    let demo = demo("2026-02-01T02:00:00Z").await;
    let all = demo.records().await;
    let (visits, trainings) = (
        count(&all, RecordKind::Visit),
        count(&all, RecordKind::Training),
    );
    assert!((1440..=1530).contains(&visits), "{visits} visits");
    assert!((140..=152).contains(&trainings), "{trainings} trainings");
    let mut states: BTreeMap<Status, usize> = BTreeMap::new();
    for record in &all {
        *states.entry(record.status).or_default() += 1;
    }
    for status in [
        Status::Submitted,
        Status::Verified,
        Status::Approved,
        Status::Returned,
        Status::Voided,
    ] {
        assert!(states.contains_key(&status), "{states:?}");
    }
    assert!(states[&Status::Approved] * 10 > all.len() * 8, "{states:?}");
    let late = all.iter().filter(|record| record.late).count();
    let joint = all
        .iter()
        .filter(|record| record.team_name.is_some())
        .count();
    let entered = all
        .iter()
        .filter(|record| record.entered_by.is_some())
        .count();
    assert!(
        late > 40 && joint > 60 && entered > 2,
        "{late} late, {joint} joint, {entered} entered for others"
    );
    let mut months: BTreeSet<String> = BTreeSet::new();
    months.extend(
        all.iter()
            .filter_map(|record| Some(record.occurred_on?.format("%Y-%m").to_string())),
    );
    assert!(
        months.range("2025-01".to_owned()..).count() == 12,
        "{months:?}"
    );
    texts_are_believable(&all);
    demo.store.close().await;
}

/// Approved accounts are told at some length and in words of their own, but for the few that are
/// still to be opened again.
fn texts_are_believable(all: &[RecordView]) {
    let approved = |record: &&RecordView| {
        record.kind == RecordKind::Visit && record.status == Status::Approved
    };
    let texts = all
        .iter()
        .filter(approved)
        .map(|visit| visit.text("content"));
    let (told, thin): (Vec<_>, Vec<_>) = texts.partition(|text| text.chars().count() >= 40);
    assert!(thin.len() < 10, "{thin:?}");
    let mut different = BTreeSet::new();
    for text in told {
        assert!(text.chars().count() <= 220, "{text}");
        assert!(different.insert(text), "told twice: {text}");
    }
}

/// Two demos of the same year and instant, in May: cheaper than two of the whole year.
#[tokio::test]
async fn in_the_middle_of_the_year_it_is_alive_and_the_same_each_time() {
    let (demo, other) = tokio::join!(demo("2025-05-20T02:00:00Z"), demo("2025-05-20T02:00:00Z"));
    let all = demo.records().await;
    nothing_lies_after(&all, demo.now);
    every_gap_is_there(&demo).await;
    the_workbench_is_alive(&demo).await;
    let ids = |records: Vec<RecordView>| -> Vec<_> {
        records
            .into_iter()
            .map(|record| (record.id, record.number, record.status, record.author_id))
            .collect()
    };
    assert_eq!(ids(all), ids(other.records().await));
    let figures = demo.figures().await;
    assert_eq!(figures, other.figures().await);
    let again = server::demo::fill(&demo.url, 2025, PASSWORD, demo.now, &|_| ())
        .await
        .unwrap_err();
    assert!(
        matches!(
            again.downcast_ref(),
            Some(StoreError::Refused(Problem::NotEmpty))
        ),
        "{again}"
    );
    assert_eq!(figures, demo.figures().await);
    demo.store.close().await;
    other.store.close().await;
}

fn nothing_lies_after(all: &[RecordView], now: DateTime<Utc>) {
    let today = shanghai_date(now);
    assert!((400..800).contains(&all.len()), "{}", all.len());
    for record in all {
        assert!(
            record.occurred_on.is_some_and(|day| day <= today),
            "{:?}",
            record.occurred_on
        );
        assert!(record.received_at <= now && record.captured_at <= now);
        assert!(record.reviewed_at.is_none_or(|at| at <= now));
    }
}

async fn every_gap_is_there(demo: &Demo) {
    let city = demo.actor("kj-ganzhou").await;
    let board = coverage::board(&demo.store, &city, CITY.parse().unwrap(), 2025, None)
        .await
        .unwrap();
    let totals = json!(board)["totals"].clone();
    assert_eq!(totals["due"], 120);
    for gap in [
        "uncovered",
        "assigned_not_served",
        "served_not_assigned",
        "overdue",
        "warning",
    ] {
        assert!(totals[gap].as_i64().unwrap() > 0, "{gap}: {totals}");
    }
}

async fn the_workbench_is_alive(demo: &Demo) {
    let person = demo.actor(COMMISSIONER).await;
    let bench = workbench::today(&demo.store, &person).await.unwrap();
    assert!(!bench.returned.is_empty() && bench.waiting > 0 && bench.drafts > 0);
    for state in [VillageState::Overdue, VillageState::Warning] {
        assert!(
            bench.villages.iter().any(|village| village.state == state),
            "{state:?}"
        );
    }
    assert!(
        bench
            .villages
            .iter()
            .any(|village| village.days_since.is_some_and(|days| days < 60))
    );
    for (login, status) in [
        ("xz-xinfeng-1", Status::Submitted),
        ("kj-xinfeng", Status::Verified),
    ] {
        let office = demo.actor(login).await;
        let filter = RecordFilter {
            statuses: vec![status],
            ..RecordFilter::default()
        };
        let page = records::list(&demo.store, &office, &filter).await.unwrap();
        assert!(!page.records.is_empty(), "{login} has nothing to review");
    }
}

#[tokio::test]
async fn every_ledger_of_the_year_shows_life() {
    let demo = demo("2026-01-15T02:00:00Z").await;
    let city = demo.actor("kj-ganzhou").await;
    let figures = statistics::annual(&demo.store, &city, CITY.parse().unwrap(), 2025).await;
    for figure in figures.unwrap().indicators {
        // Nobody fails the assessment of an invented year.
        if figure.code != IndicatorCode::K02D && !counted_as(figure.code).is_empty() {
            let value = figure.value.map(domain::statistics::Figure::is_zero);
            assert_eq!(value, Some(false), "{}", figure.name_zh);
        }
    }
}

#[tokio::test]
async fn each_county_trains_people_of_its_own_and_is_judged_by_its_own() {
    let demo = demo("2026-01-15T02:00:00Z").await;
    let figure = async |code: IndicatorCode, area: &str| {
        let area = area.parse().unwrap();
        let year = statistics::annual_report(&demo.store, area, 2025).await;
        let mut figures = year.unwrap().indicators.into_iter();
        let figure = figures.find(|one| one.code == code).unwrap();
        figure.value.unwrap().in_hundredths()
    };
    let counties = ["360722000000", "360723000000", "360704000000"];
    let (mut people, mut content) = (Vec::new(), BTreeSet::new());
    for county in counties {
        people.push(figure(IndicatorCode::D06, county).await);
        content.insert(figure(IndicatorCode::K01, county).await);
    }
    let city = figure(IndicatorCode::D06, CITY).await;
    assert!(city > people.iter().sum::<i64>(), "{city} {people:?}");
    assert!(people.iter().all(|count| *count > 2000), "{people:?}");
    assert!(content.len() > 1, "{content:?}");
}
