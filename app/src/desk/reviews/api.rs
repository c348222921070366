//! Server functions of review. A decision leads back to a page, with wasm or without: on success to
//! the next record, on refusal to the same one, with the reason and the opinion kept.

#![expect(
    clippy::too_many_arguments,
    reason = "a server function takes each field of its form"
)]

use crate::{desk::records::api::Asked, error::AppError, json::Answer};
use chrono::NaiveDate;
use domain::{
    access::Actor,
    areas::AreaCode,
    reading::{RecordPage, WaitingPerson},
};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

/// A page of what waits, and what the page around it needs to know.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Waiting {
    pub today: NaiveDate,
    pub actor: Actor,
    pub page: RecordPage,
    /// Everybody whose records wait, not only those on this page.
    pub people: Vec<WaitingPerson>,
    /// Counties whose townships verify first.
    pub township_step: Vec<AreaCode>,
}

domain::json_by_serde!(Waiting);

/// A page of what waits for this person, oldest first.
#[server(prefix = "/fn", endpoint = "reviews/queue", input = GetUrl, output = Answer)]
pub async fn read_queue(asked: Asked) -> Result<Waiting, AppError> {
    let (actor, store) = (crate::server::actor()?, crate::server::store());
    let today = store.clock().today();
    ssr::queue(&store, actor, &asked, today)
        .await
        .map_err(crate::server::seen)
}

/// A record that a decision was refused for, as people call it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    pub id: String,
    /// Village and kind, or a training's title; empty when the record may no longer be read.
    pub title: String,
    pub on: Option<NaiveDate>,
    /// The code of the reason.
    pub code: String,
}

domain::from_json!(Refusal {
    id,
    title,
    on,
    code
});

/// What `failed=<id>.<code>~…` of an address names.
#[server(prefix = "/fn", endpoint = "reviews/refused", input = GetUrl, output = Answer)]
pub async fn read_refused(#[server(default)] failed: String) -> Result<Vec<Refusal>, AppError> {
    let (actor, store) = (crate::server::actor()?, crate::server::store());
    Ok(ssr::refusals(&store, &actor, &failed).await)
}

/// Decides on one record; its words come as `opinion` or `reason`. `next` is where a success leads, `back` where a refusal does.
/// Who was too late goes on too: what others have decided waits no longer.
#[server(prefix = "/fn", endpoint = "reviews/decide", output = Answer)]
pub async fn decide(
    record_id: String,
    version: i64,
    decision: String,
    #[server(default)] opinion: String,
    #[server(default)] reason: String,
    #[server(default)] fields: Vec<String>,
    #[server(default)] next: String,
    #[server(default)] back: String,
) -> Result<(), AppError> {
    use domain::reading::DecisionRequest;
    let (actor, store) = (crate::server::actor()?, crate::server::store());
    let opinion = opinion + &reason;
    let request = DecisionRequest {
        fields,
        ..ssr::request(&record_id, version, &decision, opinion.trim())?
    };
    let pointed_at = request.fields.join("~");
    let result = ssr::decided(store::reviews::decide(&store, &actor, &[request]).await)?;
    if ssr::is_in_queue(&back) && ssr::is_gone(&store, &actor, &result).await {
        ssr::pass_by(&result, &next);
        return Ok(());
    }
    let typed = [
        ("of", &decision),
        ("opinion", &opinion),
        ("fields", &pointed_at),
    ];
    ssr::lead_on(&result, &decision, &typed, &next, &back);
    Ok(())
}

/// Approves (a township: verifies) every chosen record, each on its own. A choice is `id.version`.
#[server(prefix = "/fn", endpoint = "reviews/approve-chosen", output = Answer)]
pub async fn approve_chosen(
    #[server(default)] chosen: Vec<String>,
    #[server(default)] back: String,
) -> Result<(), AppError> {
    let (actor, store) = (crate::server::actor()?, crate::server::store());
    let results = store::reviews::decide(&store, &actor, &ssr::approvals(&chosen))
        .await
        .map_err(crate::server::seen)?;
    ssr::report(&results, &back);
    Ok(())
}

#[cfg(feature = "ssr")]
mod ssr {
    use super::{Refusal, Waiting};
    use crate::{
        desk::{
            links::{desk_path, link},
            records::{api::Asked, record_title},
            reviews::{flash, offered::waiting_for},
        },
        error::AppError,
    };
    use chrono::{Days, NaiveDate};
    use domain::{
        access::Actor,
        codes::{Coded, Decision, Role},
        reading::{DecisionOutcome, DecisionRequest, DecisionResult, RecordFilter},
    };
    use store::{Store, StoreError};

    /// How many refused records are named; the rest is counted.
    const NAMED: usize = 50;

    pub(super) async fn queue(
        store: &Store,
        actor: Actor,
        asked: &Asked,
        today: NaiveDate,
    ) -> store::Result<Waiting> {
        let filter = waiting(asked, actor.role, today);
        Ok(Waiting {
            today,
            page: store::records::list(store, &actor, &filter).await?,
            people: store::reviews::waiting_people(store, &actor, &filter).await?,
            township_step: store::settings::counties_with_township_step(store, &actor).await?,
            actor,
        })
    }

    /// The refused records by name; what an address names in vain is told without one.
    pub(super) async fn refusals(store: &Store, actor: &Actor, failed: &str) -> Vec<Refusal> {
        let mut refusals = Vec::new();
        for (id, code) in failed
            .split('~')
            .filter_map(|one| one.split_once('.'))
            .take(NAMED)
        {
            let record = match id.parse() {
                Ok(id) => store::records::get(store, actor, id).await.ok(),
                Err(_) => None,
            };
            refusals.push(Refusal {
                id: id.to_owned(),
                title: record.as_ref().map(record_title).unwrap_or_default(),
                on: record.and_then(|record| record.occurred_on),
                code: code.to_owned(),
            });
        }
        refusals
    }

