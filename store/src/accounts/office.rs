//! Accounts as those who manage them handle them: an administrator all, county staff the
//! commissioners and coordinators of the county. An account out of reach is
//! [`crate::StoreError::NotFound`].

use super::{is_login, manage, secrets::Code};
use crate::{Result, Store, StoreError, backend::both};
use domain::{
    access::Actor,
    accounts::{AccountCard, AccountFilter, AccountPage},
    areas::AreaCode,
    codes::Role,
    fields::FieldCode,
    ids::AccountId,
};

/// The longest name of an account.
const MAX_NAME: usize = 40;

/// What an account may do, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    pub role: Role,
    /// The township, county or city of coordinators and staff; nobody else has one.
    pub area: Option<AreaCode>,
    /// The unit's code, of a unit administrator alone.
    pub unit: Option<String>,
}

/// An account to be made from a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewByOffice {
    pub login: String,
    pub name: String,
    pub post: Post,
}

/// A page of the accounts the actor manages, by login. [`StoreError::Forbidden`] for who manages none.
pub async fn list(store: &Store, actor: &Actor, filter: &AccountFilter) -> Result<AccountPage> {
    both!(store, account_list::list(actor, filter))
}

/// Code and name of the 派出单位 that send people today, for who may say whose an account is: an administrator.
pub async fn units(store: &Store, actor: &Actor) -> Result<Vec<(String, String)>> {
    both!(store, account_list::units(actor))
}

/// One account with its sessions.
pub async fn get(store: &Store, actor: &Actor, id: AccountId) -> Result<AccountCard> {
    both!(store, account_list::get(actor, id))
}

/// Makes an account without a password, and its one-time code.
///
/// Refuses with `LoginTaken`; a role or area that is not the actor's to give is rejected by its field.
pub async fn create(
    store: &Store,
    actor: &Actor,
    account: &NewByOffice,
) -> Result<(AccountId, String)> {
    let name = account.name.chars().count();
    if !is_login(&account.login) {
        return Err(StoreError::field("login", FieldCode::OutOfRange));
    }
    if !(1..=MAX_NAME).contains(&name) || account.name.chars().any(char::is_control) {
        return Err(StoreError::field("name", FieldCode::OutOfRange));
    }
    check(&account.post)?;
    let code = Code::new();
    let id = both!(store, account_changes::create(actor, account, &code.hash()))?;
    Ok((id, code.shown()))
}

/// Gives an account another role, area or unit, and ends its sessions. Not for a commissioner's,
/// which follows the register, nor for one's own.
pub async fn post(store: &Store, actor: &Actor, id: AccountId, post: &Post) -> Result<()> {
    check(post)?;
    both!(store, account_changes::post(actor, id, post))
}

/// Disables an account and ends its sessions; not one's own. Twice is no error.
pub async fn disable_account(store: &Store, actor: &Actor, id: AccountId) -> Result<()> {
    both!(store, account_changes::disable(actor, id))
}

/// Opens a disabled account again, with the password it had.
pub async fn enable(store: &Store, actor: &Actor, id: AccountId) -> Result<()> {
    both!(store, account_changes::enable(actor, id))
}

/// Takes an account's password away, ends its sessions and hands out the one-time code that alone
/// opens it, good for 14 days. Not for one's own account, nor for a disabled one.
pub async fn reset(store: &Store, actor: &Actor, id: AccountId) -> Result<String> {
    let code = Code::new();
    both!(store, account_changes::reset(actor, id, &code.hash()))?;
    Ok(code.shown())
}

/// Ends all sessions of an account, on all devices.
pub async fn end_sessions(store: &Store, actor: &Actor, id: AccountId) -> Result<()> {
    both!(store, account_changes::end_sessions(actor, id))
}

fn check(post: &Post) -> Result<()> {
    if post.role == Role::Commissioner {
        return Err(StoreError::field("role", FieldCode::NotAllowedNow));
    }
    manage::check_post(post.role, post.area, post.unit.as_deref())
}
