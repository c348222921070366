//! Every ledger as data. To add a field to one, add a line here: page, form, file and history follow.

mod assessments;
mod attendees;
mod bases;
mod effects;
pub(super) mod entities;
mod money;
mod outreach;
pub(super) mod problems;
pub(super) mod technology;

use super::{Choices, Field, Fills, Kind, Unique, View};

/// A ledger.
#[derive(Debug, Clone, Copy)]
pub struct Declared {
    pub fields: &'static [Field],
    pub views: &'static [View],
    pub unique: Unique,
    /// Whether its entries come to an end.
    pub ends: bool,
    /// Columns of days, the second of which never lies before the first.
    pub orders: &'static [(&'static str, &'static str)],
    /// Columns of numbers, the first of which is a part of the second.
    pub parts: &'static [(&'static str, &'static str)],
    /// Columns of which at least one is filled in.
    pub any_of: &'static [&'static str],
}

/// A ledger that needs nothing special.
const PLAIN: Declared = Declared {
    fields: &[],
    views: &[],
    unique: Unique::No,
    ends: false,
    orders: &[],
    parts: &[],
    any_of: &[],
};

/// The one view of most ledgers.
const fn whole(columns: &'static [&'static str]) -> View {
    View {
        code: "all",
        label: "全部",
        columns,
        statuses: &[],
    }
}

impl Declared {
    /// The field of this column, the questions of its steps among them.
    #[must_use]
    pub fn field(&self, column: &str) -> Option<&'static Field> {
        use super::steps::Step;
        use crate::codes::Coded;
        let own = self.fields.iter();
        let steps = Step::ALL.iter().flat_map(|step| step.fields());
        own.chain(steps).find(|field| field.column == column)
    }

    /// The field that fills this part of the database's row.
    #[must_use]
    pub fn field_that(&self, fills: Fills) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.fills == fills)
    }

    /// What a file of a view holds: a ledger with one view all of its fields and how entries end, one
    /// with several the form that the view is.
    #[must_use]
    pub fn written(&self, view: &View) -> Vec<&'static Field> {
        let shown = view.columns.iter();
        let mut fields: Vec<_> = shown.filter_map(|column| self.field(column)).collect();
        if self.views.len() == 1 {
            let own = self.fields.iter();
            fields.extend(own.filter(|field| !view.columns.contains(&field.column)));
            if self.ends {
                fields.extend(super::steps::Step::End.fields());
            }
        }
        fields
    }

    /// Whether entries belong to a year rather than to a day.
    #[must_use]
    pub fn is_yearly(&self) -> bool {
        self.field_that(Fills::Year).is_some()
    }

    /// The view of this code; of another, the first one.
    #[must_use]
    pub fn view(&self, code: &str) -> &'static View {
        let found = self.views.iter().find(|view| view.code == code);
        found.unwrap_or(&self.views[0])
    }
}

impl Kind {
    /// How this ledger is kept.
    #[must_use]
    pub const fn declared(self) -> &'static Declared {
        match self {
            Self::Problem => &problems::PROBLEMS,
            Self::Introduction => &technology::INTRODUCTIONS,
            Self::Project => &technology::PROJECTS,
            Self::Effect => &effects::EFFECTS,
            Self::Outreach => &outreach::EVENTS,
            Self::Bulletin => &outreach::BULLETINS,
            Self::Reply => &outreach::REPLIES,
            Self::Base => &bases::BASES,
            Self::Household => &bases::HOUSEHOLDS,
            Self::Entity => &entities::ENTITIES,
            Self::Community => &entities::COMMUNITIES,
            Self::Agreement => &entities::AGREEMENTS,
            Self::Talent => &entities::TALENTS,
            Self::Attendee => &attendees::ATTENDEES,
            Self::Funding => &money::FUNDING,
            Self::Assessment => &assessments::ASSESSMENTS,
        }
    }
}

/// Whom a service is for, as forms name it.
const TARGETS: Choices = &[
    ("village_collective", "村集体"),
    ("cooperative", "合作社"),
    ("enterprise", "企业"),
    ("family_farm", "家庭农场"),
    ("farmer_household", "农户"),
    ("park", "园区"),
    ("star_space", "星创天地"),
    ("other", "其他"),
];

/// How high an office stands.
const LEVELS: Choices = &[
    ("province", "省级"),
    ("city", "市级"),
    ("county", "县级"),
    ("national", "国家级"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::Coded;

    #[test]
    fn every_ledger_knows_its_name_place_and_time_and_shows_columns_that_exist() {
        for kind in Kind::ALL {
            let declared = kind.declared();
            assert!(declared.field_that(Fills::Name).is_some(), "{kind:?}");
            assert!(declared.field_that(Fills::Area).is_some(), "{kind:?}");
            let time = [Fills::OccurredOn, Fills::Year];
            let timed = time
                .iter()
                .filter(|fills| declared.field_that(**fills).is_some());
            assert_eq!(timed.count(), 1, "{kind:?}");
            for view in declared.views {
                for column in view.columns {
                    assert!(declared.field(column).is_some(), "{kind:?} {column}");
                }
            }
            let pairs = declared.orders.iter().chain(declared.parts);
            for column in pairs.flat_map(|(one, other)| [one, other]) {
                assert!(declared.field(column).is_some(), "{kind:?} {column}");
            }
        }
    }

    #[test]
    fn effects_funding_and_assessments_belong_to_a_year() {
        let yearly = Kind::ALL.iter().filter(|kind| kind.declared().is_yearly());
        let yearly: Vec<_> = yearly.collect();
        assert_eq!(yearly, [&Kind::Effect, &Kind::Funding, &Kind::Assessment]);
    }

    #[test]
    fn what_the_database_needs_is_always_asked() {
        for kind in Kind::ALL {
            let fields = kind.declared().fields.iter();
            for field in fields.filter(|field| {
                matches!(
                    field.fills,
                    Fills::Name | Fills::Area | Fills::OccurredOn | Fills::Year | Fills::SubKind
                )
            }) {
                assert!(field.required, "{kind:?} {}", field.column);
            }
        }
    }
}
