//! What the served say (K01): an office makes a link, and whoever was served answers it once, without an
//! account. The link's code is shown when it is made and kept as its hash alone.

use crate::{Result, Store, accounts::secrets::Code, backend::both};
use domain::{
    access::Actor,
    ledgers::{Faults, Form},
};
use std::net::IpAddr;

/// A link is good for so many days.
pub const DAYS: i64 = 30;

/// What became of the form that asks for a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Made {
    /// The code, which ends the link's address; what it asks about, and where.
    Link {
        code: String,
        about: String,
        place: String,
    },
    Refused(Box<Form>),
}

/// What a link asks about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    pub about: String,
    /// The village with its township and county.
    pub place: String,
}

/// The form that asks for a link. [`crate::StoreError::Forbidden`] for who may make none.
pub async fn form(store: &Store, actor: &Actor) -> Result<Form> {
    both!(store, satisfaction::form(actor))
}

/// Makes a link about a service in a village of the actor's. Audited.
pub async fn make_link(store: &Store, actor: &Actor, typed: &[(String, String)]) -> Result<Made> {
    let code = Code::new();
    let made = both!(store, satisfaction::make_link(actor, typed, code.hash()))?;
    Ok(match made {
        Made::Link { about, place, .. } => Made::Link {
            code: code.shown(),
            about,
            place,
        },
        refused @ Made::Refused(_) => refused,
    })
}

/// What a link asks. An unknown, answered or expired one is [`crate::StoreError::NotFound`], and after many of
/// those from one address nothing is looked up any more: [`crate::Problem::TooManyAttempts`].
pub async fn ask(store: &Store, code: &str, address: IpAddr) -> Result<Asked> {
    let hash = Code::parse(code).hash();
    both!(store, satisfaction::ask(hash, address))
}

/// Takes the answer to a link, which is then used up. Faults name a field, and the link stays open.
pub async fn reply(
    store: &Store,
    code: &str,
    address: IpAddr,
    typed: &[(String, String)],
) -> Result<Faults> {
    let hash = Code::parse(code).hash();
    both!(store, satisfaction::reply(hash, address, typed))
}
