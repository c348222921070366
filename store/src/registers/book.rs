//! The registers as one person may read them: who is where, and what should be looked at.

use super::{
    Assignment, Commissioner, Designation, Holder, Team, Village,
    things::{Names, Thing},
};
use crate::imports::{Known, Rights};
use chrono::NaiveDate;
use domain::{
    access::{Action, Actor, Standing, may},
    areas::{AreaCode, AreaLevel},
    codes::{Coded, Role, TeamRole},
    divisions::{Succession, Successions},
    ids::{CommissionerId, UnitId},
    registers::{Kind, MOST_VILLAGES, Mark, Term},
};
use std::collections::{BTreeMap, HashMap};

/// Everything the registers hold, with who reads it and when.
#[derive(Debug)]
pub(crate) struct Book<'a> {
    pub(crate) names: Names<'a>,
    pub(crate) today: NaiveDate,
    pub(crate) actor: &'a Actor,
    known: &'a Known,
    /// Villages that nobody has written a card for yet.
    blank: BTreeMap<AreaCode, Village>,
    by_unit: HashMap<UnitId, Vec<&'a Commissioner>>,
    by_village: HashMap<AreaCode, Vec<&'a Assignment>>,
    by_holder: HashMap<Holder, Vec<&'a Assignment>>,
    designations: HashMap<AreaCode, Vec<&'a Designation>>,
}

impl<'a> Book<'a> {
    pub(crate) fn new(known: &'a Known, actor: &'a Actor, today: NaiveDate) -> Self {
        let mut by_village: HashMap<_, Vec<_>> = HashMap::new();
        let mut by_holder: HashMap<_, Vec<_>> = HashMap::new();
        for one in &known.assignments {
            by_village.entry(one.village_code).or_default().push(one);
            by_holder.entry(one.holder).or_default().push(one);
        }
        let mut designations: HashMap<_, Vec<_>> = HashMap::new();
        for one in &known.designations {
            designations.entry(one.village_code).or_default().push(one);
        }
        let mut by_unit: HashMap<_, Vec<_>> = HashMap::new();
        for person in known.people.values() {
            by_unit.entry(person.unit_id).or_default().push(person);
        }
        let villages = known.areas.of_level(AreaLevel::Village);
        let blank = villages
            .filter(|area| !known.villages.contains_key(&area.code))
            .filter(|area| actor.covers(&area.code))
            .map(|area| (area.code, Village::blank(area.code)))
            .collect();
        Self {
            names: Names::new(known),
            today,
            actor,
            known,
            blank,
            by_unit,
            by_village,
            by_holder,
            designations,
        }
    }

    /// All things of a register that the person may read, in the order of a list.
    pub(crate) fn things(&'a self, kind: Kind) -> Vec<Thing<'a>> {
        let known = self.known;
        let mut things: Vec<Thing<'a>> = match kind {
            Kind::Divisions | Kind::Visits | Kind::Trainings | Kind::Entries(_) => Vec::new(),
            Kind::Villages => {
                let all = known.villages.values().chain(self.blank.values());
                all.map(Thing::Village).collect()
            }
            Kind::Units => known.units.values().map(Thing::Unit).collect(),
            Kind::Commissioners => known.people.values().map(Thing::Commissioner).collect(),
            Kind::Teams => known.teams.values().map(Thing::Team).collect(),
            Kind::Assignments => known.assignments.iter().map(Thing::Assignment).collect(),
            Kind::Designations => known.designations.iter().map(Thing::Designation).collect(),
            Kind::Industries => known.industries.iter().map(Thing::Industry).collect(),
        };
        things.retain(|thing| self.reads(*thing));
        // The dictionary has an order of its own.
        if kind != Kind::Industries {
            things.sort_by_cached_key(|thing| order(*thing));
        }
        things
    }

