//! The year's ledgers: what each county kept of problems, introductions, effects and the rest.

use super::{
    ledger_texts as texts, logins::Actors, places::Village, random::Random, texts::SURNAMES,
    timeline::Who, world::World,
};
use anyhow::{bail, ensure};
use chrono::{DateTime, Datelike, Duration, NaiveDate, Utc};
use domain::{
    access::Actor,
    calendar,
    codes::Role,
    ledgers::{Kind, steps::Step},
};
use std::{collections::BTreeSet, net::Ipv4Addr};
use store::{
    Clock, Store,
    ledgers::{self, Written},
    satisfaction::{self, Made},
};

type Typed = Vec<(String, String)>;

/// Writes every county's ledgers as its staff would, as of the last day.
pub(super) async fn write(
    store: &Store,
    clock: &Clock,
    (world, actors): (&World, &Actors),
    random: Random,
    end: DateTime<Utc>,
) -> anyhow::Result<()> {
    clock.set(end);
    let mut year = Year {
        world,
        random,
        today: calendar::shanghai_date(end),
        written: Vec::new(),
    };
    for county in 0..world.counties.len() {
        let of_county = |office: &super::world::Office| {
            office.role == Role::CountyStaff
                && office.place.code == world.counties[county].place.code
        };
        let Some(office) = world.offices.iter().position(of_county) else {
            continue;
        };
        year.county(county);
        let written = std::mem::take(&mut year.written);
        let actor = actors.of(Who::Office(office));
        let faults = ledgers::record_all(store, actor, &written).await?;
        ensure!(faults.is_empty(), "the demo's ledgers: {faults:?}");
        let count = year.random.between(5, 9);
        let count = usize::try_from(count).unwrap_or_default();
        for reply in year.random.some(texts::REPLIES, count) {
            let asked = year.reply(county, &reply);
            answered(store, actor, &asked).await?;
        }
    }
    Ok(())
}

/// Makes a link, and answers it as somebody in the village would.
async fn answered(store: &Store, actor: &Actor, typed: &Typed) -> anyhow::Result<()> {
    let Made::Link { code, .. } = satisfaction::make_link(store, actor, typed).await? else {
        bail!("the demo's links");
    };
    let faults = satisfaction::reply(store, &code, Ipv4Addr::LOCALHOST.into(), typed).await?;
    ensure!(faults.is_empty(), "the demo's replies: {faults:?}");
    Ok(())
}

struct Year<'a> {
    world: &'a World,
    random: Random,
    today: NaiveDate,
    written: Vec<Written>,
}

