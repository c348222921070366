//! C08 and C09: how many of an area's farming townships and leading industries somebody looks after.

use super::{Figure, share};

crate::coded!(
    /// What makes a township or an industry covered.
    Through {
        Assignment = "assignment" "结对",
        Visit = "visit" "实地服务",
        Team = "team" "团队",
        Commissioner = "commissioner" "科技特派员",
    }
);

/// How many there are, and how many of them are covered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reach {
    pub all: i64,
    pub covered: i64,
}

impl Reach {
    /// Counts one in.
    pub fn count(&mut self, covered: bool) {
        self.all += 1;
        self.covered += i64::from(covered);
    }

    /// The share that is covered; none of nothing.
    #[must_use]
    pub fn figure(self) -> Option<Figure> {
        share(self.covered, self.all)
    }
}

/// Whether a township of this kind is a farming one: neither a street office nor a development zone.
#[must_use]
pub fn is_farming(kind: &str) -> bool {
    matches!(kind, "town" | "township")
}
