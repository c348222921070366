//! The port that sets faults and tells what happened: `POST /faults`, `GET /counts`.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::State,
    routing::{get, post},
};
use tokio::net::TcpListener;

use super::{Counts, Faults, proxy::Shared};

pub(super) async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    let routes = Router::new()
        .route("/faults", post(set))
        .route("/counts", get(counts))
        .with_state(shared);
    // Ends with the task alone.
    let _ = axum::serve(listener, routes).await;
}

/// Replaces all settings; what is not named goes wrong no more.
async fn set(State(shared): State<Arc<Shared>>, Json(faults): Json<Faults>) -> Json<Faults> {
    shared.plan().faults = faults.clone();
    Json(faults)
}

async fn counts(State(shared): State<Arc<Shared>>) -> Json<Counts> {
    Json(shared.plan().counts.clone())
}
