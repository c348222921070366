//! The life of one record, step by step: sent, verified, returned, sent again, approved.

use super::{
    places::Place,
    random::Random,
    texts::{REOPEN_OPINIONS, RETURNS, VOID_OPINIONS},
    world::{STEP_COUNTY, World, instant},
};
use chrono::{DateTime, Datelike, Duration, NaiveDate, Utc, Weekday};
use domain::{areas::AreaLevel, codes::Decision, ids::RecordId, sync::Op};
use serde_json::Value;
use uuid::Uuid;

/// What is to become of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Approved,
    /// Returned, sent again, approved.
    Amended,
    Returned,
    /// Approved, opened again, sent again, approved.
    Reopened,
    Voided,
    Draft,
    Withdrawn,
    Discarded,
}

impl Fate {
    /// Most records are approved.
    pub(super) fn draw(random: &mut Random) -> Self {
        match random.below(1000) {
            ..870 => Self::Approved,
            870..940 => Self::Amended,
            940..955 => Self::Returned,
            955..960 => Self::Reopened,
            960..970 => Self::Voided,
            970..984 => Self::Draft,
            984..994 => Self::Withdrawn,
            _ => Self::Discarded,
        }
    }
}

/// Who does a step, by place in the world's lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Who {
    Person(usize),
    Office(usize),
}

#[derive(Debug)]
pub(super) enum Act {
    Send {
        op: Op,
        change_id: Uuid,
        record: Value,
    },
    Decide {
        decision: Decision,
        opinion: &'static str,
    },
}

#[derive(Debug)]
pub(super) struct Step {
    pub(super) at: DateTime<Utc>,
    pub(super) who: Who,
    pub(super) act: Act,
}

/// A record and its life.
#[derive(Debug)]
pub(super) struct Life {
    pub(super) id: RecordId,
    pub(super) steps: Vec<Step>,
}

/// What the life of a record starts from.
#[derive(Debug)]
pub(super) struct Start<'a> {
    pub(super) id: RecordId,
    pub(super) author: usize,
    /// A coordinator's office that enters a paper log for the author (代录).
    pub(super) entered_by: Option<usize>,
    pub(super) place: &'a Place,
    /// The first evening on which it may be sent.
    pub(super) sent_on: NaiveDate,
    /// As it is first sent.
    pub(super) first: Value,
    /// As it is after it came back.
    pub(super) amended: Value,
}

/// The next day on which offices work.
pub(super) fn workday(day: NaiveDate) -> NaiveDate {
    day + Duration::days(match day.weekday() {
        Weekday::Sat => 2,
        Weekday::Sun => 1,
        _ => 0,
    })
}

