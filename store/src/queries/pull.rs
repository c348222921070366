//! What a phone has not got yet, all read from one snapshot.

use super::{
    Conn, Db, Pools, epochs, feeds,
    record_rows::{self, RecordRow, SELECT},
    records, reference, workbench,
};
use crate::{
    Problem, Result, StoreError,
    sync::cursor::{self, Cursor, Fingerprints, Position},
};
use chrono::{Months, NaiveDate};
use domain::{
    access::Actor,
    ids::{CommissionerId, RecordId},
    reading::RecordView,
    reference::{Pulled, Reference, ReferenceUpdate},
};
use sqlx::QueryBuilder;
use std::collections::BTreeSet;
use uuid::Uuid;

/// The most records of one pull.
const MAX_RECORDS: usize = 200;

/// How far a first pull goes back: this year and the one it is compared with, roughly. Records that
/// still wait for somebody are pulled whatever their age.
const FIRST_MONTHS: Months = Months::new(13);

pub(crate) async fn pull(pools: &Pools, actor: &Actor, cursor: &str) -> Result<Pulled> {
    let me = workbench::me(actor)?;
    let known: Option<Cursor> = if cursor.is_empty() {
        None
    } else {
        Some(cursor.parse()?)
    };
    let mut tx = pools.snapshot_for_pages().await?;
    let mark = cursor::mark(epochs::current(&mut tx).await?, me);
    let last = feeds::last(&mut tx, me).await?;
    // A position from the future is one from another history of this database.
    let is_good = |known: &Cursor| known.mark == mark && known.position.feed() <= last;
    if known.as_ref().is_some_and(|known| !is_good(known)) {
        return Err(StoreError::Refused(Problem::CursorExpired));
    }
    let today = pools.clock.today();
    let page = match known.as_ref().map(|known| known.position) {
        None => beginning(&mut tx, actor, today, last, None).await?,
        Some(Position::Beginning { from, after }) => {
            beginning(&mut tx, actor, today, from, Some(after)).await?
        }
        Some(Position::Reached { position, record }) => {
            changes(&mut tx, actor, me, (position, record), last).await?
        }
    };
    let reference = reference::read(&mut tx, actor, me, today).await?;
    let parts = Fingerprints::of(&reference);
    let cursor = Cursor {
        mark,
        position: page.position,
        parts,
    };
    Ok(Pulled {
        reference: update(
            reference,
            &cursor.parts,
            known.as_ref().map(|known| &known.parts),
        ),
        cursor: cursor.to_string(),
        records: page.records,
        removed: page.removed,
        more: page.more,
    })
}

/// Records of one pull, and where the next goes on.
struct Page {
    records: Vec<RecordView>,
    removed: Vec<RecordId>,
    position: Position,
    more: bool,
}

/// A page of the first pull, newest first. What changes while the phone pulls page by page comes
/// after the feed's position at the beginning, and so after the last page.
async fn beginning(
    conn: &mut Conn,
    actor: &Actor,
    today: NaiveDate,
    from: i64,
    after: Option<(NaiveDate, Uuid)>,
) -> Result<Page> {
    let mut query = QueryBuilder::<Db>::new(SELECT);
    query.push(" WHERE ");
    records::readable(&mut query, actor)?;
    query
        .push(
            " AND (r.status IN ('draft', 'returned', 'submitted', 'verified') OR r.occurred_on >= ",
        )
        .push_bind(today.checked_sub_months(FIRST_MONTHS).unwrap_or(today))
        .push(")");
    if let Some((date, id)) = after {
        query.push(" AND (r.occurred_on, r.id) < (");
        query.push_bind(date).push(", ").push_bind(id).push(")");
    }
    query.push(format!(
        " ORDER BY r.occurred_on DESC, r.id DESC LIMIT {}",
        MAX_RECORDS + 1
    ));
    let mut found: Vec<RecordRow> = query.build_query_as().fetch_all(&mut *conn).await?;
    let more = found.len() > MAX_RECORDS;
    found.truncate(MAX_RECORDS);
    let position = match found.last() {
        Some(row) if more => Position::Beginning {
            from,
            after: (row.occurred_on, row.id),
        },
        _ => Position::all_up_to(from),
    };
    Ok(Page {
        records: record_rows::views(conn, actor, found).await?,
        removed: Vec::new(),
        position,
        more,
    })
}

/// A page of changes in the order of the feed.
async fn changes(
    conn: &mut Conn,
    actor: &Actor,
    me: CommissionerId,
    after: (i64, Uuid),
    last: i64,
) -> Result<Page> {
    let mut entries = feeds::after(conn, me, after, MAX_RECORDS + 1).await?;
    let more = entries.len() > MAX_RECORDS;
    entries.truncate(MAX_RECORDS);
    let position = match entries.last() {
        Some((position, record)) if more => Position::Reached {
            position: *position,
            record: *record,
        },
        _ => Position::all_up_to(last),
    };
    let ids: BTreeSet<Uuid> = entries.into_iter().map(|(_, record)| record).collect();
    let records = readable(conn, actor, &ids).await?;
    let read: BTreeSet<Uuid> = records.iter().map(|record| record.id.0).collect();
    Ok(Page {
        records,
        removed: ids.difference(&read).copied().map(RecordId).collect(),
        position,
        more,
    })
}

/// Those of these records that the actor may read, newest first.
async fn readable(conn: &mut Conn, actor: &Actor, ids: &BTreeSet<Uuid>) -> Result<Vec<RecordView>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = QueryBuilder::<Db>::new(SELECT);
    query.push(" WHERE ");
    records::readable(&mut query, actor)?;
    query.push(" AND r.id IN (");
    let mut list = query.separated(", ");
    for id in ids {
        list.push_bind(*id);
    }
    query.push(") ORDER BY r.occurred_on DESC, r.id DESC");
    let found: Vec<RecordRow> = query.build_query_as().fetch_all(&mut *conn).await?;
    record_rows::views(conn, actor, found).await
}

/// The parts that differ from what the phone has; none when it has all.
fn update(
    reference: Reference,
    parts: &Fingerprints,
    known: Option<&Fingerprints>,
) -> Option<ReferenceUpdate> {
    let changed = |at: usize| known.is_none_or(|known| known.0[at] != parts.0[at]);
    (known != Some(parts)).then(|| ReferenceUpdate {
        version: parts.version(),
        person: changed(0).then_some(reference.person),
        villages: changed(1).then_some(reference.villages),
        places: changed(2).then_some(reference.places),
        industries: changed(3).then_some(reference.industries),
        teams: changed(4).then_some(reference.teams),
        people: changed(5).then_some(reference.people),
        progress: changed(6).then_some(reference.progress),
    })
}
