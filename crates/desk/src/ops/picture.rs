//! Pictures: read, checked, made small and kept before anything names them.

use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use market::db::picture::NewPicture;
use market::domain::ids::hex;
use market::domain::picture::{PictureError, prepare};
use market::{Code, Permission, Refusal, db};
use serde::{Deserialize, Serialize};

use super::MANAGER;
use crate::call::Call;
use crate::desk::Inner;
use crate::files;
use crate::op::Who::May;
use crate::op::{Op, op};

/// The largest file taken.
pub(crate) const MOST_BYTES: u64 = 20_000_000;

pub(super) const OPS: &[Op] = &[
    op!("picture.add", "Keeps a picture, made small and without what its camera wrote", May(Permission::PictureAdd), MANAGER, [], add, AddPicture => Kept),
];

#[derive(Debug, Deserialize, ts_rs::TS)]
#[ts(optional_fields)]
struct AddPicture {
    #[serde(default)]
    path: Option<PathBuf>,
    #[serde(default)]
    #[expect(dead_code, reason = "the window sends the name of a pasted picture; only its bytes count")]
    name: Option<String>,
    #[serde(default)]
    base64: Option<String>,
}

/// A picture that is kept.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS)]
#[ts(rename = "KeptPicture")]
pub(crate) struct Kept {
    pub(crate) hash: String,
    pub(crate) width: i64,
    pub(crate) height: i64,
}

async fn add(call: &Call, ask: AddPicture) -> Result<Kept, Refusal> {
    let bytes = match (ask.path, ask.base64) {
        (Some(path), _) => {
            let read = tokio::task::spawn_blocking(move || files::read(&path, MOST_BYTES)).await;
            read.map_err(|error| Refusal::broken(&error))??
        }
        (None, Some(text)) => {
            if text.len() > 28_000_000 {
                return Err(refused(&PictureError::FileTooLarge));
            }
            STANDARD.decode(text).map_err(|_| Refusal::field("picture", "This is not a picture."))?
        }
        (None, None) => return Err(Refusal::field("picture", "Choose a picture.")),
    };
    keep(&call.desk, bytes).await
}

/// Makes a picture ready and keeps it, once.
pub(crate) async fn keep(desk: &Inner, bytes: Vec<u8>) -> Result<Kept, Refusal> {
    let ready = tokio::task::spawn_blocking(move || prepare(&bytes))
        .await
        .map_err(|error| Refusal::broken(&error))?;
    let ready = ready.map_err(|error| refused(&error))?;
    let hash = hex(&ready.hash);
    let kept = Kept { hash: hash.clone(), width: ready.width.into(), height: ready.height.into() };
    let mut tx = desk.authority.db().begin().await?;
    let new = NewPicture {
        hash,
        mime: ready.mime,
        width: kept.width,
        height: kept.height,
        full: ready.full,
        thumb: ready.thumb,
    };
    db::picture::put(&mut tx, new).await?;
    tx.commit().await?;
    Ok(kept)
}

fn refused(error: &PictureError) -> Refusal {
    let code = match error {
        PictureError::FileTooLarge | PictureError::TooManyPixels { .. } => Code::TooLarge,
        _ => Code::Invalid,
    };
    Refusal::new(code, error.to_string()).with("picture", error.to_string())
}
