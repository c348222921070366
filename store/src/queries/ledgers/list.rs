//! Pages of a ledger, and whole ones for files.

use super::{
    Conn, Db, Pools,
    entries::{COLUMNS, EntryRow, Kept},
    escaped,
    known::names,
    statistics,
};
use crate::{
    Result, StoreError,
    exports::{BATCH, Batches},
    ledgers::{Names, kept_by, may_keep, text},
};
use chrono::NaiveDate;
use domain::{
    access::Actor,
    areas::AreaCode,
    codes::Coded,
    ledgers::{Field, Kind, Listed, Query, Row, View, name_key, steps::Status},
};
use sqlx::QueryBuilder;
use uuid::Uuid;

/// The rows of one page.
const PAGE: i64 = 50;

/// Where a page begins: rank, day and id of the last entry before it.
type Key = (i64, NaiveDate, Uuid);

/// Puts problems that are over their time before all others; `$1` of every statement here is today.
const RANK: &str = "CASE WHEN e.due_on < $1 AND e.status IN ('new', 'assigned', 'in_progress', 'escalated') THEN 0 ELSE 1 END";

pub(crate) async fn list(
    pools: &Pools,
    actor: &Actor,
    kind: Kind,
    query: &Query,
) -> Result<Listed> {
    let view = kind.declared().view(&query.view);
    let columns = view.columns.iter();
    let fields = columns.filter_map(|column| kind.declared().field(column));
    read(pools, actor, (kind, view), query, fields.collect()).await
}

/// Everything that fits, batch by batch, from one snapshot.
pub(crate) async fn write_out(
    pools: &Pools,
    actor: &Actor,
    kind: Kind,
    query: &Query,
    out: &Batches<Row>,
) -> Result<()> {
    let asked = Asked::of(pools, actor, kind, query)?;
    let fields = kind.declared().written(asked.view);
    let mut tx = pools.snapshot().await?;
    let mut after = None;
    loop {
        let (kept, next) = asked.page(&mut tx, after, BATCH).await?;
        let rows = rows(&mut tx, &kept, &fields, asked.today).await?;
        after = next;
        if out.send(rows).await.is_err() || after.is_none() {
            return Ok(());
        }
    }
}

async fn read(
    pools: &Pools,
    actor: &Actor,
    (kind, view): (Kind, &'static View),
    query: &Query,
    fields: Vec<&'static Field>,
) -> Result<Listed> {
    let own = actor.area_code.ok_or(StoreError::Forbidden)?;
    let asked = Asked::of(pools, actor, kind, query)?;
    let mut tx = pools.snapshot().await?;
    let total = asked.total(&mut tx).await?;
    let (kept, next) = asked.page(&mut tx, read_key(&query.after), PAGE).await?;
    Ok(Listed {
        kind,
        view: view.code,
        headers: fields.iter().map(|field| field.label).collect(),
        next: next.map(|(rank, day, id)| format!("{rank}_{day}_{id}")),
        rows: rows(&mut tx, &kept, &fields, asked.today).await?,
        total,
        overdue: asked.overdue(&mut tx).await?,
        may_add: kept_by(actor).contains(&kind)
            || (kind == Kind::Reply && may_keep(actor, kind, own)),
        today: asked.today,
    })
}

/// Entries as rows of a list.
async fn rows(
    conn: &mut Conn,
    kept: &[Kept],
    fields: &[&Field],
    today: NaiveDate,
) -> Result<Vec<Row>> {
    let areas: Vec<AreaCode> = kept.iter().map(|kept| kept.area).collect();
    let names = names(conn, areas).await?;
    kept.iter()
        .map(|kept| row(kept, fields, &names, today))
        .collect()
}

/// An entry as a row of a list.
pub(super) fn row(kept: &Kept, fields: &[&Field], names: &Names, today: NaiveDate) -> Result<Row> {
    let facts = kept.facts()?;
    let due = facts.due_on.filter(|_| facts.is_overdue(today));
    Ok(Row {
        id: kept.id,
        cells: fields
            .iter()
            .map(|field| text(field, &kept.entry, names))
            .collect(),
        status: kept.entry.status,
        overdue_days: due.map(|due| (today - due).num_days()),
    })
}

fn key(kept: &Kept, today: NaiveDate) -> Result<Key> {
    let facts = kept.facts()?;
    let rank = i64::from(!facts.is_overdue(today));
    Ok((rank, facts.occurred_on, kept.id))
}

fn read_key(text: &str) -> Option<Key> {
    let mut parts = text.splitn(3, '_');
    let rank = parts.next()?.parse().ok()?;
    let day = parts.next()?.parse().ok()?;
    Some((rank, day, Uuid::try_parse(parts.next()?).ok()?))
}

struct Asked<'a> {
    kind: Kind,
    view: &'static View,
    query: &'a Query,
    area: AreaCode,
    today: NaiveDate,
}

