//! What a file makes and changes, worked out before anything is written.

use super::{Kind, OneTimeCode, Progress, Report, RowError, Table, reader::Reader};
use super::{
    assignments, commissioners, designations, divisions,
    imported_records::{Imported, LedgerRecord},
    industries,
    ledgers::{self, KnownEntry, LedgerEntry},
    teams, trainings, units, villages, visits,
};
use crate::{
    Clock,
    accounts::Code,
    areas::{Area, AreaIndex},
    registers::{Assignment, Commissioner, Designation, Industry, Team, Unit, Village},
};
use chrono::NaiveDate;
use domain::{
    access::{Action, Actor, Standing, may},
    areas::AreaCode,
    divisions::{Succession, Successions},
    ids::{AccountId, CommissionerId, UnitId},
};
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

/// What the database holds already, as far as the kind needs it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Known {
    pub(crate) areas: AreaIndex,
    /// Areas that went into others.
    pub(crate) successions: Successions,
    /// What areas were called before, and the first day of the name that followed.
    pub(crate) former_names: HashMap<AreaCode, Vec<(String, NaiveDate)>>,
    pub(crate) industries: Vec<Industry>,
    /// By code.
    pub(crate) units: HashMap<String, Unit>,
    /// By login.
    pub(crate) people: HashMap<String, Commissioner>,
    /// First and last day of each term of everybody, when the file holds what they did or look after.
    pub(crate) terms: HashMap<CommissionerId, Vec<(NaiveDate, Option<NaiveDate>)>>,
    /// The logins of everybody of a name.
    pub(crate) namesakes: HashMap<String, Vec<String>>,
    /// Logins of accounts that are no commissioner's.
    pub(crate) other_logins: HashSet<String>,
    /// By code.
    pub(crate) teams: HashMap<String, Team>,
    pub(crate) villages: HashMap<AreaCode, Village>,
    pub(crate) assignments: Vec<Assignment>,
    pub(crate) designations: Vec<Designation>,
    /// What was imported from ledgers before, by its key.
    pub(crate) ledger: HashMap<String, Imported>,
    /// Entries of the ledger that the file lists, struck ones left out.
    pub(crate) entries: Vec<KnownEntry>,
    /// The keys of trainings' titles, and their numbers.
    pub(crate) trainings: HashSet<String>,
    /// What tells the records that are there, when the file is one that their list wrote.
    pub(crate) written: HashSet<String>,
}

impl Known {
    /// The areas that send their people from this unit.
    pub(crate) fn areas_of_unit(&self, id: UnitId) -> impl Iterator<Item = AreaCode> {
        let sent = self
            .people
            .values()
            .filter(move |person| person.unit_id == id);
        let led = self
            .teams
            .values()
            .filter(move |team| team.lead_unit_id == id);
        sent.map(|person| person.area_code)
            .chain(led.map(|team| team.area_code))
    }
}

/// What the importing person may edit.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rights<'a> {
    actor: Option<&'a Actor>,
    pub(crate) kind: Kind,
}

impl<'a> Rights<'a> {
    pub(crate) const fn new(actor: Option<&'a Actor>, kind: Kind) -> Self {
        Self { actor, kind }
    }

    /// Whether there is anything the person may edit.
    pub(crate) fn any(self) -> bool {
        self.everywhere()
            || (self.kind != Kind::Industries
                && self
                    .actor
                    .and_then(|actor| actor.area_code)
                    .is_some_and(|area| self.edits(&area)))
    }

    /// Whether the person may edit what lies in this area.
    pub(crate) fn edits(self, area: &AreaCode) -> bool {
        self.everywhere()
            || self.actor.is_some_and(|actor| {
                let standing = Standing::to_area(actor, area);
                let keeps = match self.kind {
                    Kind::Entries(ledger) => may(actor.role, Action::of_ledger(ledger), standing),
                    _ => true,
                };
                keeps && may(actor.role, Action::EditRegisters, standing)
            })
    }

    /// The command line edits everything, an administrator divisions and dictionaries.
    fn everywhere(self) -> bool {
        self.actor.is_none_or(|actor| {
            matches!(self.kind, Kind::Divisions | Kind::Industries)
                && may(actor.role, Action::Administer, Standing::default())
        })
    }

    pub(crate) fn account_id(self) -> Option<AccountId> {
        self.actor.map(|actor| actor.account_id)
    }

