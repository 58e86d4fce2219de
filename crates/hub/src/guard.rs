//! What every request passes before its route: limits, its body within its time, a turn, and a task of its own.

use std::sync::Arc;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{MatchedPath, Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use market::{Code, Refusal};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout};

use crate::answer::{Fault, Refused};
use crate::caller::origin_of;
use crate::routes::{self, CHANGES};
use crate::state::Hub;

/// A request's body, and the room it takes until the answer is made.
struct Held {
    bytes: Vec<u8>,
    room: Option<OwnedSemaphorePermit>,
}

/// Lets a request in, and counts what became of it.
pub(crate) async fn guard(State(hub): State<Hub>, request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let method = request.method().as_str().to_owned();
    let route = request.extensions().get::<MatchedPath>().map_or("none", |path| path.as_str()).to_owned();
    let method = if route == "none" { String::new() } else { method };
    let answer = pass(&hub, &route, request, next).await.unwrap_or_else(IntoResponse::into_response);
    let status = answer.status().as_u16();
    hub.counters.request(&method, &route, status);
    if let Some(Refused(code)) = answer.extensions().get() {
        hub.counters.refusal(*code);
    }
    let micros = u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX);
    tracing::debug!(method, route, status, micros, "answered");
    answer
}

async fn pass(hub: &Hub, route: &str, request: Request, next: Next) -> Result<Response, Fault> {
    let origin = origin_of(hub, request.headers(), request.extensions());
    hub.requests.take(origin, 1).map_err(Fault::too_fast)?;
    let (parts, body) = request.into_parts();
    let reading = read(hub, body, routes::most_bytes(route));
    let late = |_| Fault::new(StatusCode::REQUEST_TIMEOUT, Code::Busy, "The request did not come in time.");
    let held = timeout(hub.limits.body_patience, reading).await.map_err(late)??;
    let request = Request::from_parts(parts, Body::from(held.bytes));
    if route == CHANGES {
        return Ok(next.run(request).await);
    }
    let turn = turn(hub).await?;
    // Who hangs up must not leave a connection inside a transaction, so the work goes on to its end.
    let work = tokio::spawn(async move {
        let answer = next.run(request).await;
        drop((turn, held.room));
        answer
    });
    work.await.map_err(|error| Refusal::broken(&error).into())
}

async fn turn(hub: &Hub) -> Result<OwnedSemaphorePermit, Fault> {
    let turn = timeout(hub.limits.turn_patience, Arc::clone(&hub.turns).acquire_owned()).await;
    turn.ok().and_then(Result::ok).ok_or_else(busy)
}

/// Reads a body piece by piece. What was announced as too large is refused before any of it is read.
async fn read(hub: &Hub, mut body: Body, most: u64) -> Result<Held, Fault> {
    if body.size_hint().lower() > most {
        return Err(too_large(most));
    }
    let mut held = Held { bytes: Vec::new(), room: None };
    while let Some(piece) = next_piece(&mut body).await? {
        let length = u64::try_from(held.bytes.len().saturating_add(piece.len())).unwrap_or(u64::MAX);
        if length > most {
            return Err(too_large(most));
        }
        let more = room_for(&hub.room, piece.len())?;
        match &mut held.room {
            Some(room) => room.merge(more),
            None => held.room = Some(more),
        }
        held.bytes.extend_from_slice(&piece);
    }
    Ok(held)
}

async fn next_piece(body: &mut Body) -> Result<Option<Bytes>, Fault> {
    loop {
        let frame = std::future::poll_fn(|cx| std::pin::Pin::new(&mut *body).poll_frame(cx)).await;
        let cut_off = |_| Fault::new(StatusCode::BAD_REQUEST, Code::Invalid, "The request was cut off.");
        match frame.transpose().map_err(cut_off)? {
            None => return Ok(None),
            // Anything else is a trailer, which nobody reads.
            Some(frame) => {
                if let Ok(piece) = frame.into_data() {
                    return Ok(Some(piece));
                }
            }
        }
    }
}

fn room_for(room: &Arc<Semaphore>, bytes: usize) -> Result<OwnedSemaphorePermit, Fault> {
    let permits = u32::try_from(bytes.div_ceil(1_000)).unwrap_or(u32::MAX);
    Arc::clone(room).try_acquire_many_owned(permits).map_err(|_| busy())
}

fn busy() -> Fault {
    Refusal::new(Code::Busy, "The marketplace is busy. Please try again.").into()
}

fn too_large(most: u64) -> Fault {
    Fault::too_large(format!("A request may have {most} bytes at most."))
}
