//! `ketepai demo --scale N`: N visits over ten years, spread over all villages, for benches. They are
//! the same for the same year and number, and are written in batches past the phones' way.

use super::{
    places::DIVISIONS,
    random::Random,
    registers::{self, list},
    texts::SURNAMES,
};
use anyhow::Context;
use chrono::NaiveDate;
use domain::{
    areas::{AreaCode, AreaLevel},
    calendar,
    codes::{ActionKind, LogType, ServiceKind, ServiceMode, TargetKind},
    days::ServiceDays,
    ids::{CommissionerId, RecordId, uuid_v7},
    ledgers::linked::Linked,
    records::Record,
    visits::Visit,
};
use store::{
    Store,
    bulk::{self, Written},
    imports::Kind,
    statistics,
};

/// As many as a city sends; the same for every number of visits, so that only the visits differ.
const PEOPLE: usize = 1200;
/// The years that the visits are spread over, the demo's own the last.
const YEARS: i32 = 10;
/// Records of one transaction.
const BATCH: usize = 20_000;

const INDUSTRIES: [&str; 6] = [
    "navel_orange",
    "camellia",
    "vegetables",
    "tea",
    "rice",
    "herbs",
];
const CONTENTS: [&str; 4] = [
    "到果园查看树势和病虫害，讲解黄龙病防控与春季管理要点。",
    "到油茶基地查看低产林改造，现场示范修剪和施肥方法。",
    "到蔬菜大棚查看长势，指导水肥管理和病害绿色防控。",
    "与村集体商量产业发展，讲解新品种引进和技术推广办法。",
];

/// A person and where at home.
struct Person {
    id: CommissionerId,
    county: AreaCode,
}

/// Fills a database that holds the divisions of Ganzhou, and recomputes its figures.
pub async fn fill(
    store: &Store,
    year: i32,
    visits: usize,
    say: &(dyn Fn(&str) + Sync),
) -> anyhow::Result<()> {
    let mut random = Random::new(u64::from(year.unsigned_abs()) << 8 | 7);
    let villages = villages()?;
    let people = people(store, &villages, year, &mut random).await?;
    let today = store.clock().today();
    let mut left = visits;
    while left > 0 {
        let some = left.min(BATCH);
        let batch: Vec<_> = (0..some)
            .map(|_| {
                let on = day(&mut random, year, today);
                visit(&mut random, &people, &villages, on)
            })
            .collect();
        bulk::write(store, &batch).await?;
        left -= some;
        say(&format!("{} / {visits}", visits - left));
    }
    say("重算汇总……");
    statistics::rebuild(store).await?;
    Ok(())
}

/// All villages of the divisions.
fn villages() -> anyhow::Result<Vec<AreaCode>> {
    let mut reader = csv::Reader::from_reader(DIVISIONS);
    let mut villages = Vec::new();
    for row in reader.records() {
        let row = row?;
        if row.get(2) == Some("village") {
            let code = row.get(0).unwrap_or_default();
            villages.push(
                code.parse()
                    .map_err(|_| anyhow::anyhow!("{code} is no area"))?,
            );
        }
    }
    Ok(villages)
}

async fn people(
    store: &Store,
    villages: &[AreaCode],
    year: i32,
    random: &mut Random,
) -> anyhow::Result<Vec<Person>> {
    let unit = vec!["SCALE", "示例科技服务中心", "事业单位", "city"];
    let unit = unit.into_iter().map(str::to_owned).collect();
    let units = list(&["code", "name", "kind", "level"], [unit])?;
    registers::put(store, Kind::Units, units).await?;
    let mut people = Vec::new();
    let mut rows = Vec::new();
    for number in 0..PEOPLE {
        let village = villages[number * villages.len() / PEOPLE];
        let county = village.at(AreaLevel::County).context("a county")?;
        let id = CommissionerId(id_on(random, first_day(year - YEARS)));
        let login = format!("139100{number:05}");
        rows.push(vec![
            login.clone(),
            id.to_string(),
            format!("{}{number:04}", random.pick(SURNAMES)),
            login,
            "男".to_owned(),
            "individual".to_owned(),
            "SCALE".to_owned(),
            "intermediate".to_owned(),
            "county".to_owned(),
            random.pick(&INDUSTRIES).to_owned(),
            county.to_string(),
            first_day(year - YEARS).to_string(),
        ]);
        people.push(Person { id, county });
    }
    let header = [
        "login",
        "id",
        "name",
        "mobile",
        "gender",
        "kind",
        "unit_code",
        "title_level",
        "level",
        "industry_codes",
        "area_code",
        "term_from",
    ];
    registers::put(store, Kind::Commissioners, list(&header, rows)?).await?;
    Ok(people)
}

fn first_day(year: i32) -> NaiveDate {
    calendar::year_bounds(year).0
}

/// A day of the ten years, not after today.
fn day(random: &mut Random, year: i32, today: NaiveDate) -> NaiveDate {
    let of = year - i32::try_from(random.below(YEARS.unsigned_abs() as usize)).unwrap_or(0);
    let day = NaiveDate::from_yo_opt(of, u32::try_from(random.between(1, 365)).unwrap_or(1));
    day.unwrap_or(today).min(today)
}

/// A visit of somebody to a village of the own county.
fn visit(random: &mut Random, people: &[Person], villages: &[AreaCode], on: NaiveDate) -> Written {
    let village = villages[random.below(villages.len())];
    let near: Vec<&Person> = (0..8)
        .map(|_| &people[random.below(people.len())])
        .filter(|person| person.county.contains(&village))
        .take(1)
        .collect();
    let somebody = &people[random.below(people.len())];
    let person = near.first().copied().unwrap_or(somebody);
    let onsite = random.chance(90);
    let halves = if random.chance(30) { 1 } else { 2 };
    let visit = Visit {
        id: RecordId(id_on(random, on)),
        author_id: Some(person.id),
        log_type: LogType::Personal,
        team_id: None,
        participant_ids: Vec::new(),
        mode: if onsite {
            ServiceMode::Onsite
        } else {
            ServiceMode::Phone
        },
        started_on: on,
        ended_on: on,
        service_days: ServiceDays::from_halves(halves)
            .unwrap_or_else(|| unreachable!("one or two")),
        area_code: village,
        place: None,
        target_kind: TargetKind::FarmerHousehold,
        target_name: None,
        industry_codes: vec![random.pick(&INDUSTRIES).to_owned()],
        action_kind: ActionKind::TechAssistance,
        service_kinds: vec![if random.chance(70) {
            ServiceKind::Guidance
        } else {
            ServiceKind::TechExtension
        }],
        content: random.pick(&CONTENTS).to_owned(),
        result: None,
        households_guided: Some(random.between(0, 12)),
        consultations: Some(random.between(0, 30)),
        materials_issued: Some(random.between(0, 40)),
        training_id: None,
        position: None,
        position_absent: None,
        confirmation: None,
        photos: Vec::new(),
        linked: Linked::default(),
    };
    Written {
        author: person.id,
        record: Record::Visit(visit),
    }
}

fn id_on(random: &mut Random, on: NaiveDate) -> uuid::Uuid {
    let millis = calendar::day_begins(on).timestamp_millis() + 12 * 3_600_000;
    let mut bytes = [0_u8; 10];
    for byte in &mut bytes {
        *byte = u8::try_from(random.below(256)).unwrap_or(0);
    }
    uuid_v7(u64::try_from(millis).unwrap_or(0), bytes)
}