impl Year<'_> {
    fn county(&mut self, county: usize) {
        for at in 0..texts::PROBLEMS.len() {
            self.problem(county, at);
        }
        for (kind, count, texts) in texts::PLAIN {
            let first = self.random.below(texts.rows.len());
            for at in 0..*count {
                let row = texts.rows[(first + at) % texts.rows.len()];
                self.plain(county, *kind, (texts.columns, row));
            }
        }
        self.rosters(county);
        self.funding(county);
        self.assessments(county);
    }

    /// Who signed in at some trainings: mostly others each time, and some who had been at one before.
    fn rosters(&mut self, county: usize) {
        let mut known = Vec::new();
        for training in texts::ROSTERS {
            let (day, person) = (self.day().to_string(), self.person(county));
            let place = self.village(county).place.code.to_string();
            let again = self.random.below(5);
            let mut present = self.random.some(&known, again);
            for _ in 0..self.random.between(8, 14) {
                let (surname, given) = (self.random.pick(SURNAMES), self.random.pick(texts::GIVEN));
                let tail = format!("{:04}", self.random.below(10_000));
                present.push((format!("{surname}{given}"), tail.clone()));
                known.push((format!("{surname}{given}"), tail));
            }
            self.written
                .extend(present.iter().map(|(name, tail)| Written {
                    kind: Kind::Attendee,
                    typed: owned(&[
                        ("name", name),
                        ("phone_tail", tail),
                        ("held_on", &day),
                        ("area_code", &place),
                        ("training", training),
                        ("responsible", &person),
                    ]),
                    steps: Vec::new(),
                }));
        }
    }

    /// A day of the year that has come, later ones as likely as earlier ones.
    fn day(&mut self) -> NaiveDate {
        let (first, last) = calendar::year_bounds(self.world.year);
        let days = (last.min(self.today) - first).num_days();
        first + Duration::days(self.random.between(0, days.max(0)))
    }

    fn village(&mut self, county: usize) -> &Village {
        let here = self.world.villages.iter();
        let here: Vec<_> = here.filter(|village| village.county == county).collect();
        here[self.random.below(here.len())]
    }

    fn person(&mut self, county: usize) -> String {
        let here = self.world.people.iter();
        let here: Vec<_> = here.filter(|person| person.county == county).collect();
        here[self.random.below(here.len())].name.clone()
    }

    /// An entry out of a text, with place, day and person put in.
    fn plain(&mut self, county: usize, kind: Kind, (columns, texts): (&[&str], &[&str])) {
        let (day, person) = (self.day(), self.person(county));
        let county_code = self.world.counties[county].place.code.to_string();
        let village = self.village(county);
        let (place, township, industry) = (
            village.place.clone(),
            village.township.code.to_string(),
            village.industry.code.to_owned(),
        );
        let typed = columns.iter().zip(texts).map(|(column, value)| {
            let value = match *value {
                "VILLAGE" => place.code.to_string(),
                "TOWNSHIP" => township.clone(),
                "COUNTY" => county_code.clone(),
                "INDUSTRY" => industry.clone(),
                "DAY" => day.to_string(),
                "NEXT YEAR" => (day + Duration::days(364)).to_string(),
                "YEAR" => day.year().to_string(),
                "PERSON" => person.clone(),
                value => self.numbered(value).replace("{村}", &place.name),
            };
            ((*column).to_owned(), value)
        });
        let typed = typed.collect();
        self.written.push(Written {
            kind,
            typed,
            steps: Vec::new(),
        });
    }

    /// `12..40` becomes a number between; all else stays.
    fn numbered(&mut self, text: &str) -> String {
        let ends = text.split_once("..");
        let ends = ends.and_then(|(low, high)| Some((low.parse().ok()?, high.parse().ok()?)));
        ends.map_or_else(
            || text.to_owned(),
            |(low, high)| self.random.between(low, high).to_string(),
        )
    }

    /// A problem, as far as it has come: older ones are mostly solved.
    fn problem(&mut self, county: usize, at: usize) {
        let (title, description, category, severity) = texts::PROBLEMS[at];
        let (raised, person) = (self.day(), self.person(county));
        let village = self.village(county);
        let nature = if at % 4 == 3 { "demand" } else { "problem" };
        let typed = owned(&[
            ("title", title),
            ("description", description),
            ("nature", nature),
            ("category", category),
            ("severity", severity),
            (
                "raised_by",
                if at.is_multiple_of(3) {
                    "township"
                } else {
                    "village"
                },
            ),
            ("raised_on", &raised.to_string()),
            ("area_code", village.place.code.as_str()),
            ("industry", village.industry.code),
        ]);
        let steps = self.way(raised, &person);
        self.written.push(Written {
            kind: Kind::Problem,
            typed,
            steps,
        });
    }

    /// What has become of a problem by today.
    fn way(&mut self, raised: NaiveDate, person: &str) -> Vec<(Step, Typed)> {
        let due = raised + Duration::days(self.random.between(20, 45));
        let solved = raised + Duration::days(self.random.between(4, 50));
        let confirmed = solved + Duration::days(self.random.between(2, 8));
        let is_slow = self.random.chance(12);
        let assign = [
            ("responsible", person),
            ("coordinator", "乡镇农业农村办"),
            ("due_on", &due.to_string()),
            ("expected_result", self.random.pick(texts::EXPECTED)),
        ];
        let mut steps = Vec::new();
        if raised + Duration::days(3) > self.today {
            return steps;
        }
        steps.push((Step::Assign, owned(&assign)));
        let measures = self.random.pick(texts::MEASURES);
        if is_slow || solved > self.today {
            if raised + Duration::days(10) < self.today {
                steps.push((Step::Progress, owned(&[("measures", measures)])));
            }
            return steps;
        }
        let resolve = [
            ("resolved_on", solved.to_string()),
            ("measures", measures.to_owned()),
            ("result", self.random.pick(texts::RESULTS).to_owned()),
        ];
        steps.push((Step::Resolve, own(&resolve)));
        if confirmed <= self.today {
            let confirm = [
                ("closed_on", confirmed.to_string()),
                ("confirmed_by", "村委会".to_owned()),
                ("satisfaction", "satisfied".to_owned()),
            ];
            steps.push((Step::Confirm, own(&confirm)));
        }
        steps
    }

    /// A link and the answer to it in one.
    fn reply(&mut self, county: usize, reply: &(&str, &str, &str)) -> Typed {
        let (about, satisfaction, remark) = *reply;
        let place = self.village(county).place.code.to_string();
        owned(&[
            ("about", about),
            ("area_code", &place),
            ("satisfaction", satisfaction),
            ("remark", remark),
        ])
    }

    /// The year's money: the later in the year, the more of it is spent.
    fn funding(&mut self, county: usize) {
        let (first, last) = calendar::year_bounds(self.world.year);
        let past = (self.today.min(last) - first).num_days();
        let code = self.world.counties[county].place.code.to_string();
        for (name, source, use_, low, high) in texts::FUNDS {
            let budget = self.random.between(*low, *high);
            let spent = budget * past * 9 / 3650;
            self.written.push(Written {
                kind: Kind::Funding,
                typed: own(&[
                    ("name", (*name).to_owned()),
                    ("source", (*source).to_owned()),
                    ("year", self.world.year.to_string()),
                    ("area_code", code.clone()),
                    ("use", (*use_).to_owned()),
                    ("budget", budget.to_string()),
                    ("received", (budget * 9 / 10).to_string()),
                    ("spent", spent.to_string()),
                ]),
                steps: Vec::new(),
            });
        }
    }

    /// Everybody's 考核结果 of the last year that is over.
    fn assessments(&mut self, county: usize) {
        let over = self.today >= calendar::year_bounds(self.world.year).1;
        let year = self.world.year - i32::from(!over);
        let code = self.world.counties[county].place.code.to_string();
        let here = self.world.people.iter();
        let names: BTreeSet<String> = here
            .filter(|person| person.county == county)
            .map(|person| person.name.clone())
            .collect();
        for (at, name) in names.into_iter().enumerate() {
            self.written.push(Written {
                kind: Kind::Assessment,
                typed: own(&[
                    ("commissioner", name),
                    ("grade", texts::GRADES[at % texts::GRADES.len()].to_owned()),
                    ("year", year.to_string()),
                    ("area_code", code.clone()),
                ]),
                steps: Vec::new(),
            });
        }
    }
}

fn owned(pairs: &[(&str, &str)]) -> Typed {
    let own = |(column, text): &(&str, &str)| ((*column).to_owned(), (*text).to_owned());
    pairs.iter().map(own).collect()
}

fn own(pairs: &[(&str, String)]) -> Typed {
    let own = |(column, text): &(&str, String)| ((*column).to_owned(), text.clone());
    pairs.iter().map(own).collect()
}
