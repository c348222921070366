//! Signing in and out, sessions, and the person's own password.

use super::{MAX_LOGIN, passwords, secrets};
use crate::{Problem, Result, Store, StoreError, backend::both};
use chrono::{DateTime, Duration, Utc};
use domain::{
    access::Actor,
    coded,
    codes::{Language, Role},
};

/// How many days a one-time code is good for.
pub(crate) const CODE_DAYS: i64 = 14;

/// How long a request waits for its session to be written down.
const PATIENCE: std::time::Duration = std::time::Duration::from_millis(250);

coded!(
    /// How a client carries its token.
    SessionKind { Cookie = "cookie" "网页", Bearer = "bearer" "脚本" }
);

/// A fresh sign-in.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// 256 random bits in hex; the database keeps only their hash.
    pub token: String,
    pub actor: Actor,
    pub login: String,
    /// After this much silence the session ends.
    pub idle_life: Duration,
}

/// A session that is alive.
#[derive(Debug, Clone)]
pub struct Session {
    pub actor: Actor,
    pub login: String,
    pub kind: SessionKind,
    pub language: Language,
}

/// What proves that a person may set a password.
#[derive(Debug, Clone, Copy)]
pub enum Proof<'a> {
    /// The one-time code handed out by the office.
    Code(&'a str),
    /// The present password.
    Password(&'a str),
}

/// One try to prove who one is, as the throttle counts it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Attempt<'a> {
    pub(crate) login: &'a str,
    pub(crate) address: &'a str,
}

/// How long a session lives without being used (contract §2).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Life;

impl Life {
    /// The idle life of a session of this kind and role.
    pub(crate) fn idle(kind: SessionKind, role: Role) -> Duration {
        match (kind, role) {
            (SessionKind::Bearer, _) => Duration::hours(12),
            (SessionKind::Cookie, Role::CountyStaff | Role::CityStaff | Role::Admin) => {
                Duration::hours(8)
            }
            (
                SessionKind::Cookie,
                Role::Commissioner | Role::TownshipCoordinator | Role::UnitAdmin,
            ) => Duration::days(90),
        }
    }

    /// Whether a session last written down then is written again now: at most every five minutes.
    pub(crate) fn is_stale(seen_at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
        now - seen_at >= Duration::minutes(5)
    }
}

/// Signs a person in.
///
/// Refuses with [`Problem::BadCredentials`] (wrong, unknown or disabled, all alike and equally slow)
/// and with [`Problem::TooManyAttempts`] after 5 failures in 15 minutes of this login from this
/// address, 20 of this login, or 100 of this address. A success clears the first of these.
pub async fn sign_in(
    store: &Store,
    login: &str,
    password: &str,
    address: &str,
    kind: SessionKind,
) -> Result<SignedIn> {
    let login = plain_login(login)?;
    let attempt = Attempt { login, address };
    let credentials = both!(store, sign_in::attempt(attempt))?;
    let hash = credentials.as_ref().and_then(|c| c.password_hash.clone());
    let fits = passwords::verify(password.to_owned(), hash).await?;
    let Some(credentials) = credentials.filter(|_| fits) else {
        return Err(StoreError::Refused(Problem::BadCredentials));
    };
    let token = secrets::new_token();
    let hash = secrets::sha256(&token);
    let session = both!(store, sign_in::succeed(attempt, &credentials, &hash, kind))?;
    Ok(SignedIn {
        token,
        idle_life: Life::idle(kind, session.actor.role),
        actor: session.actor,
        login: session.login,
    })
}

/// The session of this token, if it is alive. Using it keeps it alive, if the database can write now.
pub async fn session(store: &Store, token: &str) -> Result<Option<Session>> {
    if token.len() != 64 {
        return Ok(None);
    }
    let hash = secrets::sha256(token);
    let Some((session, seen_at)) = both!(store, sessions::find(&hash))? else {
        return Ok(None);
    };
    if Life::is_stale(seen_at, store.clock().now()) {
        let life = Life::idle(session.kind, session.actor.role);
        keep_alive(store, hash, life).await;
    }
    Ok(Some(session))
}

/// Writes down that a session is used. What was read has proved it: a full disk or an import that holds the
/// writer keeps nobody from reading. It is written later, or with the next request.
async fn keep_alive(store: &Store, hash: Vec<u8>, life: Duration) {
    let store = store.clone();
    let writing = tokio::spawn(async move {
        if let Err(error) = both!(store, sessions::touch(&hash, life)) {
            tracing::warn!(%error, "use of a session not written down");
        }
    });
    drop(tokio::time::timeout(PATIENCE, writing).await);
}

/// Ends the session of this token; an unknown token is no error.
pub async fn sign_out(store: &Store, token: &str) -> Result<()> {
    both!(store, sessions::end(&secrets::sha256(token)))
}

/// Keeps the language in which the actor reads the pages.
pub async fn set_language(store: &Store, actor: &Actor, language: Language) -> Result<()> {
    both!(store, sessions::set_language(actor, language))
}

/// Ends all sessions of this person, on all devices.
pub async fn sign_out_everywhere(store: &Store, actor: &Actor) -> Result<()> {
    both!(store, sessions::end_all(actor))
}

/// Sets a person's password, proved by the one-time code or the present password, and ends all
/// sessions. Failures count like failed sign-ins.
///
/// Refuses with [`Problem::BadCode`] or [`Problem::BadCredentials`], with
/// [`Problem::WeakPassword`] (the code stays good) and with [`Problem::TooManyAttempts`].
pub async fn set_password(
    store: &Store,
    login: &str,
    proof: Proof<'_>,
    new_password: &str,
    address: &str,
) -> Result<()> {
    let login = plain_login(login)?;
    passwords::check_strength(login, new_password)?;
    let attempt = Attempt { login, address };
    let credentials = both!(store, sign_in::attempt(attempt))?;
    let (fits, refusal) = match proof {
        Proof::Code(code) => {
            let hash = secrets::Code::parse(code).hash();
            let kept = credentials.as_ref().and_then(|c| c.code_hash.as_ref());
            (kept == Some(&hash), Problem::BadCode)
        }
        Proof::Password(password) => {
            let hash = credentials.as_ref().and_then(|c| c.password_hash.clone());
            let fits = passwords::verify(password.to_owned(), hash).await?;
            (fits, Problem::BadCredentials)
        }
    };
    let credentials = credentials
        .filter(|_| fits)
        .ok_or(StoreError::Refused(refusal))?;
    let hash = passwords::hash(new_password.to_owned()).await?;
    both!(store, sign_in::set_password(attempt, &credentials, &hash))
}

/// A login that may exist; others are refused before anything is stored.
fn plain_login(login: &str) -> Result<&str> {
    let login = login.trim();
    let is_plain = !login.chars().any(char::is_control);
    if login.is_empty() || login.chars().count() > MAX_LOGIN || !is_plain {
        return Err(StoreError::Refused(Problem::BadCredentials));
    }
    Ok(login)
}