    /// The thing of this key, if the person may read it.
    pub(crate) fn find(&'a self, kind: Kind, key: &str) -> Option<Thing<'a>> {
        let known = self.known;
        let found = match kind {
            Kind::Divisions | Kind::Visits | Kind::Trainings | Kind::Entries(_) => None,
            Kind::Villages => {
                let code = key.parse().ok()?;
                self.village(code).map(Thing::Village)
            }
            Kind::Units => {
                let id = key.parse().ok()?;
                self.names.unit(id).map(Thing::Unit)
            }
            Kind::Commissioners => {
                let id = key.parse().ok()?;
                self.names.person(id).map(Thing::Commissioner)
            }
            Kind::Teams => {
                let id = key.parse().ok()?;
                self.names.team(id).map(Thing::Team)
            }
            Kind::Assignments => {
                let id = key.parse().ok()?;
                let mut all = known.assignments.iter();
                all.find(|one| one.id == id).map(Thing::Assignment)
            }
            Kind::Designations => {
                let id = key.parse().ok()?;
                let mut all = known.designations.iter();
                all.find(|one| one.id == id).map(Thing::Designation)
            }
            Kind::Industries => {
                let mut all = known.industries.iter();
                all.find(|one| one.code == key).map(Thing::Industry)
            }
        };
        found.filter(|thing| self.reads(*thing))
    }

    /// Whether the person may read it: by its own area, or because it serves a village of theirs.
    fn reads(&self, thing: Thing<'_>) -> bool {
        let near = |area| {
            may(
                self.actor.role,
                Action::ReadRegisters,
                Standing::to_area(self.actor, &area),
            )
        };
        let serves = |holder| self.held(holder).any(|one| near(one.village_code));
        match thing {
            Thing::Commissioner(person) => {
                near(person.area_code) || serves(Holder::Commissioner(person.id))
            }
            Thing::Team(team) => near(team.area_code) || serves(Holder::Team(team.id)),
            Thing::Industry(_) => self.is_office() || self.edits(thing),
            Thing::Unit(_) => self.is_office(),
            other => other.area().is_some_and(near),
        }
    }

    fn is_office(&self) -> bool {
        self.actor
            .area_code
            .is_some_and(|area| self.actor.covers(&area))
    }

    /// Whether the person may change it.
    pub(crate) fn edits(&self, thing: Thing<'_>) -> bool {
        let rights = Rights::new(Some(self.actor), thing.kind());
        match thing.area() {
            Some(area) => rights.edits(&area),
            None => rights.any(),
        }
    }

    /// All 结对 of a holder, past ones among them.
    pub(crate) fn held(&self, holder: Holder) -> impl Iterator<Item = &'a Assignment> {
        self.by_holder.get(&holder).into_iter().flatten().copied()
    }

