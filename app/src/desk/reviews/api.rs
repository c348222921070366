//! Server functions of review. A decision leads back to a page, with wasm or without: on success to
//! the next record, on refusal to the same one, with the reason and the opinion kept.

use crate::{
    desk::records::api::{Asked, Listed},
    error::AppError,
    json::Answer,
};
use leptos::{prelude::*, server_fn::codec::GetUrl};

/// A page of what waits for this person, oldest first.
#[server(prefix = "/fn", endpoint = "reviews/queue", input = GetUrl, output = Answer)]
pub async fn read_queue(asked: Asked) -> Result<Listed, AppError> {
    let (actor, store) = (crate::server::actor()?, crate::server::store());
    let filter = ssr::waiting(&asked, actor.role);
    let page = store::records::list(&store, &actor, &filter)
        .await
        .map_err(crate::server::seen)?;
    let today = store.clock().today();
    Ok(Listed { today, actor, page })
}

/// Decides on one record; its words come as `opinion` or `reason`. `next` is where a success leads, `back` where a refusal does.
#[server(prefix = "/fn", endpoint = "reviews/decide", output = Answer)]
pub async fn decide(
    record_id: String,
    version: i64,
    decision: String,
    #[server(default)] opinion: String,
    #[server(default)] reason: String,
    #[server(default)] next: String,
    #[server(default)] back: String,
) -> Result<(), AppError> {
    let (actor, store) = (crate::server::actor()?, crate::server::store());
    let opinion = opinion + &reason;
    let request = ssr::request(&record_id, version, &decision, opinion.trim())?;
    let result = ssr::decided(store::reviews::decide(&store, &actor, &[request]).await)?;
    ssr::lead_on(&result, &decision, &opinion, &next, &back);
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
    use crate::{
        desk::{
            links::{desk_path, link},
            records::api::Asked,
            reviews::{flash, offered::waiting_for},
        },
        error::AppError,
    };
    use domain::{
        codes::{Coded, Decision, Role},
        reading::{DecisionOutcome, DecisionRequest, DecisionResult, RecordFilter},
    };

    pub(super) fn waiting(asked: &Asked, role: Role) -> RecordFilter {
        RecordFilter {
            statuses: waiting_for(role),
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

    pub(super) fn lead_on(
        result: &DecisionResult,
        decision: &str,
        opinion: &str,
        next: &str,
        back: &str,
    ) {
        let id = result.record_id.to_string();
        let to = if result.outcome == DecisionOutcome::Applied {
            let done = format!("{decision}.{id}");
            link(desk_path(next), &[("done", &done)])
        } else {
            let fault = flash::fault_code(result);
            let opinion: String = opinion.chars().take(600).collect();
            link(
                desk_path(back),
                &[("fault", fault), ("of", decision), ("opinion", &opinion)],
            )
        };
        go(&to);
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
        let applied = (results.len() - failed.len()).to_string();
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
