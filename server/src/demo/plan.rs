//! The year's visits and trainings: where, when and by whom.

use super::{
    bodies::{Author, Slot, unfinished},
    people::PER_COUNTY,
    places::{Pace, Place, Village},
    random::Random,
    texts::Industry,
    timeline::{Fate, Life, Start, Writer},
    world::{STEP_COUNTY, World},
};
use chrono::{Datelike, Duration, NaiveDate, Weekday};
use domain::{calendar, codes::ServiceMode};

/// How many there are, beside what the scene around the demo's own commissioner tells.
const VISITS: usize = 1450;
const TRAININGS: usize = 148;

/// Plans the year. What is to become of each record is drawn with it.
pub(super) fn year(world: &World, random: Random) -> Vec<Life> {
    let mut author = Author::new(world, random);
    let mut slots = villages(&mut author);
    slots.extend(elsewhere(&mut author));
    author.random.shuffle(&mut slots);
    while slots.len() < VISITS {
        let village = busy(&mut author);
        let day = any_day(&mut author);
        slots.push(village_slot(&mut author, village, day));
    }
    slots.truncate(VISITS);
    slots.sort_by_key(|slot| (slot.day, slot.author));
    let mut lives: Vec<Life> = slots
        .into_iter()
        .map(|slot| visit(&mut author, slot))
        .collect();
    lives.extend((0..TRAININGS).map(|number| training(&mut author, number)));
    lives
}

/// A day of the year by its share of the year; mostly a workday.
fn day(author: &mut Author<'_>, part: usize, parts: usize) -> NaiveDate {
    let (first, last) = calendar::year_bounds(author.world.year);
    let days = usize::try_from((last - first).num_days() + 1).unwrap_or(365);
    let at = (part * days + author.random.below(days)) / parts;
    let day = first + Duration::days(i64::try_from(at).unwrap_or(0));
    let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
    let moved = day - Duration::days(2);
    if weekend && moved >= first && author.random.chance(70) {
        moved
    } else {
        day
    }
}

fn any_day(author: &mut Author<'_>) -> NaiveDate {
    day(author, 0, 1)
}

fn villages<'a>(author: &mut Author<'a>) -> Vec<Slot<'a>> {
    let world = author.world;
    let mut slots = Vec::new();
    for (at, village) in world.villages.iter().enumerate() {
        let random = &mut author.random;
        // Visits of the year, and the part of the year over which they are spread.
        let (count, parts) = match village.pace {
            Pace::Busy => (random.between(19, 25), 1),
            Pace::Steady => (random.between(11, 15), 1),
            Pace::Sparse => (random.between(3, 6), 1),
            Pace::Faded => (random.between(3, 5), 3),
            Pace::Never | Pace::Told => (0, 1),
        };
        let count = usize::try_from(count).unwrap_or(0);
        for part in 0..count {
            let day = day(author, part, count * parts);
            slots.push(village_slot(author, at, day));
        }
    }
    slots
}

fn busy(author: &mut Author<'_>) -> usize {
    let busy: Vec<usize> = (0..author.world.villages.len())
        .filter(|at| author.world.villages[*at].pace == Pace::Busy)
        .collect();
    busy[author.random.below(busy.len())]
}

fn mode(random: &mut Random) -> ServiceMode {
    match random.below(100) {
        ..88 => ServiceMode::Onsite,
        88..95 => ServiceMode::Phone,
        _ => ServiceMode::Online,
    }
}

fn village_slot<'a>(author: &mut Author<'a>, at: usize, day: NaiveDate) -> Slot<'a> {
    let world = author.world;
    let village: &Village = &world.villages[at];
    let holders = &world.holders[at];
    let random = &mut author.random;
    let team = holders.team.or_else(|| {
        let fits = |team: &super::people::Team| {
            team.county == village.county && team.industry.code == village.industry.code
        };
        world
            .teams
            .iter()
            .position(fits)
            .filter(|_| random.chance(14))
    });
    // A team's villages are visited by the team or by one of its people.
    let joint = team.is_some() && (holders.team.is_none() || random.chance(35));
    let person = match (team, holders.people.len()) {
        (Some(team), _) if joint => world.teams[team].members[random.below(3)],
        (_, count) if count > 0 => holders.people[random.below(count)],
        (Some(team), _) => world.teams[team].members[1 + random.below(4)],
        _ => village.county * PER_COUNTY + 1 + random.below(PER_COUNTY - 1),
    };
    let mode = if joint {
        ServiceMode::Onsite
    } else {
        mode(random)
    };
    Slot {
        place: &village.place,
        industry: village.industry,
        day,
        author: person,
        mode,
        team: team.filter(|_| joint),
    }
}