    /// All 结对 of a village, past ones among them.
    pub(crate) fn of_village(&self, code: AreaCode) -> impl Iterator<Item = &'a Assignment> {
        self.by_village.get(&code).into_iter().flatten().copied()
    }

    pub(crate) fn is_open(&self, assignment: &Assignment) -> bool {
        Thing::Assignment(assignment).term(self.today).is_open()
    }

    /// Whether it is to be offered for something new.
    pub(crate) fn is_in_use(&self, thing: Thing<'_>) -> bool {
        thing.term(self.today) != Term::Ended
    }

    /// All designations of a village, past ones among them.
    pub(crate) fn designations(&self, code: AreaCode) -> impl Iterator<Item = &'a Designation> {
        self.designations.get(&code).into_iter().flatten().copied()
    }

    /// The designations of a village that hold today, by their terms.
    pub(crate) fn designated(&self, code: AreaCode) -> Vec<&'static str> {
        self.designations(code)
            .filter(|one| Thing::Designation(one).term(self.today).is_open())
            .map(|one| one.kind.label())
            .collect()
    }

    pub(crate) fn people(&self) -> impl Iterator<Item = &'a Commissioner> {
        let people = self.known.people.values();
        people.filter(|person| self.reads(Thing::Commissioner(person)))
    }

    pub(crate) fn teams(&self) -> impl Iterator<Item = &'a Team> {
        let teams = self.known.teams.values();
        teams.filter(|team| self.reads(Thing::Team(team)))
    }

    pub(crate) fn village(&'a self, code: AreaCode) -> Option<&'a Village> {
        let written = self.known.villages.get(&code);
        written.or_else(|| self.blank.get(&code))
    }

    /// What became of a village that is no more today.
    pub(crate) fn gone(&self, code: AreaCode) -> Option<&'a Succession> {
        let went = self.known.successions.of(code);
        went.filter(|went| went.from <= self.today)
    }

    /// The villages that have gone into this one by today.
    pub(crate) fn taken_in(&self, code: AreaCode) -> impl Iterator<Item = &'a Succession> {
        let all = Successions::into(&self.known.successions, code);
        all.filter(|went| went.from <= self.today)
    }

    /// What an area was called before, the oldest first, and the first day of the name that followed.
    pub(crate) fn former_names(&self, code: AreaCode) -> &'a [(String, NaiveDate)] {
        let names = self.known.former_names.get(&code);
        names.map_or(&[], Vec::as_slice)
    }

    /// Township and village, as people of the county speak of it.
    pub(crate) fn local_name(&self, code: AreaCode) -> String {
        let named = |code: AreaCode| self.known.areas.get(&code);
        let parts = code.parent().into_iter().chain([code]).filter_map(named);
        parts.map(|area| area.short_name.as_str()).collect()
    }

    /// How many people of this person's area a unit has sent.
    pub(crate) fn sent_by(&self, unit: UnitId) -> usize {
        let sent = self.by_unit.get(&unit).into_iter().flatten();
        sent.filter(|person| self.reads(Thing::Commissioner(person)))
            .count()
    }

    /// What somebody should look at.
    pub(crate) fn marks(&self, thing: Thing<'_>) -> Vec<Mark> {
        match thing {
            Thing::Village(village) => self.marks_of_village(village.code),
            Thing::Commissioner(person) => self.marks_of_person(person.id, thing.term(self.today)),
            Thing::Team(team) if thing.term(self.today).is_open() => marks_of_team(team),
            _ => Vec::new(),
        }
    }

    fn marks_of_village(&self, code: AreaCode) -> Vec<Mark> {
        if let Some(gone) = self.gone(code) {
            return vec![Mark::Gone {
                how: gone.kind,
                into: self.local_name(gone.successor),
            }];
        }
        let open: Vec<_> = self
            .of_village(code)
            .filter(|one| self.is_open(one))
            .collect();
        let people = open
            .iter()
            .filter(|one| matches!(one.holder, Holder::Commissioner(_)))
            .count();
        if open.is_empty() {
            let due = !self.designated(code).is_empty();
            vec![Mark::Vacant { due }]
        } else if people > 1 {
            vec![Mark::Crowded { people }]
        } else {
            Vec::new()
        }
    }

    fn marks_of_person(&self, id: CommissionerId, term: Term) -> Vec<Mark> {
        let held = self.held(Holder::Commissioner(id));
        let villages = held.filter(|one| self.is_open(one)).count();
        match (term, villages) {
            (Term::Ended, 0) | (Term::Upcoming, _) => Vec::new(),
            (Term::Ended, villages) => vec![Mark::LeftOpen { villages }],
            (_, 0) => vec![Mark::Idle],
            (_, villages) if villages > MOST_VILLAGES => vec![Mark::TooMany { villages }],
            _ => Vec::new(),
        }
    }

    /// The registers this person may open.
    pub(crate) fn registers(actor: &Actor) -> Vec<Kind> {
        let office = matches!(
            actor.role,
            Role::TownshipCoordinator | Role::CountyStaff | Role::CityStaff
        );
        let opens = |kind: &Kind| office || Rights::new(Some(actor), *kind).any();
        let all = Kind::REGISTERS.iter().copied();
        all.filter(opens).collect()
    }
}

/// 团长负责制: one leads, or an administrative and a technical leader share it.
fn marks_of_team(team: &Team) -> Vec<Mark> {
    let roles = team.members.iter().map(|(_, role)| *role);
    let leaders = roles
        .clone()
        .filter(|role| *role == TeamRole::Leader)
        .count();
    if leaders > 1 {
        vec![Mark::ManyLeaders { leaders }]
    } else if roles.filter(|role| role.leads()).count() == 0 {
        vec![Mark::Leaderless]
    } else {
        Vec::new()
    }
}

/// By place, then by name: as a printed list would stand.
fn order(thing: Thing<'_>) -> (Option<AreaCode>, String, String) {
    let name = match thing {
        Thing::Unit(unit) => unit.code.clone(),
        Thing::Commissioner(person) => person.name.clone(),
        Thing::Team(team) => team.code.clone(),
        Thing::Assignment(one) => one.from_on.to_string(),
        Thing::Designation(one) => one.valid_from.to_string(),
        _ => String::new(),
    };
    (thing.area(), name, thing.key())
}
