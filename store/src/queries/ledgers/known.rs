//! The places, people and industries that an office's forms can name.

use super::{Conn, places::Places, rows};
use crate::{Result, StoreError, ledgers::Names};
use domain::{
    access::Actor,
    areas::{AreaCode, AreaLevel},
    ledgers::{Holder, Known, KnownPlace, Person},
};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Everything that forms of this person can name.
pub(crate) async fn known(conn: &mut Conn, actor: &Actor) -> Result<Known> {
    let own = actor.area_code.ok_or(StoreError::Forbidden)?;
    Ok(Known {
        places: places_in(conn, own).await?,
        industries: industries(conn).await?,
        holders: holders(conn, own.at(AreaLevel::County).unwrap_or(own)).await?,
    })
}

async fn industries(conn: &mut Conn) -> Result<Vec<(String, String)>> {
    let sql = "SELECT code, name FROM industries ORDER BY position, code";
    Ok(sqlx::query_as(sql).fetch_all(conn).await?)
}

/// The area itself and all in it, by names that are told apart: a village with its township.
async fn places_in(conn: &mut Conn, area: AreaCode) -> Result<Vec<KnownPlace>> {
    let (from, to) = area.range();
    let found: Vec<(String, String)> = sqlx::query_as(
        "SELECT code, short_name FROM areas WHERE code >= $1 AND code < $2 ORDER BY code",
    )
    .bind(from)
    .bind(to)
    .fetch_all(conn)
    .await?;
    let names: HashMap<String, String> = found.iter().cloned().collect();
    let mut taken = HashSet::new();
    let mut known = Vec::with_capacity(found.len());
    for (text, short) in found {
        let code = rows::area("areas", "code", &text, &text)?;
        let township = code
            .at(AreaLevel::Township)
            .filter(|township| *township != code)
            .and_then(|township| names.get(township.as_str()));
        let mut name = format!("{}{short}", township.map_or("", String::as_str));
        if !taken.insert(name.clone()) {
            name = format!("{name}（{code}）");
        }
        known.push(KnownPlace { code, name, short });
    }
    Ok(known)
}

/// The county's commissioners and teams, and those from elsewhere who serve a village of it.
async fn holders(conn: &mut Conn, county: AreaCode) -> Result<Vec<Holder>> {
    let (from, to) = county.range();
    let found: Vec<(Uuid, String, String, String)> = sqlx::query_as(
        "SELECT c.id, c.name, u.name, c.mobile FROM commissioners c JOIN units u ON u.id = c.unit_id WHERE (c.area_code >= $1 AND c.area_code < $2)
            OR c.id IN (SELECT s.commissioner_id FROM assignments s WHERE s.village_code >= $1 AND s.village_code < $2)
         UNION ALL
         SELECT t.id, t.name, '团队', '' FROM teams t WHERE (t.area_code >= $1 AND t.area_code < $2)
            OR t.id IN (SELECT s.team_id FROM assignments s WHERE s.village_code >= $1 AND s.village_code < $2)
         ORDER BY 2, 1",
    )
    .bind(from)
    .bind(to)
    .fetch_all(conn)
    .await?;
    let person = |(id, name, unit, mobile): (Uuid, String, String, String)| Person {
        id,
        name,
        unit,
        phone: mobile[mobile.len().saturating_sub(4)..].to_owned(),
    };
    Ok(Holder::told_apart(found.into_iter().map(person).collect()))
}

/// What these areas and all industries are called.
pub(super) async fn names(
    conn: &mut Conn,
    areas: impl IntoIterator<Item = AreaCode> + Clone,
) -> Result<Names> {
    let places = Places::read(conn, areas.clone()).await?;
    let named = areas
        .into_iter()
        .map(|code| (code.to_string(), places.full_name(code)));
    Ok(Names {
        areas: named.collect(),
        industries: industries(conn).await?.into_iter().collect(),
    })
}
