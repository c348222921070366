//! The error envelope of `/api/v1`, and the one place where a failure becomes a status and a code.

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use domain::fields::{FieldCode, FieldError};
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;
use store::{Problem, StoreError};

use crate::request_id;

/// What an API handler answers when it cannot do what was asked.
pub type Result<T> = std::result::Result<T, ApiError>;

/// A failure as the client sees it: a status, a stable code and a sentence for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiError {
    status: StatusCode,
    code: &'static str,
    message: &'static str,
    fields: Vec<FieldError>,
}

macro_rules! refusals {
    ($($(#[$doc:meta])* $name:ident = $status:ident $code:literal $message:literal;)+) => {
        impl ApiError {
            $($(#[$doc])*
            #[must_use]
            pub const fn $name() -> Self {
                Self { status: StatusCode::$status, code: $code, message: $message, fields: Vec::new() }
            })+
        }
    };
}

refusals! {
    bad_json = BAD_REQUEST "bad_json" "内容不是有效的 JSON。";
    /// The shape is wrong; name the fields with [`ApiError::with_fields`].
    bad_request = BAD_REQUEST "bad_request" "请求内容有误，请检查标出的字段。";
    unauthenticated = UNAUTHORIZED "unauthenticated" "请先登录。";
    cross_origin = FORBIDDEN "cross_origin" "请求来自其他网站，已拒绝。";
    forbidden = FORBIDDEN "forbidden" "没有权限查看或办理。";
    not_found = NOT_FOUND "not_found" "没有找到，或不在您的权限范围内。";
    method_not_allowed = METHOD_NOT_ALLOWED "method_not_allowed" "这个地址不支持这种操作。";
    conflict = CONFLICT "conflict" "内容已被他人修改，请刷新后再试。";
    too_large = PAYLOAD_TOO_LARGE "too_large" "内容过大，请分批发送。";
    /// The same code for a single file, which can't be sent in parts.
    file_too_large = PAYLOAD_TOO_LARGE "too_large" "文件超过 1 MB，请压缩后再上传。";
    too_many_changes = PAYLOAD_TOO_LARGE "too_many_changes" "一次最多发送 200 条变更，请分批发送。";
    too_many_decisions = PAYLOAD_TOO_LARGE "too_many_decisions" "一次最多处理 200 条记录，请分批处理。";
    unsupported_media_type = UNSUPPORTED_MEDIA_TYPE "unsupported_media_type" "请以 application/json 发送内容。";
    unsupported_type = UNSUPPORTED_MEDIA_TYPE "unsupported_type" "只能上传 JPEG、PNG、WebP 照片；PDF 扫描件由科技局或乡镇上传。";
    hash_mismatch = UNPROCESSABLE_ENTITY "hash_mismatch" "收到的文件与校验值不一致，请重新上传。";
    embedded_metadata = UNPROCESSABLE_ENTITY "embedded_metadata" "照片带有拍摄位置、机型等附加信息，请去除后再上传。";
    too_many_pixels = UNPROCESSABLE_ENTITY "too_many_pixels" "照片超过 4000 万像素，请缩小后再上传。";
    damaged_image = UNPROCESSABLE_ENTITY "damaged_image" "文件不完整或已损坏，请重新选择照片。";
    rejected = UNPROCESSABLE_ENTITY "rejected" "内容没有通过检查，请按提示修改。";
    slow_body = REQUEST_TIMEOUT "slow_body" "内容没有在限定时间内传完，请重试。";
    timeout = SERVICE_UNAVAILABLE "timeout" "服务器一时忙不过来，请稍后再试。";
    unavailable = SERVICE_UNAVAILABLE "unavailable" "数据库暂时无法访问，请稍后再试。";
    storage_unavailable = SERVICE_UNAVAILABLE "storage_unavailable" "照片暂时无法存取，请稍后再试。";
    internal = INTERNAL_SERVER_ERROR "internal" "服务器出错，已记录，请稍后再试。";
}

impl ApiError {
    /// Names the fields at fault.
    #[must_use]
    pub fn with_fields(mut self, fields: Vec<FieldError>) -> Self {
        self.fields = fields;
        self
    }

    /// A wrong shape of one field.
    #[must_use]
    pub fn bad_field(path: &str, code: FieldCode) -> Self {
        Self::bad_request().with_fields(vec![FieldError::new(path, code)])
    }

    /// The stable code, as form pages get it in `?error=`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.code
    }

    /// The path of the first field at fault; empty when none is.
    #[must_use]
    pub fn first_field(&self) -> &str {
        self.fields.first().map_or("", |field| &field.path)
    }

    const fn refused(problem: Problem) -> Self {
        let (status, code, message) = match problem {
            Problem::BadCredentials => (
                StatusCode::UNAUTHORIZED,
                "bad_credentials",
                "账号或密码不正确。",
            ),
            Problem::TooManyAttempts => (
                StatusCode::TOO_MANY_REQUESTS,
                "too_many_attempts",
                "尝试次数过多，请十五分钟后再试。",
            ),
            Problem::BadCode => (
                StatusCode::UNAUTHORIZED,
                "bad_code",
                "一次性登录码不正确、已用过或已过期。",
            ),
            Problem::WeakPassword => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "weak_password",
                "新密码太短或太常见，请至少用 8 个字符。",
            ),
            Problem::BadCursor => (
                StatusCode::BAD_REQUEST,
                "bad_cursor",
                "同步位置无效，请重新同步。",
            ),
            Problem::CursorExpired => (
                StatusCode::GONE,
                "cursor_expired",
                "同步位置已失效，请从头同步；未发送的记录不受影响。",
            ),
            Problem::NotEmpty => (StatusCode::CONFLICT, "not_empty", "数据库中已有记录。"),
            Problem::UploadQuota => (
                StatusCode::TOO_MANY_REQUESTS,
                "upload_quota",
                "还没有提交记录的照片太多，请先提交记录，再上传照片。",
            ),
            Problem::LoginTaken => (StatusCode::CONFLICT, "login_taken", "账号已存在。"),
            Problem::OtherVersion => (
                StatusCode::CONFLICT,
                "other_version",
                "数据库属于另一版本的程序。",
            ),
        };
        Self {
            status,
            code,
            message,
            fields: Vec::new(),
        }
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound => Self::not_found(),
            StoreError::Forbidden => Self::forbidden(),
            StoreError::Conflict => Self::conflict(),
            StoreError::Rejected(fields) => Self::rejected().with_fields(fields),
            StoreError::Refused(problem) => Self::refused(problem),
            StoreError::Unavailable(_) => {
                note(&error);
                Self::unavailable()
            }
            StoreError::Corrupt { .. } | StoreError::Database(_) | StoreError::Migration(_) => {
                note(&error);
                Self::internal()
            }
        }
    }
}

