//! The plain evaluator: counts an area's measures by walking a list of records. Slow and obvious on
//! purpose; the store's roll-ups are held equal to it.

use super::{
    CountedStanding, Measures, counts_teams,
    people::{PeopleCounts, PersonFacts},
    reach::Reach,
    tallies,
    targets::{self, Targets},
    timeliness::{Handling, Timeliness},
};
use crate::{
    areas::{AreaCode, AreaLevel},
    calendar,
    codes::{ServiceKind, ServiceMode, Status, TargetKind},
    coverage::{DueVillage, PlanEntry, RuleBook, Totals, VillageYear, frequency, plan_on},
    days::{self, Stay},
    divisions::{AreasOfDay, Divisions, Successions},
    ids::{CommissionerId, TeamId},
    ledgers::Facts,
    records::Record,
    trainings::Training,
    visits::Visit,
};
use chrono::{Datelike, NaiveDate};
use std::collections::{BTreeMap, BTreeSet};

/// A record as it stands now.
#[derive(Debug, Clone)]
pub struct RecordFact {
    pub record: Record,
    pub author_id: CommissionerId,
    pub status: Status,
    /// Participants who said 我没参加.
    pub absent: Vec<CommissionerId>,
    pub handling: Handling,
}

/// A commissioner's home, terms and industries.
#[derive(Debug, Clone)]
pub struct CommissionerFact {
    pub id: CommissionerId,
    pub area_code: AreaCode,
    /// First and last day of each 聘期.
    pub terms: Vec<(NaiveDate, Option<NaiveDate>)>,
    pub industry_codes: Vec<String>,
    /// Here without the terms begun, which are counted from `terms`.
    pub facts: PersonFacts,
}

impl CommissionerFact {
    fn serves(&self, first: NaiveDate, last: NaiveDate) -> bool {
        let in_time = |(from, to): &(NaiveDate, Option<NaiveDate>)| {
            calendar::overlaps(*from, *to, first, last)
        };
        self.terms.iter().any(in_time)
    }

    fn facts_of(&self, year: i32) -> PersonFacts {
        let begun = self.terms.iter().filter(|(from, _)| from.year() == year);
        PersonFacts {
            terms_begun: i64::try_from(begun.count()).unwrap_or(i64::MAX),
            ..self.facts
        }
    }
}

/// A team's home, industry and time.
#[derive(Debug, Clone)]
pub struct TeamFact {
    pub id: TeamId,
    pub area_code: AreaCode,
    pub industry_code: String,
    pub started_on: NaiveDate,
    pub ended_on: Option<NaiveDate>,
    pub members: Vec<CommissionerId>,
}

/// A 结对: of a person or of a team.
#[derive(Debug, Clone)]
pub struct AssignmentFact {
    pub commissioner_id: Option<CommissionerId>,
    pub team_id: Option<TeamId>,
    pub village_code: AreaCode,
    pub from: NaiveDate,
    pub to: Option<NaiveDate>,
}

/// A designation of a village.
#[derive(Debug, Clone)]
pub struct DesignationFact {
    pub village_code: AreaCode,
    pub valid_from: NaiveDate,
    pub valid_to: Option<NaiveDate>,
}

/// Everything figures are counted from.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    pub records: Vec<RecordFact>,
    pub commissioners: Vec<CommissionerFact>,
    pub teams: Vec<TeamFact>,
    pub assignments: Vec<AssignmentFact>,
    pub designations: Vec<DesignationFact>,
    pub rules: RuleBook,
    /// Villages' own plans.
    pub plans: Vec<PlanEntry>,
    /// Villages that have an industry base.
    pub industry_bases: BTreeSet<AreaCode>,
    /// Farming townships.
    pub townships: BTreeSet<AreaCode>,
    /// The leading industries of villages.
    pub leading: BTreeMap<AreaCode, Vec<String>>,
    /// Entries of the ledgers (台账).
    pub entries: Vec<Facts>,
    /// Areas that went into others.
    pub successions: Successions,
}

impl Ledger {
    /// The same with every record, 结对, designation and entry in the area that its own counts as.
    #[must_use]
    pub fn told(&self, areas: &AreasOfDay) -> Self {
        let mut ledger = self.clone();
        for fact in &mut ledger.records {
            match &mut fact.record {
                Record::Visit(visit) => visit.area_code = areas.told(visit.area_code),
                Record::Training(training) => {
                    training.area_code = areas.told(training.area_code);
                }
            }
        }
        for assignment in &mut ledger.assignments {
            assignment.village_code = areas.told(assignment.village_code);
        }
        for designation in &mut ledger.designations {
            designation.village_code = areas.told(designation.village_code);
        }
        for entry in &mut ledger.entries {
            entry.area_code = areas.told(entry.area_code);
        }
        ledger
    }
}