impl<'a> Asked<'a> {
    /// What this person may ask.
    fn of(pools: &Pools, actor: &Actor, kind: Kind, query: &'a Query) -> Result<Self> {
        let own = actor.area_code.ok_or(StoreError::Forbidden)?;
        let area = query.area.parse().unwrap_or(own);
        statistics::authorise(actor, area)?;
        Ok(Self {
            kind,
            view: kind.declared().view(&query.view),
            query,
            area,
            today: pools.clock.today(),
        })
    }

    async fn total(&self, conn: &mut Conn) -> Result<i64> {
        let mut query = QueryBuilder::<Db>::new("SELECT COUNT(*) FROM ledger_entries e WHERE ");
        self.narrow(&mut query);
        let (total,): (i64,) = query.build_query_as().fetch_one(conn).await?;
        Ok(total)
    }

    /// How many of these are open problems over their time.
    async fn overdue(&self, conn: &mut Conn) -> Result<i64> {
        if self.kind != Kind::Problem {
            return Ok(0);
        }
        let mut query = QueryBuilder::<Db>::new("SELECT COUNT(*) FROM ledger_entries e WHERE ");
        self.narrow(&mut query);
        query.push(" AND ").push(RANK).push(" = 0");
        let (overdue,): (i64,) = query.build_query_as().fetch_one(conn).await?;
        Ok(overdue)
    }

    /// The entries after a key, and where the next page begins.
    async fn page(
        &self,
        conn: &mut Conn,
        after: Option<Key>,
        limit: i64,
    ) -> Result<(Vec<Kept>, Option<Key>)> {
        let mut query =
            QueryBuilder::<Db>::new(format!("SELECT {COLUMNS} FROM ledger_entries e WHERE "));
        self.narrow(&mut query);
        if let Some((rank, day, id)) = after {
            query.push(" AND (").push(RANK).push(" > ").push_bind(rank);
            query.push(" OR (").push(RANK).push(" = ").push_bind(rank);
            query.push(" AND (e.occurred_on, e.id) < (").push_bind(day);
            query.push(", ").push_bind(id).push(")))");
        }
        query.push(" ORDER BY ").push(RANK);
        query
            .push(", e.occurred_on DESC, e.id DESC LIMIT ")
            .push_bind(limit + 1);
        let found: Vec<EntryRow> = query.build_query_as().fetch_all(conn).await?;
        let mut kept: Vec<Kept> = found
            .into_iter()
            .map(Kept::try_from)
            .collect::<Result<_>>()?;
        let more = kept.len() > usize::try_from(limit).unwrap_or(usize::MAX);
        if more {
            kept.pop();
        }
        let last = kept.last().filter(|_| more);
        let next = last.map(|kept| key(kept, self.today)).transpose()?;
        Ok((kept, next))
    }

    /// What narrows the ledger. The first parameter is today, for [`RANK`].
    fn narrow(&self, query: &mut QueryBuilder<Db>) {
        let (from, to) = self.area.range();
        query
            .push_bind(self.today)
            .push(" IS NOT NULL AND e.kind = ");
        query.push_bind(self.kind.code());
        query.push(" AND e.area_code >= ").push_bind(from);
        query.push(" AND e.area_code < ").push_bind(to);
        if let Ok(year) = self.query.year.parse::<i64>() {
            query.push(" AND e.year = ").push_bind(year);
        }
        let name = name_key(&self.query.text);
        if !name.is_empty() {
            let pattern = format!("%{}%", escaped(&name));
            query.push(" AND e.name_key LIKE ").push_bind(pattern);
            query.push(" ESCAPE '!'");
        }
        self.states(query);
    }

    fn states(&self, query: &mut QueryBuilder<Db>) {
        let wanted = Status::from_code(&self.query.status);
        if self.query.status == "overdue" {
            query.push(" AND ").push(RANK).push(" = 0");
        } else if let Some(status) = wanted {
            query.push(" AND e.status = ").push_bind(status.code());
        } else {
            query.push(" AND e.status <> 'struck'");
        }
        if self.view.statuses.is_empty() {
            return;
        }
        query.push(" AND e.status IN (");
        let mut list = query.separated(", ");
        for status in self.view.statuses {
            list.push_bind(status.code());
        }
        query.push(")");
    }
}
