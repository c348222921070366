//! What the store says of an area's year, against the evaluator.

use super::{
    deeds::{PLACES, YEARS},
    world::{World, ledger},
};
use chrono::{Datelike, NaiveDate};
use domain::{
    areas::AreaCode,
    calendar,
    charts::evaluate::counts,
    divisions::Divisions,
    quality::{
        QualityCheck, QualityFinding,
        evaluate::{Found, found},
    },
    statistics::{
        CountedStanding, Figure,
        catalogue::IndicatorCode,
        counted::Parts,
        evaluate::{Ledger, measures},
        figures,
    },
};
use std::collections::{BTreeMap, BTreeSet};
use store::{charts, quality, statistics};

impl World {
    pub(super) async fn check(&self) {
        let ledger = ledger(self);
        let today = self.clock.today();
        let villages = self.villages.iter().map(|(code, _)| *code);
        let areas: BTreeSet<AreaCode> = PLACES
            .iter()
            .map(|code| code.parse::<AreaCode>().unwrap())
            .chain(villages)
            .flat_map(|code| code.with_ancestors())
            .collect();
        for area in areas {
            for year in YEARS {
                self.check_area(&ledger, area, (year, Divisions::Then), today)
                    .await;
                // Otherwise it is the same.
                if year < 2026 && !self.successions.is_empty() {
                    self.check_area(&ledger, area, (year, Divisions::Now), today)
                        .await;
                }
            }
        }
    }

    pub(super) async fn check_area(
        &self,
        ledger: &Ledger,
        area: AreaCode,
        told: (i32, Divisions),
        today: NaiveDate,
    ) {
        let counted = |standing| measures(ledger, area, told, today, standing);
        let approved = counted(CountedStanding::Approved);
        let want = figures(&approved, &counted(CountedStanding::WithPending));
        let got = statistics::annual(&self.store, &self.city, area, told)
            .await
            .unwrap();
        let on = told.1.day(calendar::as_of(told.0, today), today);
        if let Some(name) = self.name_on(area, on) {
            assert_eq!(got.area.name, name, "{area} on {on}");
        }
        for (want, got) in want.iter().zip(&got.indicators) {
            assert_eq!(want, got, "{area} {told:?}");
        }
        self.check_charts(ledger, area, told).await;
        self.check_quality(ledger, area, told).await;
        let there = ledger.successions.on(on);
        for row in &got.rows {
            assert!(there.is_there(row.area.code), "{} on {on}", row.area.code);
            let child = statistics::annual(&self.store, &self.city, row.area.code, told)
                .await
                .unwrap();
            for figure in child.indicators {
                assert_eq!(
                    row.values[&figure.code],
                    figure.value,
                    "row of {} under {area} {told:?}, {}",
                    row.area.code,
                    figure.code.as_str()
                );
            }
        }
        if ["360722000000", "360722101000"].contains(&area.as_str()) {
            for figure in got
                .indicators
                .iter()
                .filter(|figure| figure.value.is_some())
            {
                self.check_list(figure.code, (figure.value, &approved), area, told, &there)
                    .await;
            }
        }
    }

    pub(super) async fn check_charts(
        &self,
        ledger: &Ledger,
        area: AreaCode,
        told: (i32, Divisions),
    ) {
        let got = charts::of_year(&self.store, &self.city, area, told);
        let got = got.await.unwrap();
        let name = |code: &str| match code {
            "navel_orange" => "脐橙".to_owned(),
            _ => "油茶".to_owned(),
        };
        let by_name = |(code, number): (String, i64)| (name(&code), number);
        let want = counts(ledger, area, told, self.clock.today());
        let industries: BTreeMap<_, _> = want.industries.into_iter().map(by_name).collect();
        assert_eq!(
            (got.visits, got.trainings, got.served, got.due),
            (want.visits, want.trainings, want.served, want.due),
            "charts of {area} {told:?}"
        );
        let got: BTreeMap<_, _> = got.industries.into_iter().collect();
        assert_eq!(got, industries, "charts of {area} {told:?}");
    }

    pub(super) async fn check_quality(
        &self,
        ledger: &Ledger,
        area: AreaCode,
        told: (i32, Divisions),
    ) {
        let sheet = quality::sheet(&self.store, &self.city, area, told, None);
        let sheet = sheet.await.unwrap();
        let overview = quality::overview(&self.store, &self.city, area, told);
        for (check, number) in overview.await.unwrap().counts {
            assert_eq!(
                number,
                sheet.of(check).count(),
                "{check:?} of {area} {told:?}"
            );
        }
        let got: Found = sheet.findings.into_iter().map(finding).collect();
        let want = found(ledger, area, told, self.clock.today());
        assert_eq!(got, want, "quality of {area} {told:?}");
    }

    /// What a figure counts once adds up to it.
    pub(super) async fn check_parts(
        &self,
        code: IndicatorCode,
        value: Option<Figure>,
        area: AreaCode,
        told: (i32, Divisions),
    ) {
        let parts = statistics::parts(&self.store, &self.city, code, area, told).await;
        let parts = parts.unwrap();
        if Parts::of(code).is_none() || code.is_share() {
            return;
        }
        let sum: i64 = parts.iter().map(|part| part.number.in_hundredths()).sum();
        let want = value.map_or(0, Figure::in_hundredths);
        // Money is rounded for each place.
        let near = i64::try_from(parts.len()).unwrap();
        let near = if code.has_two_digits() { near } else { 0 };
        assert!(
            (sum - want).abs() <= near,
            "{code:?} of {area} {told:?}: {want} is not the sum of {parts:?}"
        );
    }
}

/// A finding as the evaluator tells it.
fn finding(finding: QualityFinding) -> (QualityCheck, String) {
    let month = finding
        .on
        .filter(|_| finding.check == QualityCheck::LongMonths);
    let month = month.map_or_else(String::new, |on| format!(" {}", on.month()));
    (finding.check, finding.id + &month)
}
