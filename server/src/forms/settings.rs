//! What an administrator sets: plain posts below `/desk/settings`, each answered with a redirect back.

use axum::{Form, extract::State, response::Response};
use domain::{
    areas::AreaCode,
    coverage::{CoverageRules, RuleEntry},
    fields::{FieldCode, plain_date},
    statistics::{self, catalogue::CATALOGUE, forms::Line},
};
use std::collections::BTreeMap;
use store::{StoreError, area_forms, settings};

use super::{Fields, field, see_other};
use crate::{auth::SignedInPerson, error::ApiError, local_path, state::AppState};

const PAGE: &str = "/desk/settings";
const FORM_PAGE: &str = "/desk/settings/form";

/// `POST /desk/settings/township-step` with `area` and `step`, `on` or `off`.
pub(crate) async fn township_step(
    State(state): State<AppState>,
    person: SignedInPerson,
    Form(fields): Fields,
) -> Response {
    let step = field(&fields, "step");
    let set = async {
        let county = area(&fields)?;
        let on = match step {
            "on" => true,
            "off" => false,
            _ => return Err(StoreError::field("step", FieldCode::UnknownCode)),
        };
        settings::set_township_step(&state.store, Some(&person.actor), county, on).await
    };
    answer(set.await, step)
}

/// `POST /desk/settings/coverage-rules` with `area`, `valid_from`, `frequency`, `duty` and, when it
/// is wanted, `industry_base_only`.
pub(crate) async fn coverage_rules(
    State(state): State<AppState>,
    person: SignedInPerson,
    Form(fields): Fields,
) -> Response {
    let set = async {
        let entry = entry(&fields)?;
        settings::set_coverage_rules(&state.store, &person.actor, entry).await
    };
    answer(set.await, "rules")
}

/// `POST /desk/settings/form` with `area` and `do`: `save` with `show-CODE`, `order-CODE` and `name-CODE`,
/// or `inherit`.
pub(crate) async fn form(
    State(state): State<AppState>,
    person: SignedInPerson,
    Form(fields): Fields,
) -> Response {
    let set = async {
        let area = area(&fields)?;
        let form = match field(&fields, "do") {
            "inherit" => None,
            "save" => Some(chosen(&fields)?),
            _ => return Err(StoreError::field("do", FieldCode::UnknownCode)),
        };
        area_forms::set(&state.store, &person.actor, area, form.as_ref()).await
    };
    let (area, done) = (field(&fields, "area"), field(&fields, "do"));
    let mut parts = vec![("area", area)];
    match set.await {
        Ok(()) => {
            parts.push(("done", done));
            see_other(&local_path::with_query(FORM_PAGE, &parts))
        }
        Err(error) => {
            let (error, typed) = (ApiError::from(error), typed(&fields));
            parts.extend([("error", error.code()), ("field", error.first_field())]);
            if !error.first_field().is_empty() {
                parts.push(("typed", &typed));
            }
            parts.retain(|(_, value)| !value.is_empty());
            see_other(&local_path::with_query(FORM_PAGE, &parts))
        }
    }
}

/// What was ticked or named, for the page to show again: a line each of code, `on` or nothing, number and
/// name.
fn typed(fields: &BTreeMap<String, String>) -> String {
    let line = |code: &str| {
        let [show, order, name] =
            ["show", "order", "name"].map(|part| field(fields, &format!("{part}-{code}")));
        let says = !show.is_empty() || !name.is_empty();
        says.then(|| format!("{code},{show},{order},{name}"))
    };
    let lines = CATALOGUE
        .iter()
        .filter_map(|indicator| line(indicator.text));
    lines.collect::<Vec<_>>().join("\n")
}

/// The ticked indicators by their numbers; of one number, in the catalogue's order.
fn chosen(fields: &BTreeMap<String, String>) -> store::Result<statistics::forms::Form> {
    let mut lines: Vec<(u32, Line)> = Vec::new();
    for indicator in CATALOGUE {
        let text = |part: &str| field(fields, &format!("{part}-{}", indicator.text));
        if text("show") != "on" {
            continue;
        }
        let code = indicator.code;
        let name = Some(text("name").to_owned());
        let order = text("order").trim().parse().unwrap_or(u32::MAX);
        lines.push((order, Line { code, name }));
    }
    lines.sort_by_key(|(order, _)| *order);
    let lines = lines.into_iter().map(|(_, line)| line).collect();
    let form = statistics::forms::Form::new(lines);
    form.map_err(|fault| StoreError::field(&fault.path, fault.code))
}

fn entry(fields: &BTreeMap<String, String>) -> store::Result<RuleEntry> {
    let valid_from = plain_date(field(fields, "valid_from"));
    let rules = CoverageRules::from_codes(
        field(fields, "frequency"),
        field(fields, "duty"),
        field(fields, "industry_base_only") == "on",
    );
    Ok(RuleEntry {
        area_code: area(fields)?,
        valid_from: valid_from
            .ok_or_else(|| StoreError::field("valid_from", FieldCode::NotADate))?,
        rules: rules.ok_or_else(|| StoreError::field("rules", FieldCode::UnknownCode))?,
    })
}

fn area(fields: &BTreeMap<String, String>) -> store::Result<AreaCode> {
    let area = field(fields, "area").parse();
    area.map_err(|_| StoreError::field("area", FieldCode::NotAnAreaCode))
}

/// Back to the page, with what was done or what was wrong.
fn answer(set: store::Result<()>, done: &str) -> Response {
    let error = match set {
        Ok(()) => return see_other(&local_path::with_query(PAGE, &[("done", done)])),
        Err(error) => ApiError::from(error),
    };
    let mut why = vec![("error", error.code()), ("field", error.first_field())];
    why.retain(|(_, value)| !value.is_empty());
    see_other(&local_path::with_query(PAGE, &why))
}
