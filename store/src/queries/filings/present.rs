//! Who was there, by records as they were filed.

use super::super::{Conn, among::rows_among, rows};
use crate::Result;
use domain::filings::CountedItem;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Who said 我没参加, and of which version. The log holds it whatever state the record was in; a counted
/// record alone has a version for it.
const ABSENCES: &str = "
    SELECT l.subject_id, a.commissioner_id, l.detail FROM audit_log l JOIN accounts a ON a.id = l.account_id
    WHERE l.action = 'records.mark_absence' AND a.commissioner_id IS NOT NULL
      AND l.subject_kind = 'record' AND l.subject_id";

/// Whom each submission named.
const SUBMISSIONS: &str =
    "SELECT record_id, version, body FROM record_versions WHERE action = 'submit' AND record_id";

/// What a body does not say of its people.
#[derive(Debug, Default)]
pub(super) struct Presence {
    absent: BTreeSet<(Uuid, Uuid)>,
    authors: BTreeMap<Uuid, Uuid>,
}

impl Presence {
    /// Of records by the version that was filed.
    pub(super) async fn read(
        conn: &mut Conn,
        filed: &[CountedItem],
        bodies: &BTreeMap<String, Value>,
    ) -> Result<Self> {
        let versions: BTreeMap<Uuid, i64> = filed
            .iter()
            .filter_map(|item| Some((item.id.parse().ok()?, item.version)))
            .collect();
        let ids: Vec<Uuid> = versions.keys().copied().collect();
        let unnamed = |id: &Uuid| {
            let body = bodies.get(&id.to_string());
            body.is_some_and(|body| uuid(body.get("author_id")).is_none())
        };
        let unnamed: Vec<Uuid> = ids.into_iter().filter(unnamed).collect();
        let select = "SELECT id, author_id FROM records WHERE id";
        let authors: Vec<(Uuid, Uuid)> = rows_among(conn, select, &unnamed).await?;
        Ok(Self {
            absent: absent(conn, &versions).await?,
            authors: authors.into_iter().collect(),
        })
    }

    /// The people of a record who were there, each once.
    pub(super) fn people(&self, id: &str, body: &Value) -> BTreeSet<Uuid> {
        let record = id.parse().unwrap_or_default();
        let author = uuid(body.get("author_id")).or_else(|| self.authors.get(&record).copied());
        participants(body)
            .filter(|person| !self.absent.contains(&(record, *person)))
            .chain(author)
            .collect()
    }
}

/// Who had said 我没参加 of these versions of records.
async fn absent(conn: &mut Conn, filed: &BTreeMap<Uuid, i64>) -> Result<BTreeSet<(Uuid, Uuid)>> {
    let ids: Vec<String> = filed.keys().map(Uuid::to_string).collect();
    let found: Vec<(String, Uuid, String)> = rows_among(conn, ABSENCES, &ids).await?;
    let mut said = Vec::new();
    for (record, person, detail) in found {
        let detail: Value = rows::json("audit_log", "detail", &record, &detail)?;
        let version = detail.get("version").and_then(Value::as_i64);
        let corrupt = || rows::corrupt("audit_log", "detail", &record);
        let version = version.ok_or_else(corrupt)?;
        let record: Uuid = record.parse().map_err(|_| corrupt())?;
        // It was said of this version and holds from the next one.
        if filed.get(&record).is_some_and(|filed| version < *filed) {
            said.push((record, person, version));
        }
    }
    taken_back(conn, filed, &mut said).await?;
    Ok(said
        .iter()
        .map(|(record, person, _)| (*record, *person))
        .collect())
}

/// Leaves out whom a submission in between did not name as a participant: named again later, they are
/// there again.
async fn taken_back(
    conn: &mut Conn,
    filed: &BTreeMap<Uuid, i64>,
    said: &mut Vec<(Uuid, Uuid, i64)>,
) -> Result<()> {
    let ids: BTreeSet<Uuid> = said.iter().map(|(record, ..)| *record).collect();
    let ids: Vec<Uuid> = ids.into_iter().collect();
    let found: Vec<(Uuid, i64, String)> = rows_among(conn, SUBMISSIONS, &ids).await?;
    for (id, version, body) in found {
        let body: Value = rows::json("record_versions", "body", id, &body)?;
        let was_filed = filed.get(&id).is_some_and(|filed| version <= *filed);
        said.retain(|(record, person, since)| {
            let later = *record == id && was_filed && version > *since;
            !later || names(&body, *person)
        });
    }
    Ok(())
}

/// Whether a record names the person beside its author.
fn names(body: &Value, person: Uuid) -> bool {
    uuid(body.get("author_id")) != Some(person) && participants(body).any(|one| one == person)
}

fn participants(body: &Value) -> impl Iterator<Item = Uuid> {
    let named = body.get("participant_ids").and_then(Value::as_array);
    let named = named.into_iter().flatten();
    named.filter_map(|person| uuid(Some(person)))
}

fn uuid(value: Option<&Value>) -> Option<Uuid> {
    value?.as_str()?.parse().ok()
}
