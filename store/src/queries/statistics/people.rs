//! Whom A01 and its parts count.

use super::super::{Conn, divisions::Told, rows};
use crate::Result;
use domain::{
    areas::{AreaCode, AreaLevel},
    calendar,
    ids::UnitId,
    statistics::people::PersonFacts,
};
use std::collections::BTreeMap;

/// Commissioners with a term that overlaps the year, by home area.
pub(super) const BY_HOME: &str = "
    SELECT c.id AS person, c.area_code AS place, c.level, c.kind, c.title_level, c.gender, c.birth_year, c.unit_id,
           t.begun AS terms_begun
    FROM commissioners c
    JOIN (SELECT commissioner_id, COUNT(*) FILTER (WHERE from_on >= $3) AS begun FROM commissioner_terms
          WHERE from_on <= $4 AND (to_on IS NULL OR to_on >= $3) GROUP BY commissioner_id) t ON t.commissioner_id = c.id
    WHERE c.area_code >= $1 AND c.area_code < $2";

/// Commissioners with a term that overlaps the year, by the villages they or their teams were assigned to in it.
pub(super) const BY_ASSIGNMENT: &str = "
    SELECT c.id AS person, s.village_code AS place, c.level, c.kind, c.title_level, c.gender, c.birth_year, c.unit_id,
           (SELECT COUNT(*) FROM commissioner_terms b WHERE b.commissioner_id = c.id AND b.from_on >= $3 AND b.from_on <= $4) AS terms_begun
    FROM assignments s LEFT JOIN team_members m ON m.team_id = s.team_id
    JOIN commissioners c ON c.id = COALESCE(s.commissioner_id, m.commissioner_id)
    WHERE s.village_code >= $1 AND s.village_code < $2 AND s.from_on <= $4 AND (s.to_on IS NULL OR s.to_on >= $3)
      AND EXISTS (SELECT 1 FROM commissioner_terms t WHERE t.commissioner_id = c.id AND t.from_on <= $4 AND (t.to_on IS NULL OR t.to_on >= $3))";

/// One of A01's people, in a place.
#[derive(sqlx::FromRow)]
pub(super) struct PersonRow {
    pub(super) person: uuid::Uuid,
    place: String,
    level: String,
    kind: String,
    title_level: String,
    gender: String,
    birth_year: Option<i64>,
    unit_id: uuid::Uuid,
    terms_begun: i64,
}

impl PersonRow {
    pub(super) fn place(&self) -> Result<AreaCode> {
        rows::area("commissioners", "area_code", self.person, &self.place)
    }

    pub(super) fn facts(&self) -> Result<PersonFacts> {
        let (table, id) = ("commissioners", self.person);
        Ok(PersonFacts {
            level: rows::code(table, "level", id, &self.level)?,
            kind: rows::code(table, "kind", id, &self.kind)?,
            title_level: rows::code(table, "title_level", id, &self.title_level)?,
            // As the import writes it.
            woman: self.gender == "女",
            birth_year: self.birth_year,
            unit_id: UnitId(self.unit_id),
            terms_begun: self.terms_begun,
        })
    }
}

/// A01's people of an area, each once: at county level and above by home, below by assignment.
pub(crate) async fn people(
    conn: &mut Conn,
    area: AreaCode,
    year: i32,
    told: &Told,
) -> Result<BTreeMap<uuid::Uuid, PersonFacts>> {
    let (sql, around) = if area.level() <= AreaLevel::County {
        (BY_HOME, area)
    } else {
        (BY_ASSIGNMENT, told.areas.around(area))
    };
    let mut people = BTreeMap::new();
    for row in person_rows(conn, sql, around, year).await? {
        if area.contains(&told.areas.told(row.place()?)) {
            people.insert(row.person, row.facts()?);
        }
    }
    Ok(people)
}

pub(super) async fn person_rows(
    conn: &mut Conn,
    sql: &'static str,
    area: AreaCode,
    year: i32,
) -> Result<Vec<PersonRow>> {
    let (first, last) = calendar::year_bounds(year);
    let (from, to) = area.range();
    Ok(sqlx::query_as(sql)
        .bind(from)
        .bind(to)
        .bind(first)
        .bind(last)
        .fetch_all(conn)
        .await?)
}
