//! Photos and scans by their hash.

use axum::{
    Json,
    extract::{Path, State},
};
use domain::{
    access::{Action, Actor, Standing, may},
    attachments::{ContentType, Refusal, inspect},
    codes::Coded,
    fields::{FieldCode, is_sha256},
};
use http::{HeaderName, StatusCode, header};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use store::{
    Store,
    attachments::{self, Admission, Attachment},
};

use super::schemas;
use crate::{
    attachments::Attachments,
    auth::SignedInPerson,
    body::FileBytes,
    error::{ApiError, Result, note},
};

/// A hash never stands for other bytes, so they need not be asked for again; but a day is enough
/// on a computer that several people use.
const CACHED: &str = "private, max-age=86400, immutable";

/// Send a photo (JPEG, PNG or WebP, of offices PDF as well), under the SHA-256 of its bytes. The
/// same again changes nothing.
#[utoipa::path(put, path = "/api/v1/attachments/{sha256}", tag = "attachments", params(("sha256" = String, Path)),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "最多 1 MiB，最多 4000 万像素，不带拍摄信息"),
    responses((status = 201, body = schemas::Attachment, description = "已收下"), (status = 200, body = schemas::Attachment, description = "此前已收下"),
        (status = 403, body = schemas::Failure), (status = 413, body = schemas::Failure, description = "`too_large`"), (status = 415, body = schemas::Failure, description = "`unsupported_type`"),
        (status = 422, body = schemas::Failure, description = "`hash_mismatch`, `embedded_metadata`, `too_many_pixels`, `damaged_image`"),
        (status = 429, body = schemas::Failure, description = "`upload_quota`"), (status = 503, body = schemas::Failure, description = "`unavailable`, `storage_unavailable`: send again later")))]
pub async fn put(
    State(store): State<Store>,
    State(kept): State<Attachments>,
    person: SignedInPerson,
    Path(sha256): Path<String>,
    FileBytes(bytes): FileBytes,
) -> Result<(StatusCode, Json<Value>)> {
    let file = inspected(&person.actor, sha256, &bytes)?;
    let known = attachments::admit(&store, &person.actor, &file).await? == Admission::Known;
    // Bytes first, so that no row ever speaks of bytes that are not there.
    if !(known && kept.holds(&file.sha256, bytes.len()).await?) {
        kept.put(&file.sha256, bytes.clone()).await?;
    }
    let admission = attachments::record(&store, &person.actor, &file).await?;
    // A sweep may have taken them before the row spoke for them; from now on none will.
    if !kept.holds(&file.sha256, bytes.len()).await? {
        kept.put(&file.sha256, bytes).await?;
    }
    let status = match admission {
        Admission::New => StatusCode::CREATED,
        Admission::Known => StatusCode::OK,
    };
    let answer = json!({"sha256": file.sha256, "content_type": file.content_type, "byte_count": file.byte_count});
    Ok((status, Json(answer)))
}

/// What was sent, if it is what its hash and its own structure say.
pub(crate) fn inspected(actor: &Actor, sha256: String, bytes: &[u8]) -> Result<Attachment> {
    if !is_sha256(&sha256) {
        return Err(ApiError::bad_field("sha256", FieldCode::NotASha256));
    }
    if format!("{:x}", Sha256::digest(bytes)) != sha256 {
        return Err(ApiError::hash_mismatch());
    }
    let content_type = inspect(bytes).map_err(|refusal| match refusal {
        Refusal::UnsupportedType => ApiError::unsupported_type(),
        Refusal::EmbeddedMetadata => ApiError::embedded_metadata(),
        Refusal::TooManyPixels => ApiError::too_many_pixels(),
        Refusal::Damaged => ApiError::damaged_image(),
    })?;
    // To everybody else a PDF is one more format that is not taken.
    let scans = may(actor.role, Action::UploadScan, Standing::default());
    if content_type == ContentType::Pdf && !scans {
        return Err(ApiError::unsupported_type());
    }
    Ok(Attachment {
        sha256,
        content_type,
        // At most 1 MiB.
        byte_count: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
    })
}

/// A photo's bytes, for who sent it or may read a record that shows it.
#[utoipa::path(get, path = "/api/v1/attachments/{sha256}", tag = "attachments", params(("sha256" = String, Path)),
    responses((status = 200, body = Vec<u8>, content_type = "image/jpeg", description = "照片或扫描件"), (status = 404, body = schemas::Failure), (status = 503, body = schemas::Failure)))]
pub async fn show(
    State(store): State<Store>,
    State(kept): State<Attachments>,
    person: SignedInPerson,
    Path(sha256): Path<String>,
) -> Result<([(HeaderName, &'static str); 4], axum::body::Bytes)> {
    if !is_sha256(&sha256) {
        return Err(ApiError::not_found());
    }
    let file = attachments::find(&store, &person.actor, &sha256).await?;
    let bytes = kept.get(&file.sha256).await?;
    let headers = [
        (header::CONTENT_TYPE, file.content_type.code()),
        (header::CONTENT_DISPOSITION, "inline"),
        (header::CACHE_CONTROL, CACHED),
        // The next person on the same computer asks again.
        (header::VARY, "Cookie, Authorization"),
    ];
    Ok((headers, bytes))
}

impl From<crate::attachments::Error> for ApiError {
    fn from(error: crate::attachments::Error) -> Self {
        note(&error);
        Self::storage_unavailable()
    }
}
