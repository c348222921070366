//! Feeds: one per commissioner, with the records that changed for him in the order of commits. A
//! phone's cursor is a position in its owner's feed.
//!
//! A database sequence would not do: its numbers are given before the commit, so a puller could see
//! change 8 while 7 is still under way, and never see 7. A position is taken from the person's row
//! in `feeds`, and that row stays locked until the commit: who sees a position sees all before it.
//! The lock is a person's and not a county's, because the records of one person may lie in several
//! counties, and his cursor would need a number for each of them.
//!
//! Positions are taken last: after the turns of the counties ([`super::rollups`]), so that readers
//! who came or went in another transaction of the same county are known, and in the order of ids,
//! so that nobody waits in a circle.

use super::{
    Conn, Db,
    among::{CHUNK, rows_among},
    begun::Begun,
    in_pieces::{self, Values},
    lists,
    same_days::reach,
};
use crate::Result;
use chrono::NaiveDate;
use domain::ids::CommissionerId;
use sqlx::QueryBuilder;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Records that a transaction changes, and who saw them before.
#[derive(Debug, Default)]
pub(crate) struct Changed {
    /// Those that were there before.
    known: BTreeSet<Uuid>,
    /// Those that begin with this transaction and do not change again in it.
    begun: BTreeMap<Uuid, Begun>,
    /// Person and record.
    readers: BTreeSet<(Uuid, Uuid)>,
}

impl Changed {
    /// Notes records before they change: whoever sees them now may lose them.
    pub(crate) async fn note(&mut self, conn: &mut Conn, ids: &[Uuid]) -> Result<()> {
        self.known.extend(ids);
        // What begins and changes again in one transaction is read like any other.
        self.begun.retain(|id, _| !ids.contains(id));
        let stays = stays(conn, ids).await?;
        let near = neighbours(conn, ids, &stays).await?;
        self.add_readers(conn, &near).await
    }

    /// The noted records that were there before.
    pub(crate) fn known(&self) -> Vec<Uuid> {
        self.known.iter().copied().collect()
    }

    /// The noted records that begin with this transaction, and are as they began.
    pub(crate) const fn begun(&self) -> &BTreeMap<Uuid, Begun> {
        &self.begun
    }

    /// Notes a record that is new.
    pub(crate) fn begins(&mut self, begun: Begun) {
        self.begun.insert(begun.id.0, begun);
    }

    /// Notes records that change by what they name, not in themselves.
    pub(crate) async fn note_all(&mut self, conn: &mut Conn, ids: &[Uuid]) -> Result<()> {
        self.known.extend(ids);
        self.add_readers(conn, ids).await
    }

    /// Writes the changes into the feeds of all who saw the records before or see them now. Only the
    /// audit log and the commit come after.
    pub(crate) async fn publish(mut self, conn: &mut Conn) -> Result<()> {
        let known = self.known();
        let mut stays = stays(conn, &known).await?;
        stays.extend(self.begun.values().filter_map(Stay::of_begun));
        let mut near = neighbours(conn, &known, &stays).await?;
        near.retain(|id| !self.begun.contains_key(id));
        let mut of_teams = Vec::new();
        for (id, begun) in &self.begun {
            let people = begun.people().into_iter();
            self.readers.extend(people.map(|person| (person, *id)));
            of_teams.extend(begun.team.map(|_| *id));
        }
        self.add_readers(conn, &[near, of_teams].concat()).await?;
        self.publish_noted(conn).await
    }

    /// The same for changes that leave who sees which record, and how it is flagged, as it was noted.
    pub(crate) async fn publish_noted(self, conn: &mut Conn) -> Result<()> {
        let mut feeds: BTreeMap<Uuid, Vec<Uuid>> = BTreeMap::new();
        for (person, record) in self.readers {
            feeds.entry(person).or_default().push(record);
        }
        append(conn, feeds).await
    }

    /// Whoever the records concern: authors, people named, leaders of the team. Whether one may read
    /// a record is decided when he pulls.
    async fn add_readers(&mut self, conn: &mut Conn, ids: &[Uuid]) -> Result<()> {
        for chunk in ids.chunks(CHUNK) {
            let mut query = QueryBuilder::<Db>::new("SELECT author_id, id FROM records WHERE id");
            lists::among(&mut query, chunk);
            query.push(
                " UNION SELECT commissioner_id, record_id FROM record_people WHERE record_id",
            );
            lists::among(&mut query, chunk);
            query.push(" UNION SELECT m.commissioner_id, r.id FROM records r JOIN team_members m ON m.team_id = r.team_id WHERE m.role <> 'member' AND r.id");
            let comes_again = lists::among(&mut query, chunk);
            let query = query.build_query_as().persistent(comes_again);
            let found: Vec<(Uuid, Uuid)> = query.fetch_all(&mut *conn).await?;
            self.readers.extend(found);
        }
        Ok(())
    }
}

/// A visit and the days it took.
#[derive(sqlx::FromRow)]
struct Stay {
    area_code: String,
    started_on: NaiveDate,
    ended_on: NaiveDate,
}

