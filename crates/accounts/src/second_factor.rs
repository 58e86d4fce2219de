//! The second factor of an account, as its owner sets it up: an authenticator app, and ten codes for the day it is lost.

use market::db::Tx;
use market::domain::audit::{Entry, Kind};
use market::domain::ids::hex;
use market::domain::letter;
use market::{Code, Refusal, db};
use qrcode::{Color, EcLevel, QrCode};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::letters;
use crate::office::{Ask, Asker, Office, Who, ask, signed_out};
use crate::passwords_of::Done;
use crate::profile::Nothing;
use crate::proof::prove_again;
use crate::{Seal, totp};

pub(crate) const ASKS: &[Ask] = &[
    ask!("account.second_factor", Who::SignedIn, state),
    ask!("account.second_factor.start", Who::SignedIn, start),
    ask!("account.second_factor.confirm", Who::SignedIn, confirm),
    ask!("account.second_factor.off", Who::SignedIn, off),
];

/// 160 bits, as RFC 4226 recommends.
const SECRET_BYTES: usize = 20;
/// How many recovery codes there are.
const CODES: usize = 10;
/// Letters of a recovery code: 80 bits, too many to try out even for whoever has the hashes.
const CODE_LETTERS: usize = 16;
/// Letters nobody takes for another.
const LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/// How it stands with somebody's second factor.
#[derive(Debug, Serialize, ts_rs::TS)]
pub struct SecondFactor {
    is_on: bool,
    /// Since when.
    since_us: Option<i64>,
    codes_left: usize,
    /// Whether this marketplace can keep one.
    is_offered: bool,
    /// Whether this account must have one.
    is_required: bool,
}

/// The password says once more who asks.
#[derive(Debug, Deserialize, ts_rs::TS)]
pub struct StartSecondFactor {
    password: String,
}

/// What the app is given.
#[derive(Debug, Serialize, ts_rs::TS)]
pub struct StartedSecondFactor {
    /// For typing.
    secret: String,
    /// For apps on this computer.
    address: String,
    /// The same as a picture: rows of dark (`1`) and light (`0`) places.
    picture: Vec<String>,
}

/// The app's first code.
#[derive(Debug, Deserialize, ts_rs::TS)]
pub struct ConfirmSecondFactor {
    code: String,
}

/// Shown once.
#[derive(Debug, Serialize, ts_rs::TS)]
pub struct RecoveryCodes {
    codes: Vec<String>,
}

/// Both factors say once more who asks.
#[derive(Debug, Deserialize, ts_rs::TS)]
pub struct EndSecondFactor {
    password: String,
    code: String,
}

async fn state(office: &Office<'_>, asker: &Asker, _: Nothing) -> Result<SecondFactor, Refusal> {
    let mut tx = office.authority.db().read().await?;
    let account = asker.actor.account;
    let since_us = db::second_factor::get(&mut tx, account).await?.and_then(|row| row.confirmed_at_us);
    let codes = db::second_factor::codes(&mut tx, account).await?;
    let roles = db::account::roles(&mut tx, account).await?;
    Ok(SecondFactor {
        is_on: since_us.is_some(),
        since_us,
        codes_left: codes.len(),
        is_offered: office.seal.is_some(),
        is_required: office.authority.guards_operators()
            && crate::sessions::operates(roles.iter().map(String::as_str)),
    })
}

async fn start(
    office: &Office<'_>,
    asker: &Asker,
    ask: StartSecondFactor,
) -> Result<StartedSecondFactor, Refusal> {
    let seal = office.seal.ok_or_else(no_key)?;
    prove_again(office, asker, &ask.password).await?;
    let mut secret = [0_u8; SECRET_BYTES];
    getrandom::fill(&mut secret).map_err(|error| Refusal::broken(&error))?;
    let sealed = seal.seal(asker.actor.account, &secret)?;
    let mut tx = office.authority.db().begin().await?;
    if !db::second_factor::begin(&mut tx, asker.actor.account, &sealed, office.authority.now_us()).await? {
        tx.rollback().await?;
        return Err(Refusal::new(Code::Conflict, "Your second factor is on already."));
    }
    tx.commit().await?;
    let address = totp::address(&secret, &asker.actor.email);
    Ok(StartedSecondFactor { secret: totp::typed(&secret), picture: picture(&address)?, address })
}

async fn confirm(
    office: &Office<'_>,
    asker: &Asker,
    ask: ConfirmSecondFactor,
) -> Result<RecoveryCodes, Refusal> {
    let (account, now_us) = (asker.actor.account, office.authority.now_us());
    let seal = office.seal.ok_or_else(no_key)?;
    let (shown, kept) = draw_codes()?;
    let mut tx = office.authority.db().begin().await?;
    let row = db::second_factor::get(&mut tx, account).await?.filter(|row| row.confirmed_at_us.is_none());
    let row = row.ok_or_else(|| Refusal::new(Code::Conflict, "Please begin again."))?;
    let secret = seal.open(account, &row.secret).ok_or_else(no_key)?;
    let step = totp::step_of_code(&secret, &digits(&ask.code), now_us).ok_or_else(wrong_code)?;
    if !db::second_factor::confirm(&mut tx, account, step, now_us).await? {
        return Err(wrong_code());
    }
    db::second_factor::set_codes(&mut tx, account, &kept).await?;
    note(&mut tx, account, true, now_us).await?;
    tx.commit().await?;
    Ok(RecoveryCodes { codes: shown })
}

