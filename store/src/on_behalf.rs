//! 代录: an office enters a paper log for a commissioner of its area.

use crate::{
    Result, Store, StoreError,
    backend::both,
    sync::{self, Push},
};
use domain::{
    access::{Action, Actor, Standing, may},
    areas::AreaCode,
    fields::FieldCode,
    ids::CommissionerId,
    reading::CodeName,
    sync::ChangeResult,
};
use serde_json::Value;
use uuid::Uuid;

/// What the form of a paper log offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choices {
    /// Who belongs to the office's county or is assigned in its area, by name.
    pub people: Vec<Author>,
    /// The area's townships and villages, by code.
    pub places: Vec<(AreaCode, String)>,
    pub industries: Vec<CodeName>,
    /// Problems of the area that somebody still has to solve, each with its place's name.
    pub problems: Vec<(Uuid, String)>,
}

/// Somebody for whom a log can be entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    pub id: CommissionerId,
    pub name: String,
    pub unit: String,
}

/// What the person's office can choose from. [`StoreError::Forbidden`] for who enters for nobody.
pub async fn choices(store: &Store, actor: &Actor) -> Result<Choices> {
    let own = actor.area_code.ok_or(StoreError::Forbidden)?;
    let standing = Standing::to_area(actor, &own);
    if !may(actor.role, Action::EnterOnBehalf, standing) {
        return Err(StoreError::Forbidden);
    }
    both!(store, on_behalf::choices(own))
}

/// Enters one change of a record by the rules of the phones' own: the same checks, once however often
/// it is sent, audited and marked. [`StoreError::Forbidden`] for who enters for nobody; an author of
/// another area is refused as unknown.
pub async fn enter(store: &Store, actor: &Actor, change: Value) -> Result<ChangeResult> {
    let choices = choices(store, actor).await?;
    let author = change.pointer("/record/author_id").and_then(Value::as_str);
    let author = author.and_then(|id| id.parse::<CommissionerId>().ok());
    if let Some(author) = author
        && !choices.people.iter().any(|person| person.id == author)
    {
        return Err(StoreError::field("author_id", FieldCode::UnknownPerson));
    }
    let push = Push {
        device_id: "desk".to_owned(),
        device_label: "代录".to_owned(),
        changes: vec![change],
    };
    let mut answers = sync::push(store, actor, push).await?;
    answers.pop().ok_or(StoreError::NotFound)
}
