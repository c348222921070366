//! Passwords: what is strong enough, and Argon2id off the async threads, a few at a time.

use crate::{Problem, Result, StoreError, clock::random};
use argon2::{
    Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version,
    password_hash::SaltString,
};
use tokio::sync::Semaphore;

/// Each hash takes 19 MiB: a burst of sign-ins queues here instead of taking all memory.
static GATE: Semaphore = Semaphore::const_new(4);

/// Memory in KiB, passes, lanes: the OWASP recommendation for Argon2id.
const COST: (u32, u32, u32) = (19_456, 2, 1);

/// A hash nobody's password has, of the same cost as all others: an unknown login takes as long as a wrong password.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGlzIGhlcmU$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

const SHORTEST: usize = 8;
const LONGEST: usize = 128;

/// What guessers try first, in lower case.
const COMMON: &[&str] = &[
    "12345678",
    "123456789",
    "1234567890",
    "87654321",
    "11111111",
    "00000000",
    "88888888",
    "66666666",
    "12341234",
    "11223344",
    "123123123",
    "147258369",
    "1qaz2wsx",
    "1q2w3e4r",
    "1qaz@wsx",
    "qwertyui",
    "qwerty123",
    "qwertyuiop",
    "asdfghjkl",
    "password",
    "password1",
    "passw0rd",
    "p@ssw0rd",
    "p@ssword",
    "abcd1234",
    "a1234567",
    "a12345678",
    "a123456789",
    "aa123456",
    "abc12345",
    "abc123456",
    "asd123456",
    "qq123456",
    "qwe123456",
    "zxc123456",
    "woaini520",
    "woaini1314",
    "5201314520",
    "13145200",
    "admin123",
    "admin888",
    "admin123456",
    "administrator",
    "iloveyou",
    "letmein1",
    "ketepai123",
    "kjtpy123",
    "ganzhou123",
    "test1234",
];

/// Whether a new password will do: 8–128 characters, not the login, not one guessers try first. Refuses with
/// [`Problem::WeakPassword`].
pub fn check_strength(login: &str, password: &str) -> Result<()> {
    let length = password.chars().count();
    let lower = password.to_lowercase();
    let mut distinct: Vec<char> = lower.chars().collect();
    distinct.sort_unstable();
    distinct.dedup();
    let weak = !(SHORTEST..=LONGEST).contains(&length)
        || distinct.len() < 3
        || lower == login.to_lowercase()
        || lower.trim() != lower
        || COMMON.contains(&lower.as_str());
    if weak {
        return Err(StoreError::Refused(Problem::WeakPassword));
    }
    Ok(())
}

/// Hashes a password for the database.
pub(crate) async fn hash(password: String) -> Result<String> {
    off_thread(move || {
        let (memory, passes, lanes) = COST;
        let params = Params::new(memory, passes, lanes, None).ok()?;
        let salt = SaltString::encode_b64(&random::<16>()).ok()?;
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let hash = argon.hash_password(password.as_bytes(), &salt).ok()?;
        Some(hash.to_string())
    })
    .await
    .ok_or_else(|| unreadable("hash"))
}

/// Whether a password fits a stored hash. Without a hash the answer is no, after the same time.
pub(crate) async fn verify(password: String, hash: Option<String>) -> Result<bool> {
    if password.len() > LONGEST * 4 {
        return Ok(false);
    }
    let known = hash.is_some();
    let fits = off_thread(move || {
        let text = hash.as_deref().unwrap_or(NOBODY);
        let parsed = PasswordHash::new(text).ok()?;
        Some(
            Argon2::default()
                .verify_password(password.as_bytes(), &parsed)
                .is_ok(),
        )
    })
    .await
    .ok_or_else(|| unreadable("password_hash"))?;
    Ok(fits && known)
}

async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> Option<T> + Send + 'static,
) -> Option<T> {
    let _permit = GATE.acquire().await.ok()?;
    tokio::task::spawn_blocking(work).await.ok()?
}

fn unreadable(column: &'static str) -> StoreError {
    StoreError::Corrupt {
        table: "accounts",
        column,
        id: "-".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weak_passwords_are_refused() {
        for weak in [
            "short1",
            "13900001000",
            "Password1",
            "aaaaaaaaaa",
            "ababababab",
            "12345678",
            " spaced out ",
        ] {
            assert!(check_strength("13900001000", weak).is_err(), "{weak}");
        }
        for good in ["Ketepai-check-2025!", "脐橙园里看黄龙病", "correct horse"] {
            assert!(check_strength("13900001000", good).is_ok(), "{good}");
        }
    }

    #[test]
    fn the_hash_of_nobody_costs_what_all_cost() {
        let params = Params::try_from(&PasswordHash::new(NOBODY).unwrap()).unwrap();
        let (memory, passes, lanes) = COST;
        assert_eq!(
            (params.m_cost(), params.t_cost(), params.p_cost()),
            (memory, passes, lanes)
        );
    }
}
