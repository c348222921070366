//! Entries that a record makes, and problems that it works on: they follow the record
//! (`docs/decisions/0014-entries-follow-their-record.md`).

use super::{
    Conn, Pools,
    audit::Trail,
    divisions,
    entries::{self, Kept},
    known::names,
    links::{self, Link},
    rows,
    write::{Change, write},
};
use crate::{Result, ledgers::Names};
use chrono::NaiveDate;
use domain::{
    codes::Coded,
    divisions::AreasOfDay,
    ids::{AccountId, RecordId},
    ledgers::{
        Entry, Holder,
        linked::{
            Did, Linked, Standing, Told, Touched, entry_id, follow, made, taken_out, touched,
        },
    },
    records::Record,
};
use uuid::Uuid;

/// Brings the ledgers in line with a record that has changed. The turns of the counties it lies in are
/// taken; the account is the one that changed it.
pub(crate) async fn keep_up(
    conn: &mut Conn,
    pools: &Pools,
    (id, by): (RecordId, AccountId),
    trail: &mut Trail,
) -> Result<()> {
    let Some((linked, told)) = read(conn, id).await? else {
        return Ok(());
    };
    let names = names(conn, [told.area]).await?;
    let areas = divisions::successions(conn).await?;
    let mut following = Following {
        pools,
        id,
        by,
        told,
        areas: &areas.on(pools.clock.today()),
        names,
        trail,
    };
    let freed = following.all(conn, &linked).await?;
    for entry in freed {
        for other in links::others(conn, entry, id).await? {
            following.again(conn, (other, entry)).await?;
        }
    }
    Ok(())
}

#[derive(sqlx::FromRow)]
struct RecordRow {
    status: String,
    submitted_body: Option<String>,
    author_id: Uuid,
    author_name: String,
}

/// What a record says for the ledgers, and how it stands; nothing before it was ever submitted.
async fn read(conn: &mut Conn, id: RecordId) -> Result<Option<(Linked, Told)>> {
    let row: RecordRow = sqlx::query_as(
        "SELECT r.status, r.submitted_body, r.author_id, c.name AS author_name
         FROM records r JOIN commissioners c ON c.id = r.author_id WHERE r.id = $1",
    )
    .bind(id.0)
    .fetch_one(conn)
    .await?;
    let Some(body) = row.submitted_body else {
        return Ok(None);
    };
    let status: domain::codes::Status = rows::code("records", "status", id, &row.status)?;
    let record: Record = rows::json("records", "submitted_body", id, &body)?;
    let told = Told {
        standing: status.into(),
        area: record.area_code(),
        on: record.occurred_on(),
        industry: record.industry_codes().first().cloned().unwrap_or_default(),
        author: Holder {
            id: row.author_id,
            name: row.author_name,
        },
        content: match &record {
            Record::Visit(visit) => visit.content.clone(),
            Record::Training(training) => format!("{}：{}", training.title, training.topic),
        },
    };
    let linked = match record {
        Record::Visit(visit) => visit.linked,
        Record::Training(training) => training.linked,
    };
    Ok(Some((linked, told)))
}

/// One record on its way through the ledgers.
struct Following<'a> {
    pools: &'a Pools,
    id: RecordId,
    by: AccountId,
    told: Told,
    /// The areas of now.
    areas: &'a AreasOfDay,
    names: Names,
    trail: &'a mut Trail,
}

