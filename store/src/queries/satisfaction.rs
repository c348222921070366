//! Links for the served, and their answers as entries of the ledger of replies.

use super::{
    Pools, Tx,
    audit::{self, Entry as Noted},
    ledgers::{insert, known},
    places::Places,
    rollups, rows,
};
use crate::{
    Problem, Result, StoreError,
    ledgers::{blank, keep_typed, may_keep},
    satisfaction::{Asked, DAYS, Made},
};
use chrono::{Duration, NaiveDate};
use domain::{
    access::Actor,
    areas::AreaCode,
    ledgers::{Entry, Facts, Faults, Form, Kind, Known, KnownPlace, steps::Status},
};
use serde_json::json;
use std::net::IpAddr;
use uuid::Uuid;

/// What the office fills in; the rest is the answer.
const ASKED: [&str; 2] = ["about", "area_code"];

/// Wrong codes of one address within this time, and how many are too many.
const WINDOW_MINUTES: i64 = 15;
const MOST_WRONG: i64 = 20;

/// Under which name wrong codes stand among the failures.
const THROTTLE: &str = "satisfaction link";

pub(crate) async fn form(pools: &Pools, actor: &Actor) -> Result<Form> {
    let known = authorised(&mut pools.snapshot().await?, actor).await?;
    Ok(asked(&known))
}

fn asked(known: &Known) -> Form {
    let mut form = blank(Kind::Reply, known);
    form.fields
        .retain(|field| ASKED.contains(&field.column.as_str()));
    form
}

async fn authorised(tx: &mut Tx, actor: &Actor) -> Result<Known> {
    let own = actor.area_code.ok_or(StoreError::Forbidden)?;
    if !may_keep(actor, Kind::Reply, own) {
        return Err(StoreError::Forbidden);
    }
    known(tx, actor).await
}

