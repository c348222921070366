//! Many complete and approved records at once, a few statements for all of them: what a ledger of
//! earlier years makes, and what benches are filled with. Each leaves the two versions that a
//! submission and its approval leave.

use super::{
    Conn, in_pieces,
    submissions::{self, Part},
};
use crate::Result;
use chrono::{DateTime, Utc};
use domain::{
    calendar,
    codes::{Coded, Decision, Status},
    ids::{AccountId, CommissionerId},
    reading::Flag,
    records::{Record, is_late},
    sync::Op,
};
use std::collections::BTreeSet;

/// A record that is new.
#[derive(Debug)]
pub(crate) struct NewRecord<'a> {
    pub(crate) record: &'a Record,
    pub(crate) author: CommissionerId,
    pub(crate) number: String,
    pub(crate) flags: &'a [Flag],
    pub(crate) received_at: DateTime<Utc>,
    /// What tells the row of a ledger from every other row.
    pub(crate) import_key: Option<&'a str>,
}

/// Who puts them in and approves them, and when.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Approval {
    pub(crate) by: AccountId,
    pub(crate) at: DateTime<Utc>,
}

/// Writes at most [`submissions::AT_ONCE`] records. Roll-ups, feeds and the audit log are left to who calls.
pub(crate) async fn insert(
    conn: &mut Conn,
    new: &[NewRecord<'_>],
    approval: Approval,
) -> Result<()> {
    if new.is_empty() {
        return Ok(());
    }
    let body = |new: &NewRecord<'_>| serde_json::to_string(new.record).unwrap_or_default();
    let with_bodies: Vec<_> = new.iter().map(|new| (new, body(new))).collect();
    headers(conn, &with_bodies, approval).await?;
    versions(conn, &with_bodies, approval).await?;
    typed(conn, new).await?;
    let nobody = BTreeSet::new();
    let parts: Vec<Part> = new
        .iter()
        .flat_map(|new| submissions::parts_in(new.author, new.record, &nobody))
        .collect();
    submissions::write_people(conn, &parts).await?;
    submissions::write_industries(conn, new.iter().map(|new| new.record)).await
}

async fn headers(
    conn: &mut Conn,
    new: &[(&NewRecord<'_>, String)],
    approval: Approval,
) -> Result<()> {
    let insert = "INSERT INTO records (id, kind, author_id, team_id, status, version, body, submitted_body, area_code, occurred_on,
             number, captured_at, received_at, submitted_at, late, flags, reviewed_by, reviewed_at, import_key) ";
    in_pieces::execute(conn, (insert, ""), new, |mut row, (new, body)| {
        let record = new.record;
        let team = match record {
            Record::Visit(visit) => visit.team_id,
            Record::Training(_) => None,
        };
        let received_on = calendar::shanghai_date(new.received_at);
        row.push_bind(record.id().0)
            .push_bind(record.kind().code())
            .push_bind(new.author.0)
            .push_bind(team.map(|id| id.0))
            .push_bind(Status::Approved.code())
            .push_bind(2_i64)
            .push_bind(body)
            .push_bind(body)
            .push_bind(record.area_code().to_string())
            .push_bind(record.occurred_on())
            .push_bind(&new.number)
            .push_bind(new.received_at)
            .push_bind(new.received_at)
            .push_bind(new.received_at)
            .push_bind(is_late(record.occurred_on(), received_on))
            .push_bind(serde_json::to_string(new.flags).unwrap_or_else(|_| "[]".to_owned()))
            .push_bind(approval.by.0)
            .push_bind(approval.at)
            .push_bind(new.import_key);
    })
    .await
}

async fn versions(
    conn: &mut Conn,
    new: &[(&NewRecord<'_>, String)],
    approval: Approval,
) -> Result<()> {
    let steps = [
        (1_i64, Op::Submit.code(), Status::Submitted),
        (2, Decision::Approve.code(), Status::Approved),
    ];
    for (version, action, status) in steps {
        let insert = "INSERT INTO record_versions (record_id, version, action, status, body, account_id, made_at) ";
        in_pieces::execute(conn, (insert, ""), new, |mut row, (new, body)| {
            let at = if version == 1 {
                new.received_at
            } else {
                approval.at
            };
            row.push_bind(new.record.id().0)
                .push_bind(version)
                .push_bind(action)
                .push_bind(status.code())
                .push_bind(body)
                .push_bind(approval.by.0)
                .push_bind(at);
        })
        .await?;
    }
    Ok(())
}

async fn typed(conn: &mut Conn, new: &[NewRecord<'_>]) -> Result<()> {
    let mut visits = Vec::new();
    let mut trainings = Vec::new();
    for new in new {
        match new.record {
            Record::Visit(visit) => visits.push(visit),
            Record::Training(training) => trainings.push((training, new.record.occurred_on())),
        }
    }
    submissions::write_visits(conn, &visits).await?;
    submissions::write_trainings(conn, &trainings).await
}
