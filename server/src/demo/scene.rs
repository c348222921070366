//! What the demo's own commissioner finds on the last day: a returned record, villages fresh, in
//! warning and overdue, and records that wait for his township and county.

use super::{
    bodies::{Author, Slot, unfinished},
    places::Village,
    random::Random,
    timeline::{Fate, Life, Start, Writer},
    world::World,
};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use domain::{calendar, codes::ServiceMode};

/// Days since the last visit to each of the three villages, and days between visits.
const VILLAGES: [(i64, i64); 3] = [(9, 18), (68, 24), (104, 30)];

/// Writes the records around the last day.
pub(super) fn write(world: &World, random: Random, end: DateTime<Utc>) -> Vec<Life> {
    let today = calendar::shanghai_date(end);
    let mut scene = Scene {
        author: Author::new(world, random),
        lives: Vec::new(),
    };
    // The villages were looked after in the autumn before as well.
    let earliest = NaiveDate::from_ymd_opt(world.year - 1, 10, 8).unwrap_or_default();
    for (village, (last, step)) in world.villages.iter().zip(VILLAGES) {
        let mut day = today - Duration::days(last);
        while day >= earliest {
            scene.visit(village, day, Outcome::Fate(Fate::Approved));
            day -= Duration::days(step);
        }
    }
    let ago = |days| today - Duration::days(days);
    scene.visit(&world.villages[0], ago(12), Outcome::Returned);
    scene.visit(&world.villages[1], ago(2), Outcome::Sent);
    scene.visit(&world.villages[2], ago(8), Outcome::Verified);
    let written = end - Duration::hours(1);
    scene.visit(
        &world.villages[0],
        calendar::shanghai_date(written),
        Outcome::Draft(written),
    );
    scene.training(&world.villages[0], ago(40), Outcome::Fate(Fate::Approved));
    scene.training(&world.villages[1], ago(3), Outcome::Sent);
    scene.lives
}

/// Where a record stands on the last day.
#[derive(Debug, Clone, Copy)]
enum Outcome {
    Fate(Fate),
    Draft(DateTime<Utc>),
    Sent,
    Verified,
    Returned,
}

struct Scene<'a> {
    author: Author<'a>,
    lives: Vec<Life>,
}

impl Scene<'_> {
    fn slot(village: &Village, day: NaiveDate) -> Slot<'_> {
        Slot {
            place: &village.place,
            industry: village.industry,
            day,
            author: 0,
            mode: ServiceMode::Onsite,
            team: None,
        }
    }

    fn visit(&mut self, village: &Village, day: NaiveDate, outcome: Outcome) {
        let id = self.author.id(day);
        let (full, thin) = self.author.visit(id, Self::slot(village, day));
        let first = match outcome {
            Outcome::Returned => thin,
            Outcome::Draft(_) => unfinished(&full),
            _ => full.clone(),
        };
        self.live(
            Start {
                id,
                author: 0,
                entered_by: None,
                place: &village.place,
                sent_on: day,
                first,
                amended: full,
            },
            outcome,
        );
    }

    fn training(&mut self, village: &Village, day: NaiveDate, outcome: Outcome) {
        let id = self.author.id(day);
        let body = self.author.training(id, Self::slot(village, day));
        let sent_on = day + Duration::days(1);
        self.live(
            Start {
                id,
                author: 0,
                entered_by: None,
                place: &village.place,
                sent_on,
                first: body.clone(),
                amended: body,
            },
            outcome,
        );
    }

    fn live(&mut self, start: Start<'_>, outcome: Outcome) {
        let mut writer = Writer::new(self.author.world, &mut self.author.random, start);
        match outcome {
            Outcome::Fate(fate) => {
                self.lives.push(writer.write(fate));
                return;
            }
            Outcome::Draft(at) => writer.draft_at(at),
            Outcome::Sent => writer.sent(),
            Outcome::Verified => writer.sent().verified(3),
            Outcome::Returned => writer.sent().returned(),
        };
        self.lives.push(writer.finish());
    }
}
