//! What an office chooses from when it enters a paper log.

use super::{Conn, Pools, divisions::Told, ledgers, reference, rows};
use crate::{
    Result,
    on_behalf::{Author, Choices},
};
use domain::{
    areas::{AreaCode, AreaLevel},
    ids::CommissionerId,
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The most open problems that the form offers.
const MAX_PROBLEMS: i64 = 200;

pub(crate) async fn choices(pools: &Pools, own: AreaCode) -> Result<Choices> {
    let mut tx = pools.snapshot().await?;
    let today = pools.clock.today();
    let told = Told::read(&mut tx, today).await?;
    let places = places(&mut tx, own, &told).await?;
    Ok(Choices {
        people: people(&mut tx, own).await?,
        problems: problems(&mut tx, own, &told, &places).await?,
        places,
        industries: reference::industries(&mut tx, today).await?,
    })
}

async fn people(conn: &mut Conn, own: AreaCode) -> Result<Vec<Author>> {
    let home = own.at(AreaLevel::County).unwrap_or(own).range();
    let here = own.range();
    let found: Vec<(Uuid, String, String)> = sqlx::query_as(
        "SELECT c.id, c.name, u.name FROM commissioners c JOIN units u ON u.id = c.unit_id
         WHERE (c.area_code >= $1 AND c.area_code < $2)
            OR c.id IN (SELECT s.commissioner_id FROM assignments s
                        WHERE s.village_code >= $3 AND s.village_code < $4 AND s.commissioner_id IS NOT NULL)
         ORDER BY c.name, c.id",
    )
    .bind(home.0)
    .bind(home.1)
    .bind(here.0)
    .bind(here.1)
    .fetch_all(conn)
    .await?;
    let author = |(id, name, unit)| Author {
        id: CommissionerId(id),
        name,
        unit,
    };
    Ok(found.into_iter().map(author).collect())
}

/// The places that are there.
async fn places(conn: &mut Conn, own: AreaCode, told: &Told) -> Result<Vec<(AreaCode, String)>> {
    let (from, to) = own.range();
    let found: Vec<(String, String)> = sqlx::query_as(
        "SELECT code, short_name FROM areas WHERE code >= $1 AND code < $2 ORDER BY code",
    )
    .bind(from)
    .bind(to)
    .fetch_all(conn)
    .await?;
    let mut names = BTreeMap::new();
    for (code, name) in found {
        let code = rows::area("areas", "code", &code, &code)?;
        if told.areas.is_there(code) {
            names.insert(code, name);
        }
    }
    let above = |code: AreaCode| names.get(&code.parent()?).cloned();
    Ok(names
        .iter()
        .map(|(code, name)| match above(*code) {
            Some(township) if code.level() == AreaLevel::Village => {
                (*code, format!("{township} {name}"))
            }
            _ => (*code, format!("{name}（不分到下级）")),
        })
        .collect())
}

/// The newest open problems, by names that are told apart.
async fn problems(
    conn: &mut Conn,
    own: AreaCode,
    told: &Told,
    places: &[(AreaCode, String)],
) -> Result<Vec<(Uuid, String)>> {
    let names: BTreeMap<_, _> = places.iter().map(|(code, name)| (*code, name)).collect();
    let found = ledgers::problems_in(conn, own, told, MAX_PROBLEMS).await?;
    let named = found.into_iter().map(|(place, problem)| {
        let place = names.get(&place).map_or("", |name| name.as_str());
        let name = format!("{}（{place}，{}）", problem.title, problem.raised_on);
        (problem.id, name)
    });
    Ok(named.collect())
}
