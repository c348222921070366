//! What can go wrong, as callers need to tell it apart.

use domain::fields::{FieldCode, FieldError};
use sqlx::migrate::MigrateError;

/// A store function's failure.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The thing does not exist, or not for this person: out of scope answers alike.
    #[error("not found")]
    NotFound,
    /// The person's role or area gives no right to this.
    #[error("forbidden")]
    Forbidden,
    /// Somebody else changed it first.
    #[error("changed by somebody else in the meantime")]
    Conflict,
    /// The input is at fault; each field is named.
    #[error("rejected: {0:?}")]
    Rejected(Vec<FieldError>),
    /// The request makes no sense as it stands, in one of a few known ways.
    #[error("{0}")]
    Refused(Problem),
    /// The database cannot be reached now; the same call may succeed later.
    #[error("database unavailable: {0}")]
    Unavailable(#[source] sqlx::Error),
    /// A stored value breaks its own rule.
    #[error("corrupt {table}.{column} of {id}")]
    Corrupt {
        table: &'static str,
        column: &'static str,
        id: String,
    },
    /// Any other failure of the database.
    #[error("database: {0}")]
    Database(#[source] sqlx::Error),
    #[error("migration: {0}")]
    Migration(#[source] MigrateError),
}

/// Refusals with a stable code of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// Login or password is wrong, or the account is disabled.
    #[error("login or password is wrong")]
    BadCredentials,
    /// Too many failures for this login or address; try later.
    #[error("too many attempts")]
    TooManyAttempts,
    /// The one-time code is wrong, used or expired.
    #[error("the one-time code is wrong, used or expired")]
    BadCode,
    /// The new password is too weak.
    #[error("the new password is too short or too common")]
    WeakPassword,
    /// The database already holds records.
    #[error("the database already holds records")]
    NotEmpty,
    /// The text is no cursor.
    #[error("not a cursor")]
    BadCursor,
    /// The cursor is of another epoch or person: pull anew.
    #[error("the cursor has expired")]
    CursorExpired,
    /// The login exists already.
    #[error("the login exists already")]
    LoginTaken,
    /// The database was last migrated by another version of ketepai.
    #[error("the database belongs to another version of ketepai: use the one that serves it")]
    OtherVersion,
    /// Too many uploads of this account wait for their record.
    #[error("too many uploads wait for their record")]
    UploadQuota,
}

impl StoreError {
    /// A refusal of one field.
    #[must_use]
    pub fn field(path: &str, code: FieldCode) -> Self {
        Self::Rejected(vec![FieldError::new(path, code)])
    }

    /// Whether the database refused because a key exists already.
    #[must_use]
    pub fn is_unique_violation(&self) -> bool {
        matches!(self, Self::Database(sqlx::Error::Database(error)) if error.is_unique_violation())
    }

    /// Whether the same transaction may simply be tried again (serialisation failure or deadlock).
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        matches!(self, Self::Database(sqlx::Error::Database(error)) if matches!(error.code().as_deref(), Some("40001" | "40P01")))
    }

    /// Whether somebody else had the turn for longer than one may wait for it. Nothing was done.
    pub(crate) fn is_others_turn(&self) -> bool {
        matches!(self, Self::Unavailable(sqlx::Error::Database(error)) if error.code().as_deref() == Some(LOCK_TIMEOUT))
    }
}

/// PostgreSQL's code for a lock that was waited for in vain.
const LOCK_TIMEOUT: &str = "55P03";

/// Whether a database's code says that it cannot now: SQLite is busy, locked, fails to read or write, or its
/// disk is full; PostgreSQL has no room, is being stopped, cannot take more connections, or a lock took
/// too long.
fn is_of_the_moment(code: Option<&str>) -> bool {
    let Some(code) = code else {
        return false;
    };
    // SQLite's codes are numbers, the last byte of which tells the kind; PostgreSQL's have five characters.
    if code.len() == 5 {
        let class = ["53", "57P", "58"];
        return code == LOCK_TIMEOUT || class.iter().any(|begin| code.starts_with(begin));
    }
    let kind = code.parse::<i32>().map(|code| code & 0xff);
    matches!(kind, Ok(5 | 6 | 10 | 13))
}

impl From<MigrateError> for StoreError {
    fn from(error: MigrateError) -> Self {
        match error {
            // It holds what this ketepai knows nothing of.
            MigrateError::VersionMissing(_) => Self::Refused(Problem::OtherVersion),
            other => Self::Migration(other),
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::RowNotFound => Self::NotFound,
            sqlx::Error::Io(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::Tls(_) => Self::Unavailable(error),
            sqlx::Error::Database(database) if is_of_the_moment(database.code().as_deref()) => {
                Self::Unavailable(sqlx::Error::Database(database))
            }
            other => Self::Database(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_of_the_moment;

    #[test]
    fn a_full_disk_and_a_busy_database_are_of_the_moment_and_a_broken_rule_is_not() {
        for code in [
            "5", "261", "10", "778", "13", "53100", "57P03", "58030", "55P03",
        ] {
            assert!(is_of_the_moment(Some(code)), "{code}");
        }
        for code in ["1", "11", "19", "2067", "23505", "40001", "57014", "55006"] {
            assert!(!is_of_the_moment(Some(code)), "{code}");
        }
        assert!(!is_of_the_moment(None));
    }
}
