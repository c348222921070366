//! Imports: what is known is read, the file is judged against it, and all of it is written or nothing.

use super::{
    Pools, Tx, area_changes, areas,
    audit::{self, Trail},
    divisions, import_files, imported_records, ledgers, registers, renamed,
};
use crate::{
    Result, StoreError,
    areas::AreaIndex,
    imports::{
        Kind, Known, Plan, Progress, Report, Rights, Table, Work, files::Summary, names, plan,
        preview,
    },
    registers::{Names, changes, planned},
};
use chrono::NaiveDate;
use domain::{
    codes::{Coded, RecordKind},
    ledgers::Kind as Ledger,
};
use serde_json::json;
use std::collections::HashMap;

/// Things written between two steps of the progress bar.
const AT_ONCE: usize = 500;

/// Runs an import in one transaction; a dry run only reads.
///
/// The file is judged on a snapshot, so that nobody has to wait for a large one. Only what the
/// registers hold is read again before the writing, and the file judged again if that has changed.
pub(crate) async fn run(pools: &Pools, work: Work, table: Table) -> Result<Report> {
    let kind = work.kind;
    let days = table.own_days();
    let known = load_for(&mut pools.snapshot().await?, kind, days).await?;
    let mut judged = judge(pools, work, table, known).await?;
    if judged.is_over() {
        return Ok(judged.plan.report);
    }
    let mut tx = begin_in_turn(pools, kind).await?;
    let now = load_for(&mut tx, kind, days).await?;
    if now != judged.known {
        judged = judge(pools, judged.work, judged.table, now).await?;
        if judged.is_over() {
            return Ok(judged.plan.report);
        }
    }
    let Judged {
        work,
        known,
        mut plan,
        ..
    } = judged;
    let written = settle(&mut tx, pools, &work, (&mut plan, &known)).await;
    written.map_err(made_twice)?;
    tx.commit().await?;
    Ok(plan.report)
}

/// A transaction that has waited for other changes of what the file changes: the registers, or the records
/// or ledger of its kind. An import waits for as long as it takes, without keeping a connection from others.
async fn begin_in_turn(pools: &Pools, kind: Kind) -> Result<Tx> {
    loop {
        let mut tx = pools.begin().await?;
        let taken = match kind {
            Kind::Visits | Kind::Trainings | Kind::Entries(_) => {
                pools.take_turn_soon(&mut tx, kind.code()).await
            }
            _ => registers::take_turn(&mut tx, pools).await,
        };
        match taken {
            Ok(()) => return Ok(tx),
            Err(error) if error.is_others_turn() => {}
            Err(error) => return Err(error),
        }
    }
}

/// Somebody else made the same thing a moment ago: the same call again will see it.
pub(crate) fn made_twice(error: StoreError) -> StoreError {
    if error.is_unique_violation() {
        StoreError::Conflict
    } else {
        error
    }
}

/// A file, what is known, and what follows from both.
struct Judged {
    work: Work,
    table: Table,
    known: Known,
    plan: Plan,
}

impl Judged {
    /// Whether nothing is to be written.
    fn is_over(&self) -> bool {
        self.work.dry_run || !self.plan.report.errors.is_empty()
    }
}

/// Reads all rows, away from the threads that answer requests: a large file takes seconds.
async fn judge(pools: &Pools, work: Work, table: Table, known: Known) -> Result<Judged> {
    let clock = pools.clock.clone();
    let judged = tokio::task::spawn_blocking(move || {
        let mut plan = plan(work.rights(), &table, &known, &clock, &work.progress);
        plan.report.preview = preview(&plan, &known);
        plan.report.derived.clone_from(&table.derived);
        Judged {
            work,
            table,
            known,
            plan,
        }
    });
    // Nothing in there panics on any file; if it does, nothing was written.
    judged.await.map_err(|_| StoreError::Conflict)
}

