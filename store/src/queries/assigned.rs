//! Who is assigned to the villages of an area, and who of them serves no more.

use super::{Conn, divisions::Told, due_villages::Asked, rows};
use crate::Result;
use domain::areas::AreaCode;
use std::collections::BTreeMap;

/// Who is assigned to each village at a day, and whether they have ceased to serve before it.
#[derive(Default)]
pub(super) struct Assigned(BTreeMap<AreaCode, BTreeMap<String, bool>>);

impl Assigned {
    pub(super) fn names(&self, village: AreaCode) -> Vec<String> {
        let names = self.0.get(&village).into_iter().flatten();
        names.map(|(name, _)| name.clone()).collect()
    }

    pub(super) fn ended(&self, village: AreaCode) -> Vec<String> {
        let names = self.0.get(&village).into_iter().flatten();
        let ended = names.filter(|(_, ended)| **ended);
        ended.map(|(name, _)| name.clone()).collect()
    }
}

/// The people and teams assigned to each village of the area at `as_of`. An assignment outlasts the term of
/// who holds it until somebody ends it.
pub(super) async fn read(conn: &mut Conn, asked: Asked, told: &Told) -> Result<Assigned> {
    let (from, to) = told.areas.around(asked.area).range();
    let found: Vec<(String, String, bool)> = sqlx::query_as(
        "SELECT DISTINCT s.village_code, COALESCE(c.name, t.name) AS name,
                COALESCE(t.ended_on < $3, EXISTS (SELECT 1 FROM commissioner_terms b WHERE b.commissioner_id = c.id AND b.to_on < $3)
                  AND NOT EXISTS (SELECT 1 FROM commissioner_terms n WHERE n.commissioner_id = c.id AND (n.to_on IS NULL OR n.to_on >= $3))) AS ended
         FROM assignments s
         LEFT JOIN commissioners c ON c.id = s.commissioner_id LEFT JOIN teams t ON t.id = s.team_id
         WHERE s.village_code >= $1 AND s.village_code < $2 AND s.from_on <= $3 AND (s.to_on IS NULL OR s.to_on >= $3)",
    )
    .bind(from)
    .bind(to)
    .bind(asked.as_of)
    .fetch_all(conn)
    .await?;
    let mut out = Assigned::default();
    for (code, name, ended) in found {
        let code = told
            .areas
            .told(rows::area("assignments", "village_code", &code, &code)?);
        let all = out.0.entry(code).or_default().entry(name).or_insert(ended);
        // Of namesakes one may still serve.
        *all &= ended;
    }
    Ok(out)
}
