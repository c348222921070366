//! Which decisions a page offers. The server checks again; this only spares people a refusal.

use chrono::NaiveDate;
use domain::{
    access::{Action, Actor, Standing, may},
    areas::{AreaCode, AreaLevel},
    calendar,
    codes::{Coded, Decision, Role},
    fields::FieldCode,
    reading::RecordView,
    reviews::{self, Reviewed},
};

/// The states that wait for this role.
#[cfg(feature = "ssr")]
pub(crate) fn waiting_for(role: domain::codes::Role) -> Vec<domain::codes::Status> {
    use domain::codes::Status;
    match role {
        domain::codes::Role::TownshipCoordinator => vec![Status::Submitted],
        _ => vec![Status::Submitted, Status::Verified],
    }
}

/// Whether this role's yes is offered at all: a township verifies only where its county asks for it.
pub(super) fn says_yes(role: Role, township_step: &[AreaCode]) -> bool {
    role != Role::TownshipCoordinator || !township_step.is_empty()
}

/// The decisions that lead somewhere from the record's state, in this person's hands.
/// `township_step` names the counties whose townships verify first.
pub(super) fn offered(
    actor: &Actor,
    record: &RecordView,
    today: NaiveDate,
    township_step: &[AreaCode],
) -> Vec<Decision> {
    let area: Option<AreaCode> = record.text("area_code").parse().ok();
    let own = actor.commissioner_id;
    let standing = Standing {
        author: own == Some(record.author_id),
        takes_part: record.people.iter().any(|person| own == Some(person.id)),
        entered: record.entered_by.as_ref() == Some(&actor.name),
        in_scope: area.is_some_and(|area| actor.covers(&area)),
        ..Standing::default()
    };
    let (reviewed, step) = reviewed(record, today, township_step);
    Decision::ALL
        .iter()
        .copied()
        .filter(|decision| {
            may(
                actor.role,
                Action::of_decision(*decision, actor.role),
                standing,
            )
        })
        .filter(|decision| *decision != Decision::Approve || says_yes(actor.role, township_step))
        .filter(|decision| reviews::decide(reviewed, *decision, actor.role, step, today).is_ok())
        .collect()
}

/// Whether the record's township says yes before this role may.
pub(super) fn township_first(
    role: Role,
    record: &RecordView,
    today: NaiveDate,
    township_step: &[AreaCode],
) -> bool {
    let (reviewed, step) = reviewed(record, today, township_step);
    reviews::decide(reviewed, Decision::Approve, role, step, today) == Err(FieldCode::NotVerified)
}

/// What the rules look at of a record, and whether its county's townships verify.
fn reviewed(record: &RecordView, today: NaiveDate, township_step: &[AreaCode]) -> (Reviewed, bool) {
    let area: Option<AreaCode> = record.text("area_code").parse().ok();
    let county = area.and_then(|area| area.at(AreaLevel::County));
    let step = county.is_some_and(|county| township_step.contains(&county));
    let reviewed = Reviewed {
        status: record.status,
        area_level: area.map_or(AreaLevel::Village, |area| area.level()),
        submitted_on: record.submitted_at.map_or(today, calendar::shanghai_date),
    };
    (reviewed, step)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::{AccountId, CommissionerId};

    fn actor(role: Role, area: &str) -> Actor {
        Actor {
            account_id: AccountId(uuid::Uuid::nil()),
            name: "李".into(),
            role,
            area_code: area.parse().ok(),
            commissioner_id: None,
            unit_id: None,
        }
    }

    fn record(status: &str) -> RecordView {
        serde_json::from_value(serde_json::json!({
            "id": uuid::Uuid::nil(), "kind": "visit", "author_id": uuid::Uuid::nil(),
            "author_name": "赵", "author_unit": "", "version": 1, "status": status, "number": null,
            "captured_at": "2026-05-01T00:00:00Z", "received_at": "2026-05-01T00:00:00Z",
            "submitted_at": "2026-05-01T00:00:00Z", "late": false, "flags": [], "area_name": "",
            "occurred_on": "2026-05-01", "people": [], "team_name": null, "industry_names": [],
            "reviewed_by": null, "reviewed_at": null, "review_opinion": null, "editable": false,
            "area_code": "360722104200",
        }))
        .unwrap()
    }

    #[test]
    fn each_role_is_offered_what_the_state_allows() {
        use Decision::{Approve, Reopen, Return, Void};
        let today = "2026-05-02".parse().unwrap();
        let county = actor(Role::CountyStaff, "360722000000");
        let township = actor(Role::TownshipCoordinator, "360722104000");
        let here = ["360722000000".parse().unwrap()];
        let with_step = |actor: &Actor, status| offered(actor, &record(status), today, &here);
        assert_eq!(with_step(&county, "submitted"), [Return, Void]);
        assert_eq!(with_step(&county, "verified"), [Approve, Return, Void]);
        assert_eq!(with_step(&township, "submitted"), [Approve, Return]);
        let offered = |actor: &Actor, status| offered(actor, &record(status), today, &[]);
        assert_eq!(offered(&county, "submitted"), [Approve, Return, Void]);
        assert_eq!(offered(&county, "approved"), [Void, Reopen]);
        assert_eq!(offered(&county, "voided"), []);
        assert_eq!(offered(&township, "submitted"), [Return]);
        assert_eq!(offered(&township, "approved"), []);
        let other = actor(Role::CountyStaff, "360723000000");
        assert_eq!(offered(&other, "submitted"), []);
    }

    #[test]
    fn a_township_comes_first_where_its_county_asks_for_it_and_while_it_has_time() {
        let here = ["360722000000".parse().unwrap()];
        let first = |role, status, today: &str, step: &[AreaCode]| {
            township_first(role, &record(status), today.parse().unwrap(), step)
        };
        let (county, township) = (Role::CountyStaff, Role::TownshipCoordinator);
        assert!(first(county, "submitted", "2026-05-02", &here));
        assert!(!first(county, "submitted", "2026-05-02", &[]));
        assert!(!first(county, "submitted", "2026-12-31", &here));
        assert!(!first(county, "verified", "2026-05-02", &here));
        assert!(!first(township, "submitted", "2026-05-02", &here));
    }

    #[test]
    fn nobody_is_offered_to_decide_on_an_own_record() {
        let mut county = actor(Role::CountyStaff, "360722000000");
        county.commissioner_id = Some(CommissionerId(uuid::Uuid::nil()));
        let today = "2026-05-02".parse().unwrap();
        assert_eq!(offered(&county, &record("submitted"), today, &[]), []);
    }
}