/// Visits to villages without a designation, to townships and counties, and outside the own county.
fn elsewhere<'a>(author: &mut Author<'a>) -> Vec<Slot<'a>> {
    let world = author.world;
    let mut slots = Vec::new();
    for number in 0..110 {
        let random = &mut author.random;
        let county = number % world.counties.len();
        let home = &world.counties[county];
        let from = if number % 8 == 7 {
            (county + 1) % world.counties.len()
        } else {
            county
        };
        let place = match number % 10 {
            8 => &home.townships[random.below(home.townships.len())],
            9 => &home.place,
            _ => &home.others[random.below(home.others.len())],
        };
        let person = from * PER_COUNTY + 1 + random.below(PER_COUNTY - 1);
        let industry = Industry::of(random.pick(&world.people[person].industries));
        let mode = mode(random);
        let day = any_day(author);
        slots.push(Slot {
            place,
            industry,
            day,
            author: person,
            mode,
            team: None,
        });
    }
    slots
}

/// How many days after the service a record is sent: mostly at once, sometimes late.
fn delay(random: &mut Random) -> i64 {
    match random.below(100) {
        ..58 => 0,
        58..80 => 1,
        80..93 => random.between(2, 5),
        _ => random.between(8, 24),
    }
}

fn visit(author: &mut Author<'_>, slot: Slot<'_>) -> Life {
    let id = author.id(slot.day);
    let (full, thin) = author.visit(id, slot);
    let fate = Fate::draw(&mut author.random);
    let first = match fate {
        Fate::Amended | Fate::Returned | Fate::Reopened => thin,
        Fate::Draft | Fate::Discarded => unfinished(&full),
        _ => full.clone(),
    };
    let mut start = Start {
        id,
        author: slot.author,
        entered_by: None,
        place: slot.place,
        sent_on: slot.day + Duration::days(delay(&mut author.random)),
        first,
        amended: full,
    };
    let coordinator = author.world.coordinator(slot.place);
    if fate == Fate::Approved
        && author.world.county(slot.place) != STEP_COUNTY
        && author.random.chance(4)
    {
        // A paper log, entered by the township for the author.
        start.entered_by = coordinator;
        if coordinator.is_some() {
            start.first["author_id"] = serde_json::json!(author.world.people[slot.author].id);
        }
    }
    Writer::new(author.world, &mut author.random, start).write(fate)
}

fn training(author: &mut Author<'_>, number: usize) -> Life {
    let world = author.world;
    let county = number % world.counties.len();
    let home = &world.counties[county];
    let day = day(author, number, TRAININGS);
    let random = &mut author.random;
    let own: Vec<&Village> = world
        .villages
        .iter()
        .filter(|village| village.county == county && village.pace != Pace::Never)
        .collect();
    let village = own[random.below(own.len())];
    let place: &Place = match random.below(10) {
        ..6 => &village.place,
        6..9 => &village.township,
        _ => &home.place,
    };
    let person = county * PER_COUNTY + 1 + random.below(PER_COUNTY - 1);
    let slot = Slot {
        place,
        industry: village.industry,
        day,
        author: person,
        mode: ServiceMode::Onsite,
        team: None,
    };
    let id = author.id(day);
    let body = author.training(id, slot);
    let fate = Fate::draw(&mut author.random);
    let fate = if fate == Fate::Voided && number.is_multiple_of(2) {
        Fate::Approved
    } else {
        fate
    };
    let mut first = if matches!(fate, Fate::Draft | Fate::Discarded) {
        unfinished(&body)
    } else {
        body.clone()
    };
    if matches!(fate, Fate::Amended | Fate::Returned | Fate::Reopened) {
        // What the reviewer misses: who the people were.
        for part in [
            "farmers",
            "poverty_exited_people",
            "grassroots_technicians",
            "women",
        ] {
            first[part] = serde_json::Value::Null;
        }
    }
    let sent_on = day + Duration::days(1 + delay(&mut author.random));
    let start = Start {
        id,
        author: person,
        entered_by: None,
        place,
        sent_on,
        first,
        amended: body,
    };
    Writer::new(world, &mut author.random, start).write(fate)
}
