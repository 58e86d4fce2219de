//! What the links in letters open: a page to look at, which uses nothing up, and the form on it, which does.

use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use market::domain::one_time::Purpose;
use market::{Code, Refusal};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::caller::Origin;
use crate::pages::{self, Page};
use crate::state::Hub;

/// The form of the page for a new password; the other has no fields.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct NewPassword {
    new_password: String,
    new_password_again: String,
}

pub(super) async fn style() -> impl IntoResponse {
    (
        [(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "max-age=3600")],
        pages::STYLE,
    )
}

/// The token is not looked up: a page is shown to whoever asks.
pub(super) async fn show_reset(Path(token): Path<String>) -> Page {
    pages::asking(Purpose::Reset, &token)
}

pub(super) async fn show_verify(Path(token): Path<String>) -> Page {
    pages::asking(Purpose::Verify, &token)
}

pub(super) async fn reset(
    State(hub): State<Hub>,
    Path(token): Path<String>,
    origin: Origin,
    form: Result<Form<NewPassword>, FormRejection>,
) -> Page {
    let Form(form) = form.unwrap_or_default();
    let NewPassword { new_password, new_password_again } = form;
    let input =
        json!({ "token": token, "new_password": new_password, "new_password_again": new_password_again });
    redeem(&hub, origin, (Purpose::Reset, &token), ("account.reset", input)).await
}

pub(super) async fn verify(State(hub): State<Hub>, Path(token): Path<String>, origin: Origin) -> Page {
    let input = json!({ "token": token });
    redeem(&hub, origin, (Purpose::Verify, &token), ("account.verify", input)).await
}

async fn redeem(
    hub: &Hub,
    Origin(origin): Origin,
    link: (Purpose, &str),
    (name, input): (&str, Value),
) -> Page {
    if hub.sign_ins.take(origin, 1).is_err() {
        let refusal = Refusal::new(Code::Busy, "This is too much at once. Please wait a moment.");
        return pages::refused(StatusCode::TOO_MANY_REQUESTS, link, &refusal);
    }
    match super::accounts::asked(hub, None, name, input).await {
        Ok(_) => pages::done(link.0),
        Err(refusal) if refusal.code == Code::Invalid => {
            pages::refused(StatusCode::BAD_REQUEST, link, &refusal)
        }
        Err(refusal) => pages::refused(StatusCode::SERVICE_UNAVAILABLE, link, &refusal),
    }
}
