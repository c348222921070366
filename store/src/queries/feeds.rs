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

use super::{Conn, Db, same_days::reach};
use crate::Result;
use chrono::NaiveDate;
use domain::ids::{CommissionerId, RecordId};
use sqlx::QueryBuilder;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// How many ids or rows go into one statement.
const CHUNK: usize = 500;

/// Records that a transaction changes, and who saw them before.
#[derive(Debug, Default)]
pub(crate) struct Changed {
    records: BTreeSet<Uuid>,
    /// Person and record.
    readers: BTreeSet<(Uuid, Uuid)>,
}

impl Changed {
    /// Notes a record before it changes: whoever sees it now may lose it.
    pub(crate) async fn note(&mut self, conn: &mut Conn, id: RecordId) -> Result<()> {
        self.records.insert(id.0);
        let near = neighbours(conn, id.0).await?;
        self.add_readers(conn, &near).await
    }

    /// Notes a record that is new.
    pub(crate) fn begins(&mut self, id: RecordId) {
        self.records.insert(id.0);
    }

    /// Notes records that change by what they name, not in themselves.
    pub(crate) async fn note_all(&mut self, conn: &mut Conn, ids: &[Uuid]) -> Result<()> {
        self.records.extend(ids);
        self.add_readers(conn, ids).await
    }

    /// Writes the changes into the feeds of all who saw the records before or see them now. Only the
    /// audit log and the commit come after.
    pub(crate) async fn publish(mut self, conn: &mut Conn) -> Result<()> {
        let mut near = BTreeSet::new();
        for id in &self.records {
            near.extend(neighbours(conn, *id).await?);
        }
        let near: Vec<Uuid> = near.into_iter().collect();
        self.add_readers(conn, &near).await?;
        self.publish_noted(conn).await
    }

    /// The same for changes that leave who sees which record, and how it is flagged, as it was noted.
    pub(crate) async fn publish_noted(self, conn: &mut Conn) -> Result<()> {
        let mut feeds: BTreeMap<Uuid, Vec<Uuid>> = BTreeMap::new();
        for (person, record) in self.readers {
            feeds.entry(person).or_default().push(record);
        }
        for (person, records) in feeds {
            append(conn, person, &records).await?;
        }
        Ok(())
    }

    /// Whoever the records concern: authors, people named, leaders of the team. Whether one may read
    /// a record is decided when he pulls.
    async fn add_readers(&mut self, conn: &mut Conn, ids: &[Uuid]) -> Result<()> {
        for chunk in ids.chunks(CHUNK) {
            let mut query = QueryBuilder::<Db>::new("SELECT author_id, id FROM records WHERE id");
            among(&mut query, chunk);
            query.push(
                " UNION SELECT commissioner_id, record_id FROM record_people WHERE record_id",
            );
            among(&mut query, chunk);
            query.push(" UNION SELECT m.commissioner_id, r.id FROM records r JOIN team_members m ON m.team_id = r.team_id WHERE m.role <> 'member' AND r.id");
            among(&mut query, chunk);
            let found: Vec<(Uuid, Uuid)> = query.build_query_as().fetch_all(&mut *conn).await?;
            self.readers.extend(found);
        }
        Ok(())
    }
}

fn among(query: &mut QueryBuilder<Db>, ids: &[Uuid]) {
    query.push(" IN (");
    let mut list = query.separated(", ");
    for id in ids {
        list.push_bind(*id);
    }
    query.push(")");
}

/// The record and those that stand or fall with it: visits to the same village on the same days
/// flag each other.
async fn neighbours(conn: &mut Conn, id: Uuid) -> Result<Vec<Uuid>> {
    let visit: Option<(String, NaiveDate, NaiveDate)> = sqlx::query_as(
        "SELECT r.area_code, v.started_on, v.ended_on FROM records r JOIN visits v ON v.record_id = r.id
         WHERE r.id = $1 AND r.area_code NOT LIKE '%000'",
    )
    .bind(id)
    .fetch_optional(&mut *conn)
    .await?;
    let Some((area, from, to)) = visit else {
        return Ok(vec![id]);
    };
    // The days bound what is read: a village has a visit or two in a fortnight, and hundreds in ten years.
    // A draft's day may be another by now than that of its visit.
    let found: Vec<(Uuid,)> = sqlx::query_as(
        "SELECT o.id FROM records o JOIN visits v ON v.record_id = o.id
         WHERE o.area_code = $1 AND o.status IN ('submitted', 'verified', 'approved', 'returned', 'voided', 'locked')
           AND o.occurred_on >= $2 AND o.occurred_on <= $3 AND v.started_on <= $4 AND o.id <> $5
         UNION
         SELECT o.id FROM records o JOIN visits v ON v.record_id = o.id
         WHERE o.area_code = $1 AND o.status IN ('draft', 'discarded') AND v.started_on <= $4 AND v.ended_on >= $2 AND o.id <> $5",
    )
    .bind(area)
    .bind(from)
    .bind(reach(to))
    .bind(to)
    .bind(id)
    .fetch_all(conn)
    .await?;
    Ok(std::iter::once(id)
        .chain(found.into_iter().map(|(id,)| id))
        .collect())
}

/// Takes the feed's next position for all of these records.
async fn append(conn: &mut Conn, person: Uuid, records: &[Uuid]) -> Result<()> {
    let (position,): (i64,) = sqlx::query_as(
        "INSERT INTO feeds (commissioner_id, last_position) VALUES ($1, 1)
         ON CONFLICT (commissioner_id) DO UPDATE SET last_position = feeds.last_position + 1 RETURNING last_position",
    )
    .bind(person)
    .fetch_one(&mut *conn)
    .await?;
    for chunk in records.chunks(CHUNK) {
        let mut query = QueryBuilder::<Db>::new(
            "INSERT INTO feed_entries (commissioner_id, record_id, position) ",
        );
        query.push_values(chunk, |mut row, record| {
            row.push_bind(person).push_bind(*record).push_bind(position);
        });
        query.push(
            " ON CONFLICT (commissioner_id, record_id) DO UPDATE SET position = excluded.position",
        );
        query.build().execute(&mut *conn).await?;
    }
    Ok(())
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
