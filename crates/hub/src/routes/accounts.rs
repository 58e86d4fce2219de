//! Accounts and sessions.

use accounts::{Entered, OWN_ROLES, Visit, Who};
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use market::Refusal;
use market::domain::account::SignInName;
use serde_json::{Value, json};
use sync::api::{self, AddRole, Entry, Register, SecondStep, Session, SignIn};

use super::body_of;
use crate::answer::Fault;
use crate::caller::{MaybeToken, Origin, SignedIn, Token};
use crate::state::Hub;

const WINDOWS: [&str; 2] = ["manager", "storefront"];

pub(super) async fn register(
    State(hub): State<Hub>,
    Origin(origin): Origin,
    body: Bytes,
) -> Result<(StatusCode, Json<Value>), Fault> {
    let ask: Register = body_of(&body)?;
    one_of("role", &ask.role, &OWN_ROLES)?;
    one_of("window", &ask.window, &WINDOWS)?;
    hub.sign_ins.take(origin, 1).map_err(Fault::too_fast)?;
    accounts::register_stranger(&hub.authority, &hub.passwords, &ask.form, &ask.role, &ask.language).await?;
    hub.mail_waits.notify_one();
    Ok((StatusCode::ACCEPTED, Json(json!({}))))
}

pub(super) async fn sign_in(
    State(hub): State<Hub>,
    Origin(origin): Origin,
    body: Bytes,
) -> Result<(StatusCode, Json<Entry>), Fault> {
    let ask: SignIn = body_of(&body)?;
    one_of("window", &ask.window, &WINDOWS)?;
    hub.sign_ins.take(origin, 1).map_err(Fault::too_fast)?;
    let visit = Visit::from(&ask).coming_from(origin.to_string());
    // Strangers use up what strangers have: a desktop that is known keeps a count of its own.
    if !accounts::knows(&hub.authority, &visit, &ask.name).await? {
        hub.tries.take(SignInName::of(&ask.name).word, 1).map_err(Fault::too_fast)?;
    }
    match accounts::check_in(&hub.office(), &visit, &ask.name, &ask.password).await? {
        Entered::In(token) => Ok((StatusCode::CREATED, Json(Entry::In(signed_in(&hub, token).await?)))),
        Entered::SecondStep(second_factor) => {
            Ok((StatusCode::OK, Json(Entry::SecondStep(SecondStep { second_factor }))))
        }
    }
}

pub(super) async fn session(State(hub): State<Hub>, Token(token): Token) -> Result<Json<Session>, Fault> {
    accounts::session(&hub.authority, &token).await?.map(Json).ok_or_else(Fault::signed_out)
}

pub(super) async fn add_role(
    State(hub): State<Hub>,
    Token(token): Token,
    SignedIn(actor): SignedIn,
    body: Bytes,
) -> Result<Json<Session>, Fault> {
    let ask: AddRole = body_of(&body)?;
    accounts::add_role(&hub.authority, actor.account, &ask.role).await?;
    accounts::session(&hub.authority, &token).await?.map(Json).ok_or_else(Fault::signed_out)
}

pub(super) async fn sign_out(State(hub): State<Hub>, Token(token): Token) -> Result<StatusCode, Fault> {
    accounts::end(&hub.authority, &token).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What visitors may ask is known by its origin only, whatever token comes with it.
pub(super) async fn ask(
    State(hub): State<Hub>,
    Path(name): Path<String>,
    MaybeToken(token): MaybeToken,
    Origin(origin): Origin,
    body: Bytes,
) -> Result<Json<Value>, Fault> {
    let input = body_of(&body)?;
    let is_for_anybody = accounts::asks().any(|ask| ask.name == name && ask.who == Who::Anybody);
    if token.is_none() || is_for_anybody {
        hub.sign_ins.take(origin, 1).map_err(Fault::too_fast)?;
    }
    Ok(Json(asked(&hub, token.as_deref(), &name, input).await?))
}

/// The same from a page. The courier looks whether there is a letter.
pub(super) async fn asked(
    hub: &Hub,
    token: Option<&str>,
    name: &str,
    input: Value,
) -> Result<Value, Refusal> {
    let answer = accounts::answer(&hub.office(), token, name, input).await;
    hub.mail_waits.notify_one();
    answer
}

async fn signed_in(hub: &Hub, token: String) -> Result<api::SignedIn, Fault> {
    let session = accounts::session(&hub.authority, &token).await?.ok_or_else(Fault::signed_out)?;
    Ok(api::SignedIn { token, session })
}

fn one_of(field: &str, word: &str, words: &[&str]) -> Result<(), Refusal> {
    if words.contains(&word) {
        return Ok(());
    }
    Err(Refusal::field(field, format!("Use one of: {}.", words.join(", "))))
}
