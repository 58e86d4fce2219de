//! Pictures: read, checked, made small and kept before anything names them.

use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use market::domain::picture::{PictureError, prepare};
use market::{Code, Permission, Refusal};
use serde::{Deserialize, Serialize};

use super::MANAGER;
use crate::call::Call;
use crate::desk::Inner;
use crate::files;
use crate::op::Who::{May, SignedIn};
use crate::op::{Nothing, Of, Op, op};
use crate::pictures::new_picture;

/// The largest file taken.
pub(crate) const MOST_BYTES: u64 = 20_000_000;

pub(super) const OPS: &[Op] = &[
    op!("picture.add", "Keeps a picture, made small and without what its camera wrote", May(Permission::PictureAdd), MANAGER, Of::Nothing, [], add, AddPicture => Kept),
    op!("picture.room", "The room pictures of the marketplace take on this computer", SignedIn, MANAGER, Of::Nothing, [], room, Nothing => PictureRoom),
    op!("picture.set_room", "Says how much room they may take; the longest unseen go first", SignedIn, MANAGER, Of::Nothing, [], set_room, SetRoom => PictureRoom),
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
    let new = new_picture(ready);
    let kept = Kept { hash: new.hash.clone(), width: new.width, height: new.height };
    desk.keep_picture(new).await?;
    Ok(kept)
}

/// How much room the pictures take that came from the marketplace.
#[derive(Debug, Serialize, Deserialize, ts_rs::TS)]
struct PictureRoom {
    pictures: i64,
    bytes: i64,
    /// None where the marketplace is this computer's own: its pictures are nowhere else.
    most_mb: Option<u32>,
}

#[derive(Debug, Deserialize, ts_rs::TS)]
struct SetRoom {
    most_mb: u32,
}

async fn room(call: &Call, _: Nothing) -> Result<PictureRoom, Refusal> {
    let Some(far) = call.desk.market.far() else {
        return Ok(PictureRoom { pictures: 0, bytes: 0, most_mb: None });
    };
    let kept = far.pictures().kept().await?;
    Ok(PictureRoom { pictures: kept.pictures, bytes: kept.bytes, most_mb: Some(kept.most_mb) })
}

async fn set_room(call: &Call, ask: SetRoom) -> Result<PictureRoom, Refusal> {
    let Some(far) = call.desk.market.far() else {
        return Err(Refusal::new(Code::Forbidden, "The pictures of this marketplace are all kept here."));
    };
    far.pictures().set_room(ask.most_mb)?;
    if call.desk.make_room().await? > 0 {
        far.pictures().shrink().await?;
    }
    room(call, Nothing {}).await
}

fn refused(error: &PictureError) -> Refusal {
    let code = match error {
        PictureError::FileTooLarge | PictureError::TooManyPixels { .. } => Code::TooLarge,
        _ => Code::Invalid,
    };
    Refusal::new(code, error.to_string()).with("picture", error.to_string())
}
