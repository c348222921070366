//! Six counties of Ganzhou and the villages in them that the demo tells of.

use super::{random::Random, texts::Industry};
use anyhow::Context;
use chrono::NaiveDate;
use domain::areas::{AreaCode, AreaLevel};

/// The divisions of Ganzhou, 2023 (see NOTICE).
pub(super) const DIVISIONS: &[u8] = include_bytes!("../../demo/divisions_ganzhou.csv");

/// The city.
pub(super) const CITY: &str = "360700000000";

/// Villages of the demo per county.
const VILLAGES: usize = 21;
/// Townships they lie in.
const TOWNSHIPS: usize = 6;

/// County code, its industries (the first is the most common), where the demo's own commissioner works.
const COUNTIES: &[(&str, &[&str], Option<&str>)] = &[
    (
        "360722000000",
        &["navel_orange", "vegetables", "camellia", "rice"],
        Some("360722106000"),
    ),
    (
        "360723000000",
        &["vegetables", "navel_orange", "herbs", "bees"],
        None,
    ),
    (
        "360704000000",
        &["camellia", "navel_orange", "bees", "vegetables"],
        None,
    ),
    (
        "360731000000",
        &["vegetables", "navel_orange", "rice", "tea"],
        None,
    ),
    (
        "360732000000",
        &["camellia", "poultry", "vegetables", "rice"],
        None,
    ),
    (
        "360730000000",
        &["poultry", "lotus", "edible_fungi", "navel_orange"],
        None,
    ),
];

/// A place by code and short name.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) code: AreaCode,
    pub(super) name: String,
}

#[derive(Debug)]
pub(super) struct County {
    pub(super) place: Place,
    pub(super) industries: &'static [&'static str],
    /// Those with villages of the demo; the first one is where its own commissioner works.
    pub(super) townships: Vec<Place>,
    /// Villages of the same townships that were never designated.
    pub(super) others: Vec<Place>,
}

/// How often a village is visited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pace {
    /// About twice a month.
    Busy,
    /// About monthly.
    Steady,
    /// A few times a year.
    Sparse,
    /// In the first months of the year alone.
    Faded,
    Never,
    /// Told by the scene around the demo's own commissioner.
    Told,
}

/// A designated village.
#[derive(Debug)]
pub(super) struct Village {
    pub(super) place: Place,
    pub(super) county: usize,
    pub(super) township: Place,
    pub(super) industry: &'static Industry,
    pub(super) pace: Pace,
    /// Its number in the county.
    pub(super) number: usize,
}

impl Village {
    /// The last one of each county: its designation ended before the year.
    pub(super) const fn is_expired(&self) -> bool {
        self.number + 1 == VILLAGES
    }

    /// Since when it is designated.
    pub(super) fn designated_on(&self, year: i32) -> NaiveDate {
        let from = match (year, self.number % 4) {
            (..2022, _) => 2016,
            (_, 0) => 2022,
            _ => 2021,
        };
        NaiveDate::from_ymd_opt(from, 1, 1).unwrap_or_default()
    }
}

/// Chooses the counties' villages.
pub(super) fn choose(random: &mut Random) -> anyhow::Result<(Vec<County>, Vec<Village>)> {
    let divisions = divisions()?;
    let (mut counties, mut villages) = (Vec::new(), Vec::new());
    for (code, industries, home) in COUNTIES {
        let place = find(&divisions, code)?;
        let mut townships: Vec<Place> = within(&divisions, &place.code, AreaLevel::Township);
        random.shuffle(&mut townships);
        // The demo's own township comes first.
        townships.sort_by_key(|township| home.is_none_or(|home| township.code.to_string() != home));
        townships
            .retain(|township| within(&divisions, &township.code, AreaLevel::Village).len() >= 6);
        townships.truncate(TOWNSHIPS);
        let (mut chosen, mut others) = (Vec::new(), Vec::new());
        for (at, township) in townships.iter().enumerate() {
            let mut inside = within(&divisions, &township.code, AreaLevel::Village);
            random.shuffle(&mut inside);
            let count = VILLAGES / TOWNSHIPS + usize::from(at < VILLAGES % TOWNSHIPS);
            others.extend(inside.split_off(count).into_iter().take(3));
            chosen.extend(
                inside
                    .into_iter()
                    .map(|village| (village, township.clone())),
            );
        }
        let county = counties.len();
        for (number, (place, township)) in chosen.into_iter().enumerate() {
            let industry = Industry::of(
                industries[if random.chance(50) {
                    0
                } else {
                    random.below(industries.len())
                }],
            );
            let pace = pace(number, home.is_some());
            villages.push(Village {
                place,
                county,
                township,
                industry,
                pace,
                number,
            });
        }
        counties.push(County {
            place,
            industries,
            townships,
            others,
        });
    }
    Ok((counties, villages))
}

const fn pace(number: usize, home: bool) -> Pace {
    match number {
        0..=2 if home => Pace::Told,
        0..=5 => Pace::Busy,
        6..=12 | 15 => Pace::Steady,
        13 | 16 | 17 => Pace::Sparse,
        14 | 20 => Pace::Faded,
        _ => Pace::Never,
    }
}

fn divisions() -> anyhow::Result<Vec<Place>> {
    let mut reader = csv::Reader::from_reader(DIVISIONS);
    let mut places = Vec::new();
    for row in reader.records() {
        let row = row?;
        let (code, kind, name) = (row.get(0).unwrap_or_default(), row.get(4), row.get(5));
        let plain = matches!(
            kind,
            Some("city" | "county" | "town" | "township" | "village")
        );
        if plain && let Ok(code) = code.parse() {
            places.push(Place {
                code,
                name: name.unwrap_or_default().to_owned(),
            });
        }
    }
    Ok(places)
}

fn find(divisions: &[Place], code: &str) -> anyhow::Result<Place> {
    let found = divisions
        .iter()
        .find(|place| place.code.to_string() == code);
    found
        .cloned()
        .with_context(|| format!("{code} is missing from the divisions"))
}

fn within(divisions: &[Place], area: &AreaCode, level: AreaLevel) -> Vec<Place> {
    let inside = divisions
        .iter()
        .filter(|place| place.code.level() == level && area.contains(&place.code));
    inside.cloned().collect()
}