async fn off(office: &Office<'_>, asker: &Asker, ask: EndSecondFactor) -> Result<Done, Refusal> {
    let account = asker.actor.account;
    prove_again(office, asker, &ask.password).await?;
    let mut tx = office.authority.db().begin().await?;
    if !redeem(&mut tx, office.seal, account, &ask.code, office.authority.now_us()).await? {
        tx.rollback().await?;
        return Err(wrong_code());
    }
    db::second_factor::remove(&mut tx, account).await?;
    note(&mut tx, account, false, office.authority.now_us()).await?;
    tx.commit().await?;
    Ok(Done {})
}

/// Tells the log and the owner, who may not be the one who did it.
async fn note(tx: &mut Tx, account: Uuid, is_on: bool, now_us: i64) -> Result<(), Refusal> {
    let owner = db::account::get(tx, account).await?.ok_or_else(signed_out)?;
    let kind = if is_on { letter::Kind::SecondFactorOn } else { letter::Kind::SecondFactorOff };
    letters::queue(tx, kind, &owner.email, &letters::to(&owner), now_us).await?;
    let facts = json!({ "now": if is_on { "on" } else { "off" } });
    db::audit::write(tx, now_us, Entry::of(Kind::SecondFactorChanged, account).saying(&facts)).await
}

/// Whether a code of the app or a recovery code is good; it is used up by the same transaction.
pub(crate) async fn redeem(
    tx: &mut Tx,
    seal: Option<&Seal>,
    account: Uuid,
    typed: &str,
    now_us: i64,
) -> Result<bool, Refusal> {
    let row = db::second_factor::get(tx, account).await?.filter(|row| row.confirmed_at_us.is_some());
    let Some(row) = row else { return Ok(false) };
    let secret = seal.and_then(|seal| seal.open(account, &row.secret));
    let step = secret.and_then(|secret| totp::step_of_code(&secret, &digits(typed), now_us));
    if let Some(step) = step {
        return db::second_factor::use_step(tx, account, step).await;
    }
    let letters = letters(typed);
    if letters.len() != CODE_LETTERS {
        return Ok(false);
    }
    let codes = db::second_factor::codes(tx, account).await?;
    match codes.into_iter().find(|row| row.code_hash == code_hash(row.id, &letters)) {
        Some(row) => db::second_factor::use_code(tx, row.id, now_us).await,
        None => Ok(false),
    }
}

/// A recovery code as it is kept: its id and its hash.
type KeptCode = (Uuid, String);

/// New recovery codes: as they are shown, and as they are kept.
fn draw_codes() -> Result<(Vec<String>, Vec<KeptCode>), Refusal> {
    let (mut shown, mut kept) = (Vec::new(), Vec::new());
    for _ in 0..CODES {
        let mut bytes = [0_u8; CODE_LETTERS];
        getrandom::fill(&mut bytes).map_err(|error| Refusal::broken(&error))?;
        // 256 is a multiple of 32: every letter is as likely.
        let code: Vec<char> = bytes
            .iter()
            .filter_map(|byte| LETTERS.get(usize::from(byte % 32)).copied().map(char::from))
            .collect();
        let id = Uuid::now_v7();
        kept.push((id, code_hash(id, &code.iter().collect::<String>())));
        shown.push(code.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join("-"));
    }
    Ok((shown, kept))
}

fn code_hash(id: Uuid, letters: &str) -> String {
    hex(&Sha256::digest([id.as_bytes(), letters.as_bytes()].concat()))
}

fn digits(typed: &str) -> String {
    typed.chars().filter(char::is_ascii_digit).take(12).collect()
}

fn letters(typed: &str) -> String {
    typed.chars().filter(char::is_ascii_alphanumeric).take(100).collect::<String>().to_uppercase()
}

fn picture(address: &str) -> Result<Vec<String>, Refusal> {
    let code =
        QrCode::with_error_correction_level(address, EcLevel::M).map_err(|error| Refusal::broken(&error))?;
    let row = |row: &[Color]| row.iter().map(|place| if *place == Color::Dark { '1' } else { '0' }).collect();
    Ok(code.to_colors().chunks(code.width()).map(row).collect())
}

fn wrong_code() -> Refusal {
    Refusal::field("code", "This code is not right. Codes change every half minute, and each is good once.")
}

fn no_key() -> Refusal {
    Refusal::new(
        Code::Conflict,
        "This marketplace has no key to keep second factors under. Its operator can give it one.",
    )
}
