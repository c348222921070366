//! Any thing of any register, and the text of each of its columns, as files and forms hold it.
//!
//! What a form shows is what an import would read: the text of a thing, read back, changes nothing.

use super::{Assignment, Commissioner, Designation, Holder, Industry, Team, Unit, Village};
use crate::{areas::Area, imports::Known};
use chrono::NaiveDate;
use domain::{
    areas::AreaCode,
    codes::Coded,
    ids::{CommissionerId, TeamId, UnitId},
    registers::{Kind, Term},
};
use std::collections::{HashMap, HashSet};

/// A column and its text.
pub(crate) type Text = (&'static str, String);

/// One thing of a register.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Thing<'a> {
    Area(&'a Area),
    Village(&'a Village),
    Unit(&'a Unit),
    Commissioner(&'a Commissioner),
    Team(&'a Team),
    Assignment(&'a Assignment),
    Designation(&'a Designation),
    Industry(&'a Industry),
}

/// What ids and codes are called.
#[derive(Debug)]
pub(crate) struct Names<'a> {
    pub(crate) known: &'a Known,
    people: HashMap<CommissionerId, &'a Commissioner>,
    teams: HashMap<TeamId, &'a Team>,
    units: HashMap<UnitId, &'a Unit>,
    industries: HashMap<&'a str, &'a str>,
    /// Names that several people have.
    namesakes: HashSet<&'a str>,
}

impl<'a> Names<'a> {
    pub(crate) fn new(known: &'a Known) -> Self {
        let mut met = HashSet::new();
        let people = known.people.values();
        let repeated = people.filter(|person| !met.insert(person.name.as_str()));
        Self {
            known,
            namesakes: repeated.map(|person| person.name.as_str()).collect(),
            people: known.people.values().map(|one| (one.id, one)).collect(),
            teams: known.teams.values().map(|one| (one.id, one)).collect(),
            units: known.units.values().map(|one| (one.id, one)).collect(),
            industries: known
                .industries
                .iter()
                .map(|one| (one.code.as_str(), one.name.as_str()))
                .collect(),
        }
    }

    pub(crate) fn person(&self, id: CommissionerId) -> Option<&'a Commissioner> {
        self.people.get(&id).copied()
    }

    pub(crate) fn team(&self, id: TeamId) -> Option<&'a Team> {
        self.teams.get(&id).copied()
    }

    pub(crate) fn unit(&self, id: UnitId) -> Option<&'a Unit> {
        self.units.get(&id).copied()
    }

    /// What people call a holder.
    pub(crate) fn holder(&self, holder: Holder) -> String {
        match holder {
            Holder::Commissioner(id) => self.person(id).map(|person| person.name.clone()),
            Holder::Team(id) => self.team(id).map(|team| team.name.clone()),
        }
        .unwrap_or_default()
    }

    /// A name that an import understands: the login where others are called alike.
    pub(crate) fn sure(&self, person: &Commissioner) -> String {
        if self.namesakes.contains(person.name.as_str()) {
            person.login.clone()
        } else {
            person.name.clone()
        }
    }

    pub(crate) fn area(&self, code: AreaCode) -> String {
        let name = self.known.areas.full_name(code);
        if name.is_empty() {
            code.to_string()
        } else {
            name
        }
    }

    pub(crate) fn industries(&self, codes: &[String]) -> String {
        let name = |code: &String| self.industries.get(code.as_str()).copied();
        let names: Vec<_> = codes
            .iter()
            .map(|code| name(code).unwrap_or(code))
            .collect();
        names.join("、")
    }
}

impl Thing<'_> {
    pub(crate) const fn kind(self) -> Kind {
        match self {
            Self::Area(_) => Kind::Divisions,
            Self::Village(_) => Kind::Villages,
            Self::Unit(_) => Kind::Units,
            Self::Commissioner(_) => Kind::Commissioners,
            Self::Team(_) => Kind::Teams,
            Self::Assignment(_) => Kind::Assignments,
            Self::Designation(_) => Kind::Designations,
            Self::Industry(_) => Kind::Industries,
        }
    }

    /// What addresses and the audit log call it.
    pub(crate) fn key(self) -> String {
        match self {
            Self::Area(area) => area.code.to_string(),
            Self::Village(village) => village.code.to_string(),
            Self::Unit(unit) => unit.id.to_string(),
            Self::Commissioner(person) => person.id.to_string(),
            Self::Team(team) => team.id.to_string(),
            Self::Assignment(assignment) => assignment.id.to_string(),
            Self::Designation(designation) => designation.id.to_string(),
            Self::Industry(industry) => industry.code.clone(),
        }
    }

    /// Where it belongs; units and industries belong nowhere.
    pub(crate) const fn area(self) -> Option<AreaCode> {
        match self {
            Self::Area(area) => Some(area.code),
            Self::Village(village) => Some(village.code),
            Self::Commissioner(person) => Some(person.area_code),
            Self::Team(team) => Some(team.area_code),
            Self::Assignment(assignment) => Some(assignment.village_code),
            Self::Designation(designation) => Some(designation.village_code),
            Self::Unit(_) | Self::Industry(_) => None,
        }
    }

    /// Its first and last day.
    pub(crate) const fn days(self) -> Option<(NaiveDate, Option<NaiveDate>)> {
        match self {
            Self::Commissioner(person) => Some((person.term_from, person.term_to)),
            Self::Team(team) => Some((team.started_on, team.ended_on)),
            Self::Assignment(assignment) => Some((assignment.from_on, assignment.to_on)),
            Self::Designation(one) => Some((one.valid_from, one.valid_to)),
            Self::Area(_) | Self::Village(_) | Self::Unit(_) | Self::Industry(_) => None,
        }
    }

    /// The last day of what has no first one.
    const fn last_day(self) -> Option<NaiveDate> {
        match self {
            Self::Unit(unit) => unit.ended_on,
            Self::Industry(industry) => industry.ended_on,
            _ => None,
        }
    }

    pub(crate) fn term(self, today: NaiveDate) -> Term {
        match (self.days(), self.last_day()) {
            (Some((from, to)), _) => Term::on(today, from, to),
            (None, Some(last)) => Term::on(today, NaiveDate::MIN, Some(last)),
            (None, None) => Term::Always,
        }
    }

    /// What people call it.
    pub(crate) fn title(self, names: &Names<'_>) -> String {
        match self {
            Self::Area(area) => names.area(area.code),
            Self::Village(village) => names.area(village.code),
            Self::Unit(unit) => unit.name.clone(),
            Self::Commissioner(person) => person.name.clone(),
            Self::Team(team) => team.name.clone(),
            Self::Assignment(one) => {
                format!(
                    "{} · {}",
                    names.holder(one.holder),
                    names.area(one.village_code)
                )
            }
            Self::Designation(one) => {
                format!("{} · {}", names.area(one.village_code), one.kind.label())
            }
            Self::Industry(industry) => industry.name.clone(),
        }
    }

    /// The text of each column, in the order of a file.
    pub(crate) fn texts(self, names: &Names<'_>) -> Vec<Text> {
        match self {
            Self::Area(area) => of_area(area),
            Self::Village(village) => of_village(village, names),
            Self::Unit(unit) => of_unit(unit),
            Self::Commissioner(person) => of_person(person, names),
            Self::Team(team) => of_team(team, names),
            Self::Assignment(assignment) => of_assignment(assignment, names),
            Self::Designation(designation) => of_designation(designation, names),
            Self::Industry(industry) => vec![
                ("code", industry.code.clone()),
                ("name", industry.name.clone()),
                ("category", industry.category.clone()),
                ("unit", industry.unit.clone()),
                ("ended_on", maybe(industry.ended_on.as_ref())),
            ],
        }
    }
}

fn maybe<T: ToString>(value: Option<&T>) -> String {
    value.map(ToString::to_string).unwrap_or_default()
}

fn of_area(area: &Area) -> Vec<Text> {
    vec![
        ("code", area.code.to_string()),
        ("name", area.name.clone()),
        ("level", area.level.code().to_owned()),
        ("parent_code", maybe(area.parent_code.as_ref())),
        ("kind", area.kind.clone()),
        ("short_name", area.short_name.clone()),
    ]
}

fn of_village(village: &Village, names: &Names<'_>) -> Vec<Text> {
    let base = if village.has_industry_base {
        "是"
    } else {
        "否"
    };
    vec![
        ("code", names.area(village.code)),
        ("households", maybe(village.households.as_ref())),
        ("population", maybe(village.population.as_ref())),
        ("has_industry_base", base.to_owned()),
        (
            "leading_industries",
            names.industries(&village.leading_industries),
        ),
        ("party_secretary", maybe(village.party_secretary.as_ref())),
        ("contact_name", maybe(village.contact_name.as_ref())),
        ("contact_phone", maybe(village.contact_phone.as_ref())),
        (
            "current_condition",
            maybe(village.current_condition.as_ref()),
        ),
        ("tech_demand", maybe(village.tech_demand.as_ref())),
    ]
}

fn of_unit(unit: &Unit) -> Vec<Text> {
    vec![
        ("code", unit.code.clone()),
        ("name", unit.name.clone()),
        ("kind", unit.kind.clone()),
        ("level", unit.level.label().to_owned()),
        ("contact", maybe(unit.contact.as_ref())),
        ("phone", maybe(unit.phone.as_ref())),
        ("ended_on", maybe(unit.ended_on.as_ref())),
    ]
}

fn of_person(person: &Commissioner, names: &Names<'_>) -> Vec<Text> {
    let unit = names.unit(person.unit_id).map(|unit| &unit.name);
    vec![
        ("login", person.login.clone()),
        ("name", person.name.clone()),
        ("mobile", person.mobile.clone()),
        ("gender", person.gender.clone()),
        ("birth_year", maybe(person.birth_year.as_ref())),
        ("kind", person.kind.label().to_owned()),
        ("unit_code", maybe(unit)),
        ("title_level", person.title_level.label().to_owned()),
        ("level", person.level.label().to_owned()),
        ("industry_codes", names.industries(&person.industry_codes)),
        ("area_code", names.area(person.area_code)),
        ("term_from", person.term_from.to_string()),
        ("term_to", maybe(person.term_to.as_ref())),
        ("specialty", maybe(person.specialty.as_ref())),
    ]
}

fn of_team(team: &Team, names: &Names<'_>) -> Vec<Text> {
    let unit = names.unit(team.lead_unit_id).map(|unit| &unit.name);
    let industry = std::slice::from_ref(&team.industry_code);
    let members = team.members.iter().filter_map(|(id, role)| {
        let person = names.person(*id)?;
        Some(format!("{}（{}）", names.sure(person), role.label()))
    });
    vec![
        ("code", team.code.clone()),
        ("name", team.name.clone()),
        ("kind", team.kind.label().to_owned()),
        ("level", team.level.label().to_owned()),
        ("area_code", names.area(team.area_code)),
        ("industry_code", names.industries(industry)),
        ("lead_unit_code", maybe(unit)),
        ("started_on", team.started_on.to_string()),
        ("ended_on", maybe(team.ended_on.as_ref())),
        ("members", members.collect::<Vec<_>>().join("、")),
    ]
}

fn of_assignment(assignment: &Assignment, names: &Names<'_>) -> Vec<Text> {
    let (person, team) = match assignment.holder {
        Holder::Commissioner(id) => (names.person(id).map(|person| names.sure(person)), None),
        Holder::Team(id) => (None, names.team(id).map(|team| team.name.clone())),
    };
    vec![
        ("login", person.unwrap_or_default()),
        ("team_code", team.unwrap_or_default()),
        ("village_code", names.area(assignment.village_code)),
        ("from", assignment.from_on.to_string()),
        ("to", maybe(assignment.to_on.as_ref())),
    ]
}

fn of_designation(designation: &Designation, names: &Names<'_>) -> Vec<Text> {
    vec![
        ("village_code", names.area(designation.village_code)),
        ("kind", designation.kind.label().to_owned()),
        ("level", designation.level.label().to_owned()),
        ("valid_from", designation.valid_from.to_string()),
        ("valid_to", maybe(designation.valid_to.as_ref())),
        ("document_no", maybe(designation.document_no.as_ref())),
    ]
}
