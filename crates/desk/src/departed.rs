//! A desktop whose own marketplace was moved away: it decides nothing here any more, says where the marketplace went, and
//! goes there with what it has not sent.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use chrono::DateTime;
use market::handover::Moved;
use market::{Code, Refusal};
use sync::Authority;

use crate::far::{Address, Far};
use crate::files;

/// What everybody hears who wants something of it.
pub(crate) fn refusal(moved: &Moved) -> Refusal {
    let at = DateTime::from_timestamp_micros(moved.at_us).unwrap_or_default().format("%Y-%m-%d");
    let sentence = if moved.has_arrived {
        format!(
            "This marketplace was moved to {} on {at}. Choose it under Settings, Marketplace.",
            moved.place()
        )
    } else {
        format!("This marketplace is being moved to {} and is used again when it has arrived.", moved.place())
    };
    Refusal::new(Code::Offline, sentence)
}

/// Where this desktop belongs: where its person said, or else where its marketplace went.
pub(crate) fn follow(dir: &Path, moved: Option<&Moved>, told: Address) -> Result<Address, Refusal> {
    let Some(moved) = moved.filter(|moved| moved.has_arrived && !moved.hub.is_empty()) else {
        return Ok(told);
    };
    if !told.is_here() {
        return Ok(told);
    }
    let followed =
        Address { address: moved.hub.clone(), certificate: moved.certificate.clone(), ..Address::default() };
    followed.save(dir)?;
    Ok(followed)
}

/// Takes the replicas and the sessions along to the place the marketplace went to. There they go on as they are: every id,
/// every version and every session was moved too.
pub(crate) async fn take_along(dir: &Path, folder: &Path, own: &Authority, far: &Far) -> Result<(), Refusal> {
    let (here, there) = (dir.join("replicas"), folder.join("replicas"));
    let fault = |error: std::io::Error| files::refused(&error, &there);
    if there.read_dir().map_err(fault)?.next().is_none() {
        // One rename, so that no replica is ever apart from its log.
        fs::remove_dir(&there).and_then(|()| fs::rename(&here, &there)).map_err(fault)?;
        files::open_folder(&here)?;
    }
    let (kept, new) = (dir.join("sessions.json"), folder.join("sessions.json"));
    if new.exists() || !kept.exists() {
        return Ok(());
    }
    let tokens: BTreeMap<String, String> = files::load(&kept)?;
    for token in tokens.values() {
        // Known there before the first word, should the network be down.
        if let Some(session) = accounts::session(own, token).await? {
            far.remember(token, Some(session))?;
        }
    }
    fs::rename(&kept, &new).map_err(fault)
}
