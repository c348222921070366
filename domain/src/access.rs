//! Who may do what: one pure function over role × action × standing (contract §7).

use crate::{
    areas::AreaCode,
    codes::{Decision, Role},
    ids::{AccountId, CommissionerId, UnitId},
    ledgers,
};
use serde::{Deserialize, Serialize};

/// The signed-in person, as every store function takes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    pub account_id: AccountId,
    pub name: String,
    pub role: Role,
    /// The area of staff and coordinators, the home county of a commissioner; none for an administrator.
    pub area_code: Option<AreaCode>,
    pub commissioner_id: Option<CommissionerId>,
    pub unit_id: Option<UnitId>,
}

impl Actor {
    /// Whether the actor's office covers this area. Commissioners, unit administrators and administrators cover none.
    #[must_use]
    pub fn covers(&self, area: &AreaCode) -> bool {
        matches!(
            self.role,
            Role::TownshipCoordinator | Role::CountyStaff | Role::CityStaff
        ) && self.area_code.is_some_and(|own| own.contains(area))
    }
}

/// What a person wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Action {
    /// Read a record and its history.
    ReadRecord,
    /// Write a record as its author.
    WriteRecord,
    /// Enter a paper log for another person (代录).
    EnterOnBehalf,
    /// The township's step: 乡镇核实.
    Verify,
    Approve,
    Return,
    Void,
    Reopen,
    /// Say 我没参加 on a record that names one.
    MarkAbsence,
    /// See a contact's phone in full (audited).
    RevealPhone,
    /// Send a photo for a record of one's own.
    UploadPhoto,
    /// Send a scanned document (PDF), as offices enter paper logs.
    UploadScan,
    /// An area's figures and coverage.
    ReadFigures,
    /// Units, commissioners, teams, villages, assignments of an area.
    ReadRegisters,
    EditRegisters,
    /// Any ledger (台账) of an area.
    KeepLedgers,
    /// Ledgers that townships keep too.
    KeepTownshipLedgers,
    /// Accounts of commissioners and coordinators.
    ManageFieldAccounts,
    /// Any account, settings, dictionaries.
    Administer,
    /// Who did what in an area.
    ReadAudit,
    /// A person's year: the personal figures, and what the 派出单位 says of it.
    ReadPersonYear,
    /// Give 派出单位意见 on a person's year.
    GiveOpinion,
    /// Take such an opinion to the files, after which it stands.
    CloseOpinion,
    /// File the year of one's own area (年度上报).
    FileYear,
    /// Accept a year that was filed, or send it back.
    JudgeYear,
}

impl Action {
    /// All actions, for tables and tests.
    pub const ALL: &'static [Self] = &[
        Self::ReadRecord,
        Self::WriteRecord,
        Self::EnterOnBehalf,
        Self::Verify,
        Self::Approve,
        Self::Return,
        Self::Void,
        Self::Reopen,
        Self::MarkAbsence,
        Self::RevealPhone,
        Self::UploadPhoto,
        Self::UploadScan,
        Self::ReadFigures,
        Self::ReadRegisters,
        Self::EditRegisters,
        Self::KeepLedgers,
        Self::KeepTownshipLedgers,
        Self::ManageFieldAccounts,
        Self::Administer,
        Self::ReadAudit,
        Self::ReadPersonYear,
        Self::GiveOpinion,
        Self::CloseOpinion,
        Self::FileYear,
        Self::JudgeYear,
    ];

    /// The action of keeping a ledger.
    #[must_use]
    pub const fn of_ledger(kind: ledgers::Kind) -> Self {
        if kind.is_kept_by_townships() {
            Self::KeepTownshipLedgers
        } else {
            Self::KeepLedgers
        }
    }

    /// The action a review decision is, for this role.
    #[must_use]
    pub const fn of_decision(decision: Decision, role: Role) -> Self {
        match decision {
            Decision::Approve if matches!(role, Role::TownshipCoordinator) => Self::Verify,
            Decision::Approve => Self::Approve,
            Decision::Return => Self::Return,
            Decision::Void => Self::Void,
            Decision::Reopen => Self::Reopen,
        }
    }
}

/// How a person stands to a record.
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts: a person may be all of these at once"
)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Standing {
    /// Wrote it.
    pub author: bool,
    /// Is named in it as participant or trainer.
    pub takes_part: bool,
    /// Entered it for another (代录).
    pub entered: bool,
    /// Leads the team it belongs to.
    pub leads_team: bool,
    /// Administers the unit that sent its author or somebody named in it, or that sent the person.
    pub same_unit: bool,
    /// The record's (or thing's) area lies in the person's office area.
    pub in_scope: bool,
}

impl Standing {
    /// Standing to an area or a thing in it, rather than to a record.
    #[must_use]
    pub fn to_area(actor: &Actor, area: &AreaCode) -> Self {
        Self {
            in_scope: actor.covers(area),
            ..Self::default()
        }
    }

