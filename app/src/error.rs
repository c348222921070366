//! What a person may see of a failure: a closed set, told apart by what they can do about it.

use domain::{
    fields::FieldError,
    json::{self, Fault, FromJson, Readable, Value},
};
use serde::{Deserialize, Serialize};
use server_fn::{
    Bytes,
    error::{FromServerFnError, ServerFnErrorErr},
};

use crate::json::Json;

/// A failure as a page shows it. The sentences are in [`crate::words`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case", tag = "code")]
pub enum AppError {
    #[error("not found")]
    NotFound,
    #[error("forbidden")]
    Forbidden,
    /// Nobody is signed in, or no longer.
    #[error("signed out")]
    SignedOut,
    /// Somebody else changed it first.
    #[error("conflict")]
    Conflict,
    /// The input is at fault; each field is named.
    #[error("rejected")]
    Rejected { fields: Vec<FieldError> },
    #[error("login or password is wrong")]
    BadCredentials,
    #[error("the one-time code is wrong, used or expired")]
    BadCode,
    #[error("the new password is too weak")]
    WeakPassword,
    #[error("too many attempts")]
    TooManyAttempts,
    /// The answer never came, or came from something else than our server.
    #[error("unreachable")]
    Unreachable,
    /// The server cannot do it now; the same may succeed later.
    #[error("unavailable")]
    Unavailable,
    #[error("unexpected")]
    Unexpected,
}

impl FromJson for AppError {
    fn from_json(value: Option<&mut Value>, fault: &mut Fault) -> Self {
        let mut value = json::object(value, fault);
        let codes = [
            "not_found",
            "forbidden",
            "signed_out",
            "conflict",
            "rejected",
            "bad_credentials",
            "bad_code",
            "weak_password",
            "too_many_attempts",
            "unreachable",
            "unavailable",
            "unexpected",
        ];
        match json::code(json::field(&mut value, "code"), &codes, fault) {
            0 => Self::NotFound,
            1 => Self::Forbidden,
            2 => Self::SignedOut,
            3 => Self::Conflict,
            4 => Self::Rejected {
                fields: FromJson::from_json(json::field(&mut value, "fields"), fault),
            },
            5 => Self::BadCredentials,
            6 => Self::BadCode,
            7 => Self::WeakPassword,
            8 => Self::TooManyAttempts,
            9 => Self::Unreachable,
            10 => Self::Unavailable,
            _ => Self::Unexpected,
        }
    }
}

impl FromServerFnError for AppError {
    type Encoder = Json;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_)
            | ServerFnErrorErr::Response(_)
            | ServerFnErrorErr::Deserialization(_) => Self::Unreachable,
            _ => Self::Unexpected,
        }
    }

    fn de(answer: Bytes) -> Self {
        json::read(&answer)
            .unwrap_or_else(|_| Self::from_gate(&answer).unwrap_or(Self::Unreachable))
    }
}

impl AppError {
    /// What stands before the server functions answers as the API does: `{"error":{"code":…}}`.
    fn from_gate(answer: &[u8]) -> Option<Self> {
        let answer = json::tree(answer).ok()?;
        match answer["error"]["code"].as_str()? {
            "unauthenticated" => Some(Self::SignedOut),
            code => Some(Self::from_code(code)),
        }
    }

    /// The failure behind a stable code in an address, as `?error=bad_credentials`.
    #[must_use]
    pub fn from_code(code: &str) -> Self {
        Self::from_tree(serde_json::json!({ "code": code })).unwrap_or(Self::Unexpected)
    }
}

#[cfg(test)]
mod tests {
    use super::AppError;
    use domain::{
        fields::{FieldCode, FieldError},
        json,
    };
    use server_fn::error::FromServerFnError;

    #[test]
    fn an_answer_from_before_the_server_functions_is_understood() {
        let answer = br#"{"error":{"code":"unauthenticated","message":"","request_id":""}}"#;
        let read = |answer: &'static [u8]| AppError::de(server_fn::Bytes::from_static(answer));
        assert_eq!(read(answer), AppError::SignedOut);
        assert_eq!(read(b"<html>Wi-Fi"), AppError::Unreachable);
        assert_eq!(read(br#"{"code":"conflict"}"#), AppError::Conflict);
    }

    #[test]
    fn an_answer_is_read_as_serde_reads_it() {
        let fields = vec![FieldError::new("days", FieldCode::NotHalfStep)];
        for error in [
            AppError::NotFound,
            AppError::Forbidden,
            AppError::SignedOut,
            AppError::Conflict,
            AppError::Rejected { fields },
            AppError::BadCredentials,
            AppError::BadCode,
            AppError::WeakPassword,
            AppError::TooManyAttempts,
            AppError::Unreachable,
            AppError::Unavailable,
            AppError::Unexpected,
        ] {
            let text = serde_json::to_vec(&error).unwrap();
            assert_eq!(serde_json::from_slice::<AppError>(&text).unwrap(), error);
            assert_eq!(json::read(&text), Ok(error));
        }
        for text in [r#"{"code":"rejected"}"#, r#"{"code":"other"}"#, "{}", "[]"] {
            assert!(serde_json::from_str::<AppError>(text).is_err(), "{text}");
            assert!(json::read::<AppError>(text.as_bytes()).is_err(), "{text}");
        }
    }

    #[test]
    fn a_code_in_an_address_names_its_failure() {
        assert_eq!(
            AppError::from_code("too_many_attempts"),
            AppError::TooManyAttempts
        );
        assert_eq!(AppError::from_code("<script>"), AppError::Unexpected);
    }
}
