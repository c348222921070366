//! Scans and photos of a ledger's entry: plain posts of the card, which say what came of them.

use axum::{
    extract::{Path, Request, State},
    response::{IntoResponse, Response},
};
use domain::{
    attachments::MAX_BYTES,
    codes::Coded,
    ledgers::{Kind, ScanReview},
};
use sha2::{Digest, Sha256};
use store::{
    Problem, StoreError,
    attachments::{self, Admission},
    ledgers,
};
use uuid::Uuid;

use crate::{
    api::attachments::inspected,
    auth::SignedInPerson,
    body::drain,
    error::ApiError,
    forms::see_other,
    import_forms, local_path,
    state::AppState,
    typed_form::{Typed, read},
};

/// The longest form with a file: besides the file it holds its name and the signs between the parts.
const MAX_FORM_BYTES: usize = MAX_BYTES + 64 * 1024;

/// `POST /desk/ledgers/{ledger}/{key}/files` with `file`, as `multipart/form-data`.
pub(crate) async fn add(
    State(state): State<AppState>,
    Path((ledger, key)): Path<(String, String)>,
    person: SignedInPerson,
    request: Request,
) -> Response {
    // Asked before anything is read: what others send is not held in memory.
    let which = match whose(&state, &person, (&ledger, &key)).await {
        Ok(which) => which,
        Err(error) => {
            drain(request.into_body()).await;
            return error.into_response();
        }
    };
    let sent = match import_forms::read(request, MAX_FORM_BYTES).await {
        Ok(sent) if sent.bytes.is_empty() => return back(which, sent.missing()),
        Ok(sent) if sent.bytes.len() > MAX_BYTES => return back(which, "too_large"),
        Ok(sent) => sent,
        Err(fault) => return back(which, fault),
    };
    match keep(&state, &person, which, (&sent.name, sent.bytes)).await {
        Ok(None) => back(which, ""),
        Ok(Some(fault)) => back(which, fault),
        Err(error) => error.into_response(),
    }
}

/// The entry, if the person keeps its files.
async fn whose(
    state: &AppState,
    person: &SignedInPerson,
    (ledger, key): (&str, &str),
) -> Result<(Kind, Uuid), ApiError> {
    let which = entry(ledger, key).ok_or_else(ApiError::not_found)?;
    if ledgers::keeps_files(&state.store, &person.actor, which).await? {
        Ok(which)
    } else {
        Err(StoreError::Forbidden.into())
    }
}

/// Keeps the bytes and ties them to the entry; what is wrong with them, if anything.
async fn keep(
    state: &AppState,
    person: &SignedInPerson,
    which: (Kind, Uuid),
    (name, bytes): (&str, Vec<u8>),
) -> Result<Option<&'static str>, ApiError> {
    let (store, actor) = (&state.store, &person.actor);
    let sha256 = format!("{:x}", Sha256::digest(&bytes));
    let file = match inspected(actor, sha256, &bytes) {
        Ok(file) => file,
        Err(error) => return Ok(Some(error.code())),
    };
    match attachments::admit(store, actor, &file).await {
        Ok(Admission::Known | Admission::New) => {}
        Err(StoreError::Refused(Problem::UploadQuota)) => return Ok(Some("quota")),
        Err(error) => return Err(error.into()),
    }
    // Bytes first, so that no row ever speaks of bytes that are not there.
    let kept = &state.attachments;
    kept.put(&file.sha256, bytes.clone().into()).await?;
    attachments::record(store, actor, &file).await?;
    match ledgers::add_file(store, actor, which, (&file.sha256, name)).await {
        Err(StoreError::Rejected(_)) => return Ok(Some("too_many")),
        added => added?,
    }
    // A sweep may have taken them before the row spoke for them; from now on none will.
    if !kept.holds(&file.sha256, bytes.len()).await? {
        kept.put(&file.sha256, bytes.into()).await?;
    }
    Ok(None)
}

/// `POST /desk/ledgers/{ledger}/{key}/files/{file}/review` with `review` and `opinion`.
pub(crate) async fn review(
    State(state): State<AppState>,
    Path((ledger, key, file)): Path<(String, String, String)>,
    person: SignedInPerson,
    request: Request,
) -> Response {
    let Some((which, file)) = entry(&ledger, &key).zip(file.parse().ok()) else {
        return ApiError::not_found().into_response();
    };
    let (_, typed): (_, Typed) = match read(&state, request).await {
        Ok(read) => read,
        Err(refusal) => return refusal,
    };
    let text = |name: &str| {
        let found = typed.iter().find(|(column, _)| column == name);
        found.map_or("", |(_, text)| text.trim())
    };
    let Some(said) = ScanReview::from_code(text("review")) else {
        return back(which, "no_opinion");
    };
    let said = (said, text("opinion"));
    match ledgers::review_file(&state.store, &person.actor, which, file, said).await {
        Ok(()) => back(which, ""),
        Err(StoreError::Rejected(_)) => back(which, "no_opinion"),
        Err(error) => ApiError::from(error).into_response(),
    }
}

fn entry(ledger: &str, key: &str) -> Option<(Kind, Uuid)> {
    Kind::from_code(ledger).zip(key.parse().ok())
}

/// To the entry's card, which says what is wrong.
fn back((kind, id): (Kind, Uuid), fault: &str) -> Response {
    let card = format!("/desk/ledgers/{}/{id}", kind.code());
    let told = if fault.is_empty() {
        [("saved", "1")]
    } else {
        [("fault", fault)]
    };
    see_other(&local_path::with_query(&card, &told))
}