    /// Whether the person has a hand in the record: such a person never decides on it.
    #[must_use]
    pub const fn involved(self) -> bool {
        self.author || self.takes_part || self.entered
    }
}

/// Whether a person of this role and standing may do this.
#[must_use]
pub const fn may(role: Role, action: Action, standing: Standing) -> bool {
    let decides = standing.in_scope && !standing.involved();
    match role {
        Role::Commissioner => match action {
            Action::ReadRecord => standing.involved() || standing.leads_team,
            Action::WriteRecord => standing.author,
            Action::MarkAbsence => standing.takes_part && !standing.author,
            Action::RevealPhone => standing.author,
            Action::UploadPhoto => true,
            _ => false,
        },
        Role::TownshipCoordinator => match action {
            Action::ReadRecord
            | Action::EnterOnBehalf
            | Action::ReadFigures
            | Action::ReadRegisters
            | Action::KeepTownshipLedgers
            | Action::FileYear
            | Action::RevealPhone => standing.in_scope,
            Action::Verify | Action::Return => decides,
            Action::UploadPhoto | Action::UploadScan => true,
            _ => false,
        },
        Role::UnitAdmin => match action {
            Action::ReadRecord | Action::ReadPersonYear | Action::GiveOpinion => standing.same_unit,
            _ => false,
        },
        Role::CountyStaff => match action {
            Action::ReadRecord
            | Action::EnterOnBehalf
            | Action::ReadFigures
            | Action::ReadRegisters
            | Action::EditRegisters
            | Action::KeepLedgers
            | Action::KeepTownshipLedgers
            | Action::ManageFieldAccounts
            | Action::ReadAudit
            | Action::ReadPersonYear
            | Action::CloseOpinion
            | Action::FileYear
            | Action::JudgeYear
            | Action::RevealPhone => standing.in_scope,
            Action::Approve | Action::Return | Action::Void | Action::Reopen => decides,
            Action::UploadPhoto | Action::UploadScan => true,
            _ => false,
        },
        Role::CityStaff => match action {
            Action::ReadRecord
            | Action::ReadFigures
            | Action::ReadRegisters
            | Action::ReadAudit
            | Action::ReadPersonYear
            | Action::FileYear
            | Action::JudgeYear
            | Action::RevealPhone => standing.in_scope,
            Action::Approve | Action::Return | Action::Void | Action::Reopen => decides,
            Action::UploadPhoto | Action::UploadScan => true,
            _ => false,
        },
        Role::Admin => matches!(action, Action::Administer | Action::ReadAudit),
    }
}

