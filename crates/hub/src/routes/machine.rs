//! What those ask who run the hub.

use std::sync::LazyLock;
use std::time::Duration;

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderName, Request, header};
use axum::response::IntoResponse;
use market::{Code, Refusal, db};
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::answer::Fault;
use crate::caller::is_from_here;
use crate::openapi;
use crate::state::Hub;

/// How long the database may take to say that it is there.
const PATIENCE: Duration = Duration::from_secs(3);

pub(super) async fn health(State(hub): State<Hub>) -> Result<Json<Value>, Fault> {
    let late = |_| Refusal::new(Code::Offline, "The database does not answer.");
    timeout(PATIENCE, db::server::answers(hub.authority.db())).await.map_err(late)??;
    Ok(Json(json!({ "is_well": true })))
}

/// To others there is no such address: the figures are the operator's.
pub(super) async fn metrics(
    State(hub): State<Hub>,
    request: Request<Body>,
) -> Result<([(HeaderName, &'static str); 1], String), Fault> {
    if !is_from_here(request.headers(), request.extensions()) {
        return Err(Refusal::not_found("address").into());
    }
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], hub.counters.text()))
}

/// Made once: whoever asks for it again and again costs the hub its bytes and no more.
pub(super) async fn openapi() -> impl IntoResponse {
    static DOCUMENT: LazyLock<String> = LazyLock::new(|| openapi::document().to_string());
    ([(header::CONTENT_TYPE, "application/json")], DOCUMENT.as_str())
}