/// Counts the measures of `area` for `year`, seen from `today`, by the areas of the time or of now.
#[must_use]
pub fn measures(
    ledger: &Ledger,
    area: AreaCode,
    (year, divisions): (i32, Divisions),
    today: NaiveDate,
    standing: CountedStanding,
) -> Measures {
    let as_of = calendar::as_of(year, today);
    let areas = ledger.successions.on(divisions.day(as_of, today));
    let counts = |fact: &&RecordFact| {
        standing.takes(fact.status)
            && area.contains(&areas.told(fact.record.area_code()))
            && fact.record.occurred_on().year() == year
    };
    let targets = served(ledger.records.iter().filter(counts));
    let ledger = &ledger.told(&areas);
    let counted = || ledger.records.iter().filter(counts);
    let visits: Vec<(&RecordFact, &Visit)> = counted()
        .filter_map(|fact| match &fact.record {
            Record::Visit(visit) => Some((fact, visit)),
            Record::Training(_) => None,
        })
        .collect();
    let trainings: Vec<&Training> = counted()
        .filter_map(|fact| match &fact.record {
            Record::Training(training) => Some(training),
            Record::Visit(_) => None,
        })
        .collect();
    let visit_sum = |part: fn(&Visit) -> i64| visits.iter().map(|(_, visit)| part(visit)).sum();
    let training_sum =
        |part: fn(&Training) -> i64| trainings.iter().map(|training| part(training)).sum::<i64>();
    let visit_materials: i64 = visit_sum(|visit| {
        let own = visit.training_id.is_none();
        visit.materials_issued.filter(|_| own).unwrap_or(0)
    });
    let (teams, team_industries) = teams(ledger, area, as_of);
    Measures {
        people: commissioners(ledger, area, year),
        teams,
        team_industries,
        onsite_visits: visit_sum(|visit| i64::from(visit.mode == ServiceMode::Onsite)),
        day_units: day_units(&visits),
        targets,
        remote_visits: visit_sum(|visit| i64::from(visit.mode != ServiceMode::Onsite)),
        households: households(&visits),
        consultations: visit_sum(|visit| visit.consultations.unwrap_or(0)),
        materials: visit_materials
            + training_sum(|training| training.materials_issued.unwrap_or(0)),
        guidance_visits: visit_sum(|visit| {
            i64::from(visit.service_kinds.contains(&ServiceKind::Guidance))
        }),
        villages: villages(&visits),
        coverage: coverage(ledger, area, year, as_of, standing),
        townships: townships(ledger, area, year, as_of, standing),
        industries: industries(ledger, area, as_of),
        trainings: training_sum(|_| 1),
        attendances: training_sum(|training| training.attendances),
        farmers: training_sum(|training| training.farmers.unwrap_or(0)),
        poverty_exited_people: training_sum(|training| training.poverty_exited_people.unwrap_or(0)),
        grassroots_technicians: training_sum(|training| {
            training.grassroots_technicians.unwrap_or(0)
        }),
        online_views: training_sum(|training| training.online_views.unwrap_or(0)),
        tallies: tallies::count(&ledger.entries, area, year, today),
        timeliness: timeliness(counted()),
    }
}

/// The people of a visit who were there, each once.
#[must_use]
pub fn present(fact: &RecordFact) -> BTreeSet<CommissionerId> {
    fact.record
        .named_people()
        .iter()
        .copied()
        .filter(|person| !fact.absent.contains(person))
        .chain([fact.author_id])
        .collect()
}

/// B03: each person's on-site days, summed over persons.
fn day_units(visits: &[(&RecordFact, &Visit)]) -> i64 {
    let mut stays: BTreeMap<CommissionerId, Vec<Stay>> = BTreeMap::new();
    for (fact, visit) in visits
        .iter()
        .filter(|(_, visit)| visit.mode == ServiceMode::Onsite)
    {
        for person in present(fact) {
            stays.entry(person).or_default().push(visit.stay());
        }
    }
    stays.into_values().map(days::person_units).sum()
}

