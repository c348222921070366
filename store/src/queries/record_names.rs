//! Names of those who stand in records: authors with their units, who is named, who entered or reviewed,
//! and teams. Read in one go for whatever a page shows.

use super::{Conn, among::rows_among, record_rows::RecordRow};
use crate::Result;
use domain::{ids::CommissionerId, reading::PersonName};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Names by id.
#[derive(Debug, Default)]
pub(crate) struct RecordNames {
    people: BTreeMap<Uuid, Person>,
    accounts: BTreeMap<Uuid, String>,
    teams: BTreeMap<Uuid, String>,
}

#[derive(Debug, Default, Clone)]
pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) unit: String,
}

impl RecordNames {
    /// Reads those that these records and their people need and that are not known yet.
    pub(crate) async fn add(
        &mut self,
        conn: &mut Conn,
        records: &[RecordRow],
        named: &Named,
    ) -> Result<()> {
        let authors = records.iter().map(|row| row.author_id);
        let people = authors.chain(named.people());
        let people = missing(people, &self.people);
        let select = "SELECT c.id, c.name, u.name FROM commissioners c JOIN units u ON u.id = c.unit_id WHERE c.id";
        let found: Vec<(Uuid, String, String)> = rows_among(conn, select, &people).await?;
        let found = found.into_iter();
        self.people
            .extend(found.map(|(id, name, unit)| (id, Person { name, unit })));

        let accounts = records
            .iter()
            .flat_map(|row| [row.entered_by, row.reviewed_by]);
        let accounts = missing(accounts.flatten(), &self.accounts);
        let select = "SELECT id, name FROM accounts WHERE id";
        let found: Vec<(Uuid, String)> = rows_among(conn, select, &accounts).await?;
        self.accounts.extend(found);

        let teams = records.iter().filter_map(|row| row.team_id);
        let teams = missing(teams, &self.teams);
        let select = "SELECT id, name FROM teams WHERE id";
        let found: Vec<(Uuid, String)> = rows_among(conn, select, &teams).await?;
        self.teams.extend(found);
        Ok(())
    }

    pub(crate) fn person(&self, id: Uuid) -> Option<&Person> {
        self.people.get(&id)
    }

    fn name(&self, id: Uuid) -> String {
        let person = self.person(id);
        person.map(|person| person.name.clone()).unwrap_or_default()
    }

    pub(crate) fn account(&self, id: Option<Uuid>) -> Option<String> {
        self.accounts.get(&id?).cloned()
    }

    pub(crate) fn team(&self, id: Option<Uuid>) -> Option<String> {
        self.teams.get(&id?).cloned()
    }
}

fn missing<T>(ids: impl Iterator<Item = Uuid>, known: &BTreeMap<Uuid, T>) -> Vec<Uuid> {
    let ids: BTreeSet<Uuid> = ids.filter(|id| !known.contains_key(id)).collect();
    ids.into_iter().collect()
}

/// Who is named in each record of a page, and whether they say they were not there.
#[derive(Debug, Default)]
pub(crate) struct Named(BTreeMap<Uuid, Vec<(Uuid, bool)>>);

impl Named {
    pub(crate) async fn read(conn: &mut Conn, records: &[Uuid]) -> Result<Self> {
        let select = "SELECT record_id, commissioner_id, absent FROM record_people WHERE record_id";
        let found: Vec<(Uuid, Uuid, bool)> = rows_among(conn, select, records).await?;
        let mut named = Self::default();
        for (record, person, absent) in found {
            named.0.entry(record).or_default().push((person, absent));
        }
        Ok(named)
    }

    fn people(&self) -> impl Iterator<Item = Uuid> {
        self.0.values().flatten().map(|(person, _)| *person)
    }

    /// Those named besides its author, in the order of their names.
    pub(crate) fn beside_author(&self, row: &RecordRow, names: &RecordNames) -> Vec<PersonName> {
        let named = self.0.get(&row.id).into_iter().flatten();
        let beside = named.filter(|(person, _)| *person != row.author_id);
        let mut people: Vec<PersonName> = beside
            .map(|(person, absent)| PersonName {
                id: CommissionerId(*person),
                name: names.name(*person),
                absent: *absent,
            })
            .collect();
        people.sort_unstable_by(|one, other| (&one.name, one.id.0).cmp(&(&other.name, other.id.0)));
        people
    }
}
