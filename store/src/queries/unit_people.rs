//! A unit's own people and their year, from the roll-ups.

use super::{Conn, Db, Pools, coverage_rules, places::Places, reference, rows, unit_opinions};
use crate::{Result, StoreError};
use chrono::NaiveDate;
use domain::{
    access::{Action, Actor, Standing, may},
    calendar,
    codes::Role,
    ids::{CommissionerId, UnitId},
    units::{UnitPerson, UnitYear},
};
use sqlx::QueryBuilder;
use uuid::Uuid;

#[derive(sqlx::FromRow)]
struct PersonRow {
    id: Uuid,
    name: String,
    area_code: String,
    term_from: NaiveDate,
    term_to: Option<NaiveDate>,
    last_visited_on: Option<NaiveDate>,
}

/// The unit the actor administers.
pub(super) fn own_unit(actor: &Actor) -> Result<UnitId> {
    let unit = actor.unit_id.filter(|_| actor.role == Role::UnitAdmin);
    unit.ok_or(StoreError::Forbidden)
}

/// Where a person is at home, and by whom sent, for who may do this to the person's year.
pub(super) async fn standing(
    conn: &mut Conn,
    actor: &Actor,
    id: CommissionerId,
    action: Action,
) -> Result<(domain::areas::AreaCode, UnitId)> {
    let found: Option<(String, Uuid)> =
        sqlx::query_as("SELECT area_code, unit_id FROM commissioners WHERE id = $1")
            .bind(id.0)
            .fetch_optional(conn)
            .await?;
    let (area, unit) = found.ok_or(StoreError::NotFound)?;
    let area = rows::area("commissioners", "area_code", id, &area)?;
    let standing = Standing {
        same_unit: actor.unit_id == Some(UnitId(unit)),
        ..Standing::to_area(actor, &area)
    };
    if may(actor.role, action, standing) {
        Ok((area, UnitId(unit)))
    } else {
        Err(StoreError::NotFound)
    }
}

/// Whether a term of the person's has a day of the year that is not in the future.
pub(super) async fn served_in(
    conn: &mut Conn,
    id: CommissionerId,
    year: i32,
    today: NaiveDate,
) -> Result<bool> {
    let (first, last) = calendar::year_bounds(year);
    let (served,): (bool,) = sqlx::query_as(
        "SELECT EXISTS (SELECT 1 FROM commissioner_terms
             WHERE commissioner_id = $1 AND from_on <= $3 AND (to_on IS NULL OR to_on >= $2) AND from_on <= $4)",
    )
    .bind(id.0)
    .bind(first)
    .bind(last)
    .bind(today)
    .fetch_one(conn)
    .await?;
    Ok(served && first <= today)
}

pub(crate) async fn people(pools: &Pools, actor: &Actor, year: i32) -> Result<UnitYear> {
    let unit = own_unit(actor)?;
    let mut tx = pools.snapshot().await?;
    let (first, _) = calendar::year_bounds(year);
    let mut query = select(unit, year);
    query
        .push(" AND t.from_on IS NOT NULL AND (t.to_on IS NULL OR t.to_on >= ")
        .push_bind(first)
        .push(") ORDER BY c.name, c.id");
    let found: Vec<PersonRow> = query.build_query_as().fetch_all(&mut *tx).await?;
    let as_of = calendar::as_of(year, pools.clock.today());
    let people = whole(&mut tx, found, (year, as_of)).await?;
    unit_year(&mut tx, pools, unit, year, people).await
}

pub(crate) async fn person(
    pools: &Pools,
    actor: &Actor,
    id: CommissionerId,
    year: i32,
) -> Result<(UnitYear, UnitPerson)> {
    let unit = own_unit(actor)?;
    let mut tx = pools.snapshot().await?;
    standing(&mut tx, actor, id, Action::ReadPersonYear).await?;
    let mut query = select(unit, year);
    query.push(" AND c.id = ").push_bind(id.0);
    let found: Vec<PersonRow> = query.build_query_as().fetch_all(&mut *tx).await?;
    let as_of = calendar::as_of(year, pools.clock.today());
    let person = whole(&mut tx, found, (year, as_of)).await?.pop();
    let unit = unit_year(&mut tx, pools, unit, year, Vec::new()).await?;
    Ok((unit, person.ok_or(StoreError::NotFound)?))
}

/// The unit's people with the last of their terms that had begun when the year ended (`t`): of who was appointed
/// again, an earlier year shows the term of then. Who had none by then is shown with the last one.
fn select(unit: UnitId, year: i32) -> QueryBuilder<Db> {
    let (first, last) = calendar::year_bounds(year);
    let mut query = QueryBuilder::new(
        "SELECT c.id, c.name, c.area_code, COALESCE(t.from_on, c.term_from) AS term_from,
                CASE WHEN t.from_on IS NULL THEN c.term_to ELSE t.to_on END AS term_to,
                (SELECT MAX(v.ended_on) FROM record_people p JOIN records r ON r.id = p.record_id JOIN visits v ON v.record_id = r.id
                 WHERE p.commissioner_id = c.id AND NOT p.absent AND r.status IN ('approved', 'locked') AND v.mode = 'onsite'
                 AND p.occurred_on >= ",
    );
    query.push_bind(first);
    query.push(" AND p.occurred_on <= ").push_bind(last);
    query.push(
        ") AS last_visited_on FROM commissioners c
         LEFT JOIN commissioner_terms t ON t.commissioner_id = c.id AND t.from_on =
             (SELECT MAX(b.from_on) FROM commissioner_terms b WHERE b.commissioner_id = c.id AND b.from_on <= ",
    );
    query.push_bind(last).push(") WHERE c.unit_id = ");
    query.push_bind(unit.0);
    query
}

/// Adds places, figures and opinions.
async fn whole(
    conn: &mut Conn,
    found: Vec<PersonRow>,
    (year, as_of): (i32, NaiveDate),
) -> Result<Vec<UnitPerson>> {
    let mut homes = Vec::new();
    for row in &found {
        homes.push(rows::area(
            "commissioners",
            "area_code",
            row.id,
            &row.area_code,
        )?);
    }
    let places = Places::read(conn, homes.iter().copied()).await?;
    let book = coverage_rules::book(conn).await?;
    let mut people = Vec::new();
    for (row, home) in found.into_iter().zip(homes) {
        let id = CommissionerId(row.id);
        people.push(UnitPerson {
            id,
            name: row.name,
            area_name: places.full_name(home),
            term_from: row.term_from,
            term_to: row.term_to,
            progress: reference::progress(conn, &book, (id, home), (year, as_of)).await?,
            last_visited_on: row.last_visited_on,
            opinion: unit_opinions::read(conn, id, Some(year)).await?.pop(),
        });
    }
    Ok(people)
}

async fn unit_year(
    conn: &mut Conn,
    pools: &Pools,
    unit: UnitId,
    year: i32,
    people: Vec<UnitPerson>,
) -> Result<UnitYear> {
    let found: Option<(String,)> = sqlx::query_as("SELECT name FROM units WHERE id = $1")
        .bind(unit.0)
        .fetch_optional(conn)
        .await?;
    let (unit_name,) = found.ok_or(StoreError::NotFound)?;
    Ok(UnitYear {
        unit_name,
        year,
        today: pools.clock.today(),
        people,
    })
}