    fn waiting(asked: &Asked, role: Role, today: NaiveDate) -> RecordFilter {
        let waited = asked.waited.parse().ok().map(Days::new);
        RecordFilter {
            statuses: waiting_for(role),
            submitted_before: waited.and_then(|days| today.checked_sub_days(days)),
            oldest_first: true,
            ..asked.filter()
        }
    }

    pub(super) fn request(
        record_id: &str,
        version: i64,
        decision: &str,
        opinion: &str,
    ) -> Result<DecisionRequest, AppError> {
        Ok(DecisionRequest {
            record_id: record_id.parse().map_err(|_| AppError::NotFound)?,
            version,
            decision: Decision::from_code(decision).ok_or(AppError::NotFound)?,
            opinion: opinion.to_owned(),
            fields: Vec::new(),
        })
    }

    /// The choices of the queue; what does not read as one is left out.
    pub(super) fn approvals(chosen: &[String]) -> Vec<DecisionRequest> {
        chosen
            .iter()
            .filter_map(|choice| choice.split_once('.'))
            .filter_map(|(id, version)| {
                request(id, version.parse().ok()?, Decision::Approve.code(), "").ok()
            })
            .collect()
    }

    pub(super) fn decided(
        results: store::Result<Vec<DecisionResult>>,
    ) -> Result<DecisionResult, AppError> {
        let mut results = results.map_err(crate::server::seen)?;
        results.pop().ok_or(AppError::Unexpected)
    }

    /// Whether a refusal leads back to the queue, rather than to the record's own page.
    pub(super) fn is_in_queue(back: &str) -> bool {
        desk_path(back).split('?').next() == Some("/desk/reviews")
    }

    /// Whether others were quicker, so that the record waits no longer.
    pub(super) async fn is_gone(store: &Store, actor: &Actor, result: &DecisionResult) -> bool {
        if result.outcome != DecisionOutcome::Conflict {
            return false;
        }
        match store::records::get(store, actor, result.record_id).await {
            Ok(record) => !waiting_for(actor.role).contains(&record.status),
            Err(error) => matches!(error, StoreError::NotFound),
        }
    }

    pub(super) fn pass_by(result: &DecisionResult, next: &str) {
        let id = result.record_id.to_string();
        go(&link(desk_path(next), &[("gone", &id)]));
    }

    pub(super) fn lead_on(
        result: &DecisionResult,
        decision: &str,
        typed: &[(&str, &String)],
        next: &str,
        back: &str,
    ) {
        let id = result.record_id.to_string();
        let to = if result.outcome == DecisionOutcome::Applied {
            let done = match decision {
                "approve" => yes(),
                other => other,
            };
            link(desk_path(next), &[("done", &format!("{done}.{id}"))])
        } else {
            let fault = flash::fault_code(result);
            let kept: Vec<(&str, String)> = typed
                .iter()
                .map(|(name, text)| (*name, text.chars().take(600).collect()))
                .collect();
            let kept = kept.iter().map(|(name, text)| (*name, text.as_str()));
            let parts: Vec<_> = [("fault", fault)].into_iter().chain(kept).collect();
            link(desk_path(back), &parts)
        };
        go(&to);
    }

    /// What the person's yes is called in an address: a township verifies.
    fn yes() -> &'static str {
        match crate::server::actor().map(|actor| actor.role) {
            Ok(Role::TownshipCoordinator) => "verify",
            _ => Decision::Approve.code(),
        }
    }

    /// For a form without wasm a redirect, for one with wasm the word to go there.
    #[expect(
        clippy::disallowed_methods,
        reason = "desk_path and link leave nothing but plain ASCII, which any header holds"
    )]
    fn go(to: &str) {
        leptos_axum::redirect(to);
    }

    /// Back to the queue with what became of each choice.
    pub(super) fn report(results: &[DecisionResult], back: &str) {
        let failed: Vec<_> = results
            .iter()
            .filter(|result| result.outcome != DecisionOutcome::Applied)
            .map(|result| format!("{}.{}", result.record_id, flash::fault_code(result)))
            .collect();
        let applied = format!("{}.{}", yes(), results.len() - failed.len());
        let to = link(
            desk_path(back),
            &[("applied", &applied), ("failed", &failed.join("~"))],
        );
        go(&to);
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn waiting_longer_than_seven_days_means_sent_before_that_day() {
            let today = "2026-05-20".parse().unwrap();
            let asked = |waited: &str| Asked {
                waited: waited.into(),
                ..Asked::default()
            };
            let before =
                |waited| waiting(&asked(waited), Role::CountyStaff, today).submitted_before;
            assert_eq!(before("7"), "2026-05-13".parse().ok());
            assert_eq!(before("long"), None);
        }

        #[test]
        fn a_choice_names_the_version_that_was_seen() {
            let id = uuid::Uuid::nil().to_string();
            let chosen = [format!("{id}.3"), "nonsense".to_owned(), format!("{id}.x")];
            let approvals = approvals(&chosen);
            assert_eq!(approvals.len(), 1);
            assert_eq!(approvals[0].version, 3);
            assert!(matches!(
                request(&id, 1, "promote", ""),
                Err(AppError::NotFound)
            ));
        }
    }
}
