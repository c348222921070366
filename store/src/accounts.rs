//! Accounts: who may sign in, with what, and for how long.
//!
//! Passwords are Argon2id, one-time codes and session tokens are kept as SHA-256 only. Accounts are
//! disabled, never deleted.

mod manage;
mod office;
mod passwords;
pub(crate) mod secrets;
mod sign_in;

pub use manage::{NewAccount, add, device_key, disable, find, issue_code, rename, reset_password};
pub use office::{
    NewByOffice, Post, create, disable_account, enable, end_sessions, get, list, post, reset, units,
};
pub use passwords::check_strength;
pub use sign_in::{
    Proof, Session, SessionKind, SignedIn, session, set_language, set_password, sign_in, sign_out,
    sign_out_everywhere,
};

pub(crate) use secrets::Code;
pub(crate) use sign_in::{Attempt, CODE_DAYS, Life};

use domain::ids::AccountId;

/// The longest login; longer ones are refused unread.
pub const MAX_LOGIN: usize = 64;

/// What of an account a sign-in is checked against.
#[derive(Debug, Clone)]
pub(crate) struct Credentials {
    pub(crate) id: AccountId,
    pub(crate) password_hash: Option<String>,
    pub(crate) code_hash: Option<Vec<u8>>,
}

/// Whether a text can be a login: 1–64 characters, none of them a space or a control character.
#[must_use]
pub fn is_login(text: &str) -> bool {
    let length = text.chars().count();
    (1..=MAX_LOGIN).contains(&length) && !text.chars().any(|c| c.is_whitespace() || c.is_control())
}
