//! The key this desktop's own marketplace keeps second factors under: a file beside the database, readable by its owner only.
//! Whoever copies the database alone has no secret of anybody's app.

use std::path::Path;

use accounts::Seal;
use market::Refusal;

use crate::files;

/// Bytes the file may have.
const MOST_BYTES: u64 = 1_000;

/// The key of a folder; made at the first start.
pub(crate) fn of(folder: &Path) -> Result<Option<Seal>, Refusal> {
    let file = folder.join("seal.key");
    if !file.exists() {
        files::write(&file, format!("{}\n", Seal::draw()?).as_bytes())?;
    }
    let bytes = files::read(&file, MOST_BYTES)?;
    let seal = std::str::from_utf8(&bytes).ok().and_then(Seal::read);
    if seal.is_none() {
        tracing::warn!("seal.key holds no key; second factors are answered by recovery codes only");
    }
    Ok(seal)
}