/// Writes lives: each step after the one before.
#[derive(Debug)]
pub(super) struct Writer<'a> {
    world: &'a World,
    random: &'a mut Random,
    start: Start<'a>,
    /// The day of the last step.
    day: NaiveDate,
    steps: Vec<Step>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(world: &'a World, random: &'a mut Random, start: Start<'a>) -> Self {
        let day = start.sent_on;
        Self {
            world,
            random,
            start,
            day,
            steps: Vec::new(),
        }
    }

    /// Writes the life that this fate means.
    pub(super) fn write(mut self, fate: Fate) -> Life {
        match fate {
            Fate::Approved => self.sent().reviewed(),
            Fate::Amended => self.sent().returned().sent_again().reviewed(),
            Fate::Returned => self.sent().returned(),
            Fate::Reopened => self.sent().reviewed().reopened().sent_again().reviewed(),
            Fate::Voided => self.sent().voided(),
            Fate::Draft => self.sends(Op::Save),
            Fate::Withdrawn => self.sent().after(1).sends(Op::Withdraw),
            Fate::Discarded => self.sends(Op::Save).after(1).sends(Op::Discard),
        };
        self.finish()
    }

    pub(super) fn finish(self) -> Life {
        Life {
            id: self.start.id,
            steps: self.steps,
        }
    }

    fn after(&mut self, days: i64) -> &mut Self {
        self.day += Duration::days(days);
        self
    }

    /// Sends in the evening, at the person's own minute.
    fn send(&mut self, op: Op, record: Value) -> &mut Self {
        let author = self.start.author;
        let (who, minutes) = match self.start.entered_by {
            Some(office) => (Who::Office(office), 16 * 60 + 30),
            None => (
                Who::Person(author),
                18 * 60 + i64::try_from(author % 60).unwrap_or(0) * 3,
            ),
        };
        let at = instant(self.day, minutes);
        let change_id = self.random.id(at);
        self.steps.push(Step {
            at,
            who,
            act: Act::Send {
                op,
                change_id,
                record,
            },
        });
        self
    }

    fn sends(&mut self, op: Op) -> &mut Self {
        let record = self.start.first.clone();
        self.send(op, record)
    }

    /// Keeps a draft at that instant.
    pub(super) fn draft_at(&mut self, at: DateTime<Utc>) -> &mut Self {
        self.sends(Op::Save);
        if let Some(step) = self.steps.last_mut() {
            step.at = at;
        }
        self
    }

    pub(super) fn sent(&mut self) -> &mut Self {
        self.sends(Op::Submit)
    }

    fn sent_again(&mut self) -> &mut Self {
        let days = self.random.between(1, 4);
        let record = self.start.amended.clone();
        self.after(days).send(Op::Submit, record)
    }

    fn decide(&mut self, office: usize, decision: Decision, opinion: &'static str) -> &mut Self {
        self.day = workday(self.day);
        let order = i64::try_from(office).unwrap_or(0);
        let start = if office < self.world.counties.len() {
            15 * 60
        } else {
            9 * 60 + 10
        };
        let at = instant(self.day, start + order * 4);
        self.steps.push(Step {
            at,
            who: Who::Office(office),
            act: Act::Decide { decision, opinion },
        });
        self
    }

    fn county(&self) -> usize {
        self.world.county(self.start.place)
    }

    /// The coordinator who has to verify, if the county asks for it and there is one.
    fn verifier(&self) -> Option<usize> {
        let stepped =
            self.county() == STEP_COUNTY && self.start.place.code.level() >= AreaLevel::Township;
        self.world.coordinator(self.start.place).filter(|_| stepped)
    }

    pub(super) fn verified(&mut self, days: i64) -> &mut Self {
        match self.verifier() {
            Some(office) => self.after(days).decide(office, Decision::Approve, ""),
            None => self,
        }
    }

    fn reviewed(&mut self) -> &mut Self {
        let county = self.county();
        let days = if self.verifier().is_some() {
            let days = self.random.between(1, 4);
            self.verified(days);
            self.random.between(1, 4)
        } else if county == STEP_COUNTY {
            // Nobody verifies in this township: the county passes over it after its seven days.
            self.random.between(9, 12)
        } else {
            self.random.between(1, 8)
        };
        self.after(days).decide(county, Decision::Approve, "")
    }

    pub(super) fn returned(&mut self) -> &mut Self {
        let office = self.verifier().unwrap_or_else(|| self.county());
        let (days, opinion) = (self.random.between(1, 3), self.random.pick(RETURNS));
        self.after(days).decide(office, Decision::Return, opinion)
    }

    fn reopened(&mut self) -> &mut Self {
        let (days, opinion) = (
            self.random.between(15, 35),
            self.random.pick(REOPEN_OPINIONS),
        );
        let county = self.county();
        self.after(days).decide(county, Decision::Reopen, opinion)
    }

    fn voided(&mut self) -> &mut Self {
        let (days, opinion) = (self.random.between(2, 8), self.random.pick(VOID_OPINIONS));
        let county = self.county();
        self.after(days).decide(county, Decision::Void, opinion)
    }
}
