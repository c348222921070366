//! Everything the records of the demo stand on: places, people and teams of one year.

use super::{
    people::{self, Holders, Person, Team},
    places::{self, County, Place, Village},
    random::Random,
};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use domain::{calendar, codes::Role};

#[derive(Debug)]
pub(super) struct World {
    pub(super) year: i32,
    pub(super) counties: Vec<County>,
    pub(super) villages: Vec<Village>,
    pub(super) people: Vec<Person>,
    pub(super) teams: Vec<Team>,
    /// In the order of the villages.
    pub(super) holders: Vec<Holders>,
    pub(super) offices: Vec<Office>,
}

/// A coordinator's or a county's office.
#[derive(Debug)]
pub(super) struct Office {
    pub(super) role: Role,
    pub(super) login: &'static str,
    /// Who works there.
    pub(super) name: &'static str,
    pub(super) place: Place,
}

/// The county that asks for the township's step: the first one.
pub(super) const STEP_COUNTY: usize = 0;

const COUNTY_STAFF: &[(&str, &str)] = &[
    ("kj-xinfeng", "谢国梁"),
    ("kj-dayu", "叶文娟"),
    ("kj-ganxian", "罗志平"),
    ("kj-yudu", "刘翠萍"),
    ("kj-xingguo", "胡海涛"),
    ("kj-ningdu", "曾丽萍"),
];

/// County, which of its townships, login, name.
const COORDINATORS: &[(usize, usize, &str, &str)] = &[
    (0, 0, "xz-xinfeng-1", "李春燕"),
    (0, 1, "xz-xinfeng-2", "王水根"),
    (0, 2, "xz-xinfeng-3", "邱小红"),
    (1, 0, "xz-dayu", "张新民"),
    (2, 0, "xz-ganxian", "钟秀兰"),
    (3, 0, "xz-yudu", "肖建华"),
    (4, 0, "xz-xingguo", "陈玉林"),
    (5, 0, "xz-ningdu", "廖晓梅"),
];

impl World {
    /// The same world for the same year.
    pub(super) fn new(
        year: i32,
        random: &mut Random,
        made_at: DateTime<Utc>,
    ) -> anyhow::Result<Self> {
        let (counties, villages) = places::choose(random)?;
        let people = people::people(random, &counties, year, made_at);
        let teams = people::teams(random, made_at);
        let holders = people::holders(&villages, &teams);
        let office = |role, login, name, place: &Place| Office {
            role,
            login,
            name,
            place: place.clone(),
        };
        let mut offices = Vec::new();
        for (county, (login, name)) in counties.iter().zip(COUNTY_STAFF) {
            offices.push(office(Role::CountyStaff, login, name, &county.place));
        }
        for (county, township, login, name) in COORDINATORS {
            offices.push(office(
                Role::TownshipCoordinator,
                login,
                name,
                &counties[*county].townships[*township],
            ));
        }
        Ok(Self {
            year,
            counties,
            villages,
            people,
            teams,
            holders,
            offices,
        })
    }

    /// The coordinator's office that looks after this place.
    pub(super) fn coordinator(&self, place: &Place) -> Option<usize> {
        let covers = |office: &Office| {
            office.role == Role::TownshipCoordinator && office.place.code.contains(&place.code)
        };
        self.offices.iter().position(covers)
    }

    /// The county that a place lies in.
    pub(super) fn county(&self, place: &Place) -> usize {
        let found = self
            .counties
            .iter()
            .position(|county| county.place.code.contains(&place.code));
        found.unwrap_or_default()
    }
}

/// An instant by date and time of day in Ganzhou.
pub(super) fn instant(day: NaiveDate, minutes: i64) -> DateTime<Utc> {
    let midnight = day.and_time(NaiveTime::MIN).and_utc();
    midnight + chrono::Duration::minutes(minutes) - chrono::Duration::hours(8)
}

/// The last instant of the demo: now, or the end of the year.
pub(super) fn end(year: i32, now: DateTime<Utc>) -> DateTime<Utc> {
    let (_, last) = calendar::year_bounds(year);
    now.min(instant(last, 24 * 60 - 1))
}
