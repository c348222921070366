//! The life of a record: what the author and the reviewers can do from each state (contract §3).

use crate::{
    areas::AreaLevel,
    codes::{Decision, RecordKind, Role, Status},
    fields::FieldCode,
    sync::Op,
};
use chrono::NaiveDate;

/// Days after which county staff may pass over a township that has not verified.
pub const TOWNSHIP_GRACE_DAYS: i64 = 7;

/// The longest opinion, in characters.
pub const MAX_OPINION: usize = 255;

/// Service days in one month above which a reviewer should look twice.
pub const MANY_DAYS_A_MONTH: i64 = 20;

/// The fields of a record that a return can point at, in the order of the forms.
#[must_use]
pub const fn fields_of(kind: RecordKind) -> &'static [&'static str] {
    match kind {
        RecordKind::Visit => &[
            "area_code",
            "started_on",
            "ended_on",
            "service_days",
            "mode",
            "target_kind",
            "industry_codes",
            "service_kinds",
            "action_kind",
            "content",
            "photos",
            "households_guided",
            "consultations",
            "materials_issued",
            "participant_ids",
            "result",
        ],
        RecordKind::Training => &[
            "title",
            "form",
            "started_at",
            "ended_at",
            "area_code",
            "topic",
            "industry_codes",
            "attendances",
            "farmers",
            "poverty_exited_people",
            "photos",
            "organiser",
            "trainer_ids",
            "materials_issued",
        ],
    }
}

/// Whether a decision can point at fields: it sends the record back to its author.
#[must_use]
pub const fn points_at_fields(decision: Decision) -> bool {
    matches!(decision, Decision::Return | Decision::Reopen)
}

/// What a decision needs to know of the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reviewed {
    pub status: Status,
    pub area_level: AreaLevel,
    /// The Shanghai date on which it was last submitted.
    pub submitted_on: NaiveDate,
}

/// The state a decision leads to.
///
/// `township_step` is the county's setting: records at village and township level then need
/// `verified` first, and county staff may pass over it after [`TOWNSHIP_GRACE_DAYS`].
pub fn decide(
    record: Reviewed,
    decision: Decision,
    role: Role,
    township_step: bool,
    today: NaiveDate,
) -> Result<Status, FieldCode> {
    match (decision, record.status) {
        (Decision::Approve, Status::Submitted) if role == Role::TownshipCoordinator => {
            Ok(Status::Verified)
        }
        (Decision::Approve, Status::Verified) if role != Role::TownshipCoordinator => {
            Ok(Status::Approved)
        }
        (Decision::Approve, Status::Submitted) => {
            let township_has_time = (today - record.submitted_on).num_days() <= TOWNSHIP_GRACE_DAYS;
            if township_step && record.area_level >= AreaLevel::Township && township_has_time {
                Err(FieldCode::NotVerified)
            } else {
                Ok(Status::Approved)
            }
        }
        (Decision::Return, Status::Submitted | Status::Verified)
        | (Decision::Reopen, Status::Approved | Status::Locked) => Ok(Status::Returned),
        (
            Decision::Void,
            Status::Submitted | Status::Verified | Status::Returned | Status::Approved,
        ) => Ok(Status::Voided),
        _ => Err(FieldCode::NotAllowedNow),
    }
}

/// Whether a decision needs words.
#[must_use]
pub const fn needs_opinion(decision: Decision) -> bool {
    !matches!(decision, Decision::Approve)
}

