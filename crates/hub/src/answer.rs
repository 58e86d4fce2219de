//! A refusal as an HTTP answer: itself as the body, with the status that fits.

use std::time::Duration;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use market::{Code, Refusal};

/// Why a request was refused.
#[derive(Debug)]
pub(crate) struct Fault {
    status: StatusCode,
    refusal: Refusal,
    wait: Option<Duration>,
}

impl Fault {
    /// A refusal whose code says too little for HTTP.
    pub(crate) fn new(status: StatusCode, code: Code, sentence: impl Into<String>) -> Self {
        Self { status, refusal: Refusal::new(code, sentence), wait: None }
    }

    /// Too much at once; `wait` is how long to hold back.
    pub(crate) fn too_fast(wait: Duration) -> Self {
        let refusal = Refusal::new(Code::Busy, "This is too much at once. Please wait a moment.");
        Self { status: StatusCode::TOO_MANY_REQUESTS, refusal, wait: Some(wait) }
    }

    /// The session is not there or has ended.
    pub(crate) fn signed_out() -> Self {
        Refusal::new(Code::SignedOut, "This session has ended. Please sign in.").into()
    }

    /// More than one may send.
    pub(crate) fn too_large(sentence: impl Into<String>) -> Self {
        Refusal::new(Code::TooLarge, sentence).into()
    }
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Self {
        let status = match refusal.code {
            Code::Invalid => StatusCode::BAD_REQUEST,
            Code::SignedOut => StatusCode::UNAUTHORIZED,
            Code::Forbidden => StatusCode::FORBIDDEN,
            Code::NotFound => StatusCode::NOT_FOUND,
            Code::Duplicate
            | Code::Stale
            | Code::Conflict
            | Code::SoldOut
            | Code::Changed
            | Code::Cancelled => StatusCode::CONFLICT,
            Code::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Code::Busy | Code::Offline => StatusCode::SERVICE_UNAVAILABLE,
            Code::DiskFull => StatusCode::INSUFFICIENT_STORAGE,
            Code::Outdated => StatusCode::UPGRADE_REQUIRED,
            Code::NewerData => StatusCode::NOT_IMPLEMENTED,
            Code::Broken => StatusCode::INTERNAL_SERVER_ERROR,
        };
        let told = refusal.fields.get("wait_seconds").and_then(|seconds| seconds.parse().ok());
        if let (Code::Busy, Some(seconds)) = (refusal.code, told) {
            let wait = Some(Duration::from_secs(seconds));
            return Self { status: StatusCode::TOO_MANY_REQUESTS, refusal, wait };
        }
        let wait = (status == StatusCode::SERVICE_UNAVAILABLE).then_some(Duration::from_secs(1));
        Self { status, refusal, wait }
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let code = self.refusal.code;
        let mut answer = (self.status, Json(self.refusal)).into_response();
        if let Some(wait) = self.wait {
            let seconds = wait.as_micros().div_ceil(1_000_000).max(1);
            if let Ok(value) = HeaderValue::from_str(&seconds.to_string()) {
                answer.headers_mut().insert(header::RETRY_AFTER, value);
            }
        }
        if self.status == StatusCode::UNAUTHORIZED {
            answer.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        answer.extensions_mut().insert(Refused(code));
        answer
    }
}

/// Travels with an answer inside the hub, for its counters.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Refused(pub(crate) Code);
