//! Writing entries, with what the audit log says of it.

use super::{
    Pools, Tx,
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
    tx: &mut Tx,
    actor: &Actor,
    (id, change): (Uuid, Change<'_>),
    known: &Known,
    trail: &mut Trail,
) -> Result<bool> {
    let entry = change.after;
    if change.before == Some(entry) {
        return Ok(true);
    }
    let facts = Facts::of(entry).ok_or_else(|| rows::corrupt("ledger_entries", "content", id))?;
    if entries::is_taken(tx, facts.unique_key.as_deref(), id).await? {
        return Ok(false);
    }
    // Whoever files the county's year meanwhile sees this entry or does not, everywhere.
    rollups::take_turns(tx, [facts.area_code].into()).await?;
    let now = pools.clock.now();
    match change.before {
        None => entries::insert(tx, id, (entry, &facts), (Some(actor.account_id), now)).await?,
        Some(_) => entries::update(tx, id, (entry, &facts), now).await?,
    }
    note(pools, actor, (id, change, &facts), known, trail);
    Ok(true)
}

fn note(
    pools: &Pools,
    actor: &Actor,
    (id, change, facts): (Uuid, Change<'_>, &Facts),
    known: &Known,
    trail: &mut Trail,
) {
    let places = known.places.iter();
    let names = Names {
        areas: places
            .map(|place| (place.code.to_string(), place.name.clone()))
            .collect(),
        industries: known.industries.iter().cloned().collect(),
    };
    let changes = changes(change.before, change.after, &names);
    trail.note(
        pools,
        Noted {
            account_id: Some(actor.account_id),
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
    let mut tx = pools.begin().await?;
    let known = known(&mut tx, actor).await?;
    let (mut trail, mut faulty) = (Trail::default(), Vec::new());
    for (at, one) in written.iter().enumerate() {
        let id = pools.clock.new_id();
        match record(pools, &mut tx, actor, (id, one), &known, &mut trail).await? {
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
    tx: &mut Tx,
    actor: &Actor,
    (id, written): (Uuid, &Written),
    known: &Known,
    trail: &mut Trail,
) -> Result<Faults> {
    let today = pools.clock.today();
    let mut entry = match Entry::read(written.kind, &written.typed, known, today) {
        Ok(entry) => entry,
        Err(faults) => return Ok(faults),
    };
    let first = Change {
        before: None,
        after: &entry,
        action: "record",
    };
    if !write(pools, tx, actor, (id, first), known, trail).await? {
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
        write(pools, tx, actor, (id, change), known, trail).await?;
        entry = next;
    }
    Ok(Vec::new())
}