/// C01: the villages with an on-site visit.
fn villages(visits: &[(&RecordFact, &Visit)]) -> i64 {
    let served: BTreeSet<AreaCode> = visits
        .iter()
        .filter(|(_, visit)| visit.mode == ServiceMode::Onsite)
        .map(|(_, visit)| visit.area_code)
        .filter(|code| code.level() == AreaLevel::Village)
        .collect();
    i64::try_from(served.len()).unwrap_or(i64::MAX)
}

/// B06: the largest households_guided of each village, summed over villages.
fn households(visits: &[(&RecordFact, &Visit)]) -> i64 {
    let mut largest: BTreeMap<AreaCode, i64> = BTreeMap::new();
    for (_, visit) in visits
        .iter()
        .filter(|(_, visit)| visit.area_code.level() == AreaLevel::Village)
    {
        let most = largest.entry(visit.area_code).or_default();
        *most = (*most).max(visit.households_guided.unwrap_or(0));
    }
    largest.values().sum()
}

/// A01 and its parts. For a township (or village): those assigned there during the year, themselves or by their team.
fn commissioners(ledger: &Ledger, area: AreaCode, year: i32) -> PeopleCounts {
    let (first, last) = calendar::year_bounds(year);
    let here = |person: &CommissionerFact| {
        ledger
            .assignments
            .iter()
            .filter(|assignment| {
                area.contains(&assignment.village_code)
                    && calendar::overlaps(assignment.from, assignment.to, first, last)
            })
            .any(|assignment| {
                let in_team = |id| {
                    ledger
                        .teams
                        .iter()
                        .any(|team| team.id == id && team.members.contains(&person.id))
                };
                assignment.commissioner_id == Some(person.id)
                    || assignment.team_id.is_some_and(in_team)
            })
    };
    let counted = ledger
        .commissioners
        .iter()
        .filter(|person| person.serves(first, last))
        .filter(|person| {
            if area.level() <= AreaLevel::County {
                area.contains(&person.area_code)
            } else {
                here(person)
            }
        });
    let facts: Vec<PersonFacts> = counted.map(|person| person.facts_of(year)).collect();
    PeopleCounts::of(&facts, year)
}

/// B05: the different targets of each place that was recorded, summed over places.
fn served<'a>(counted: impl Iterator<Item = &'a RecordFact>) -> Targets {
    let mut places: BTreeMap<AreaCode, Vec<(TargetKind, String)>> = BTreeMap::new();
    for fact in counted {
        if let Record::Visit(visit) = &fact.record
            && let Some(key) = targets::key_of(visit)
        {
            let place = places.entry(visit.area_code).or_default();
            place.push((visit.target_kind, key));
        }
    }
    let mut targets = Targets::default();
    for place in places.values() {
        targets.add(Targets::of_place(
            place.iter().map(|(kind, key)| (*kind, key.as_str())),
        ));
    }
    targets
}

/// K03 of the records that count; only approval ends a review.
fn timeliness<'a>(counted: impl Iterator<Item = &'a RecordFact>) -> Timeliness {
    let mut timeliness = Timeliness::default();
    for fact in counted {
        timeliness.count(&Handling {
            approved_on: fact.handling.approved_on.filter(|_| fact.status.counts()),
            ..fact.handling
        });
    }
    timeliness
}

/// C08: farming townships with a village assigned at `as_of` or an on-site visit in the year.
fn townships(
    ledger: &Ledger,
    area: AreaCode,
    year: i32,
    as_of: NaiveDate,
    standing: CountedStanding,
) -> Reach {
    let mut reach = Reach::default();
    for township in ledger.townships.iter().filter(|code| area.contains(code)) {
        let assigned = ledger.assignments.iter().any(|assignment| {
            township.contains(&assignment.village_code)
                && calendar::holds(assignment.from, assignment.to, as_of)
        });
        let visited = ledger.records.iter().any(|fact| {
            standing.takes(fact.status)
                && township.contains(&fact.record.area_code())
                && fact.record.occurred_on().year() == year
                && month_facts(&fact.record).0
        });
        reach.count(assigned || visited);
    }
    reach
}

