//! Industries to choose from, one's own first.

use domain::reading::FormChoices;

use crate::components::Choice;

/// All industries with the person's own (of the person, the villages, the teams) in front, and how
/// many to show before 更多….
#[must_use]
pub fn industry_choices(choices: &FormChoices) -> (Vec<Choice>, usize) {
    let mut own: Vec<&str> = choices
        .own_industry_codes
        .iter()
        .map(String::as_str)
        .collect();
    own.extend(choices.teams.iter().map(|team| team.industry_code.as_str()));
    let villages = choices
        .villages
        .iter()
        .flat_map(|village| &village.industry_codes);
    own.extend(villages.map(String::as_str));
    let rank = |code: &str| {
        own.iter()
            .position(|own| *own == code)
            .unwrap_or(usize::MAX)
    };
    let mut sorted: Vec<_> = choices.industries.iter().collect();
    sorted.sort_by_key(|industry| rank(&industry.code));
    let near = sorted
        .iter()
        .filter(|industry| rank(&industry.code) != usize::MAX)
        .count();
    let all = sorted
        .into_iter()
        .map(|industry| Choice::new(&industry.code, &industry.name))
        .collect();
    (all, near.clamp(3, 6))
}

/// The industry to begin with: the village's if it is one's own as well, else the first of one's own.
#[must_use]
pub fn likely_industry(choices: &FormChoices, of_village: Option<&String>) -> Vec<String> {
    let own = &choices.own_industry_codes;
    let shared = of_village.filter(|code| own.contains(code));
    shared
        .or(own.first())
        .or(of_village)
        .cloned()
        .into_iter()
        .collect()
}
