//! How this desktop makes itself known to a marketplace: by a secret drawn for that one alone, so that nobody's wrong
//! passwords keep people out of their own desktop. It opens nothing by itself.

use std::path::Path;

use market::Refusal;
use market::domain::ids::hex;
use serde::{Deserialize, Serialize};
use sync::api::Device;

use crate::files;

#[derive(Default, Serialize, Deserialize)]
struct Kept {
    secret: String,
}

/// This desktop as the marketplace of a folder knows it; made at the first start.
pub(crate) fn of(folder: &Path) -> Result<Device, Refusal> {
    let file = folder.join("device.json");
    let mut kept: Kept = files::load(&file)?;
    if kept.secret.is_empty() {
        let mut bytes = [0_u8; 32];
        getrandom::fill(&mut bytes).map_err(|error| Refusal::broken(&error))?;
        kept.secret = hex(&bytes);
        files::save(&file, &kept)?;
    }
    Ok(Device { secret: kept.secret, name: whoami::hostname().unwrap_or_default() })
}
