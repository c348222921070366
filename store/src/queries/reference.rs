//! The registers as far as one commissioner needs them: for the own pages and, as the reference of
//! a pull, for the phone.

use super::{Conn, coverage_rules, divisions::Told, my_villages, places::Places as Names, rows};
use crate::Result;
use chrono::{Datelike, NaiveDate};
use domain::{
    access::Actor,
    areas::{AreaCode, AreaLevel},
    coverage::{RuleBook, Tenths},
    days,
    ids::{CommissionerId, TeamId},
    reading::{CodeName, YearProgress},
    reference::{
        KnownCounty, KnownName, KnownPerson, KnownPlace, KnownTeam, KnownTownship, Places,
        Reference,
    },
    statistics::CountedStanding,
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// All parts; the version is left to whoever compares them.
pub(crate) async fn read(
    conn: &mut Conn,
    actor: &Actor,
    me: CommissionerId,
    today: NaiveDate,
) -> Result<Reference> {
    let person = person(conn, actor, me).await?;
    let villages = my_villages::read(conn, me, today).await?;
    let mut counties = vec![person.county.code];
    counties.extend(
        villages
            .iter()
            .filter_map(|village| village.code.at(AreaLevel::County)),
    );
    let (teams, people) = teams(conn, me, today).await?;
    let book = coverage_rules::book(conn).await?;
    Ok(Reference {
        version: String::new(),
        places: places(conn, counties, today).await?,
        industries: industries(conn, today).await?,
        progress: progress(conn, &book, (me, person.home.code), (today.year(), today)).await?,
        person,
        villages,
        teams,
        people,
    })
}

/// Who the commissioner is, and where at home.
pub(crate) async fn person(
    conn: &mut Conn,
    actor: &Actor,
    me: CommissionerId,
) -> Result<KnownPerson> {
    let (home, industries): (String, String) =
        sqlx::query_as("SELECT area_code, industry_codes FROM commissioners WHERE id = $1")
            .bind(me.0)
            .fetch_one(&mut *conn)
            .await?;
    let home = rows::area("commissioners", "area_code", me, &home)?;
    let names = Names::read(conn, [home]).await?;
    Ok(KnownPerson {
        commissioner_id: me,
        name: actor.name.clone(),
        home: names.area(home)?,
        county: names.area(home.at(AreaLevel::County).unwrap_or(home))?,
        industry_codes: rows::json("commissioners", "industry_codes", me, &industries)?,
    })
}

/// What the dictionary offers on a day, in the order people expect.
pub(crate) async fn industries(conn: &mut Conn, today: NaiveDate) -> Result<Vec<CodeName>> {
    let found: Vec<(String, String)> = sqlx::query_as(
        "SELECT code, name FROM industries WHERE ended_on IS NULL OR ended_on >= $1 ORDER BY position, code",
    )
    .bind(today)
    .fetch_all(conn)
    .await?;
    let industry = |(code, name)| CodeName { code, name };
    Ok(found.into_iter().map(industry).collect())
}

/// The person's teams that are not over, and the names of their other members.
pub(crate) async fn teams(
    conn: &mut Conn,
    me: CommissionerId,
    today: NaiveDate,
) -> Result<(Vec<KnownTeam>, Vec<KnownName>)> {
    let found: Vec<(Uuid, String, String, String, NaiveDate, Option<NaiveDate>)> = sqlx::query_as(
        "SELECT t.id, t.name, m.role, t.industry_code, t.started_on, t.ended_on FROM team_members m JOIN teams t ON t.id = m.team_id
         WHERE m.commissioner_id = $1 AND (t.ended_on IS NULL OR t.ended_on >= $2) ORDER BY t.name, t.id",
    )
    .bind(me.0)
    .bind(today)
    .fetch_all(&mut *conn)
    .await?;
    let (mut teams, mut people) = (Vec::new(), Vec::new());
    for (id, name, role, industry_code, from, to) in found {
        let members = members(conn, id, me).await?;
        teams.push(KnownTeam {
            id: TeamId(id),
            name,
            role: rows::code("team_members", "role", me, &role)?,
            industry_code,
            from,
            to,
            member_ids: members.iter().map(|member| member.id).collect(),
        });
        people.extend(members);
    }
    people.sort_by_key(|person| person.id);
    people.dedup();
    Ok((teams, people))
}

/// The team's members but this one, by name.
async fn members(conn: &mut Conn, team: Uuid, me: CommissionerId) -> Result<Vec<KnownName>> {
    let found: Vec<(Uuid, String)> = sqlx::query_as(
        "SELECT c.id, c.name FROM team_members m JOIN commissioners c ON c.id = m.commissioner_id WHERE m.team_id = $1 AND c.id <> $2 ORDER BY c.name, c.id",
    )
    .bind(team)
    .bind(me.0)
    .fetch_all(conn)
    .await?;
    let member = |(id, name)| KnownName {
        id: CommissionerId(id),
        name,
    };
    Ok(found.into_iter().map(member).collect())
}

#[derive(Default, sqlx::FromRow)]
struct PersonYearRow {
    standing: String,
    units: i64,
    onsite_visits: i64,
    trainings: i64,
    attendances: i64,
}

/// A person's year from the roll-ups, by the duty of the county at home on a day.
pub(crate) async fn progress(
    conn: &mut Conn,
    book: &RuleBook,
    (me, home): (CommissionerId, AreaCode),
    (year, as_of): (i32, NaiveDate),
) -> Result<YearProgress> {
    let duty = book.on(home, as_of).duty.rule;
    let found: Vec<PersonYearRow> =
        sqlx::query_as("SELECT standing, units, onsite_visits, trainings, attendances FROM annual_people WHERE commissioner_id = $1 AND year = $2")
            .bind(me.0)
            .bind(i64::from(year))
            .fetch_all(conn)
            .await?;
    let none = PersonYearRow::default();
    let of = |standing: CountedStanding| {
        found
            .iter()
            .find(|row| row.standing == standing.code())
            .unwrap_or(&none)
    };
    let (now, then) = (
        of(CountedStanding::Approved),
        of(CountedStanding::WithPending),
    );
    Ok(YearProgress {
        year,
        duty,
        met: duty.met(now.units, now.onsite_visits),
        days: Tenths(days::tenths(now.units)),
        pending_days: Tenths(days::tenths(then.units - now.units)),
        visits: now.onsite_visits,
        pending_visits: then.onsite_visits - now.onsite_visits,
        trainings: now.trainings,
        pending_trainings: then.trainings - now.trainings,
        attendances: now.attendances,
        pending_attendances: then.attendances - now.attendances,
    })
}

#[derive(sqlx::FromRow)]
struct PlaceRow {
    code: String,
    name: String,
    short_name: String,
    pinyin_initials: String,
}

/// The places of these counties, the first county first; areas above a county are passed over.
async fn places(conn: &mut Conn, counties: Vec<AreaCode>, today: NaiveDate) -> Result<Places> {
    let told = Told::read(conn, today).await?;
    let mut seen = BTreeSet::new();
    let mut out = Vec::new();
    for county in counties {
        if county.level() == AreaLevel::County && seen.insert(county) {
            out.extend(county_places(conn, county, &told).await?);
        }
    }
    Ok(Places(out))
}

/// One county; none when it is unknown. Codes sort every area before what lies in it.
async fn county_places(
    conn: &mut Conn,
    code: AreaCode,
    told: &Told,
) -> Result<Option<KnownCounty>> {
    let (from, to) = code.range();
    let found: Vec<PlaceRow> = sqlx::query_as(
        "SELECT code, name, short_name, pinyin_initials FROM areas WHERE code >= $1 AND code < $2 ORDER BY code",
    )
    .bind(from)
    .bind(to)
    .fetch_all(&mut *conn)
    .await?;
    let names = Names::read(conn, [code]).await?;
    let mut county: Option<KnownCounty> = None;
    for row in found {
        let area = rows::area("areas", "code", &row.code, &row.code)?;
        if !told.areas.is_there(area) {
            // Nobody can choose it any more.
            continue;
        }
        let above = area.parent().map_or(0, |parent| parent.prefix().len());
        let digits = &area.prefix()[above..];
        let place = KnownPlace(
            digits.to_owned(),
            row.short_name,
            row.pinyin_initials,
            row.name,
        );
        match (area.level(), &mut county) {
            (AreaLevel::County, _) => {
                let above = area.parent().map(|parent| names.full_name(parent));
                county = Some(KnownCounty {
                    code,
                    within: above.unwrap_or_default(),
                    name: place,
                    townships: Vec::new(),
                });
            }
            (AreaLevel::Township, Some(county)) => {
                county.townships.push(KnownTownship(place, Vec::new()));
            }
            (_, Some(county)) => {
                if let Some(township) = county.townships.last_mut() {
                    township.1.push(place);
                }
            }
            (_, None) => {}
        }
    }
    Ok(county)
}