/// The state the author's own change leads to; `None` stands for a record the server does not know yet.
pub fn author(status: Option<Status>, op: Op) -> Result<Status, FieldCode> {
    match (op, status) {
        (Op::Save, None | Some(Status::Draft)) => Ok(Status::Draft),
        (Op::Save, Some(Status::Returned)) => Ok(Status::Returned),
        (
            Op::Submit,
            None | Some(Status::Draft | Status::Returned | Status::Submitted | Status::Verified),
        ) => Ok(Status::Submitted),
        (Op::Withdraw, Some(Status::Submitted)) => Ok(Status::Draft),
        (Op::Discard, Some(Status::Draft)) => Ok(Status::Discarded),
        _ => Err(FieldCode::NotEditable),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::Coded;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn at(status: Status, area_level: AreaLevel) -> Reviewed {
        Reviewed {
            status,
            area_level,
            submitted_on: day("2026-05-01"),
        }
    }

    #[test]
    fn with_the_township_step_on_the_county_waits_seven_days() {
        let record = at(Status::Submitted, AreaLevel::Village);
        let approve = |today| {
            decide(
                record,
                Decision::Approve,
                Role::CountyStaff,
                true,
                day(today),
            )
        };
        assert_eq!(approve("2026-05-08"), Err(FieldCode::NotVerified));
        assert_eq!(approve("2026-05-09"), Ok(Status::Approved));
        assert_eq!(
            decide(
                record,
                Decision::Approve,
                Role::TownshipCoordinator,
                true,
                day("2026-05-02")
            ),
            Ok(Status::Verified)
        );
        assert_eq!(
            decide(
                at(Status::Verified, AreaLevel::Village),
                Decision::Approve,
                Role::CountyStaff,
                true,
                day("2026-05-02")
            ),
            Ok(Status::Approved)
        );
    }

    #[test]
    fn county_level_records_and_counties_without_the_step_go_straight_to_the_county() {
        let today = day("2026-05-02");
        assert_eq!(
            decide(
                at(Status::Submitted, AreaLevel::County),
                Decision::Approve,
                Role::CountyStaff,
                true,
                today
            ),
            Ok(Status::Approved)
        );
        assert_eq!(
            decide(
                at(Status::Submitted, AreaLevel::Village),
                Decision::Approve,
                Role::CityStaff,
                false,
                today
            ),
            Ok(Status::Approved)
        );
    }

    /// Every state × decision, for county staff: the whole table.
    #[test]
    fn decisions_lead_only_where_the_contract_says() {
        let today = day("2026-05-02");
        for status in Status::ALL {
            for decision in Decision::ALL {
                let want = match (decision, status) {
                    (Decision::Approve, Status::Submitted | Status::Verified) => {
                        Ok(Status::Approved)
                    }
                    (Decision::Return, Status::Submitted | Status::Verified) => {
                        Ok(Status::Returned)
                    }
                    (
                        Decision::Void,
                        Status::Submitted | Status::Verified | Status::Approved | Status::Returned,
                    ) => Ok(Status::Voided),
                    (Decision::Reopen, Status::Approved | Status::Locked) => Ok(Status::Returned),
                    _ => Err(FieldCode::NotAllowedNow),
                };
                assert_eq!(
                    decide(
                        at(*status, AreaLevel::Village),
                        *decision,
                        Role::CountyStaff,
                        false,
                        today
                    ),
                    want,
                    "{status:?} {decision:?}"
                );
            }
        }
    }

    #[test]
    fn an_approved_record_takes_no_change_of_its_author() {
        for op in [Op::Save, Op::Submit, Op::Withdraw, Op::Discard] {
            for status in [
                Status::Approved,
                Status::Locked,
                Status::Voided,
                Status::Discarded,
            ] {
                assert_eq!(author(Some(status), op), Err(FieldCode::NotEditable));
            }
        }
    }

    #[test]
    fn a_resubmission_starts_again_at_submitted() {
        assert_eq!(
            author(Some(Status::Returned), Op::Submit),
            Ok(Status::Submitted)
        );
        assert_eq!(
            author(Some(Status::Verified), Op::Submit),
            Ok(Status::Submitted)
        );
        assert_eq!(
            author(Some(Status::Submitted), Op::Withdraw),
            Ok(Status::Draft)
        );
        assert_eq!(author(None, Op::Withdraw), Err(FieldCode::NotEditable));
    }
}