impl Stay {
    fn of_begun(begun: &Begun) -> Option<Self> {
        let (area, stay) = begun.stay_in_village()?;
        Some(Self {
            area_code: area.to_string(),
            started_on: stay.started_on,
            ended_on: stay.ended_on,
        })
    }
}

/// The stays in villages that these records tell of.
async fn stays(conn: &mut Conn, ids: &[Uuid]) -> Result<Vec<Stay>> {
    let select = "SELECT r.area_code, v.started_on, v.ended_on FROM records r JOIN visits v ON v.record_id = r.id
         WHERE r.area_code NOT LIKE '%000' AND r.id";
    rows_among(conn, select, ids).await
}

/// The records and those that stand or fall with their stays: visits to the same village on the same
/// days flag each other.
async fn neighbours(conn: &mut Conn, ids: &[Uuid], stays: &[Stay]) -> Result<Vec<Uuid>> {
    let mut near: BTreeSet<Uuid> = ids.iter().copied().collect();
    near.extend(meeting(conn, stays).await?);
    Ok(near.into_iter().collect())
}

/// The visits that share a village and a day with one of these.
async fn meeting(conn: &mut Conn, stays: &[Stay]) -> Result<Vec<Uuid>> {
    // The days bound what is read: a village has a visit or two in a fortnight, and hundreds in ten years.
    // A draft's day may be another by now than that of its visit.
    let asked = "WITH asked (area_code, started_on, ended_on, reach_on) AS (";
    let select = ") SELECT o.id FROM asked a CROSS JOIN records o JOIN visits v ON v.record_id = o.id
         WHERE o.area_code = a.area_code AND o.status IN ('submitted', 'verified', 'approved', 'returned', 'voided', 'locked')
           AND o.occurred_on >= a.started_on AND o.occurred_on <= a.reach_on AND v.started_on <= a.ended_on
         UNION
         SELECT o.id FROM asked a CROSS JOIN records o JOIN visits v ON v.record_id = o.id
         WHERE o.area_code = a.area_code AND o.status IN ('draft', 'discarded') AND v.started_on <= a.ended_on AND v.ended_on >= a.started_on";
    let bind = |mut row: Values<'_>, stay: &Stay| {
        row.push_bind(&stay.area_code)
            .push_bind(stay.started_on)
            .push_bind(stay.ended_on)
            .push_bind(reach(stay.ended_on));
    };
    let found: Vec<(Uuid,)> = in_pieces::fetch(conn, (asked, select), stays, bind).await?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// Takes the next position of each person's feed for all records that changed for him.
async fn append(conn: &mut Conn, feeds: BTreeMap<Uuid, Vec<Uuid>>) -> Result<()> {
    let people: Vec<Uuid> = feeds.keys().copied().collect();
    let mut entries: Vec<(Uuid, Uuid, i64)> = Vec::new();
    for (person, position) in next_positions(conn, &people).await? {
        let records = feeds.get(&person).into_iter().flatten();
        entries.extend(records.map(|record| (person, *record, position)));
    }
    let insert = "INSERT INTO feed_entries (commissioner_id, record_id, position) ";
    let over =
        " ON CONFLICT (record_id, commissioner_id) DO UPDATE SET position = excluded.position";
    in_pieces::execute(
        conn,
        (insert, over),
        &entries,
        |mut row, (person, record, position)| {
            row.push_bind(*person)
                .push_bind(*record)
                .push_bind(*position);
        },
    )
    .await
}

/// Takes the feeds' rows in the order of these ids, and holds them until the commit.
async fn next_positions(conn: &mut Conn, people: &[Uuid]) -> Result<Vec<(Uuid, i64)>> {
    let insert = "INSERT INTO feeds (commissioner_id, last_position) ";
    let next =
        " ON CONFLICT (commissioner_id) DO UPDATE SET last_position = feeds.last_position + 1
         RETURNING commissioner_id, last_position";
    in_pieces::fetch(conn, (insert, next), people, |mut row, person| {
        row.push_bind(*person).push_bind(1_i64);
    })
    .await
}

/// The last position of a feed; zero before the first change.
pub(crate) async fn last(conn: &mut Conn, me: CommissionerId) -> Result<i64> {
    let found: Option<(i64,)> =
        sqlx::query_as("SELECT last_position FROM feeds WHERE commissioner_id = $1")
            .bind(me.0)
            .fetch_optional(conn)
            .await?;
    Ok(found.map_or(0, |(last,)| last))
}

/// Position and record of the changes after this one, in order, at most `limit`.
pub(crate) async fn after(
    conn: &mut Conn,
    me: CommissionerId,
    (position, record): (i64, Uuid),
    limit: usize,
) -> Result<Vec<(i64, Uuid)>> {
    let found = sqlx::query_as(
        "SELECT position, record_id FROM feed_entries WHERE commissioner_id = $1 AND (position, record_id) > ($2, $3)
         ORDER BY position, record_id LIMIT $4",
    )
    .bind(me.0)
    .bind(position)
    .bind(record)
    .bind(i64::try_from(limit).unwrap_or(i64::MAX))
    .fetch_all(conn)
    .await?;
    Ok(found)
}
