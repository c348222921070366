//! What county staff set on a village's page: plain posts, each answered with a redirect back to it.

use axum::{
    Form,
    extract::{Path, State},
    response::Response,
};
use domain::{
    areas::{AreaCode, AreaLevel},
    codes::Coded,
    coverage::{PlanEntry, PlanPeriod, VillagePlan},
    divisions::{AreaChange, ChangeEntry},
    fields::{FieldCode, plain_date},
};
use std::collections::BTreeMap;
use store::{
    StoreError,
    areas::{self, Resolution},
    divisions, village_plans,
};

use super::{Fields, field, see_other};
use crate::{auth::SignedInPerson, error::ApiError, local_path, state::AppState};

/// `POST /desk/villages/{code}/plan` with `period` (`none` for no plan), `visits` and `valid_from`.
pub(crate) async fn plan(
    State(state): State<AppState>,
    person: SignedInPerson,
    Path(code): Path<String>,
    Form(fields): Fields,
) -> Response {
    let page = page(&code);
    let set = async {
        let entry = entry(&code, &fields)?;
        village_plans::set(&state.store, &person.actor, entry).await
    };
    let typed = ["period", "visits", "valid_from"].map(|name| (name, field(&fields, name)));
    answer(set.await, &page, "plan", &typed)
}

fn entry(code: &str, fields: &BTreeMap<String, String>) -> store::Result<PlanEntry> {
    let valid_from = plain_date(field(fields, "valid_from"));
    let plan = match field(fields, "period") {
        "none" => None,
        period => {
            let period = PlanPeriod::from_code(period)
                .ok_or_else(|| StoreError::field("period", FieldCode::UnknownCode))?;
            let visits = field(fields, "visits").trim().parse().unwrap_or_default();
            let plan = VillagePlan::new(period, visits);
            Some(plan.ok_or_else(|| StoreError::field("visits", FieldCode::OutOfRange))?)
        }
    };
    Ok(PlanEntry {
        village_code: village(code)?,
        valid_from: valid_from
            .ok_or_else(|| StoreError::field("valid_from", FieldCode::NotADate))?,
        plan,
    })
}

/// `POST /desk/villages/{code}/change` with `change` (`renamed`, `merged` or `moved`), `from`, and what
/// it takes: `name`, `into` or `code`; `document_no` may be left out. With `change=take_back` alone the newest
/// change is taken back.
pub(crate) async fn change(
    State(state): State<AppState>,
    person: SignedInPerson,
    Path(code): Path<String>,
    Form(fields): Fields,
) -> Response {
    let here = page(&code);
    if field(&fields, "change") == "take_back" {
        let done = async {
            let village = village(&code)?;
            divisions::take_back(&state.store, &person.actor, village).await
        };
        return answer(done.await, &here, "take_back", &[]);
    }
    let done = async {
        let entry = change_entry(&state, &code, &fields).await?;
        divisions::change(&state.store, &person.actor, entry).await
    };
    let typed = ["change", "name", "into", "code", "from", "document_no"]
        .map(|name| (name, field(&fields, name)));
    let done = done.await;
    // A village that was moved goes on under its new code.
    let to = done.as_ref().map_or(here, |code| page(code.as_str()));
    answer(done.map(|_| ()), &to, "change", &typed)
}

async fn change_entry(
    state: &AppState,
    code: &str,
    fields: &BTreeMap<String, String>,
) -> store::Result<ChangeEntry> {
    let area = village(code)?;
    let change = match field(fields, "change") {
        "renamed" => AreaChange::Renamed {
            short_name: field(fields, "name").trim().to_owned(),
        },
        "merged" => AreaChange::Merged {
            into: named(state, area, field(fields, "into")).await?,
        },
        "moved" => AreaChange::Moved {
            code: new_code(field(fields, "code"))?,
        },
        _ => return Err(StoreError::field("change", FieldCode::UnknownCode)),
    };
    let from = plain_date(field(fields, "from"));
    let number: String = field(fields, "document_no")
        .trim()
        .chars()
        .take(60)
        .collect();
    Ok(ChangeEntry {
        area,
        from: from.ok_or_else(|| StoreError::field("from", FieldCode::NotADate))?,
        document_no: Some(number).filter(|number| !number.is_empty()),
        change,
    })
}

/// A village of the same county by its code or its name.
async fn named(state: &AppState, village: AreaCode, text: &str) -> store::Result<AreaCode> {
    if let Ok(code) = text.trim().parse() {
        return Ok(code);
    }
    let county = village.at(AreaLevel::County);
    match areas::resolve(&state.store, text, county).await? {
        Resolution::Found(code) => Ok(code),
        _ => Err(StoreError::field("into", FieldCode::UnknownArea)),
    }
}

fn new_code(text: &str) -> store::Result<AreaCode> {
    let code = text.trim().parse();
    code.map_err(|_| StoreError::field("code", FieldCode::NotAnAreaCode))
}

fn village(code: &str) -> store::Result<AreaCode> {
    code.parse().map_err(|_| StoreError::NotFound)
}

/// The village's page, a township's board; of what is no code, none that exists.
fn page(code: &str) -> String {
    let code = code.parse::<AreaCode>();
    code.map_or_else(
        |_| "/desk".to_owned(),
        |code| match code.level() {
            AreaLevel::Township => format!("/desk/coverage?area={code}"),
            _ => format!("/desk/villages/{code}"),
        },
    )
}

/// Back to the page, with what was done, or what was wrong and what was typed.
fn answer(
    set: store::Result<()>,
    page: &str,
    done: &str,
    typed: &[(&'static str, &str)],
) -> Response {
    let error = match set {
        Ok(()) => return see_other(&local_path::with_query(page, &[("done", done)])),
        Err(error) => ApiError::from(error),
    };
    let mut why = vec![("error", error.code()), ("field", error.first_field())];
    why.extend_from_slice(typed);
    why.retain(|(_, value)| !value.is_empty());
    see_other(&local_path::with_query(page, &why))
}
