//! The registers' things as they are stored: units, commissioners, teams, villages, 结对, designations.

use chrono::NaiveDate;
use domain::{
    areas::AreaCode,
    codes::{CommissionerKind, DesignationKind, DispatchLevel, TeamKind, TeamRole, TitleLevel},
    ids::{AssignmentId, CommissionerId, DesignationId, TeamId, UnitId},
};

/// One industry of the open dictionary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Industry {
    pub code: String,
    /// The Chinese name, as 脐橙.
    pub name: String,
    pub category: String,
    /// What its size is measured in, as 亩.
    pub unit: String,
}

/// A 派出单位.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    pub id: UnitId,
    pub code: String,
    pub name: String,
    /// The Chinese term, as 科研院所.
    pub kind: String,
    pub level: DispatchLevel,
    pub contact: Option<String>,
    pub phone: Option<String>,
}

/// A 科技特派员 and the login of the account that goes with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commissioner {
    pub id: CommissionerId,
    pub login: String,
    pub name: String,
    pub mobile: String,
    /// 男 or 女.
    pub gender: String,
    pub birth_year: Option<i64>,
    pub kind: CommissionerKind,
    pub unit_id: UnitId,
    pub title_level: TitleLevel,
    pub level: DispatchLevel,
    pub industry_codes: Vec<String>,
    /// The home county (or city, or township).
    pub area_code: AreaCode,
    pub term_from: NaiveDate,
    /// Inclusive; open-ended when absent.
    pub term_to: Option<NaiveDate>,
    pub specialty: Option<String>,
}

/// A 科技特派团 or 科技扶贫队 with its members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Team {
    pub id: TeamId,
    pub code: String,
    pub name: String,
    pub kind: TeamKind,
    pub level: DispatchLevel,
    pub area_code: AreaCode,
    pub industry_code: String,
    pub lead_unit_id: UnitId,
    pub started_on: NaiveDate,
    /// Inclusive; open-ended when absent.
    pub ended_on: Option<NaiveDate>,
    /// By commissioner id, each once.
    pub members: Vec<(CommissionerId, TeamRole)>,
}

/// A village's card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Village {
    pub code: AreaCode,
    pub households: Option<i64>,
    pub population: Option<i64>,
    pub has_industry_base: bool,
    pub leading_industries: Vec<String>,
    pub party_secretary: Option<String>,
    pub contact_name: Option<String>,
    pub contact_phone: Option<String>,
    pub current_condition: Option<String>,
    pub tech_demand: Option<String>,
}

/// Who is assigned to a village.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Holder {
    Commissioner(CommissionerId),
    Team(TeamId),
}

/// A 结对 of a person or a team with a village.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    pub id: AssignmentId,
    pub holder: Holder,
    pub village_code: AreaCode,
    pub from_on: NaiveDate,
    /// Inclusive; open-ended when absent.
    pub to_on: Option<NaiveDate>,
}

/// A dated designation of a village, as 脱贫村.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Designation {
    pub id: DesignationId,
    pub village_code: AreaCode,
    pub kind: DesignationKind,
    pub level: DispatchLevel,
    pub valid_from: NaiveDate,
    /// Inclusive; open-ended when absent.
    pub valid_to: Option<NaiveDate>,
    pub document_no: Option<String>,
}
