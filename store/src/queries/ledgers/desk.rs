//! Entries at the desk: cards, forms, and what becomes of a form that was sent.

use super::{
    Pools, Tx,
    entries::{self, Kept},
    files,
    known::{self, known},
    linked, rows, write,
};
use crate::{
    Result, StoreError,
    ledgers::{Names, blank, facts, keep_typed, kept_by, may_keep, meet, of_entry, of_step},
    registers::happened,
};
use chrono::{DateTime, Utc};
use domain::{
    access::Actor,
    fields::{FieldCode, FieldError},
    ledgers::{Card, Entry, Faults, Fills, Form, Kind, Known, Saved, steps::Step},
    registers::Happened,
};
use uuid::Uuid;

/// The newest entries of a history that a card shows.
const HISTORY: i64 = 50;

pub(crate) async fn card(pools: &Pools, actor: &Actor, kind: Kind, id: Uuid) -> Result<Card> {
    let mut tx = pools.snapshot().await?;
    let kept = entries::find(&mut tx, actor, kind, id).await?;
    let names = known::names(&mut tx, [kept.area]).await?;
    let keeps = kind.is_entered_at_the_desk() && may_keep(actor, kind, kept.area);
    let today = pools.clock.today();
    let counted = kept.facts()?;
    let due = counted.due_on.filter(|_| counted.is_overdue(today));
    let status = kept.entry.status;
    Ok(Card {
        kind,
        id,
        version: kept.version,
        title: counted.title,
        facts: facts(&kept.entry, &names),
        status,
        overdue_days: due.map(|due| (today - due).num_days()),
        doubts: counted.measures.doubts(),
        steps: if keeps {
            status.steps(kind)
        } else {
            Vec::new()
        },
        may_edit: keeps && status.is_editable(),
        records: linked::sources(&mut tx, id).await?,
        files: files::of_entry(&mut tx, actor, &kept).await?,
        history: history(&mut tx, id).await?,
    })
}

pub(crate) async fn form(
    pools: &Pools,
    actor: &Actor,
    kind: Kind,
    id: Option<Uuid>,
) -> Result<Form> {
    let mut tx = pools.snapshot().await?;
    let kept = to_edit(&mut tx, actor, kind, id).await?;
    let known = known(&mut tx, actor).await?;
    Ok(match &kept {
        None => new_form(kind, &known, pools.clock.new_id()),
        Some(kept) => of_entry((&kept.entry, kept.id, kept.version), &known),
    })
}

pub(crate) async fn step_form(
    pools: &Pools,
    actor: &Actor,
    (kind, id): (Kind, Uuid),
    step: Step,
) -> Result<Form> {
    let mut tx = pools.snapshot().await?;
    let kept = to_edit(&mut tx, actor, kind, Some(id)).await?;
    let kept = kept.filter(|kept| kept.entry.status.steps(kind).contains(&step));
    let kept = kept.ok_or(StoreError::NotFound)?;
    let known = known(&mut tx, actor).await?;
    Ok(of_step((&kept.entry, id, kept.version), step, &known))
}

/// The entry to be changed, if this person may; none for a new one.
async fn to_edit(tx: &mut Tx, actor: &Actor, kind: Kind, id: Option<Uuid>) -> Result<Option<Kept>> {
    let Some(id) = id else {
        let keeps = kept_by(actor).contains(&kind);
        return keeps.then_some(None).ok_or(StoreError::Forbidden);
    };
    let kept = entries::find(tx, actor, kind, id).await?;
    let keeps = kind.is_entered_at_the_desk() && may_keep(actor, kind, kept.area);
    keeps.then_some(Some(kept)).ok_or(StoreError::Forbidden)
}

/// A county's places and people, read before anybody has to wait for this; nothing for who may not change
/// the entry.
async fn known_to(pools: &Pools, actor: &Actor, (kind, id): (Kind, Option<Uuid>)) -> Result<Known> {
    let mut tx = pools.snapshot().await?;
    to_edit(&mut tx, actor, kind, id).await?;
    known(&mut tx, actor).await
}

pub(crate) async fn save(
    pools: &Pools,
    actor: &Actor,
    (kind, id, version): (Kind, Option<Uuid>, i64),
    typed: &[(String, String)],
) -> Result<Saved> {
    let known = known_to(pools, actor, (kind, id)).await?;
    let mut tx = pools.begin().await?;
    let is_newest = match id {
        Some(id) => entries::hold(&mut tx, id, version).await?,
        None => true,
    };
    let kept = to_edit(&mut tx, actor, kind, id).await?;
    let new_id = new_id(pools, typed);
    if kept.is_none() && entries::is_made(&mut tx, actor, kind, new_id).await? {
        return Ok(Saved::Done(new_id));
    }
    let today = pools.clock.today();
    let (form, read) = match &kept {
        None => (
            new_form(kind, &known, new_id),
            Entry::read(kind, typed, &known, today),
        ),
        Some(kept) => (
            of_entry((&kept.entry, kept.id, kept.version), &known),
            kept.entry.changed(typed, &known, today),
        ),
    };
    let action = if id.is_none() { "record" } else { "change" };
    let sent = Sent {
        form,
        typed,
        action,
    };
    sent.finish(pools, tx, actor, (kept, read, &known), is_newest)
        .await
}

