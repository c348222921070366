//! The ways to narrow the due villages, as the address says them.

use domain::{
    codes::Coded,
    coverage::{VillageCoverage, VillageFilter},
};

/// The ways to narrow the villages: what the address says, and what people call it.
pub(super) const SHOWS: [(&str, &str); 6] = [
    ("", "全部"),
    ("uncovered", "空白村"),
    ("overdue", "超期"),
    ("warning", "将超期"),
    ("assigned_not_served", "已结对未服务"),
    ("served_not_assigned", "服务未结对"),
];

/// The known filter of this name; all villages for any other.
pub(super) fn known(show: &str) -> &'static str {
    SHOWS
        .iter()
        .find(|(name, _)| *name == show)
        .map_or("", |(name, _)| name)
}

/// The known list of this name; all due villages for any other.
pub(super) fn known_list(show: &str) -> &'static str {
    VillageFilter::from_code(show).map_or("", Coded::code)
}

/// Whether a village belongs under the filter of this name.
pub(super) fn belongs(village: &VillageCoverage, show: &str) -> bool {
    VillageFilter::from_code(show).is_none_or(|filter| filter.holds(village))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::coverage::VillageState;

    fn village(visits: i64, assigned: bool, days_since: Option<i64>) -> VillageCoverage {
        VillageCoverage {
            code: "360722104200".parse().unwrap(),
            name: "山香村".into(),
            township: "小江镇".into(),
            designation: "poverty_exited_village".into(),
            assigned: if assigned {
                vec!["赵".into()]
            } else {
                Vec::new()
            },
            ended: Vec::new(),
            industries: Vec::new(),
            visits,
            pending: 0,
            last_visited_on: None,
            days_since,
            state: VillageState::Served,
            regular: false,
            planned: None,
        }
    }

    #[test]
    fn a_village_stands_under_every_filter_that_fits() {
        let under = |village: &VillageCoverage| -> Vec<&str> {
            let names = SHOWS.iter().map(|(name, _)| *name);
            names.filter(|name| belongs(village, name)).collect()
        };
        assert_eq!(
            under(&village(0, true, None)),
            ["", "uncovered", "overdue", "assigned_not_served"]
        );
        assert_eq!(
            under(&village(2, false, Some(61))),
            ["", "warning", "served_not_assigned"]
        );
        assert_eq!(known("everything"), "");
    }
}
