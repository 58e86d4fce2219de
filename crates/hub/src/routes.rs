//! Every route of the hub, once: the router and the OpenAPI document are made from this table.

mod accounts;
mod letters;
mod machine;
mod pictures;
mod work;

use axum::Router;
use axum::body::Bytes;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, delete, get, post, put};
use market::{Code, Refusal};
use serde::de::DeserializeOwned;
use sync::api::MOST_BYTES;

use crate::answer::Fault;
use crate::guard::guard;
use crate::openapi::shapes::{self, Shape};
use crate::state::Hub;

/// The one route that waits.
pub(crate) const CHANGES: &str = "/v1/changes";
/// The one route that takes more than the others.
pub(crate) const PICTURE: &str = "/v1/pictures/{hash}";

/// One way to ask.
pub(crate) struct Route {
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    pub(crate) summary: &'static str,
    pub(crate) who: Who,
    pub(crate) takes: Shape,
    pub(crate) gives: Shape,
    mount: fn() -> MethodRouter<Hub>,
}

/// Whose question it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Who {
    /// Needs no token and looks at none.
    Nobody,
    /// A visitor, or somebody with a token.
    Anybody,
    /// Somebody with a token.
    SignedIn,
}

macro_rules! route {
    ($method:ident $path:expr, $who:ident, $takes:ident => $gives:ident, $handler:path, $summary:literal) => {
        Route {
            method: stringify!($method),
            path: $path,
            summary: $summary,
            who: Who::$who,
            takes: shapes::$takes,
            gives: shapes::$gives,
            mount: || $method($handler),
        }
    };
}

/// All of them.
pub(crate) const ROUTES: &[Route] = &[
    route!(post "/v1/accounts", Nobody, register => anything, accounts::register, "Makes an account; its address is told whether it had one before"),
    route!(post "/v1/sessions", Nobody, sign_in => signed_in, accounts::sign_in, "Signs in"),
    route!(get "/v1/session", SignedIn, nothing => session, accounts::session, "Who a token belongs to"),
    route!(delete "/v1/session", SignedIn, nothing => nothing, accounts::sign_out, "Ends a session for good"),
    route!(post "/v1/session/roles", SignedIn, add_role => session, accounts::add_role, "Takes another role as well"),
    route!(post "/v1/account/{ask}", Anybody, anything => anything, accounts::ask, "Asks about accounts, such as account.change_password"),
    route!(post "/v1/intents", SignedIn, submit => submitted, work::submit, "Sends changes, in order"),
    route!(post "/v1/pull", Anybody, pull => delta, work::pull, "What is new behind these cursors"),
    route!(post "/v1/digests", Anybody, compare => compared, work::compare, "Which spaces differ from these digests"),
    route!(get CHANGES, Anybody, nothing => changes, work::changes, "Waits until something changed"),
    route!(get PICTURE, Nobody, nothing => picture, pictures::get, "A picture by its content"),
    route!(put PICTURE, SignedIn, picture => nothing, pictures::put, "Keeps a picture made ready elsewhere"),
    route!(get "/r/{token}", Nobody, nothing => page, letters::show_reset, "The page of a letter's link, to take a new password"),
    route!(post "/r/{token}", Nobody, form => page, letters::reset, "Takes a new password by the letter's link"),
    route!(get "/v/{token}", Nobody, nothing => page, letters::show_verify, "The page of a letter's link, to prove an address"),
    route!(post "/v/{token}", Nobody, nothing => page, letters::verify, "Proves an address by the letter's link"),
    route!(get "/page.css", Nobody, nothing => text, letters::style, "How these pages look"),
    route!(get "/v1/openapi.json", Nobody, nothing => anything, machine::openapi, "This document"),
    route!(get "/health", Nobody, nothing => anything, machine::health, "Whether the marketplace answers"),
    route!(get "/metrics", Nobody, nothing => text, machine::metrics, "Counters for Prometheus; only on this machine"),
];

/// The whole hub as one service.
pub(crate) fn router(hub: Hub) -> Router {
    let routes = ROUTES.iter().fold(Router::new(), |router, route| router.route(route.path, (route.mount)()));
    routes
        .fallback(async || Fault::from(Refusal::not_found("address")))
        .method_not_allowed_fallback(async || {
            Fault::new(StatusCode::METHOD_NOT_ALLOWED, Code::Invalid, "This address is not used that way.")
        })
        .layer(from_fn_with_state(hub.clone(), guard))
        .with_state(hub)
}

/// Bytes a body may have.
pub(crate) fn most_bytes(path: &str) -> u64 {
    u64::try_from(if path == PICTURE { pictures::MOST_BYTES } else { MOST_BYTES }).unwrap_or(u64::MAX)
}

/// A body as what it should be; the refusal says where it is not.
fn body_of<T: DeserializeOwned>(bytes: &Bytes) -> Result<T, Fault> {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let read = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let place = error.path().to_string();
        let refusal = Refusal::new(Code::Invalid, "This request is not of the expected shape.");
        Fault::from(refusal.with(&place, error.inner().to_string()))
    })?;
    json.end().map_err(|error| {
        Fault::from(
            Refusal::new(Code::Invalid, "This request goes on after its end.").with(".", error.to_string()),
        )
    })?;
    Ok(read)
}