impl Following<'_> {
    /// Everything the record says, and what it no longer says; the problems it lets go of.
    async fn all(&mut self, conn: &mut Conn, linked: &Linked) -> Result<Vec<Uuid>> {
        let mut known = links::of_record(conn, self.id).await?;
        let now = made(linked, &self.told)
            .map_err(|_| rows::corrupt("records", "submitted_body", self.id))?;
        for (key, entry) in now {
            let link = known.remove(&key);
            self.make(conn, (&key, link), &entry).await?;
        }
        if self.told.standing.holds() {
            for one in &linked.problems {
                let key = problem_key(one.id);
                let link = known.remove(&key);
                self.touch(conn, link, one).await?;
            }
        }
        let mut freed = Vec::new();
        for (key, link) in known {
            if link.did.is_some() {
                freed.extend(self.take_back(conn, &link).await?);
                links::forget(conn, self.id, &key).await?;
            } else if let Some(was) = link.after.clone() {
                let now = taken_out(&was);
                self.make(conn, (&key, Some(link)), &now).await?;
            }
        }
        Ok(freed)
    }

    /// An entry of the record's own.
    async fn make(
        &mut self,
        conn: &mut Conn,
        (key, link): (&str, Option<Link>),
        now: &Entry,
    ) -> Result<()> {
        let id = entry_id(self.id, key);
        let Some(was) = link.and_then(|link| link.after) else {
            if self.told.standing != Standing::Gone && self.write(conn, (id, None), now).await? {
                links::keep(conn, (self.id, key, id), None, (None, Some(now))).await?;
            }
            return Ok(());
        };
        let Some(current) = entries::by_id(conn, id).await? else {
            return Ok(());
        };
        let (entry, said) = follow(&current.entry, &was, now);
        self.write(conn, (id, Some(&current.entry)), &entry).await?;
        links::keep(conn, (self.id, key, id), None, (None, Some(&said))).await
    }

    /// A problem of the ledger that the record worked on.
    async fn touch(&mut self, conn: &mut Conn, link: Option<Link>, one: &Touched) -> Result<()> {
        let Some(current) = entries::by_id(conn, one.id).await? else {
            return Ok(());
        };
        if !self.concerns(&current) {
            return Ok(());
        }
        let key = problem_key(one.id);
        let held = link.and_then(|link| link.before.zip(link.after));
        let (before, was) = held.unwrap_or_else(|| (current.entry.clone(), current.entry.clone()));
        let now = touched(&before, one, &self.told, self.areas);
        let (entry, said) = follow(&current.entry, &was, now.as_ref().unwrap_or(&before));
        self.write(conn, (one.id, Some(&current.entry)), &entry)
            .await?;
        let effect = match now {
            Some(_) => (Some(&before), Some(&said)),
            None => (None, None),
        };
        links::keep(conn, (self.id, &key, one.id), Some(one.did), effect).await
    }

    /// Whether a problem is the record's place's, whatever codes the two have had.
    fn concerns(&self, kept: &Kept) -> bool {
        let [problem, record] = [kept.area, self.told.area].map(|area| self.areas.told(area));
        kept.entry.kind == domain::ledgers::Kind::Problem && problem.contains(&record)
    }

    /// Undoes what the record did about a problem; the problem, if it did anything.
    async fn take_back(&mut self, conn: &mut Conn, link: &Link) -> Result<Option<Uuid>> {
        let (Some(before), Some(was)) = (&link.before, &link.after) else {
            return Ok(None);
        };
        let Some(current) = entries::by_id(conn, link.entry_id).await? else {
            return Ok(None);
        };
        let (entry, _) = follow(&current.entry, was, before);
        let change = (link.entry_id, Some(&current.entry));
        self.write(conn, change, &entry).await?;
        Ok(Some(link.entry_id))
    }

    /// Lets another record have the effect that this one's had kept from it.
    async fn again(&mut self, conn: &mut Conn, (record, entry): (RecordId, Uuid)) -> Result<()> {
        let Some((linked, told)) = read(conn, record).await? else {
            return Ok(());
        };
        let one = linked.problems.iter().find(|one| one.id == entry);
        let Some(one) = one.filter(|_| told.standing.holds()) else {
            return Ok(());
        };
        let names = names(conn, [told.area]).await?;
        let mut other = Following {
            pools: self.pools,
            id: record,
            by: self.by,
            told,
            areas: self.areas,
            names,
            trail: self.trail,
        };
        other.touch(conn, None, one).await
    }

    async fn write(
        &mut self,
        conn: &mut Conn,
        (id, before): (Uuid, Option<&Entry>),
        after: &Entry,
    ) -> Result<bool> {
        let change = Change {
            before,
            after,
            action: if before.is_none() { "record" } else { "follow" },
        };
        write(
            self.pools,
            conn,
            self.by,
            (id, change),
            &self.names,
            self.trail,
        )
        .await
    }
}

fn problem_key(id: Uuid) -> String {
    format!("problems.{id}")
}

/// A record that made an entry or worked on it, as its row has it.
#[derive(sqlx::FromRow)]
struct SourceRow {
    id: Uuid,
    kind: String,
    occurred_on: NaiveDate,
    author: String,
    did: String,
}

/// The records that made an entry or worked on it, newest first.
pub(super) async fn sources(
    conn: &mut Conn,
    entry: Uuid,
) -> Result<Vec<domain::ledgers::SourceRecord>> {
    let found: Vec<SourceRow> = sqlx::query_as(
        "SELECT r.id, r.kind, r.occurred_on, c.name AS author, l.did FROM record_links l JOIN records r ON r.id = l.record_id
         JOIN commissioners c ON c.id = r.author_id
         WHERE l.entry_id = $1 AND r.status NOT IN ('draft', 'discarded') ORDER BY r.occurred_on DESC, r.id DESC LIMIT 50",
    )
    .bind(entry)
    .fetch_all(conn)
    .await?;
    found
        .into_iter()
        .map(|row| {
            Ok(domain::ledgers::SourceRecord {
                id: RecordId(row.id),
                kind: rows::code("records", "kind", row.id, &row.kind)?,
                on: row.occurred_on,
                author: row.author,
                did: Did::from_code(&row.did),
            })
        })
        .collect()
}