/// Logs a cause that the client is not told, once, where it can be found by the request id.
pub(crate) fn note(cause: &dyn std::fmt::Display) {
    tracing::error!(request_id = request_id::current(), %cause, "request failed");
}

#[derive(Debug, Serialize)]
struct Envelope<'a> {
    error: Inside<'a>,
}

#[derive(Debug, Serialize)]
struct Inside<'a> {
    code: &'a str,
    message: &'a str,
    fields: &'a [FieldError],
    request_id: String,
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let envelope = Envelope {
            error: Inside {
                code: self.code,
                message: self.message,
                fields: &self.fields,
                request_id: request_id::current(),
            },
        };
        let mut response = (self.status, Json(envelope)).into_response();
        if self.status == StatusCode::TOO_MANY_REQUESTS {
            let wait = HeaderValue::from_static("900");
            response.headers_mut().insert(header::RETRY_AFTER, wait);
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_keeps_its_stable_code_and_a_cause_stays_hidden() {
        let refused = ApiError::from(StoreError::Refused(Problem::TooManyAttempts));
        assert_eq!(refused.code(), "too_many_attempts");
        assert_eq!(
            refused.into_response().status(),
            StatusCode::TOO_MANY_REQUESTS
        );
        let hidden = ApiError::from(StoreError::Corrupt {
            table: "records",
            column: "body",
            id: "7".to_owned(),
        });
        assert_eq!(hidden, ApiError::internal());
    }
}
