//! A record's versions, each with what it refers to by name.

use super::{
    Conn, Pools,
    among::rows_among,
    places::Places,
    record_rows::{self, RecordRow},
    records, rows,
};
use crate::Result;
use chrono::{DateTime, Utc};
use domain::{
    access::{Action, Actor},
    areas::AreaCode,
    ids::RecordId,
    reading::{Named, VersionView},
};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

#[derive(sqlx::FromRow)]
struct VersionRow {
    version: i64,
    action: String,
    status: String,
    body: String,
    opinion: Option<String>,
    review_fields: String,
    name: String,
    made_at: DateTime<Utc>,
}

pub(crate) async fn versions(
    pools: &Pools,
    actor: &Actor,
    id: RecordId,
) -> Result<Vec<VersionView>> {
    let mut tx = pools.snapshot().await?;
    let (row, _) = records::find_for(&mut tx, actor, id, Action::ReadRecord).await?;
    let found: Vec<VersionRow> = sqlx::query_as(
        "SELECT v.version, v.action, v.status, v.body, v.opinion, v.review_fields, a.name, v.made_at
         FROM record_versions v JOIN accounts a ON a.id = v.account_id WHERE v.record_id = $1 ORDER BY v.version",
    )
    .bind(id.0)
    .fetch_all(&mut *tx)
    .await?;
    let writer = row.is_writer(actor);
    // As on the record itself: in full only to its writer, and only until it is approved.
    let masked = !writer || row.status()?.counts();
    // What was not submitted is its writer's alone; a handover passes on the newest text, sent or not.
    let private = |action: &str| matches!(action, "save" | "withdraw" | "handover");
    let mut versions = found
        .into_iter()
        .filter(|version| writer || !private(&version.action))
        .map(|version| version.view(id, masked))
        .collect::<Result<Vec<_>>>()?;
    let names = Names::read(&mut tx, &versions).await?;
    for version in &mut versions {
        version.named = names.of(&version.body, &row);
    }
    Ok(versions)
}

impl VersionRow {
    fn view(self, id: RecordId, masked: bool) -> Result<VersionView> {
        let mut body: Map<_, _> = rows::json("record_versions", "body", id, &self.body)?;
        if masked {
            record_rows::mask(&mut body);
        }
        let fields = &self.review_fields;
        Ok(VersionView {
            version: self.version,
            status: rows::code("record_versions", "status", id, &self.status)?,
            review_fields: rows::json("record_versions", "review_fields", id, fields)?,
            action: self.action,
            by: self.name,
            at: self.made_at,
            opinion: self.opinion,
            named: Named::default(),
            body,
        })
    }
}

/// The names of whatever some bodies refer to.
struct Names {
    places: Places,
    industries: BTreeMap<String, String>,
    people: BTreeMap<Uuid, String>,
}

impl Names {
    async fn read(conn: &mut Conn, versions: &[VersionView]) -> Result<Self> {
        let bodies = || versions.iter().map(|version| &version.body);
        let people: BTreeSet<Uuid> = bodies().flat_map(people).collect();
        Ok(Self {
            places: Places::read(conn, bodies().filter_map(area)).await?,
            industries: record_rows::industries(conn).await?,
            people: people_names(conn, people).await?,
        })
    }

    fn of(&self, body: &Map<String, Value>, row: &RecordRow) -> Named {
        let mut people: Vec<_> = people(body)
            .filter(|person| *person != row.author_id)
            .filter_map(|person| self.people.get(&person).cloned())
            .collect();
        people.sort();
        Named {
            area: area(body)
                .map(|area| self.places.full_name(area))
                .unwrap_or_default(),
            industries: record_rows::industry_names(body, &self.industries),
            people,
        }
    }
}

fn area(body: &Map<String, Value>) -> Option<AreaCode> {
    body.get("area_code")?.as_str()?.parse().ok()
}

/// Participants or trainers, whichever the record names.
fn people(body: &Map<String, Value>) -> impl Iterator<Item = Uuid> + use<'_> {
    ["participant_ids", "trainer_ids"]
        .into_iter()
        .filter_map(|name| body.get(name)?.as_array())
        .flatten()
        .filter_map(|id| Uuid::try_parse(id.as_str()?).ok())
}

async fn people_names(conn: &mut Conn, ids: BTreeSet<Uuid>) -> Result<BTreeMap<Uuid, String>> {
    let ids: Vec<_> = ids.into_iter().collect();
    let select = "SELECT id, name FROM commissioners WHERE id";
    let found: Vec<(Uuid, String)> = rows_among(conn, select, &ids).await?;
    Ok(found.into_iter().collect())
}
