//! Due villages as rows, as the coverage board shows them.

use super::{Cell, columns};
use domain::{
    codes::{Coded, DesignationKind},
    coverage::VillageCoverage,
};

/// A village with the county it lies in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedVillage {
    pub county: String,
    pub village: VillageCoverage,
}

columns! {
    /// The columns of every list of villages.
    COLUMNS: ListedVillage;
    "区划代码" 14 |listed| Cell::text(listed.village.code.as_str());
    "县（市、区）" 12 |listed| Cell::text(&listed.county);
    "乡镇" 12 |listed| Cell::text(&listed.village.township);
    "村" 14 |listed| Cell::text(&listed.village.name);
    "认定" 14 |listed| Cell::term::<DesignationKind>(&listed.village.designation);
    "状态" 9 |listed| Cell::text(listed.village.state.label());
    "结对人员（团队）" 22 |listed| Cell::texts(&listed.village.assigned);
    "聘期已满" 12 |listed| Cell::texts(&listed.village.ended);
    "主导产业" 16 |listed| Cell::texts(&listed.village.industries);
    "本年实地服务（次）" 10 |listed| Cell::Count(listed.village.visits);
    "待审（次）" 8 |listed| Cell::Count(listed.village.pending);
    "上次服务日期" 12 |listed| Cell::date(listed.village.last_visited_on);
    "距上次（天）" 8 |listed| Cell::count(listed.village.days_since);
}
