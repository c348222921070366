//! The registers of the demo, imported from lists as an office would import them.

use super::{
    people::UNITS,
    places::{DIVISIONS, Pace},
    random::Random,
    texts::SURNAMES,
    world::World,
};
use anyhow::bail;
use domain::codes::Coded;
use store::{
    Store,
    imports::{self, Kind},
};

/// Imports everything the records stand on.
pub(super) async fn import(
    store: &Store,
    world: &World,
    random: &mut Random,
) -> anyhow::Result<()> {
    let lists = [
        (Kind::Divisions, DIVISIONS.to_vec()),
        (Kind::Villages, villages(world, random)?),
        (Kind::Units, units(random)?),
        (Kind::Commissioners, commissioners(world)?),
        (Kind::Teams, teams(world)?),
        (Kind::Designations, designations(world)?),
        (Kind::Assignments, assignments(world)?),
    ];
    for (kind, bytes) in lists {
        put(store, kind, bytes).await?;
    }
    Ok(())
}

/// Imports one list, which has no faults.
pub(super) async fn put(store: &Store, kind: Kind, bytes: Vec<u8>) -> anyhow::Result<()> {
    let file = format!("{}.csv", kind.code());
    let report = imports::run(store, None, kind, &file, bytes, false).await?;
    if let Some(fault) = report.errors.first() {
        bail!(
            "{file}, row {}, column {}: {}",
            fault.row,
            fault.column,
            fault.message
        );
    }
    Ok(())
}

pub(super) fn list(
    header: &[&str],
    rows: impl IntoIterator<Item = Vec<String>>,
) -> anyhow::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(header)?;
    for row in rows {
        writer.write_record(row)?;
    }
    Ok(writer.into_inner()?)
}

/// An invented phone number of villages and units.
pub(super) fn phone(random: &mut Random) -> String {
    format!("1390000{:04}", random.between(6000, 9999))
}

fn person(random: &mut Random) -> String {
    let given = [
        "国华", "金生", "福林", "春华", "志明", "云香", "满生", "建平", "长根", "秋莲",
    ];
    format!("{}{}", random.pick(SURNAMES), random.pick(&given))
}

fn villages(world: &World, random: &mut Random) -> anyhow::Result<Vec<u8>> {
    let header = [
        "code",
        "households",
        "population",
        "has_industry_base",
        "leading_industries",
        "party_secretary",
        "contact_name",
        "contact_phone",
        "current_condition",
        "tech_demand",
    ];
    let mut rows = Vec::new();
    for village in &world.villages {
        let households = random.between(260, 780);
        let second = random.pick(world.counties[village.county].industries);
        let leading = if second == village.industry.code {
            second.to_owned()
        } else {
            format!("{}|{second}", village.industry.code)
        };
        rows.push(vec![
            village.place.code.to_string(),
            households.to_string(),
            (households * random.between(36, 46) / 10).to_string(),
            if village.number % 10 == 9 {
                "否"
            } else {
                "是"
            }
            .to_owned(),
            leading,
            person(random),
            person(random),
            phone(random),
            village.industry.condition.to_owned(),
            village.industry.demand.to_owned(),
        ]);
    }
    list(&header, rows)
}

fn units(random: &mut Random) -> anyhow::Result<Vec<u8>> {
    let rows: Vec<_> = UNITS
        .iter()
        .map(|(code, name, kind, level)| {
            vec![
                (*code).to_owned(),
                (*name).to_owned(),
                (*kind).to_owned(),
                (*level).to_owned(),
                person(random),
                phone(random),
            ]
        })
        .collect();
    list(&["code", "name", "kind", "level", "contact", "phone"], rows)
}

fn commissioners(world: &World) -> anyhow::Result<Vec<u8>> {
    let header = [
        "login",
        "id",
        "name",
        "mobile",
        "gender",
        "birth_year",
        "kind",
        "unit_code",
        "title_level",
        "level",
        "industry_codes",
        "area_code",
        "term_from",
        "term_to",
    ];
    let rows = world.people.iter().map(|person| {
        vec![
            person.login.clone(),
            person.id.to_string(),
            person.name.clone(),
            person.login.clone(),
            person.gender.to_owned(),
            person.birth_year.to_string(),
            "individual".to_owned(),
            person.unit.to_owned(),
            person.title.to_owned(),
            person.level.to_owned(),
            person.industries.join("|"),
            world.counties[person.county].place.code.to_string(),
            person.term.0.to_string(),
            person.term.1.to_string(),
        ]
    });
    list(&header, rows)
}

fn teams(world: &World) -> anyhow::Result<Vec<u8>> {
    let header = [
        "code",
        "id",
        "name",
        "kind",
        "level",
        "area_code",
        "industry_code",
        "lead_unit_code",
        "started_on",
        "ended_on",
        "members",
    ];
    let rows = world.teams.iter().map(|team| {
        let member = |(at, person): (usize, &usize)| {
            let role = if at == 0 { "leader" } else { "member" };
            format!("{}:{role}", world.people[*person].login)
        };
        let members: Vec<_> = team.members.iter().enumerate().map(member).collect();
        vec![
            team.code.clone(),
            team.id.to_string(),
            team.name.to_owned(),
            team.kind.to_owned(),
            team.level.to_owned(),
            world.counties[team.county].place.code.to_string(),
            team.industry.code.to_owned(),
            team.unit.to_owned(),
            format!("{}-01-01", world.year - 1),
            format!("{}-12-31", world.year + 1),
            members.join("|"),
        ]
    });
    list(&header, rows)
}

/// Which villages are due: what they are called follows the year.
fn designations(world: &World) -> anyhow::Result<Vec<u8>> {
    let year = world.year;
    let rows = world.villages.iter().map(|village| {
        let kind = match (year, village.number % 5) {
            (..=2020, _) => "poverty_village",
            (_, 2) => "key_assistance_village",
            _ => "poverty_exited_village",
        };
        let ended = if village.is_expired() {
            format!("{}-12-31", year - 1)
        } else {
            String::new()
        };
        vec![
            village.place.code.to_string(),
            kind.to_owned(),
            "province".to_owned(),
            village.designated_on(year).to_string(),
            ended,
        ]
    });
    list(
        &["village_code", "kind", "level", "valid_from", "valid_to"],
        rows,
    )
}

fn assignments(world: &World) -> anyhow::Result<Vec<u8>> {
    let year = world.year;
    let mut rows = Vec::new();
    for (village, holders) in world.villages.iter().zip(&world.holders) {
        let code = village.place.code.to_string();
        let from = format!(
            "{}-01-15",
            if village.pace == Pace::Told || village.number % 3 > 0 {
                year - 1
            } else {
                year
            }
        );
        for person in &holders.people {
            rows.push(vec![
                world.people[*person].login.clone(),
                String::new(),
                code.clone(),
                from.clone(),
                String::new(),
            ]);
        }
        if let Some(team) = holders.team {
            rows.push(vec![
                String::new(),
                world.teams[team].code.clone(),
                code.clone(),
                from.clone(),
                String::new(),
            ]);
        }
    }
    list(&["login", "team_code", "village_code", "from", "to"], rows)
}
