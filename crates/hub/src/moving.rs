//! `move`: a desktop's own marketplace goes to an empty MariaDB and keeps everything. Its old place says where it went.

use std::path::Path;

use market::db::{Db, migrate};
use market::handover::{self, Moved};
use market::{Code, Refusal};
use sync::{Clock, SystemClock};

use crate::arguments::Options;
use crate::copies::market_in;
use crate::ground::Ground;
use crate::inputs::{need, read_text};

/// Moves a marketplace. Stopped at any point it can be run again and goes on.
pub(crate) async fn move_away(options: &Options) -> Result<String, Refusal> {
    let (hub, certificate) = hub(options)?;
    let file = market_in(Path::new(need(options, "--from")?))?;
    // Nobody may change anything from here on.
    let own = Db::open_alone(&file).await.map_err(|refusal| refusal.lies_at(&file))?;
    migrate::authority(&own).await?;
    let begun = handover::moved(&own).await?;
    if let Some(moved) = begun.as_ref().filter(|moved| moved.has_arrived) {
        return Err(Refusal::new(
            Code::Conflict,
            format!("This marketplace was moved already. It is at {} now.", moved.place()),
        ));
    }
    let ground = Ground::prepared(options).await?;
    let mut moved =
        Moved { database: ground.place(), hub, certificate, at_us: SystemClock.now_us(), has_arrived: false };
    if let Some(begun) = begun.filter(|begun| begun.database != moved.database) {
        return Err(Refusal::new(
            Code::Conflict,
            format!("This marketplace is on its way to {}. Move it there to its end.", begun.database),
        ));
    }
    let is_there = begun_and_there(&own, &ground).await?;
    if !is_there {
        handover::must_be_empty(&ground.migrator).await?;
        handover::note_moved(&own, Some(&moved)).await?;
        fill(&own, &ground.migrator).await?;
    }
    let (db, url_file) = ground.hand_to_application().await?;
    db.close().await;
    url_file.keep()?;
    moved.has_arrived = true;
    handover::note_moved(&own, Some(&moved)).await?;
    own.close().await;
    Ok(format!(
        "The marketplace is at {} now, with everything in it. Next: tradepost-hub serve\n",
        moved.place()
    ))
}

/// Where desktops go from now on: to a hub, or to the database itself.
fn hub(options: &Options) -> Result<(String, String), Refusal> {
    let certificate = options.get("--hub-ca").map(|file| read_text("--hub-ca", file)).transpose()?;
    match (options.get("--hub"), options.has("--house")) {
        (Some(address), false) => {
            Ok((address.trim_end_matches('/').to_owned(), certificate.unwrap_or_default()))
        }
        (None, true) => Ok((String::new(), String::new())),
        _ => Err(Refusal::field(
            "--hub",
            "Say how desktops reach it from now on: --hub ADDRESS, or --house when they open the database themselves.",
        )),
    }
}

/// Whether an earlier run was stopped after its last commit.
async fn begun_and_there(own: &Db, ground: &Ground) -> Result<bool, Refusal> {
    let has_begun = handover::moved(own).await?.is_some();
    Ok(has_begun && handover::is_same(own, &ground.migrator).await?)
}

/// A copy that fails before its last commit leaves the marketplace where it was.
async fn fill(own: &Db, into: &Db) -> Result<(), Refusal> {
    match handover::hand_over(own, into).await {
        Ok((writing, _)) => writing.commit().await.map(drop),
        Err(refusal) => {
            handover::note_moved(own, None).await?;
            Err(refusal)
        }
    }
}
