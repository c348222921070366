//! Writing entries, with what the audit log says of it.

use super::{
    Conn, Pools,
    audit::{Entry as Noted, Trail},
    desk::twice,
    entries,
    known::known,
    rollups, rows,
};
use crate::{
    Result, StoreError,
    ledgers::{Names, Written, changes, kept_by},
};
use domain::{
    access::Actor,
    codes::Coded,
    ids::AccountId,
    ledgers::{Entry, Facts, Faults, Known, steps::Step},
};
use serde_json::json;
use uuid::Uuid;

/// What is done to an entry.
#[derive(Debug, Clone, Copy)]
pub(super) struct Change<'a> {
    /// None for a new one.
    pub(super) before: Option<&'a Entry>,
    pub(super) after: &'a Entry,
    /// The verb of the audit log.
    pub(super) action: &'a str,
}

/// Writes a change and notes it; false when another entry has what must be unique. A change that
/// changes nothing is not written.
pub(super) async fn write(
    pools: &Pools,
    conn: &mut Conn,
    by: AccountId,
    (id, change): (Uuid, Change<'_>),
    names: &Names,
    trail: &mut Trail,
) -> Result<bool> {
    let entry = change.after;
    if change.before == Some(entry) {
        return Ok(true);
    }
    let facts = Facts::of(entry).ok_or_else(|| rows::corrupt("ledger_entries", "content", id))?;
    if entries::is_taken(conn, facts.unique_key.as_deref(), id).await? {
        return Ok(false);
    }
    // Whoever files the county's year meanwhile sees this entry or does not, everywhere.
    rollups::take_turns(conn, [facts.area_code].into()).await?;
    let now = pools.clock.now();
    match change.before {
        None => entries::insert(conn, id, (entry, &facts), (Some(by), now)).await?,
        Some(_) => entries::update(conn, id, (entry, &facts), now).await?,
    }
    note(pools, by, (id, change, &facts), names, trail);
    Ok(true)
}

fn note(
    pools: &Pools,
    by: AccountId,
    (id, change, facts): (Uuid, Change<'_>, &Facts),
    names: &Names,
    trail: &mut Trail,
) {
    let changes = changes(change.before, change.after, names);
    trail.note(
        pools,
        Noted {
            account_id: Some(by),
            action: &format!("ledgers.{}", change.action.replace('-', "_")),
            subject_kind: "ledger",
            subject_id: id.to_string(),
            area_code: Some(facts.area_code),
            detail: json!({ "kind": facts.kind.code(), "changes": changes }),
        },
    );
}

pub(crate) async fn record_all(
    pools: &Pools,
    actor: &Actor,
    written: &[Written],
) -> Result<Vec<(usize, Faults)>> {
    let kept = kept_by(actor);
    if written.iter().any(|one| !kept.contains(&one.kind)) {
        return Err(StoreError::Forbidden);
    }
    let known = known(&mut *pools.snapshot().await?, actor).await?;
    let mut tx = pools.begin().await?;
    let (mut trail, mut faulty) = (Trail::default(), Vec::new());
    for (at, one) in written.iter().enumerate() {
        let id = pools.clock.new_id();
        match record(
            pools,
            &mut tx,
            actor.account_id,
            (id, one),
            &known,
            &mut trail,
        )
        .await?
        {
            faults if faults.is_empty() => {}
            faults => faulty.push((at, faults)),
        }
    }
    if faulty.is_empty() {
        trail.close(&mut tx).await?;
        tx.commit().await?;
    }
    Ok(faulty)
}

/// Writes one new entry and takes its steps; what is wrong with it, if anything.
async fn record(
    pools: &Pools,
    conn: &mut Conn,
    by: AccountId,
    (id, written): (Uuid, &Written),
    known: &Known,
    trail: &mut Trail,
) -> Result<Faults> {
    let today = pools.clock.today();
    let mut entry = match Entry::read(written.kind, &written.typed, known, today) {
        Ok(entry) => entry,
        Err(faults) => return Ok(faults),
    };
    let names = Names::of(known);
    let first = Change {
        before: None,
        after: &entry,
        action: "record",
    };
    if !write(pools, conn, by, (id, first), &names, trail).await? {
        return Ok(vec![twice(written.kind)]);
    }
    for (step, typed) in &written.steps {
        let next = match entry.after(*step, typed, known, today) {
            Ok(next) => next,
            Err(faults) => return Ok(faults),
        };
        let change = Change {
            before: Some(&entry),
            after: &next,
            action: Step::code(*step),
        };
        write(pools, conn, by, (id, change), &names, trail).await?;
        entry = next;
    }
    Ok(Vec::new())
}
