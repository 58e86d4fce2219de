//! What every request passes before its route: limits, its body within its time, a turn, and a task of its own.

use std::net::IpAddr;

use axum::body::{Body, Bytes, HttpBody, to_bytes};
use axum::extract::{MatchedPath, Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use market::{Code, Refusal};
use tokio::time::{Instant, timeout};

use crate::answer::{Fault, Refused};
use crate::caller::origin_of;
use crate::routes::{self, CHANGES};
use crate::shares::Share;
use crate::state::Hub;

/// Answers up to so many bytes are not counted among those held: every connection has room for one.
const SMALL: usize = 4_000;

/// Bytes, and the share of memory they take until the last of them is gone.
struct Held {
    bytes: Vec<u8>,
    share: Share,
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
    let _under_way = under_way(hub, origin)?;
    let (parts, body) = request.into_parts();
    let reading = read(hub, origin, body, routes::most_bytes(route));
    let late = |_| Fault::new(StatusCode::REQUEST_TIMEOUT, Code::Busy, "The request did not come in time.");
    let Held { bytes, share } = timeout(hub.limits.body_patience, reading).await.map_err(late)??;
    let request = Request::from_parts(parts, Body::from(bytes));
    if route == CHANGES {
        return Ok(next.run(request).await);
    }
    let turn = hub.turns.take(origin, hub.limits.turn_patience).await.ok_or_else(busy)?;
    // Who hangs up must not leave a connection inside a transaction, so the work goes on to its end.
    let work = tokio::spawn(async move {
        let answer = next.run(request).await;
        drop((turn, share));
        answer
    });
    held(hub, origin, work.await.map_err(|error| Refusal::broken(&error))?).await
}

/// Behind a proxy one cannot see whose connection it is, so there the requests under way are counted instead.
fn under_way(hub: &Hub, origin: IpAddr) -> Result<Option<Share>, Fault> {
    if !hub.is_behind_proxy {
        return Ok(None);
    }
    hub.connections.take(origin, 1).map(Some).map_err(|_| busy())
}

/// Reads a body piece by piece. What was announced as too large is refused before any of it is read.
async fn read(hub: &Hub, origin: IpAddr, mut body: Body, most: u64) -> Result<Held, Fault> {
    if body.size_hint().lower() > most {
        return Err(too_large(most));
    }
    let share = hub.room.take(origin, 0).map_err(|_| busy())?;
    let mut held = Held { bytes: Vec::new(), share };
    while let Some(piece) = next_piece(&mut body).await? {
        let length = u64::try_from(held.bytes.len().saturating_add(piece.len())).unwrap_or(u64::MAX);
        if length > most {
            return Err(too_large(most));
        }
        held.share.grow(piece.len()).map_err(|_| busy())?;
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

/// Counts the bytes of an answer as held until the last of them has gone out: somebody who asks for much and reads none of
/// it fills their own share and nothing else.
async fn held(hub: &Hub, origin: IpAddr, answer: Response) -> Result<Response, Fault> {
    let (parts, body) = answer.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.map_err(|error| Refusal::broken(&error))?;
    if bytes.len() <= SMALL {
        return Ok(Response::from_parts(parts, Body::from(bytes)));
    }
    let share = hub.room.take(origin, bytes.len()).map_err(|_| busy())?;
    Ok(Response::from_parts(parts, Body::from(Bytes::from_owner(Sent { bytes, _share: share }))))
}

/// An answer on its way.
struct Sent {
    bytes: Bytes,
    _share: Share,
}

impl AsRef<[u8]> for Sent {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

fn busy() -> Fault {
    Refusal::new(Code::Busy, "The marketplace is busy. Please try again.").into()
}

fn too_large(most: u64) -> Fault {
    Fault::too_large(format!("A request may have {most} bytes at most."))
}