/// Writes the plan, its audit rows, and that the kept file is done.
async fn settle(
    tx: &mut Tx,
    pools: &Pools,
    work: &Work,
    (plan, known): (&mut Plan, &Known),
) -> Result<()> {
    plan.reveal_codes();
    let mut trail = Trail::default();
    trail.note(pools, of_file(work.rights(), plan, &work.file_name));
    if let Some(id) = work.file {
        import_files::finish(tx, pools, id, &Summary::from(&plan.report)).await?;
    }
    work.progress.begin(plan.size());
    let written = (&*plan, known);
    write(tx, pools, work.rights(), written, (trail, &work.progress)).await
}

/// A ledger's entries, and what a roster names.
async fn load_ledger(tx: &mut Tx, ledger: Ledger, known: &mut Known) -> Result<()> {
    known.entries = ledgers::load_entries(tx, ledger).await?;
    if ledger == Ledger::Attendee {
        known.trainings = imported_records::trainings(tx).await?;
    }
    Ok(())
}

/// Of a file of records also everybody's terms, and of one that their list wrote which records there are of
/// its days.
async fn load_for(
    tx: &mut Tx,
    kind: Kind,
    own_days: Option<(NaiveDate, NaiveDate)>,
) -> Result<Known> {
    let mut known = load(tx, kind).await?;
    if matches!(kind, Kind::Visits | Kind::Trainings) {
        known.terms = registers::load_terms(tx).await?;
    }
    if let Some(days) = own_days {
        let kind = match kind {
            Kind::Trainings => RecordKind::Training,
            _ => RecordKind::Visit,
        };
        known.written = imported_records::written(tx, kind, days).await?;
    }
    Ok(known)
}

async fn load(tx: &mut Tx, kind: Kind) -> Result<Known> {
    let mut known = Known {
        areas: AreaIndex::new(areas::load(tx, None).await?),
        ..Known::default()
    };
    if kind == Kind::Divisions {
        known.successions = divisions::successions(tx).await?;
        return Ok(known);
    }
    known.industries = registers::load_industries(tx).await?;
    if kind == Kind::Industries {
        return Ok(known);
    }
    if kind == Kind::Villages {
        let villages = registers::load_villages(tx).await?;
        known.villages = villages
            .into_iter()
            .map(|village| (village.code, village))
            .collect();
        return Ok(known);
    }
    if kind == Kind::Designations {
        known.designations = registers::load_designations(tx).await?;
        return Ok(known);
    }
    let units = registers::load_units(tx).await?;
    known.units = units
        .into_iter()
        .map(|unit| (unit.code.clone(), unit))
        .collect();
    let people = registers::load_people(tx).await?;
    for person in &people {
        let namesakes = known.namesakes.entry(person.name.clone()).or_default();
        namesakes.push(person.login.clone());
    }
    known.people = people
        .into_iter()
        .map(|person| (person.login.clone(), person))
        .collect();
    let teams = registers::load_teams(tx).await?;
    known.teams = teams
        .into_iter()
        .map(|team| (team.code.clone(), team))
        .collect();
    known.other_logins = registers::other_logins(tx).await?;
    known.ledger = match kind {
        Kind::Visits => imported_records::load(tx, RecordKind::Visit).await?,
        Kind::Trainings => imported_records::load(tx, RecordKind::Training).await?,
        _ => HashMap::new(),
    };
    if let Kind::Entries(ledger) = kind {
        load_ledger(tx, ledger, &mut known).await?;
    }
    if kind == Kind::Assignments {
        known.assignments = registers::load_assignments(tx).await?;
        known.terms = registers::load_terms(tx).await?;
    }
    Ok(known)
}

