//! Imports: what is known is read, the file is judged against it, and all of it is written or nothing.

use super::{
    Pools, Tx, areas,
    audit::{self, Trail},
    registers, renamed,
};
use crate::{
    Result, StoreError,
    areas::AreaIndex,
    imports::{Kind, Known, Plan, Report, Rights, Table, plan},
    registers::{Names, changes, planned},
};
use domain::codes::Coded;
use serde_json::json;

/// Runs an import in one transaction; a dry run only reads.
pub(crate) async fn run(
    pools: &Pools,
    rights: Rights<'_>,
    table: &Table,
    file_name: &str,
    dry_run: bool,
) -> Result<Report> {
    let mut tx = if dry_run {
        pools.snapshot().await?
    } else {
        pools.begin().await?
    };
    let known = load(&mut tx, rights.kind).await?;
    let mut plan = plan(rights, table, &known, &pools.clock);
    if dry_run || !plan.report.errors.is_empty() {
        return Ok(plan.report);
    }
    let mut trail = Trail::default();
    trail.note(pools, of_file(rights, &plan, file_name));
    let written = write(&mut tx, pools, rights, (&plan, &known), trail).await;
    // Another import made the same thing a moment ago: the same call again will see it.
    written.map_err(|error| {
        if error.is_unique_violation() {
            StoreError::Conflict
        } else {
            error
        }
    })?;
    tx.commit().await?;
    plan.reveal_codes();
    Ok(plan.report)
}

async fn load(tx: &mut Tx, kind: Kind) -> Result<Known> {
    let mut known = Known {
        areas: AreaIndex::new(areas::load(tx, None).await?),
        ..Known::default()
    };
    if kind == Kind::Divisions {
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
    if kind == Kind::Assignments {
        known.assignments = registers::load_assignments(tx).await?;
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
    mut trail: Trail,
) -> Result<()> {
    let changed = renamed::note(tx, plan, known).await?;
    areas::upsert(tx, &plan.areas).await?;
    registers::save_villages(tx, &plan.villages).await?;
    registers::save_units(tx, &plan.units).await?;
    registers::save_people(tx, pools, &plan.people).await?;
    registers::save_teams(tx, &plan.teams).await?;
    registers::save_assignments(tx, &plan.assignments).await?;
    registers::save_designations(tx, &plan.designations).await?;
    registers::save_industries(tx, &plan.industries).await?;
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
    Ok(known)
}