/// Whether a person of this role and standing manages an account of this role.
#[must_use]
pub const fn may_manage(role: Role, account: Role, standing: Standing) -> bool {
    let in_the_field = matches!(account, Role::Commissioner | Role::TownshipCoordinator);
    may(role, Action::Administer, standing)
        || (in_the_field && may(role, Action::ManageFieldAccounts, standing))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::Coded;

    const OWN: Standing = Standing {
        author: true,
        takes_part: false,
        entered: false,
        leads_team: false,
        same_unit: false,
        in_scope: false,
    };
    const NAMED: Standing = Standing {
        takes_part: true,
        author: false,
        ..OWN
    };
    const LEADS: Standing = Standing {
        leads_team: true,
        author: false,
        ..OWN
    };
    const UNIT: Standing = Standing {
        same_unit: true,
        author: false,
        ..OWN
    };
    const INSIDE: Standing = Standing {
        in_scope: true,
        author: false,
        ..OWN
    };
    const INSIDE_ENTERED: Standing = Standing {
        in_scope: true,
        entered: true,
        author: false,
        ..OWN
    };
    const OUTSIDE: Standing = Standing {
        author: false,
        ..OWN
    };

    fn allowed(role: Role, standing: Standing) -> Vec<Action> {
        Action::ALL
            .iter()
            .copied()
            .filter(|action| may(role, *action, standing))
            .collect()
    }

    /// The whole table of contract §7: what is not listed is refused.
    #[test]
    #[expect(clippy::too_many_lines, reason = "one table")]
    fn each_role_may_do_exactly_what_the_table_says() {
        use Action::*;
        let table: &[(Role, Standing, &[Action])] = &[
            (
                Role::Commissioner,
                OWN,
                &[ReadRecord, WriteRecord, RevealPhone, UploadPhoto],
            ),
            (
                Role::Commissioner,
                NAMED,
                &[ReadRecord, MarkAbsence, UploadPhoto],
            ),
            (Role::Commissioner, LEADS, &[ReadRecord, UploadPhoto]),
            (Role::Commissioner, UNIT, &[UploadPhoto]),
            (Role::Commissioner, INSIDE, &[UploadPhoto]),
            (Role::Commissioner, OUTSIDE, &[UploadPhoto]),
            (
                Role::TownshipCoordinator,
                INSIDE,
                &[
                    ReadRecord,
                    EnterOnBehalf,
                    Verify,
                    Return,
                    RevealPhone,
                    UploadPhoto,
                    UploadScan,
                    ReadFigures,
                    ReadRegisters,
                    KeepTownshipLedgers,
                    FileYear,
                ],
            ),
            (
                Role::TownshipCoordinator,
                INSIDE_ENTERED,
                &[
                    ReadRecord,
                    EnterOnBehalf,
                    RevealPhone,
                    UploadPhoto,
                    UploadScan,
                    ReadFigures,
                    ReadRegisters,
                    KeepTownshipLedgers,
                    FileYear,
                ],
            ),
            (
                Role::TownshipCoordinator,
                OUTSIDE,
                &[UploadPhoto, UploadScan],
            ),
            (
                Role::UnitAdmin,
                UNIT,
                &[ReadRecord, ReadPersonYear, GiveOpinion],
            ),
            (Role::UnitAdmin, INSIDE, &[]),
            (Role::UnitAdmin, OUTSIDE, &[]),
            (
                Role::CountyStaff,
                INSIDE,
                &[
                    ReadRecord,
                    EnterOnBehalf,
                    Approve,
                    Return,
                    Void,
                    Reopen,
                    RevealPhone,
                    UploadPhoto,
                    UploadScan,
                    ReadFigures,
                    ReadRegisters,
                    EditRegisters,
                    KeepLedgers,
                    KeepTownshipLedgers,
                    ManageFieldAccounts,
                    ReadAudit,
                    ReadPersonYear,
                    CloseOpinion,
                    FileYear,
                    JudgeYear,
                ],
            ),
            (
                Role::CountyStaff,
                INSIDE_ENTERED,
                &[
                    ReadRecord,
                    EnterOnBehalf,
                    RevealPhone,
                    UploadPhoto,
                    UploadScan,
                    ReadFigures,
                    ReadRegisters,
                    EditRegisters,
                    KeepLedgers,
                    KeepTownshipLedgers,
                    ManageFieldAccounts,
                    ReadAudit,
                    ReadPersonYear,
                    CloseOpinion,
                    FileYear,
                    JudgeYear,
                ],
            ),
            (Role::CountyStaff, OUTSIDE, &[UploadPhoto, UploadScan]),
            (
                Role::CityStaff,
                INSIDE,
                &[
                    ReadRecord,
                    Approve,
                    Return,
                    Void,
                    Reopen,
                    RevealPhone,
                    UploadPhoto,
                    UploadScan,
                    ReadFigures,
                    ReadRegisters,
                    ReadAudit,
                    ReadPersonYear,
                    FileYear,
                    JudgeYear,
                ],
            ),
            (Role::CityStaff, OUTSIDE, &[UploadPhoto, UploadScan]),
            (Role::Admin, INSIDE, &[Administer, ReadAudit]),
            (Role::Admin, OUTSIDE, &[Administer, ReadAudit]),
        ];
        for (role, standing, actions) in table {
            assert_eq!(
                &allowed(*role, *standing),
                actions,
                "{} with {standing:?}",
                role.code()
            );
        }
    }

    #[test]
    fn nobody_decides_on_a_record_he_has_a_hand_in() {
        for role in Role::ALL {
            for hand in [OWN, NAMED, INSIDE_ENTERED] {
                let standing = Standing {
                    in_scope: true,
                    ..hand
                };
                for action in [
                    Action::Verify,
                    Action::Approve,
                    Action::Return,
                    Action::Void,
                    Action::Reopen,
                ] {
                    assert!(!may(*role, action, standing), "{} {action:?}", role.code());
                }
            }
        }
    }

    #[test]
    fn a_county_manages_those_in_the_field_and_nobody_above() {
        for account in Role::ALL {
            let field = matches!(account, Role::Commissioner | Role::TownshipCoordinator);
            assert_eq!(may_manage(Role::CountyStaff, *account, INSIDE), field);
            assert!(!may_manage(Role::CountyStaff, *account, OUTSIDE));
            assert!(!may_manage(Role::CityStaff, *account, INSIDE));
            assert!(may_manage(Role::Admin, *account, OUTSIDE));
        }
    }

    #[test]
    fn only_offices_cover_areas() {
        let area: AreaCode = "360722000000".parse().unwrap();
        for role in Role::ALL {
            let actor = Actor {
                account_id: AccountId(uuid::Uuid::nil()),
                name: String::new(),
                role: *role,
                area_code: Some(area),
                commissioner_id: None,
                unit_id: None,
            };
            let office = matches!(
                role,
                Role::TownshipCoordinator | Role::CountyStaff | Role::CityStaff
            );
            assert_eq!(actor.covers(&"360722104200".parse().unwrap()), office);
            assert!(!actor.covers(&"360723104200".parse().unwrap()));
        }
    }
}