/// Writes a plan, and notes in the trail what becomes of each thing. The trail is closed: only the
/// commit may follow.
pub(crate) async fn write(
    tx: &mut Tx,
    pools: &Pools,
    rights: Rights<'_>,
    (plan, known): (&Plan, &Known),
    (mut trail, progress): (Trail, &Progress),
) -> Result<()> {
    let mut changed = renamed::note(tx, plan, known).await?;
    areas::upsert(tx, &plan.areas).await?;
    area_changes::keep_all(tx, plan).await?;
    progress.add(plan.areas.len());
    for some in plan.villages.chunks(AT_ONCE) {
        registers::save_villages(tx, some).await?;
        progress.add(some.len());
    }
    registers::save_units(tx, &plan.units).await?;
    for some in plan.people.chunks(AT_ONCE) {
        registers::save_people(tx, pools, some).await?;
        progress.add(some.len());
    }
    registers::save_teams(tx, &plan.teams).await?;
    for some in plan.assignments.chunks(AT_ONCE) {
        registers::save_assignments(tx, some).await?;
        progress.add(some.len());
    }
    for some in plan.designations.chunks(AT_ONCE) {
        registers::save_designations(tx, some).await?;
        progress.add(some.len());
    }
    registers::save_industries(tx, &plan.industries).await?;
    let records = (rights.account_id(), plan.records.as_slice());
    imported_records::write(tx, pools, records, &mut changed, progress).await?;
    if !plan.entries.is_empty() {
        let by = match rights.account_id() {
            Some(account) => account,
            None => imported_records::command_line(tx, pools).await?,
        };
        let names = names(plan, known);
        let noted = (&mut trail, progress);
        ledgers::write_entries(tx, pools, (by, &names), &plan.entries, noted).await?;
    }
    changed.publish(tx).await?;
    note_each(pools, rights, (plan, known), &mut trail);
    trail.close(tx).await
}

/// One row of the audit log for each thing: its history.
pub(crate) fn note_each(
    pools: &Pools,
    rights: Rights<'_>,
    (plan, known): (&Plan, &Known),
    trail: &mut Trail,
) {
    note_records(pools, rights, plan, trail);
    let names = Names::new(known);
    // Thousands of divisions come at once and have no card of their own.
    if rights.kind == Kind::Divisions {
        return;
    }
    for (old, new) in planned(plan, known) {
        let kind = new.kind().code();
        let (verb, changes) = match old {
            None => ("create", Vec::new()),
            Some(_) => ("change", changes(old, new, &names)),
        };
        let entry = audit::Entry {
            account_id: rights.account_id(),
            action: &format!("{kind}.{verb}"),
            subject_kind: kind,
            subject_id: new.key(),
            area_code: new.area(),
            detail: json!({ "changes": changes }),
        };
        trail.note(pools, entry);
    }
}

/// One row of the audit log for each record that a ledger made.
fn note_records(pools: &Pools, rights: Rights<'_>, plan: &Plan, trail: &mut Trail) {
    for one in &plan.records {
        let entry = audit::Entry {
            account_id: rights.account_id(),
            action: &format!("{}.import", rights.kind.code()),
            subject_kind: "record",
            subject_id: one.record.id().to_string(),
            area_code: Some(one.record.area_code()),
            detail: json!({ "version": 2 }),
        };
        trail.note(pools, entry);
    }
}

fn of_file<'a>(rights: Rights<'_>, plan: &Plan, file_name: &str) -> audit::Entry<'a> {
    audit::Entry {
        account_id: rights.account_id(),
        action: "imports.run",
        subject_kind: "import",
        subject_id: rights.kind.code().to_owned(),
        area_code: rights.area(),
        detail: json!({
            "file": file_name, "created": plan.report.created,
            "changed": plan.report.changed, "unchanged": plan.report.unchanged,
        }),
    }
}

/// Everything there is, for a page that shows how it hangs together.
pub(crate) async fn load_all(tx: &mut Tx) -> Result<Known> {
    let mut known = load(tx, Kind::Assignments).await?;
    let villages = registers::load_villages(tx).await?;
    known.villages = villages
        .into_iter()
        .map(|village| (village.code, village))
        .collect();
    known.designations = registers::load_designations(tx).await?;
    known.successions = divisions::successions(tx).await?;
    for (code, name, until) in divisions::former_names(tx).await? {
        let names = known.former_names.entry(code).or_default();
        names.push((name, until));
    }
    Ok(known)
}
