//! Making, resetting and disabling accounts.

use super::{is_login, passwords, secrets::Code};
use crate::{Result, Store, StoreError, backend::both};
use domain::{
    access::Actor,
    areas::{AreaCode, AreaLevel},
    codes::Role,
    fields::FieldCode,
    ids::AccountId,
};

/// An account to be made from the command line.
#[derive(Debug, Clone)]
pub struct NewAccount {
    pub login: String,
    pub role: Role,
    /// The township, county or city of coordinators and staff; nobody else has one.
    pub area: Option<AreaCode>,
    /// The unit's code, of a unit administrator alone.
    pub unit: Option<String>,
    pub password: String,
}

/// Makes an account; actor-less, for the command line.
///
/// A commissioner's account is made by the import; adding one here is rejected with
/// `login: unknown_person`. Refuses with `LoginTaken` and `WeakPassword`.
pub async fn add(store: &Store, account: &NewAccount) -> Result<AccountId> {
    check(account)?;
    passwords::check_strength(&account.login, &account.password)?;
    let hash = passwords::hash(account.password.clone()).await?;
    both!(store, accounts::add(account, &hash))
}

/// Who acts under this login; actor-less, for the command line. [`StoreError::NotFound`] when it is
/// unknown or disabled.
pub async fn find(store: &Store, login: &str) -> Result<Actor> {
    both!(store, sessions::actor(login))
}

/// The 32 random bytes under which the account's phones keep what is unsent after a sign-out. Made at
/// the first call, the same ever after, and handed to the account itself alone.
pub async fn device_key(store: &Store, actor: &Actor) -> Result<Vec<u8>> {
    both!(store, device_keys::read(actor))
}

/// Says who works with an account, as histories show it; actor-less, for the command line.
pub async fn rename(store: &Store, login: &str, name: &str) -> Result<()> {
    both!(store, accounts::rename(login, name))
}

/// Sets a password without asking for the old one and ends all sessions; actor-less, for the command line.
pub async fn reset_password(store: &Store, login: &str, new_password: &str) -> Result<()> {
    passwords::check_strength(login, new_password)?;
    let hash = passwords::hash(new_password.to_owned()).await?;
    both!(store, accounts::reset_password(login, &hash))
}

/// Disables an account and ends all its sessions; actor-less, for the command line.
pub async fn disable(store: &Store, login: &str) -> Result<()> {
    both!(store, accounts::disable(login))
}

/// Hands out a new one-time code for an account: by an administrator for any, by county staff for
/// the commissioners and coordinators of the county. The present password stays good until the code is used.
/// A disabled account gets none: `account: not_allowed_now`.
pub async fn issue_code(store: &Store, actor: &Actor, login: &str) -> Result<String> {
    let code = Code::new();
    both!(store, accounts::issue_code(actor, login, &code.hash()))?;
    Ok(code.shown())
}

/// The level of area a role works at; none for roles without an area.
const fn level_of(role: Role) -> Option<AreaLevel> {
    match role {
        Role::TownshipCoordinator => Some(AreaLevel::Township),
        Role::CountyStaff => Some(AreaLevel::County),
        Role::CityStaff => Some(AreaLevel::City),
        Role::Commissioner | Role::UnitAdmin | Role::Admin => None,
    }
}

fn check(account: &NewAccount) -> Result<()> {
    let refuse = |path: &str, code| Err(StoreError::field(path, code));
    if !is_login(&account.login) {
        return refuse("login", FieldCode::OutOfRange);
    }
    if account.role == Role::Commissioner {
        return refuse("login", FieldCode::UnknownPerson);
    }
    check_post(account.role, account.area, account.unit.as_deref())
}

/// Whether area and unit are what this role has.
pub(super) fn check_post(role: Role, area: Option<AreaCode>, unit: Option<&str>) -> Result<()> {
    let refuse = |path: &str, code| Err(StoreError::field(path, code));
    match (level_of(role), area) {
        (Some(_), None) => return refuse("area", FieldCode::Required),
        (None, Some(_)) => return refuse("area", FieldCode::AreaLevel),
        (Some(level), Some(area)) if area.level() != level => {
            return refuse("area", FieldCode::AreaLevel);
        }
        _ => {}
    }
    match (role == Role::UnitAdmin, unit.is_some()) {
        (true, false) => refuse("unit", FieldCode::Required),
        (false, true) => refuse("unit", FieldCode::OutOfRange),
        _ => Ok(()),
    }
}