pub(crate) async fn step(
    pools: &Pools,
    actor: &Actor,
    (kind, id, version): (Kind, Uuid, i64),
    step: Step,
    typed: &[(String, String)],
) -> Result<Saved> {
    use domain::codes::Coded;
    let known = known_to(pools, actor, (kind, Some(id))).await?;
    let mut tx = pools.begin().await?;
    let is_newest = entries::hold(&mut tx, id, version).await?;
    let kept = to_edit(&mut tx, actor, kind, Some(id)).await?;
    let kept = kept.ok_or(StoreError::NotFound)?;
    let read = kept.entry.after(step, typed, &known, pools.clock.today());
    let sent = Sent {
        form: of_step((&kept.entry, id, kept.version), step, &known),
        typed,
        action: step.code(),
    };
    sent.finish(pools, tx, actor, (Some(kept), read, &known), is_newest)
        .await
}

fn new_form(kind: Kind, known: &Known, id: Uuid) -> Form {
    Form {
        new_id: Some(id),
        ..blank(kind, known)
    }
}

/// The id that the form of a new entry brought along.
fn new_id(pools: &Pools, typed: &[(String, String)]) -> Uuid {
    let sent = typed.iter().find(|(column, _)| column == "new_id");
    sent.and_then(|(_, text)| Uuid::try_parse(text).ok())
        .unwrap_or_else(|| pools.clock.new_id())
}

/// A form that came back.
struct Sent<'a> {
    form: Form,
    typed: &'a [(String, String)],
    action: &'a str,
}

impl Sent<'_> {
    /// Writes the entry, or answers with the form and why not.
    async fn finish(
        mut self,
        pools: &Pools,
        mut tx: Tx,
        actor: &Actor,
        (kept, read, known): (Option<Kept>, std::result::Result<Entry, Faults>, &Known),
        is_newest: bool,
    ) -> Result<Saved> {
        if !is_newest {
            meet(&mut self.form, self.typed);
            return Ok(Saved::Refused(Box::new(self.form)));
        }
        let entry = match read {
            Ok(entry) => entry,
            Err(faults) => return Ok(self.refused(faults)),
        };
        let id = kept.as_ref().map(|kept| kept.id).or(self.form.new_id);
        let id = id.unwrap_or_else(|| pools.clock.new_id());
        let mut trail = super::audit::Trail::default();
        let change = write::Change {
            before: kept.as_ref().map(|kept| &kept.entry),
            after: &entry,
            action: self.action,
        };
        match write::write(
            pools,
            &mut tx,
            actor.account_id,
            (id, change),
            &Names::of(known),
            &mut trail,
        )
        .await
        {
            Ok(true) => {
                trail.close(&mut tx).await?;
                tx.commit().await?;
                Ok(Saved::Done(id))
            }
            Ok(false) => Ok(self.refused(vec![twice(entry.kind)])),
            Err(error) if error.is_unique_violation() => Ok(self.refused(vec![twice(entry.kind)])),
            Err(error) => Err(error),
        }
    }

    fn refused(mut self, faults: Faults) -> Saved {
        keep_typed(&mut self.form, self.typed);
        self.form.faults = faults;
        Saved::Refused(Box::new(self.form))
    }
}

/// That the ledger has such an entry already.
pub(super) fn twice(kind: Kind) -> FieldError {
    let name = kind.declared().field_that(Fills::Name);
    FieldError::new(name.map_or("", |field| field.column), FieldCode::Duplicate)
}

#[derive(sqlx::FromRow)]
struct HistoryRow {
    id: Uuid,
    at: DateTime<Utc>,
    by: Option<String>,
    action: String,
    detail: String,
}

/// The newest changes of an entry first.
async fn history(tx: &mut Tx, id: Uuid) -> Result<Vec<Happened>> {
    let rows: Vec<HistoryRow> = sqlx::query_as(
        "SELECT l.id, l.at, a.name AS by, l.action, l.detail FROM audit_log l LEFT JOIN accounts a ON a.id = l.account_id
         WHERE l.subject_kind = 'ledger' AND l.subject_id = $1 ORDER BY l.position DESC LIMIT $2",
    )
    .bind(id.to_string())
    .bind(HISTORY)
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let detail = rows::json("audit_log", "detail", row.id, &row.detail)?;
            Ok(happened(row.at, row.by, row.action, &detail))
        })
        .collect()
}
