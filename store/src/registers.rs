//! The registers (名册): units, commissioners, teams, villages, 结对, designations, industries.
//!
//! All of them have one shape: [`list()`] shows a page, [`card()`] one thing, [`form()`] asks, and [`save`]
//! reads what was typed as an import reads a row. Nothing is deleted; what is over gets a last day.

mod book;
mod card;
mod edit;
mod form;
mod handover;
mod list;
mod things;

pub(crate) use book::Book;
pub(crate) use card::{card as card_of, changes, handed_over, happened};
pub(crate) use edit::{planned, table};
pub(crate) use form::{blame, form as form_of, keep_typed, meet};
pub(crate) use handover::{LAST_DAY, SUCCESSOR, form as form_of_handover, passed_on};
pub(crate) use list::{list as list_of, span as days_of, whole as whole_of};
pub(crate) use things::{Names, Thing};

use crate::{Result, Store, StoreError, accounts, backend::both, imports::OneTimeCode};
use chrono::NaiveDate;
use domain::{
    access::Actor,
    areas::AreaCode,
    codes::{CommissionerKind, DesignationKind, DispatchLevel, TeamKind, TeamRole, TitleLevel},
    ids::{AssignmentId, CommissionerId, DesignationId, TeamId, UnitId},
    registers::{Card, Form, Kind, Listed, Query},
};

/// What became of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Saved {
    /// It was written; this is the thing's key.
    Done(String),
    /// Nothing was written: the form with what was typed, what is wrong and what others wrote.
    Refused(Box<Form>),
}

/// A page of a register. [`StoreError::Forbidden`] for who may open none of its things.
pub async fn list(store: &Store, actor: &Actor, kind: Kind, query: &Query) -> Result<Listed> {
    if !Book::registers(actor).contains(&kind) {
        return Err(StoreError::Forbidden);
    }
    both!(store, registers::list(actor, kind, query))
}

/// All of a register that fits the query, as a file holds it.
pub async fn whole(store: &Store, actor: &Actor, kind: Kind, query: &Query) -> Result<Listed> {
    if !Book::registers(actor).contains(&kind) {
        return Err(StoreError::Forbidden);
    }
    both!(store, registers::whole(actor, kind, query))
}

/// The first register this person may open.
#[must_use]
pub fn first(actor: &Actor) -> Option<Kind> {
    Book::registers(actor).first().copied()
}

/// One thing with what belongs to it and its history; out of scope is [`StoreError::NotFound`].
pub async fn card(store: &Store, actor: &Actor, kind: Kind, key: &str) -> Result<Card> {
    both!(store, registers::card(actor, kind, key))
}

/// The form of a thing, or with no key of a new one. [`StoreError::Forbidden`] for who only reads.
pub async fn form(store: &Store, actor: &Actor, kind: Kind, key: Option<&str>) -> Result<Form> {
    both!(store, registers::form(actor, kind, key))
}

/// Writes what was typed, column by column; a column that is absent stays as it is. One transaction,
/// audited. `version` is the one the form was made from: with another one nothing is written.
pub async fn save(
    store: &Store,
    actor: &Actor,
    (kind, key, version): (Kind, Option<&str>, i64),
    typed: &[(String, String)],
) -> Result<Saved> {
    both!(store, registers::save(actor, (kind, key, version), typed))
}

/// The form by which a leaving commissioner's work passes on: what there is, and to whom.
pub async fn handover_form(store: &Store, actor: &Actor, key: &str) -> Result<Form> {
    both!(store, registers::handover_form(actor, key))
}

/// Ends a commissioner's term and passes open villages, drafts and returned records to a successor:
/// all of it in one transaction, audited, or nothing.
pub async fn hand_over(
    store: &Store,
    actor: &Actor,
    (key, version): (&str, i64),
    typed: &[(String, String)],
) -> Result<Saved> {
    both!(store, registers::hand_over(actor, (key, version), typed))
}

/// A new one-time code for a commissioner's account, to be handed out; out of scope is
/// [`StoreError::NotFound`]. A password stays good until the code is used.
pub async fn issue_code(store: &Store, actor: &Actor, key: &str) -> Result<OneTimeCode> {
    let id: CommissionerId = key.parse().map_err(|_| StoreError::NotFound)?;
    let (login, name) = both!(store, registers::account_of(id))?;
    let code = accounts::issue_code(store, actor, &login).await?;
    Ok(OneTimeCode { login, name, code })
}

/// One industry of the open dictionary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Industry {
    pub code: String,
    /// The Chinese name, as 脐橙.
    pub name: String,
    pub category: String,
    /// What its size is measured in, as 亩.
    pub unit: String,
    /// The last day it is offered; records that name it keep it.
    pub ended_on: Option<NaiveDate>,
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
    /// The last day it sends anybody.
    pub ended_on: Option<NaiveDate>,
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

impl Village {
    /// The card of a village about which nothing is known.
    pub(crate) const fn blank(code: AreaCode) -> Self {
        Self {
            code,
            households: None,
            population: None,
            has_industry_base: false,
            leading_industries: Vec::new(),
            party_secretary: None,
            contact_name: None,
            contact_phone: None,
            current_condition: None,
            tech_demand: None,
        }
    }
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
