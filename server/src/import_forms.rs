//! Imports by plain posts: a file arrives, is checked, and on a second word imported.

use std::time::Duration;

use app::desk::imports::Issued;
use axum::{
    body::{Body, Bytes},
    extract::{Path, Request, State},
    response::{IntoResponse, Response},
};
use domain::{codes::Coded, ids::ImportId, registers::Kind};
use futures::{StreamExt, stream};
use http::header;
use store::{StoreError, imports::files};

use crate::{
    auth::SignedInPerson,
    body::drain,
    error::ApiError,
    forms::see_other,
    jobs::imports::{Step, start},
    local_path, pages,
    state::AppState,
};

/// Where files are sent.
pub(crate) const UPLOAD: &str = "/desk/imports";

/// The largest file: 100,000 rows of a bureau's list are half of it.
const MAX_BYTES: usize = 32 * 1024 * 1024;
/// What is larger is read to here and thrown away, so that the browser sees the answer.
const MAX_DRAINED_BYTES: usize = 8 * MAX_BYTES;

/// A small file is done by then, and the page shows what came of it at once.
const PATIENCE: Duration = Duration::from_millis(1500);

/// `POST /desk/imports` with `kind` and `file`, as `multipart/form-data`.
pub(crate) async fn upload(
    State(state): State<AppState>,
    person: SignedInPerson,
    request: Request,
) -> Response {
    if files::kinds(&person.actor).is_empty() {
        drain(request.into_body()).await;
        return back("forbidden");
    }
    let sent = match read(request, MAX_BYTES).await {
        Ok(sent) => sent,
        Err(fault) => return back(fault),
    };
    let Some(kind) = Kind::from_code(&sent.kind) else {
        return back("no_kind");
    };
    if sent.bytes.is_empty() {
        return back(sent.missing());
    }
    match files::keep(&state.store, &person.actor, kind, &sent.name, &sent.bytes).await {
        Ok(id) => carry_on(&state, &person, id, Step::Check).await,
        Err(StoreError::Forbidden) => back("forbidden"),
        Err(error) => ApiError::from(error).into_response(),
    }
}

/// `POST /desk/imports/{id}/run`.
pub(crate) async fn run(
    State(state): State<AppState>,
    Path(id): Path<String>,
    person: SignedInPerson,
) -> Response {
    let Ok(id) = id.parse::<ImportId>() else {
        return ApiError::not_found().into_response();
    };
    match files::claim(&state.store, &person.actor, id).await {
        Ok(()) => carry_on(&state, &person, id, Step::Import).await,
        Err(StoreError::Conflict) => back("changed"),
        Err(error) => ApiError::from(error).into_response(),
    }
}

/// `POST /desk/imports/{id}/codes`: the answer is the only place where the codes are written.
pub(crate) async fn codes(
    State(state): State<AppState>,
    Path(id): Path<String>,
    person: SignedInPerson,
    request: Request,
) -> Response {
    let Ok(id) = id.parse::<ImportId>() else {
        return ApiError::not_found().into_response();
    };
    match files::issue_codes(&state.store, &person.actor, id).await {
        Ok(codes) => pages::answer(&state, request, Issued(codes)).await,
        Err(error) => ApiError::from(error).into_response(),
    }
}

/// Starts the step, waits a moment, and leads to the file's page.
async fn carry_on(state: &AppState, person: &SignedInPerson, id: ImportId, step: Step) -> Response {
    let (store, running) = (state.store.clone(), state.imports.clone());
    let job = start(store, running, person.actor.clone(), id, step);
    // Done or not: the page tells.
    drop(tokio::time::timeout(PATIENCE, job).await);
    see_other(&local_path::with_query(&format!("{UPLOAD}/{id}"), &[]))
}

fn back(fault: &'static str) -> Response {
    see_other(&local_path::with_query(UPLOAD, &[("fault", fault)]))
}

/// What the form held.
#[derive(Debug, Default)]
pub(crate) struct Sent {
    kind: String,
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

impl Sent {
    /// What to say of no bytes: a browser sends a name only with a file that was chosen.
    pub(crate) const fn missing(&self) -> &'static str {
        if self.name.is_empty() {
            "no_file"
        } else {
            "empty_file"
        }
    }
}

/// Reads a form with a file, of so many bytes at most; what is wrong with it, if it cannot be read.
pub(crate) async fn read(request: Request, most: usize) -> Result<Sent, &'static str> {
    let kind = request.headers().get(header::CONTENT_TYPE);
    let boundary = kind
        .and_then(|kind| kind.to_str().ok())
        .and_then(|kind| multer::parse_boundary(kind).ok())
        .ok_or("no_file")?;
    let body = whole(request.into_body(), most).await?;
    let once = stream::once(async move { Ok::<_, std::io::Error>(Bytes::from(body)) });
    let mut form = multer::Multipart::new(once, boundary);
    let mut sent = Sent::default();
    while let Some(field) = form.next_field().await.map_err(|_| "broken")? {
        match field.name() {
            Some("kind") => sent.kind = field.text().await.map_err(|_| "broken")?,
            Some("file") => {
                let name = field.file_name().unwrap_or_default();
                sent.name = name.chars().take(200).collect();
                sent.bytes = field.bytes().await.map_err(|_| "broken")?.to_vec();
            }
            _ => {}
        }
    }
    Ok(sent)
}

/// The body, if it is not too large; one that is, is read for the browser's sake.
async fn whole(body: Body, most: usize) -> Result<Vec<u8>, &'static str> {
    let (mut pieces, mut bytes, mut met) = (body.into_data_stream(), Vec::new(), 0);
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|_| "broken")?;
        met += piece.len();
        if met <= most {
            bytes.extend_from_slice(&piece);
        } else if met > MAX_DRAINED_BYTES {
            break;
        } else {
            bytes.clear();
        }
    }
    if met > most {
        return Err("too_large");
    }
    Ok(bytes)
}