/// C09: leading industries of the villages that a team or a commissioner serves at `as_of`.
fn industries(ledger: &Ledger, area: AreaCode, as_of: NaiveDate) -> Option<Reach> {
    if !counts_teams(area.level()) {
        return None;
    }
    let here = ledger
        .leading
        .iter()
        .filter(|(code, _)| area.contains(code));
    let leading: BTreeSet<&String> = here.flat_map(|(_, industries)| industries).collect();
    let mut reach = Reach::default();
    for industry in leading {
        let team = ledger.teams.iter().any(|team| {
            area.contains(&team.area_code)
                && team.industry_code == *industry
                && calendar::holds(team.started_on, team.ended_on, as_of)
        });
        let person = ledger.commissioners.iter().any(|person| {
            area.contains(&person.area_code)
                && person.industry_codes.contains(industry)
                && person.serves(as_of, as_of)
        });
        reach.count(team || person);
    }
    Some(reach)
}

/// A06 and A09.
fn teams(ledger: &Ledger, area: AreaCode, as_of: NaiveDate) -> (Option<i64>, Option<i64>) {
    if !counts_teams(area.level()) {
        return (None, None);
    }
    let active: Vec<_> = ledger
        .teams
        .iter()
        .filter(|team| {
            area.contains(&team.area_code) && calendar::holds(team.started_on, team.ended_on, as_of)
        })
        .collect();
    let industries: BTreeSet<_> = active.iter().map(|team| &team.industry_code).collect();
    (
        i64::try_from(active.len()).ok(),
        i64::try_from(industries.len()).ok(),
    )
}

/// C02–C07 over the villages whose designation is valid at `as_of`.
fn coverage(
    ledger: &Ledger,
    area: AreaCode,
    year: i32,
    as_of: NaiveDate,
    standing: CountedStanding,
) -> Totals {
    let mut totals = Totals::default();
    for code in due_villages(ledger, area, as_of) {
        let rules = ledger.rules.on(code, as_of);
        let assigned = is_assigned(ledger, code, as_of);
        let (village_year, last_onsite_on) = village(ledger, code, year, as_of, standing);
        totals.add(
            &DueVillage {
                assigned,
                year: village_year,
                last_onsite_on,
            },
            &frequency(plan_on(&ledger.plans, code, as_of), &rules),
            year,
            as_of,
        );
    }
    totals
}

/// C02: the villages whose designation is valid at `as_of`, where the rule says so those with an industry
/// base alone.
#[must_use]
pub fn due_villages(ledger: &Ledger, area: AreaCode, as_of: NaiveDate) -> BTreeSet<AreaCode> {
    let designated = ledger
        .designations
        .iter()
        .filter(|designation| calendar::holds(designation.valid_from, designation.valid_to, as_of))
        .map(|designation| designation.village_code)
        .filter(|code| area.contains(code));
    let is_due = |code: &AreaCode| {
        !ledger.rules.on(*code, as_of).industry_base_only || ledger.industry_bases.contains(code)
    };
    designated.filter(is_due).collect()
}

/// Whether somebody is assigned to a village on a day.
#[must_use]
pub fn is_assigned(ledger: &Ledger, village: AreaCode, on: NaiveDate) -> bool {
    ledger.assignments.iter().any(|assignment| {
        assignment.village_code == village && calendar::holds(assignment.from, assignment.to, on)
    })
}

/// One village's year, and its last on-site visit of any year up to `as_of`.
#[must_use]
pub fn village(
    ledger: &Ledger,
    code: AreaCode,
    year: i32,
    as_of: NaiveDate,
    standing: CountedStanding,
) -> (VillageYear, Option<NaiveDate>) {
    let mut village_year = VillageYear::default();
    let mut last = None;
    for fact in ledger.records.iter().filter(|fact| {
        standing.takes(fact.status)
            && fact.record.area_code() == code
            && fact.record.occurred_on() <= as_of
    }) {
        let on = fact.record.occurred_on();
        let (onsite, half_days, lesson) = month_facts(&fact.record);
        if onsite {
            last = last.max(Some(on));
        }
        if on.year() == year {
            let month = calendar::month0(on);
            village_year.onsite[month] += i64::from(onsite);
            village_year.half_days[month] += half_days;
            village_year.lessons[month] += i64::from(lesson);
        }
    }
    (village_year, last)
}

/// What a record adds to its village's month: an on-site visit, its half days, a lesson.
#[must_use]
pub fn month_facts(record: &Record) -> (bool, i64, bool) {
    match record {
        Record::Training(_) => (false, 0, true),
        Record::Visit(visit) if visit.mode == ServiceMode::Onsite => {
            let taught = visit
                .service_kinds
                .iter()
                .any(|kind| matches!(kind, ServiceKind::Guidance | ServiceKind::SkillTraining));
            (true, visit.service_days.halves(), taught)
        }
        Record::Visit(_) => (false, 0, false),
    }
}
