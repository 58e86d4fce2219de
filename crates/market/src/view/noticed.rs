//! What sync noticed, in a person's words.

use serde::Serialize;

use crate::db::sync_event::{self, Noticed};
use crate::db::{self, Tx};
use crate::refusal::Refusal;
use crate::space::{Kind, Space};

/// Something sync noticed and did something about.
#[derive(Clone, Debug, Serialize, ts_rs::TS)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Noted {
    pub at_us: i64,
    pub message: String,
}

/// The last of it, newest first.
pub async fn list(tx: &mut Tx) -> Result<Vec<Noted>, Refusal> {
    let mut noted = Vec::new();
    for event in sync_event::list(tx).await? {
        let message = format!("{} {}", whose(tx, event.space).await?, words(event.what));
        noted.push(Noted { at_us: event.at_us, message });
    }
    Ok(noted)
}

async fn whose(tx: &mut Tx, space: Space) -> Result<String, Refusal> {
    if space.kind == Kind::Home {
        return Ok("Your own account".to_owned());
    }
    let store = db::store::get(tx, space.owner).await?;
    Ok(store.map_or_else(|| "A store".to_owned(), |store| format!("The store “{}”", store.name)))
}

fn words(what: Noticed) -> &'static str {
    match what {
        Noticed::Differed => {
            "was not here as the marketplace has it. It was read anew; nothing that waits was lost."
        }
        Noticed::DiffersStill => "is still not here as the marketplace has it. It is compared again later.",
        Noticed::Unknown => "was read anew: the marketplace was brought back from an older copy.",
    }
}
