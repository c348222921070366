//! Who was there, by records as they were filed.

use super::super::{Conn, among::rows_among};
use crate::Result;
use domain::filings::CountedItem;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// The versions that say 我没参加, each with who said so.
const ABSENCES: &str = "
    SELECT v.record_id, a.commissioner_id, v.version FROM record_versions v JOIN accounts a ON a.id = v.account_id
    WHERE v.action = 'absence' AND a.commissioner_id IS NOT NULL AND v.record_id";

/// What a body does not say of its people.
#[derive(Debug, Default)]
pub(super) struct Presence {
    absent: BTreeSet<(Uuid, Uuid)>,
    authors: BTreeMap<Uuid, Uuid>,
}

impl Presence {
    /// Of records by the version that was filed. Who says so of a counted record makes a version: who is
    /// absent today without a later one was so then.
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
        let select =
            "SELECT record_id, commissioner_id FROM record_people WHERE absent AND record_id";
        let today: Vec<(Uuid, Uuid)> = rows_among(conn, select, &ids).await?;
        let mut absent: BTreeSet<_> = today.into_iter().collect();
        let said: Vec<(Uuid, Uuid, i64)> = rows_among(conn, ABSENCES, &ids).await?;
        for (record, person, version) in said {
            if versions.get(&record).is_some_and(|filed| version > *filed) {
                absent.remove(&(record, person));
            } else {
                absent.insert((record, person));
            }
        }
        let unnamed = |id: &Uuid| {
            let body = bodies.get(&id.to_string());
            body.is_some_and(|body| uuid(body.get("author_id")).is_none())
        };
        let unnamed: Vec<Uuid> = ids.into_iter().filter(unnamed).collect();
        let select = "SELECT id, author_id FROM records WHERE id";
        let authors: Vec<(Uuid, Uuid)> = rows_among(conn, select, &unnamed).await?;
        Ok(Self {
            absent,
            authors: authors.into_iter().collect(),
        })
    }

    /// The people of a record who were there, each once.
    pub(super) fn people(&self, id: &str, body: &Value) -> BTreeSet<Uuid> {
        let record = id.parse().unwrap_or_default();
        let named = body.get("participant_ids").and_then(Value::as_array);
        let named = named.into_iter().flatten();
        let named = named.filter_map(|person| uuid(Some(person)));
        let author = uuid(body.get("author_id")).or_else(|| self.authors.get(&record).copied());
        named
            .filter(|person| !self.absent.contains(&(record, *person)))
            .chain(author)
            .collect()
    }
}

fn uuid(value: Option<&Value>) -> Option<Uuid> {
    value?.as_str()?.parse().ok()
}
