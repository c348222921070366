//! Who served more days in a month than a reviewer should take without a second look.

use super::{Conn, Db, lists, record_rows::RecordRow, rows};
use crate::Result;
use chrono::{Datelike, Days, Months, NaiveDate};
use domain::{
    codes::{Coded, ServiceMode},
    days::{ServiceDays, Stay, UNITS_PER_DAY, person_units},
    reviews::MANY_DAYS_A_MONTH,
};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Persons and first days of months with more than [`MANY_DAYS_A_MONTH`] days on site, approved or
/// waiting, by the rule that counts days (B02). A visit belongs to the month in which it ended.
#[derive(Debug, Default)]
pub(crate) struct LongMonths {
    long: BTreeSet<(Uuid, NaiveDate)>,
    /// Looked at, long or not.
    known: BTreeSet<(Uuid, NaiveDate)>,
}

#[derive(sqlx::FromRow)]
struct StayRow {
    commissioner_id: Uuid,
    started_on: NaiveDate,
    ended_on: NaiveDate,
    half_days: i64,
}

impl LongMonths {
    /// Reads the months of these records' authors that are not known yet: a long list comes in pages, and
    /// many of them lie in the same month.
    pub(crate) async fn read(&mut self, conn: &mut Conn, records: &[RecordRow]) -> Result<()> {
        let of_records = records.iter().map(key);
        let new: BTreeSet<_> = of_records.filter(|key| !self.known.contains(key)).collect();
        let days = || new.iter().map(|(_, month)| *month);
        let (Some(first), Some(last)) = (days().min(), days().max()) else {
            return Ok(());
        };
        let authors: BTreeSet<Uuid> = new.iter().map(|(author, _)| *author).collect();
        let before = last.checked_add_months(Months::new(1)).unwrap_or(last);
        let long = long(conn, SENT, &authors, (first, before)).await?;
        let long = long.into_iter().map(|(author, month, _)| (author, month));
        self.long.extend(long.filter(|key| new.contains(key)));
        self.known.extend(new);
        Ok(())
    }

    /// Whether the record lies in such a month of its author.
    pub(crate) fn holds(&self, row: &RecordRow) -> bool {
        self.long.contains(&key(row))
    }
}

fn key(row: &RecordRow) -> (Uuid, NaiveDate) {
    (row.author_id, month(row.occurred_on))
}

/// Such months of these people, with their units, from `first` to `last`; counted records alone.
pub(crate) async fn of_people(
    conn: &mut Conn,
    people: &BTreeSet<Uuid>,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<Vec<(Uuid, NaiveDate, i64)>> {
    long(conn, COUNTED, people, (first, last + Days::new(1))).await
}

/// The long months of these people, with their units, from a day to before another.
async fn long(
    conn: &mut Conn,
    statuses: &str,
    people: &BTreeSet<Uuid>,
    (from, before): (NaiveDate, NaiveDate),
) -> Result<Vec<(Uuid, NaiveDate, i64)>> {
    let people: Vec<_> = people.iter().copied().collect();
    let mut months = BTreeMap::<(Uuid, NaiveDate), Vec<Stay>>::new();
    for chunk in people.chunks(500) {
        let busy = busy(conn, chunk, from, before).await?;
        if busy.is_empty() {
            continue;
        }
        for row in stays(conn, statuses, &busy, from, before).await? {
            let key = (row.commissioner_id, month(row.ended_on));
            months.entry(key).or_default().push(row.stay()?);
        }
    }
    let long = months.into_iter().map(|((person, month), stays)| {
        let units = person_units(stays);
        (person, month, units)
    });
    Ok(long
        .filter(|(_, _, units)| *units > MANY_DAYS_A_MONTH * UNITS_PER_DAY)
        .collect())
}

/// Who of these people can have a long month at all: whose visits of a month, whatever became of them,
/// add up to one before days are shared out to dates. Their rows of an index say so.
async fn busy(
    conn: &mut Conn,
    people: &[Uuid],
    from: NaiveDate,
    before: NaiveDate,
) -> Result<Vec<Uuid>> {
    let mut query = sqlx::QueryBuilder::<Db>::new(
        "SELECT DISTINCT m.commissioner_id FROM (
             SELECT p.commissioner_id FROM record_people p WHERE p.occurred_on >= ",
    );
    query.push_bind(from);
    query.push(" AND p.occurred_on < ").push_bind(before);
    query.push(" AND p.absent = ").push_bind(false);
    query.push(" AND p.commissioner_id");
    let comes_again = lists::among(&mut query, people);
    query.push(
        " GROUP BY p.commissioner_id, SUBSTR(CAST(p.occurred_on AS TEXT), 1, 7) HAVING SUM(p.half_days) > ",
    );
    query.push_bind(MANY_DAYS_A_MONTH * 2).push(") m");
    let query = query.build_query_as().persistent(comes_again);
    let found: Vec<(Uuid,)> = query.fetch_all(conn).await?;
    Ok(found.into_iter().map(|(person,)| person).collect())
}

impl StayRow {
    fn stay(&self) -> Result<Stay> {
        let days = ServiceDays::from_halves(self.half_days);
        Ok(Stay {
            started_on: self.started_on,
            ended_on: self.ended_on,
            days: days.ok_or_else(|| rows::corrupt("visits", "half_days", self.commissioner_id))?,
        })
    }
}

// `|| ''` keeps SQLite from beginning with the index of all records by status: the people's own days are few.
/// Records that count or may come to count.
const SENT: &str = "(r.status || '') IN ('submitted', 'verified', 'approved', 'locked')";
/// Records that count.
const COUNTED: &str = "(r.status || '') IN ('approved', 'locked')";

/// What these people did on site and that ended from `from` to before `before`.
async fn stays(
    conn: &mut Conn,
    statuses: &str,
    people: &[Uuid],
    from: NaiveDate,
    before: NaiveDate,
) -> Result<Vec<StayRow>> {
    let mut query = sqlx::QueryBuilder::<Db>::new(
        "SELECT p.commissioner_id, v.started_on, v.ended_on, v.half_days FROM record_people p
         JOIN records r ON r.id = p.record_id JOIN visits v ON v.record_id = r.id WHERE ",
    );
    query.push(statuses).push(" AND v.mode = ");
    query.push_bind(ServiceMode::Onsite.code());
    query.push(" AND p.absent = ").push_bind(false);
    query.push(" AND p.occurred_on >= ").push_bind(from);
    query.push(" AND p.occurred_on < ").push_bind(before);
    query.push(" AND p.commissioner_id");
    let comes_again = lists::among(&mut query, people);
    let query = query.build_query_as().persistent(comes_again);
    Ok(query.fetch_all(conn).await?)
}

fn month(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}
