//! Whoever tries passwords waits longer and longer: 2, 4, 8 … at most 60 seconds after three failures, for each name that is
//! tried and for each place it is tried from. Nobody is locked out: a desktop that signed in to an account before has a count
//! of its own, which others' tries do not touch. See OWASP's page on brute force, device cookies.
//!
//! Names are counted as they are typed, whether there is such an account or not: neither the wait nor its end tells.

use market::db::second_factor::ArrivalRow;
use market::db::sign_in_try::TryRow;
use market::domain::account::SignInName;
use market::domain::ids::hex;
use market::{Code, Refusal, db};
use sha2::{Digest, Sha256};
use sync::Authority;
use uuid::Uuid;

use crate::Visit;

const SECOND_US: i64 = 1_000_000;
const DAY_US: i64 = 24 * 60 * 60 * SECOND_US;
/// Failures that cost nothing.
const FREE: i64 = 3;
/// The longest wait.
const LONGEST_S: i64 = 60;
/// How often a count starts again when others count at the same moment.
const TRIES: u32 = 8;

/// The counts one try is kept under.
#[derive(Debug)]
pub(crate) struct Keys {
    /// Of the name, or of a known desktop.
    own: String,
    /// Of the place, where there is one and the desktop is not known.
    origin: Option<String>,
}

impl Keys {
    /// The counts of whoever tries this name from here.
    pub(crate) fn of(visit: &Visit, name: &SignInName, is_known: bool) -> Self {
        let device = visit.device_hash().filter(|_| is_known);
        let own = match &device {
            Some(device) => format!("device {device} {}", name.word),
            None => format!("name {}", name.word),
        };
        let origin = visit.origin.as_ref().filter(|_| device.is_none());
        Self { own: key(&own), origin: origin.map(|origin| key(&format!("origin {origin}"))) }
    }

    /// The count of the codes after a password: of each desktop apart, for whoever has the password draws as many tickets as
    /// they like and must not keep the owner waiting.
    pub(crate) fn of_codes(arrival: &ArrivalRow, is_known: bool) -> Self {
        let device = arrival.device_hash.as_deref().filter(|_| is_known).unwrap_or_default();
        Self { own: key(&format!("codes {device} {}", arrival.account_id)), origin: None }
    }

    /// The count of those who are signed in and prove once more who they are: of each session apart, so that whoever sits at
    /// somebody else's open window does not keep them waiting elsewhere.
    pub(crate) fn of_proofs(account: Uuid, session: &str) -> Self {
        Self { own: key(&format!("proof {session} {account}")), origin: None }
    }

    /// Counts a try before it is looked at, so that many at once are not all free; refuses one that comes too early.
    pub(crate) async fn begin(&self, authority: &Authority) -> Result<(), Refusal> {
        if let Some(origin) = &self.origin {
            let mut tx = authority.db().read().await?;
            let row = db::sign_in_try::get(&mut tx, origin).await?;
            drop(tx);
            not_early(row, authority.now_us())?;
        }
        count(authority, &self.own).await
    }

    /// It was wrong.
    pub(crate) async fn fail(&self, authority: &Authority) -> Result<(), Refusal> {
        match &self.origin {
            // Others may have failed there meanwhile; that this one waits too is not for this answer.
            Some(origin) => match count(authority, origin).await {
                Err(refusal) if refusal.code == Code::Busy => Ok(()),
                done => done,
            },
            None => Ok(()),
        }
    }

    /// It was right: nothing is held against the name. The place keeps its count, for it may try other names. Where that
    /// cannot be written one is let in all the same.
    pub(crate) async fn pass(&self, authority: &Authority) {
        let forget = async {
            let mut tx = authority.db().begin().await?;
            db::sign_in_try::forget(&mut tx, &self.own, authority.now_us().saturating_sub(DAY_US)).await?;
            tx.commit().await
        };
        if let Err(fault) = forget.await {
            tracing::warn!(%fault, "tries that were followed by the right password are still counted");
        }
    }
}

async fn count(authority: &Authority, key: &str) -> Result<(), Refusal> {
    for _ in 0..TRIES {
        match try_count(authority, key).await {
            Ok(false) => {}
            // Somebody else made the row, or two held each other up.
            Err(refusal) if refusal.code == Code::Duplicate => {}
            Err(refusal) if refusal.code == Code::Busy && refusal.fields.is_empty() => {}
            done => return done.map(drop),
        }
    }
    Err(Refusal::new(Code::Busy, "The marketplace is busy. Please try again."))
}

/// Answers whether nobody else counted at the same moment.
async fn try_count(authority: &Authority, key: &str) -> Result<bool, Refusal> {
    let mut tx = authority.db().begin().await?;
    let now_us = authority.now_us();
    let row = db::sign_in_try::get(&mut tx, key).await?;
    not_early(row, now_us)?;
    let recent = row.filter(|row| now_us.saturating_sub(row.at_us) < DAY_US);
    let failures = recent.map_or(0, |row| row.failures).saturating_add(1);
    let not_before_us = now_us.saturating_add(wait_s(failures).saturating_mul(SECOND_US));
    let new = TryRow { failures, at_us: now_us, not_before_us };
    let counted = match row {
        None => db::sign_in_try::insert(&mut tx, key, new).await.map(|()| true)?,
        Some(old) => db::sign_in_try::raise(&mut tx, key, old, new).await?,
    };
    tx.commit().await?;
    Ok(counted)
}

/// The wait after so many failures.
fn wait_s(failures: i64) -> i64 {
    match failures.saturating_sub(FREE).min(10) {
        over @ 0.. => (2 << over).min(LONGEST_S),
        _ => 0,
    }
}

fn not_early(row: Option<TryRow>, now_us: i64) -> Result<(), Refusal> {
    let left_us = row.map_or(0, |row| row.not_before_us.saturating_sub(now_us));
    if left_us <= 0 {
        return Ok(());
    }
    let seconds = left_us.saturating_add(SECOND_US - 1) / SECOND_US;
    Err(Refusal::new(Code::Busy, format!("Too many tries. Please wait {seconds} seconds."))
        .with("wait_seconds", seconds.to_string()))
}

fn key(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_are_free_and_then_the_wait_doubles_up_to_a_minute() {
        let waits: Vec<_> = (0..=9).map(wait_s).collect();
        assert_eq!(waits, [0, 0, 0, 2, 4, 8, 16, 32, 60, 60]);
        assert_eq!(wait_s(i64::MAX), 60, "however many there were");
    }
}
