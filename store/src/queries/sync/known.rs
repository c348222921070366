//! What the database holds of all that a round of changes names, read once for the round.

use super::{
    super::{
        Conn,
        among::rows_among,
        answered::{self, AnsweredRow},
        record_rows::{self, RecordRow},
        rows,
    },
    Sent,
};
use crate::Result;
use chrono::NaiveDate;
use domain::{
    areas::AreaCode,
    calendar,
    ids::{ChangeId, CommissionerId, RecordId, TeamId},
};
use serde_json::{Map, Value};
use std::collections::{BTreeSet, HashMap, HashSet};
use uuid::Uuid;

/// Answers, records, people, teams and places.
pub(super) struct Known {
    answered: HashMap<Uuid, AnsweredRow>,
    records: HashMap<Uuid, RecordRow>,
    people: HashMap<Uuid, Person>,
    teams: HashSet<Uuid>,
    areas: HashSet<String>,
}

/// What a record's flags ask of its author.
pub(super) struct Person {
    pub(super) home: AreaCode,
    /// First and last day of each term: who was appointed again has several.
    terms: Vec<(NaiveDate, Option<NaiveDate>)>,
}

impl Person {
    pub(super) fn serves_on(&self, day: NaiveDate) -> bool {
        self.terms
            .iter()
            .any(|(from, to)| calendar::holds(*from, *to, day))
    }
}

impl Known {
    pub(super) async fn read(conn: &mut Conn, round: &[(usize, Sent<'_>)]) -> Result<Self> {
        let named = Named::of(round);
        let answered = answered::find_all(conn, &named.changes).await?;
        let records = record_rows::find_all(conn, &named.records).await?;
        let mut people = named.people;
        people.extend(records.iter().map(|row| row.author_id));
        Ok(Self {
            answered,
            records: records.into_iter().map(|row| (row.id, row)).collect(),
            people: read_people(conn, people).await?,
            teams: read_teams(conn, named.teams).await?,
            areas: read_areas(conn, named.areas).await?,
        })
    }

    /// The answer that a change has had. Asked once for each change of the round.
    pub(super) fn take_answer(&mut self, id: ChangeId) -> Option<AnsweredRow> {
        self.answered.remove(&id.0)
    }

    /// The record as it stands. Asked once for each change of the round.
    pub(super) fn take_record(&mut self, id: RecordId) -> Option<RecordRow> {
        self.records.remove(&id.0)
    }

    pub(super) fn person(&self, id: CommissionerId) -> Option<&Person> {
        self.people.get(&id.0)
    }

    pub(super) fn has_team(&self, id: TeamId) -> bool {
        self.teams.contains(&id.0)
    }

    pub(super) fn has_area(&self, area: AreaCode) -> bool {
        self.areas.contains(area.as_str())
    }
}

/// All that a round names, right or wrong.
#[derive(Default)]
struct Named {
    changes: Vec<Uuid>,
    records: Vec<Uuid>,
    people: BTreeSet<Uuid>,
    teams: BTreeSet<Uuid>,
    areas: BTreeSet<String>,
}

impl Named {
    fn of(round: &[(usize, Sent<'_>)]) -> Self {
        let mut named = Self::default();
        for (_, sent) in round {
            let Ok(read) = sent.read else { continue };
            named.changes.push(read.change.change_id.0);
            if let Ok((_, id)) = &read.subject {
                named.records.push(id.0);
            }
            named
                .people
                .extend(sent.actor.commissioner_id.map(|id| id.0));
            named.add(&read.change.record);
        }
        named
    }

    fn add(&mut self, record: &Map<String, Value>) {
        let id = |value: &Value| Uuid::try_parse(value.as_str()?).ok();
        let one = |name| record.get(name).and_then(id);
        let list = |name| record.get(name).and_then(Value::as_array);
        self.people.extend(one("author_id"));
        for name in ["participant_ids", "trainer_ids"] {
            self.people
                .extend(list(name).into_iter().flatten().filter_map(id));
        }
        self.teams.extend(one("team_id"));
        // What is no code need not be looked for, and may hold what no database takes.
        let area = record.get("area_code").and_then(Value::as_str);
        let area = area.and_then(|code| code.parse().ok());
        self.areas
            .extend(area.map(|code: AreaCode| code.to_string()));
    }
}

async fn read_people(conn: &mut Conn, ids: BTreeSet<Uuid>) -> Result<HashMap<Uuid, Person>> {
    let ids: Vec<Uuid> = ids.into_iter().collect();
    let select = "SELECT c.id, c.area_code, t.from_on, t.to_on FROM commissioners c
         LEFT JOIN commissioner_terms t ON t.commissioner_id = c.id WHERE c.id";
    let found: Vec<(Uuid, String, Option<NaiveDate>, Option<NaiveDate>)> =
        rows_among(conn, select, &ids).await?;
    let mut people: HashMap<Uuid, Person> = HashMap::new();
    for (id, home, from, to) in found {
        let home = rows::area("commissioners", "area_code", id, &home)?;
        let terms = Vec::new();
        let person = people.entry(id).or_insert(Person { home, terms });
        person.terms.extend(from.map(|from| (from, to)));
    }
    Ok(people)
}

async fn read_teams(conn: &mut Conn, ids: BTreeSet<Uuid>) -> Result<HashSet<Uuid>> {
    let ids: Vec<Uuid> = ids.into_iter().collect();
    let found: Vec<(Uuid,)> = rows_among(conn, "SELECT id FROM teams WHERE id", &ids).await?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

async fn read_areas(conn: &mut Conn, codes: BTreeSet<String>) -> Result<HashSet<String>> {
    let codes: Vec<String> = codes.into_iter().collect();
    let found: Vec<(String,)> =
        rows_among(conn, "SELECT code FROM areas WHERE code", &codes).await?;
    Ok(found.into_iter().map(|(code,)| code).collect())
}
