//! What replicas do: send changes, take in what is new, wait for news.

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use market::Refusal;
use market::domain::schema;
use market::intent::SCHEMA;
use sync::Delta;
use sync::api::{Changes, Compare, Compared, MOST_HELD, MOST_INTENTS, Pull, Shapes, Submit, Submitted};

use super::body_of;
use crate::answer::Fault;
use crate::caller::{Anybody, SignedIn};
use crate::changes::wait;
use crate::state::Hub;

pub(super) async fn submit(
    State(hub): State<Hub>,
    SignedIn(actor): SignedIn,
    body: Bytes,
) -> Result<Json<Submitted>, Fault> {
    let shapes: Shapes = body_of(&body)?;
    if let Some(fault) = shapes.refused() {
        return Ok(Json(Submitted { answers: vec![], fault: Some(fault) }));
    }
    let Submit { intents } = body_of(&body)?;
    if intents.len() > MOST_INTENTS {
        return Err(Fault::too_large(format!("A request may carry {MOST_INTENTS} changes at most.")));
    }
    let tokens = u32::try_from(intents.len()).unwrap_or(u32::MAX).max(1);
    hub.intents.take(actor.account, tokens).map_err(Fault::too_fast)?;
    let (answers, fault, news) = hub.authority.submit_and_tell(&actor, &intents).await;
    hub.changes.tell(&news);
    hub.counters.intents(&answers);
    hub.mail_waits.notify_one();
    Ok(Json(Submitted { answers, fault }))
}

pub(super) async fn pull(
    State(hub): State<Hub>,
    Anybody(actor): Anybody,
    body: Bytes,
) -> Result<Json<Delta>, Fault> {
    let Pull { cursors, schema } = body_of(&body)?;
    schema::welcome(schema, SCHEMA)?;
    Ok(Json(hub.authority.pull(actor.account, &cursors).await?))
}

pub(super) async fn compare(
    State(hub): State<Hub>,
    Anybody(actor): Anybody,
    body: Bytes,
) -> Result<Json<Compared>, Fault> {
    let Compare { held, schema } = body_of(&body)?;
    if held.len() > MOST_HELD {
        return Err(Fault::too_large(format!("A request may ask for {MOST_HELD} digests at most.")));
    }
    let is_alike = schema == SCHEMA;
    let differ = if is_alike { hub.authority.compare(actor.account, &held).await? } else { vec![] };
    Ok(Json(Compared { differ }))
}

pub(super) async fn changes(
    State(hub): State<Hub>,
    Anybody(actor): Anybody,
    asked: Result<Query<Changes>, QueryRejection>,
) -> Result<Json<Changes>, Fault> {
    let Query(asked) = asked.map_err(|_| Refusal::field("seen", "Say which number was seen last."))?;
    Ok(Json(Changes { seen: wait(&hub, actor.account, asked.seen).await? }))
}
