//! The list behind a figure gives the figure again.

use super::world::World;
use domain::{
    areas::AreaCode,
    calendar,
    divisions::{AreasOfDay, Divisions},
    reading::RecordView,
    statistics::{
        Figure, Measures,
        catalogue::{IndicatorCode, Listed},
        counted::{Parts, of_record},
        share,
        tallies::counted_as,
    },
};
use std::collections::BTreeSet;
use store::statistics;
use tests::drawn_entries::reproduces;

impl World {
    /// The list behind a figure gives the figure again.
    pub(super) async fn check_list(
        &self,
        code: IndicatorCode,
        (value, counted): (Option<Figure>, &Measures),
        area: AreaCode,
        told: (i32, Divisions),
        there: &AreasOfDay,
    ) {
        let behind = statistics::behind(&self.store, &self.city, code, area, told, None, 200)
            .await
            .unwrap();
        self.check_parts(code, value, area, told).await;
        let records = behind.records.unwrap_or_default();
        let by_record = behind.listed == Listed::Records && Parts::of(code).is_none();
        if by_record && !code.is_share() {
            let added = records.iter().map(|record| of_record(code, record));
            let sum: i64 = added.map(Figure::in_hundredths).sum();
            assert_eq!(
                Some(sum),
                value.map(Figure::in_hundredths),
                "{code:?} of {area} {told:?}"
            );
        }
        let sum = |field: &str| {
            records
                .iter()
                .map(|record| record.count(field).unwrap_or(0))
                .sum::<i64>()
        };
        let places = || {
            i64::try_from(
                records
                    .iter()
                    .map(|record| there.told(record.text("area_code").parse().unwrap()))
                    .collect::<BTreeSet<_>>()
                    .len(),
            )
            .unwrap()
        };
        let length = i64::try_from(records.len()).unwrap();
        let got = match code {
            // Days are a person's: the area has neither figure nor list.
            IndicatorCode::B02 => {
                assert_eq!((behind.people, value), (Some(Vec::new()), None));
                return;
            }
            IndicatorCode::C08 | IndicatorCode::C09 => {
                let parts = behind.townships.or(behind.industries).unwrap();
                let covered = parts.iter().filter(|part| part.covered).count();
                let [covered, all] =
                    [covered, parts.len()].map(|number| i64::try_from(number).unwrap());
                assert_eq!(share(covered, all), value, "{code:?} of {area} {told:?}");
                return;
            }
            IndicatorCode::K03S | IndicatorCode::K03V => {
                let on_time = |record: &&RecordView| {
                    let on = |at: Option<_>| calendar::shanghai_date(at.unwrap());
                    let waited = || on(record.reviewed_at) - on(record.submitted_at);
                    match code {
                        IndicatorCode::K03S => !record.late,
                        _ => waited().num_days() <= 7,
                    }
                };
                let on_time = records.iter().filter(on_time).count();
                let on_time = i64::try_from(on_time).unwrap();
                assert_eq!(share(on_time, length), value, "{code:?} of {area} {told:?}");
                return;
            }
            _ if !counted_as(code).is_empty() => {
                assert!(
                    reproduces(code, &behind.entries.unwrap(), &counted.tallies, there),
                    "{code:?} of {area} {told:?}: {:?}",
                    counted.tallies
                );
                return;
            }
            _ if code.as_str().starts_with("B05") => targets(&records),
            IndicatorCode::B01 | IndicatorCode::B04 | IndicatorCode::B11 | IndicatorCode::D01 => {
                length
            }
            IndicatorCode::C01 | IndicatorCode::C04 | IndicatorCode::C05 | IndicatorCode::C10 => {
                places()
            }
            IndicatorCode::B07 => sum("consultations"),
            IndicatorCode::B08 => sum("materials_issued"),
            IndicatorCode::D02 => sum("attendances"),
            IndicatorCode::D03 => sum("farmers"),
            IndicatorCode::D04 => sum("poverty_exited_people"),
            IndicatorCode::D05 => sum("grassroots_technicians"),
            IndicatorCode::D07 => sum("online_views"),
            IndicatorCode::A07 => {
                let people = behind.people.unwrap();
                let units: BTreeSet<_> = people.iter().map(|person| &person.unit).collect();
                i64::try_from(units.len()).unwrap()
            }
            _ if behind.listed == Listed::People => {
                i64::try_from(behind.people.unwrap().len()).unwrap()
            }
            IndicatorCode::A06 => i64::try_from(behind.teams.unwrap().len()).unwrap(),
            _ if behind.listed == Listed::Villages && !code.as_str().ends_with('R') => {
                i64::try_from(behind.villages.unwrap().len()).unwrap()
            }
            _ => return,
        };
        assert_eq!(
            Some(Figure::Count(got)),
            value,
            "the list behind {} of {area} {told:?}",
            code.as_str()
        );
    }
}

/// Different targets of one place.
fn targets(records: &[RecordView]) -> i64 {
    let different: BTreeSet<_> = records
        .iter()
        .map(|record| {
            let kind = record.text("target_kind");
            let name = record.text("target_name").replace(' ', "");
            let collective = kind == "village_collective";
            let name = Some(name).filter(|_| !collective);
            (record.text("area_code"), kind, name)
        })
        .collect();
    i64::try_from(different.len()).unwrap()
}
