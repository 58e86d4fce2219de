//! A marketplace in one file, and back: `backup` and `restore`. The file is a SQLite database of the marketplace's own
//! schema, with a digest over everything in it.

use std::fs;
use std::path::{Path, PathBuf};

use market::db::{Db, migrate};
use market::handover::{self, Label};
use market::{Code, Refusal};
use sync::{Clock, SystemClock};

use crate::arguments::Options;
use crate::ground::Ground;
use crate::inputs::{NewFile, database_url, need};

/// How every SQLite database begins.
const SQLITE: &[u8] = b"SQLite format 3\0";

/// Writes a backup; the marketplace goes on meanwhile.
pub(crate) async fn backup(options: &Options) -> Result<String, Refusal> {
    let to = need(options, "--to")?;
    let from = open_whole(options).await?;
    if Path::new(to).exists() {
        return Err(Refusal::new(Code::Conflict, format!("{to} is there already; it is left alone.")));
    }
    let draft = NewFile::at("--to", &format!("{to}.part"))?;
    let db = Db::new_backup(draft.path()).await?;
    let done = handover::back_up(&from, &db, SystemClock.now_us()).await;
    db.close().await;
    from.close().await;
    let sum = done?;
    draft.keep_as(Path::new(to))?;
    Ok(format!("{to} holds {} rows. Their digest is {}.\n", sum.rows, sum.digest))
}

/// Fills an empty database from a backup.
pub(crate) async fn restore(options: &Options) -> Result<String, Refusal> {
    let opened = Opened::at(Path::new(need(options, "--from")?)).await?;
    let rows = if let Some(folder) = options.get("--data") {
        let db = empty_folder(Path::new(folder)).await?;
        let filled = fill(&opened.db, &db).await;
        db.close().await;
        filled?
    } else {
        let ground = Ground::empty(options).await?;
        let rows = fill(&opened.db, &ground.migrator).await?;
        let (db, file) = ground.hand_to_application().await?;
        db.close().await;
        file.keep()?;
        rows
    };
    Ok(format!("The marketplace is as it was {}: {rows} rows, and the books are straight.\n", opened.when()))
}

async fn fill(from: &Db, into: &Db) -> Result<u64, Refusal> {
    let (writing, sum) = handover::hand_over(from, into).await?;
    writing.commit().await?;
    Ok(sum.rows)
}

/// A marketplace to be copied: a desktop's own, or a server's.
async fn open_whole(options: &Options) -> Result<Db, Refusal> {
    if let Some(folder) = options.get("--data") {
        return Db::open_sqlite(&market_in(Path::new(folder))?).await;
    }
    Db::open_maria_at_one_moment(&database_url(options)?, Path::new(need(options, "--ca")?)).await
}

/// The file of the marketplace in a desktop's folder.
pub(crate) fn market_in(folder: &Path) -> Result<PathBuf, Refusal> {
    let file = folder.join("market.db");
    if file.is_file() {
        return Ok(file);
    }
    Err(Refusal::new(Code::NotFound, format!("There is no marketplace in {}.", folder.display())))
}

async fn empty_folder(folder: &Path) -> Result<Db, Refusal> {
    fs::create_dir_all(folder).map_err(|error| {
        Refusal::field("--data", format!("{} cannot be written: {error}.", folder.display()))
    })?;
    let db = Db::open_sqlite(&folder.join("market.db")).await?;
    migrate::authority(&db).await?;
    handover::must_be_empty(&db).await?;
    Ok(db)
}

/// A backup that was looked at whole.
struct Opened {
    db: Db,
    label: Label,
    /// One of an older program is brought up to date in a copy, which goes away again.
    _newer: Option<NewFile>,
}

impl Opened {
    async fn at(file: &Path) -> Result<Self, Refusal> {
        let name = file.display();
        let begins = fs::File::open(file).and_then(|mut file| {
            let mut head = [0_u8; SQLITE.len()];
            std::io::Read::read_exact(&mut file, &mut head).map(|()| head)
        });
        match begins {
            Ok(head) if head == SQLITE => {}
            Err(error) if error.kind() != std::io::ErrorKind::UnexpectedEof => {
                return Err(Refusal::field("--from", format!("{name} cannot be read: {error}.")));
            }
            _ => return Err(Refusal::new(Code::Invalid, format!("{name} is not a backup of Tradepost."))),
        }
        let db = Db::open_backup(file).await?;
        let label = handover::label(&db).await?;
        if !handover::is_whole(&db, &label).await? {
            return Err(Refusal::new(
                Code::Broken,
                format!("{name} is damaged: what is in it is not what was written. Nothing was changed."),
            ));
        }
        if !label.is_old {
            return Ok(Self { db, label, _newer: None });
        }
        db.close().await;
        let newer = NewFile::at("--from", &format!("{name}.newer"))?;
        fs::copy(file, newer.path()).map_err(|error| {
            Refusal::new(Code::Broken, format!("{} cannot be written: {error}.", newer.path().display()))
        })?;
        let db = Db::new_backup(newer.path()).await?;
        migrate::authority(&db).await?;
        Ok(Self { db, label, _newer: Some(newer) })
    }

    /// When it was made, for a sentence.
    fn when(&self) -> String {
        let at = chrono::DateTime::from_timestamp_micros(self.label.made_at_us).unwrap_or_default();
        format!("at {} (UTC)", at.format("%Y-%m-%d %H:%M:%S"))
    }
}