pub(crate) async fn make_link(
    pools: &Pools,
    actor: &Actor,
    typed: &[(String, String)],
    hash: Vec<u8>,
) -> Result<Made> {
    let known = authorised(&mut pools.snapshot().await?, actor).await?;
    let today = pools.clock.today();
    let read = read(typed, "satisfied", &known, today);
    let entry = match read {
        Ok(entry) => entry,
        Err(faults) => {
            let mut form = asked(&known);
            keep_typed(&mut form, typed);
            form.faults = faults;
            return Ok(Made::Refused(Box::new(form)));
        }
    };
    let mut tx = pools.begin().await?;
    let (id, now) = (pools.clock.new_id(), pools.clock.now());
    let (area, about) = (&entry.values["area_code"], entry.values["about"].clone());
    sqlx::query(
        "INSERT INTO satisfaction_links (id, code_hash, area_code, about, created_by, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(id)
    .bind(hash)
    .bind(area)
    .bind(&about)
    .bind(actor.account_id.0)
    .bind(now)
    .bind(now + Duration::days(DAYS))
    .execute(&mut *tx)
    .await?;
    let place = rows::area("satisfaction_links", "area_code", id, area)?;
    let noted = Noted {
        account_id: Some(actor.account_id),
        action: "satisfaction.make_link",
        subject_kind: "satisfaction_link",
        subject_id: id.to_string(),
        area_code: Some(place),
        detail: json!({ "name": about }),
    };
    let place = Places::read(&mut tx, [place]).await?.full_name(place);
    audit::write(&mut tx, pools, noted).await?;
    tx.commit().await?;
    Ok(Made::Link {
        code: String::new(),
        about,
        place,
    })
}

/// A reply as it would stand in the ledger today.
fn read(
    typed: &[(String, String)],
    satisfaction: &str,
    known: &Known,
    today: NaiveDate,
) -> std::result::Result<Entry, Faults> {
    let asked = typed
        .iter()
        .filter(|(column, _)| ASKED.contains(&column.as_str()));
    let mut all: Vec<_> = asked.cloned().collect();
    all.push(("satisfaction".to_owned(), satisfaction.to_owned()));
    all.push(("replied_on".to_owned(), today.to_string()));
    let remark = typed.iter().find(|(column, _)| column == "remark");
    all.extend(remark.cloned());
    Entry::read(Kind::Reply, &all, known, today)
}

/// An open link.
struct Link {
    id: Uuid,
    area: AreaCode,
    about: String,
}

pub(crate) async fn ask(pools: &Pools, hash: Vec<u8>, address: IpAddr) -> Result<Asked> {
    // Anybody may ask: reading waits for no writer and makes none wait.
    let mut tx = pools.snapshot().await?;
    let Some(link) = find(pools, &mut tx, &hash, address).await? else {
        drop(tx);
        return Err(count_wrong(pools, address).await?);
    };
    let places = Places::read(&mut tx, [link.area]).await?;
    Ok(Asked {
        about: link.about,
        place: places.full_name(link.area),
    })
}

/// The open link of this code, unless the address has tried too many wrong ones.
async fn find(pools: &Pools, tx: &mut Tx, hash: &[u8], address: IpAddr) -> Result<Option<Link>> {
    let now = pools.clock.now();
    let since = now - Duration::minutes(WINDOW_MINUTES);
    let (wrong,): (i64,) = sqlx::query_as(
        "SELECT COUNT(*) FROM sign_in_failures WHERE login = $1 AND address = $2 AND failed_at > $3",
    )
    .bind(THROTTLE)
    .bind(address.to_string())
    .bind(since)
    .fetch_one(&mut **tx)
    .await?;
    if wrong >= MOST_WRONG {
        return Err(StoreError::Refused(Problem::TooManyAttempts));
    }
    let row: Option<(Uuid, String, String)> = sqlx::query_as(
        "SELECT id, area_code, about FROM satisfaction_links WHERE code_hash = $1 AND expires_at > $2 AND replied_at IS NULL",
    )
    .bind(hash)
    .bind(now)
    .fetch_optional(&mut **tx)
    .await?;
    let Some((id, area, about)) = row else {
        return Ok(None);
    };
    let area = rows::area("satisfaction_links", "area_code", id, &area)?;
    Ok(Some(Link { id, area, about }))
}

/// Counts a code that opens nothing against the address; what the person is told.
async fn count_wrong(pools: &Pools, address: IpAddr) -> Result<StoreError> {
    let mut tx = pools.begin().await?;
    sqlx::query("INSERT INTO sign_in_failures (login, address, failed_at) VALUES ($1, $2, $3)")
        .bind(THROTTLE)
        .bind(address.to_string())
        .bind(pools.clock.now())
        .execute(&mut *tx)
        .await?;
    tx.commit().await?;
    Ok(StoreError::NotFound)
}

pub(crate) async fn reply(
    pools: &Pools,
    hash: Vec<u8>,
    address: IpAddr,
    typed: &[(String, String)],
) -> Result<Faults> {
    let mut tx = pools.begin().await?;
    let Some(link) = find(pools, &mut tx, &hash, address).await? else {
        drop(tx);
        return Err(count_wrong(pools, address).await?);
    };
    let entry = match answer(&link, typed, pools.clock.today()) {
        Ok(entry) => entry,
        Err(faults) => return Ok(faults),
    };
    // Whoever files the county's year meanwhile sees this answer or does not, everywhere.
    rollups::take_turns(&mut tx, [link.area].into()).await?;
    let (id, now) = (pools.clock.new_id(), pools.clock.now());
    // Whoever marks the link first has answered it.
    let marked = sqlx::query(
        "UPDATE satisfaction_links SET replied_at = $1 WHERE id = $2 AND replied_at IS NULL",
    )
    .bind(now)
    .bind(link.id)
    .execute(&mut *tx)
    .await?;
    if marked.rows_affected() != 1 {
        return Err(StoreError::NotFound);
    }
    debug_assert_eq!(entry.status, Status::Active);
    let facts =
        Facts::of(&entry).ok_or_else(|| rows::corrupt("satisfaction_links", "about", link.id))?;
    insert(&mut tx, id, (&entry, &facts), (None, now)).await?;
    let noted = Noted {
        account_id: None,
        action: "ledgers.reply",
        subject_kind: "ledger",
        subject_id: id.to_string(),
        area_code: Some(link.area),
        detail: json!({ "kind": "replies" }),
    };
    audit::write(&mut tx, pools, noted).await?;
    tx.commit().await?;
    Ok(Faults::new())
}

/// The answer to a link as an entry: about what the link asks, and nothing else.
fn answer(
    link: &Link,
    typed: &[(String, String)],
    today: NaiveDate,
) -> std::result::Result<Entry, Faults> {
    let place = KnownPlace {
        code: link.area,
        name: link.area.to_string(),
        short: link.area.to_string(),
    };
    let known = Known {
        places: vec![place],
        ..Known::default()
    };
    let of = |column: &str| {
        let found = typed.iter().find(|(name, _)| name == column);
        found.map_or_else(String::new, |(_, text)| text.clone())
    };
    let all = [
        ("about".to_owned(), link.about.clone()),
        ("area_code".to_owned(), link.area.to_string()),
        ("remark".to_owned(), of("remark")),
    ];
    read(&all, &of("satisfaction"), &known, today)
}
