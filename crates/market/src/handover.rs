//! A whole marketplace handed over: into a backup, out of one, or from one engine to the other. Nothing is true at the new
//! place before everything is there and has been looked at again.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use crate::books;
use crate::db::copy::{self, Sum};
use crate::db::{Db, Tx, migrate, note};
use crate::refusal::{Code, Refusal};

/// What a backup says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The digest of everything in it.
    pub digest: String,
    /// When it was made.
    pub made_at_us: i64,
    /// Made by an older version of the program.
    pub is_old: bool,
}

/// Writes a backup into an empty file, from one moment of a marketplace that may go on working.
pub async fn back_up(from: &Db, into: &Db, now_us: i64) -> Result<Sum, Refusal> {
    migrate::fits(from).await?;
    migrate::authority(into).await?;
    let mut reading = from.read().await?;
    let mut writing = into.begin().await?;
    let sum = copy::all(&mut reading, &mut writing).await?;
    // What is not durable there yet must not outlive it here.
    reading.end_durably().await?;
    note::set(&mut writing, note::DIGEST, &sum.digest).await?;
    note::set(&mut writing, note::MADE_AT, &now_us.to_string()).await?;
    writing.commit().await?;
    Ok(sum)
}

/// What an opened backup says of itself; any other database is refused.
pub async fn label(backup: &Db) -> Result<Label, Refusal> {
    let no_backup = || Refusal::new(Code::Invalid, "This file is not a backup of Tradepost.");
    let age = migrate::age(backup).await?;
    if age.is_none() {
        return Err(no_backup());
    }
    if age == Some(Ordering::Greater) {
        migrate::fits(backup).await?;
    }
    let mut tx = backup.read().await?;
    let digest = note::get(&mut tx, note::DIGEST).await?.ok_or_else(no_backup)?;
    let made_at_us = note::get(&mut tx, note::MADE_AT).await?.and_then(|text| text.parse().ok()).unwrap_or(0);
    tx.rollback().await?;
    Ok(Label { digest, made_at_us, is_old: age == Some(Ordering::Less) })
}

/// Whether everything in a backup is as it was written.
pub async fn is_whole(backup: &Db, label: &Label) -> Result<bool, Refusal> {
    let mut tx = backup.read().await?;
    let sum = copy::sum(&mut tx).await?;
    tx.rollback().await?;
    Ok(sum.digest == label.digest)
}

/// Refuses a database that holds anything.
pub async fn must_be_empty(into: &Db) -> Result<(), Refusal> {
    let mut tx = into.read().await?;
    let is_empty = copy::is_empty(&mut tx).await?;
    tx.rollback().await?;
    if is_empty {
        return Ok(());
    }
    Err(Refusal::new(
        Code::Conflict,
        "There is a marketplace in this database already; an empty one is needed.",
    ))
}

/// Fills an empty database of the same schema. The answer is a transaction in which everything is there and was looked
/// at again; its commit makes it true.
pub async fn hand_over(from: &Db, into: &Db) -> Result<(Tx, Sum), Refusal> {
    let mut reading = from.read().await?;
    let mut writing = into.begin().await?;
    if !copy::is_empty(&mut writing).await? {
        writing.rollback().await?;
        must_be_empty(into).await?;
        return Err(Refusal::new(Code::Busy, "Somebody else is filling this database."));
    }
    let sum = copy::all(&mut reading, &mut writing).await?;
    reading.rollback().await?;
    if copy::sum(&mut writing).await? != sum {
        return Err(Refusal::new(
            Code::Broken,
            "The copy differs from what was copied. Nothing was changed.",
        ));
    }
    let report = books::verify(&mut writing).await?;
    if let Some(fault) = report.faults.first() {
        let count = report.faults.len();
        let sentence =
            format!("The books in it are wrong in {count} places; nothing was changed. The first: {fault}");
        return Err(Refusal::new(Code::Broken, sentence));
    }
    Ok((writing, sum))
}

/// Where a marketplace went. The database it left says so and decides nothing any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// Server and name of the database, without account or password.
    pub database: String,
    /// The hub desktops go to from now on; empty when they open the database themselves.
    pub hub: String,
    /// The certificate (PEM) of a private authority that vouches for the hub; empty for the web's.
    pub certificate: String,
    /// When.
    pub at_us: i64,
    /// Whether it has arrived. Until then nobody knows on which side of the last commit it was stopped.
    pub has_arrived: bool,
}

impl Moved {
    /// Whether this is its place now.
    pub fn is_at(&self, place: &str) -> bool {
        self.has_arrived && self.place() == place
    }

    /// Where it went, for a sentence.
    pub fn place(&self) -> &str {
        if self.hub.is_empty() { &self.database } else { &self.hub }
    }
}

/// Where the marketplace in a database went, if it did.
pub async fn moved(db: &Db) -> Result<Option<Moved>, Refusal> {
    let mut tx = db.read().await?;
    let noted = note::get(&mut tx, note::MOVED).await?;
    tx.rollback().await?;
    Ok(noted.map(|text| serde_json::from_str(&text)).transpose()?)
}

/// Notes in a database that its marketplace is leaving, has left, or stays after all.
pub async fn note_moved(db: &Db, moved: Option<&Moved>) -> Result<(), Refusal> {
    let mut tx = db.begin().await?;
    match moved {
        Some(moved) => note::set(&mut tx, note::MOVED, &serde_json::to_string(moved)?).await?,
        None => note::forget(&mut tx, note::MOVED).await?,
    }
    tx.commit().await.map(drop)
}

/// Whether two databases hold the same marketplace, to the last row.
pub async fn is_same(one: &Db, other: &Db) -> Result<bool, Refusal> {
    let (mut one, mut other) = (one.read().await?, other.read().await?);
    let is_same = copy::sum(&mut one).await? == copy::sum(&mut other).await?;
    one.rollback().await?;
    other.rollback().await?;
    Ok(is_same)
}