    pub(crate) fn area(self) -> Option<AreaCode> {
        self.actor.and_then(|actor| actor.area_code)
    }
}

/// The outcome of reading all rows: counts, faults, and what is to be written.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub(crate) report: Report,
    pub(crate) areas: Vec<Area>,
    /// Areas as they were called until a day.
    pub(crate) former: Vec<(Area, NaiveDate)>,
    /// Areas that go into others.
    pub(crate) successions: Vec<Succession>,
    pub(crate) villages: Vec<Village>,
    pub(crate) units: Vec<Unit>,
    /// New ones carry the code of their account.
    pub(crate) people: Vec<(Commissioner, Option<Code>)>,
    pub(crate) teams: Vec<Team>,
    pub(crate) assignments: Vec<Assignment>,
    pub(crate) designations: Vec<Designation>,
    pub(crate) industries: Vec<Industry>,
    pub(crate) records: Vec<LedgerRecord>,
    pub(crate) entries: Vec<LedgerEntry>,
    /// Keys met so far and the row they stood in.
    keys: HashMap<String, usize>,
    progress: Arc<Progress>,
}

impl Plan {
    /// Counts one thing; whether it must be written.
    pub(crate) fn settle<T: PartialEq>(&mut self, old: Option<&T>, new: &T) -> bool {
        match old {
            None => self.report.created += 1,
            Some(old) if old == new => self.report.unchanged += 1,
            Some(_) => self.report.changed += 1,
        }
        old != Some(new)
    }

    /// Ends a row: a key met before is one more fault. Whether the row is free of faults.
    pub(crate) fn accept(&mut self, mut reader: Reader<'_>, column: &str, key: &str) -> bool {
        if !key.is_empty() {
            let earlier = self.keys.insert(key.to_owned(), reader.row_number());
            if let Some(row) = earlier {
                reader.fault(column, "duplicate_row", &format!("与第 {row} 行重复"));
            }
        }
        self.progress.add(1);
        let faults = reader.into_faults();
        let clean = faults.is_empty();
        self.report.errors.extend(faults);
        clean
    }

    /// How many things are to be written.
    pub(crate) fn size(&self) -> usize {
        let places = self.areas.len() + self.villages.len() + self.designations.len();
        places
            + self.people.len()
            + self.assignments.len()
            + self.records.len()
            + self.entries.len()
    }

    /// Hands the new people's codes to the report.
    pub(crate) fn reveal_codes(&mut self) {
        let codes = self.people.iter().filter_map(|(person, code)| {
            code.as_ref().map(|code| OneTimeCode {
                login: person.login.clone(),
                name: person.name.clone(),
                code: code.shown(),
            })
        });
        self.report.one_time_codes = codes.collect();
    }

    /// A fault of the file as a whole.
    pub(crate) fn fault(&mut self, error: RowError) {
        self.report.errors.push(error);
    }
}

/// Reads all rows of a file against what is known.
pub(crate) fn plan(
    rights: Rights<'_>,
    table: &Table,
    known: &Known,
    clock: &Clock,
    progress: &Arc<Progress>,
) -> Plan {
    progress.begin(table.rows.len());
    let mut plan = Plan {
        progress: Arc::clone(progress),
        ..Plan::default()
    };
    match rights.kind {
        Kind::Divisions => divisions::plan(&mut plan, rights, table, known),
        Kind::Villages => villages::plan(&mut plan, rights, table, known),
        Kind::Units => units::plan(&mut plan, rights, table, known, clock),
        Kind::Commissioners => commissioners::plan(&mut plan, rights, table, known, clock),
        Kind::Teams => teams::plan(&mut plan, rights, table, known, clock),
        Kind::Assignments => assignments::plan(&mut plan, rights, table, known, clock),
        Kind::Designations => designations::plan(&mut plan, rights, table, known, clock),
        Kind::Industries => industries::plan(&mut plan, rights, table, known),
        Kind::Visits => visits::plan(&mut plan, rights, table, known, clock),
        Kind::Trainings => trainings::plan(&mut plan, rights, table, known, clock),
        Kind::Entries(ledger) => ledgers::plan(&mut plan, (rights, ledger), table, known, clock),
    }
    plan.report.warnings.extend(table.left_out.clone());
    if table.rows.is_empty() {
        let mut empty = super::sheet::unreadable("表头下面没有数据");
        empty.code = "empty";
        plan.fault(empty);
    }
    plan
}
