//! Pictures by their content.

use axum::body::Bytes;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderName, StatusCode, header};
use market::db::picture::NewPicture;
use market::domain::audit::{Entry, Kind};
use market::domain::ids::hex;
use market::domain::picture::{self, PictureError};
use market::{Code, Permission, Refusal, db};
use serde::Deserialize;

use crate::answer::Fault;
use crate::caller::SignedIn;
use crate::state::Hub;

/// Bytes a picture made ready may have: 1600 by 1600 pixels that do not pack at all, as PNG.
pub(super) const MOST_BYTES: usize = 11_000_000;

#[derive(Debug, Deserialize)]
pub(super) struct Size {
    #[serde(default)]
    thumb: Option<String>,
}

pub(super) async fn get(
    State(hub): State<Hub>,
    Path(hash): Path<String>,
    size: Result<Query<Size>, QueryRejection>,
) -> Result<([(HeaderName, &'static str); 3], Vec<u8>), Fault> {
    let mut tx = hub.authority.db().read().await?;
    let found = if size.is_ok_and(|size| size.thumb.is_some()) {
        db::picture::thumb(&mut tx, &hash).await?
    } else {
        db::picture::full(&mut tx, &hash).await?
    };
    tx.rollback().await?;
    let bytes = found.ok_or_else(|| Refusal::not_found("picture"))?;
    let mime = if bytes.starts_with(b"\x89PNG") { "image/png" } else { "image/jpeg" };
    let headers = [
        (header::CONTENT_TYPE, mime),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    Ok((headers, bytes))
}

/// Keeps a picture whose bytes are what the hash says and which a desktop has already made ready.
pub(super) async fn put(
    State(hub): State<Hub>,
    SignedIn(actor): SignedIn,
    Path(hash): Path<String>,
    body: Bytes,
) -> Result<StatusCode, Fault> {
    if !actor.permissions.contains(Permission::PictureAdd.name()) {
        let facts = serde_json::json!({ "asked": Permission::PictureAdd.name() });
        hub.authority.refused(Entry::of(Kind::Denied, actor.account).saying(&facts)).await;
        return Err(Refusal::forbidden().into());
    }
    let checked = tokio::task::spawn_blocking(move || picture::check(&body))
        .await
        .map_err(|error| Refusal::broken(&error))?;
    let ready = checked.map_err(|error| refused(&error))?;
    if hex(&ready.hash) != hash {
        return Err(Refusal::field("hash", "These bytes have another hash.").into());
    }
    let new = NewPicture {
        hash,
        mime: ready.mime,
        width: ready.width.into(),
        height: ready.height.into(),
        full: ready.full,
        thumb: ready.thumb,
    };
    let mut tx = hub.authority.db().begin().await?;
    match db::picture::put(&mut tx, new).await {
        // Somebody sent the same picture at the same moment.
        Err(refusal) if refusal.code == Code::Duplicate => tx.rollback().await?,
        done => {
            done?;
            tx.commit().await?;
        }
    }
    Ok(StatusCode::NO_CONTENT)
}

fn refused(error: &PictureError) -> Refusal {
    let code = match error {
        PictureError::FileTooLarge | PictureError::TooManyPixels { .. } => Code::TooLarge,
        _ => Code::Invalid,
    };
    Refusal::new(code, error.to_string()).with("picture", error.to_string())
}
