//! The second step of signing in: a ticket for whoever has shown the password, and the code that makes a session of it.

use market::db::Tx;
use market::db::second_factor::ArrivalRow;
use market::domain::audit::{Entry, Kind};
use market::{Code, Refusal, db};
use serde::Deserialize;
use serde_json::json;
use sync::api::SignedIn;

use crate::delays::Keys;
use crate::office::{Ask, Asker, Office, Who, ask, signed_out};
use crate::second_factor;
use crate::sessions::{draw_token, hash_of, insert_session, session};

pub(crate) const ASKS: &[Ask] = &[ask!("account.sign_in_second", Who::Anybody, enter)];

/// A ticket lasts five minutes.
const LASTS_US: i64 = 5 * 60 * 1_000_000;
/// Codes one may try under a ticket.
const TRIES: i64 = 5;

/// What one signs in with after the password.
#[derive(Debug, Deserialize)]
struct SecondStep {
    ticket: String,
    code: String,
}

/// Gives whoever has shown the right password a ticket for the second step.
pub(crate) async fn give_ticket(tx: &mut Tx, arrival: &ArrivalRow, now_us: i64) -> Result<String, Refusal> {
    let ticket = draw_token()?;
    let times = (now_us, now_us.saturating_add(LASTS_US));
    db::second_factor::give_ticket(tx, &hash_of(&ticket), arrival, times).await?;
    Ok(ticket)
}

async fn enter(office: &Office<'_>, _: &Asker, ask: SecondStep) -> Result<SignedIn, Refusal> {
    let (hash, now_us) = (hash_of(&ask.ticket), office.authority.now_us());
    // Counted before it is looked at, and for good: of many at once no more than these few are.
    let mut tx = office.authority.db().begin().await?;
    let ticket = db::second_factor::try_ticket(&mut tx, &hash, TRIES, now_us).await?;
    let is_known = match &ticket {
        Some(ticket) => {
            let device = ticket.device_hash.as_deref().unwrap_or_default();
            db::session::knows_device(&mut tx, ticket.account_id, device).await?
        }
        None => false,
    };
    tx.commit().await?;
    let ticket = ticket.ok_or_else(too_late)?;
    // A new ticket costs whoever has the password nothing, so codes are counted for the account as well.
    let keys = Keys::of_codes(&ticket, is_known);
    keys.begin(office.authority).await?;
    let mut tx = office.authority.db().begin().await?;
    if !second_factor::redeem(&mut tx, office.seal, ticket.account_id, &ask.code, now_us).await? {
        tx.rollback().await?;
        let entry = Entry::of(Kind::SignInFailed, ticket.account_id)
            .saying(&json!({ "window": ticket.seat, "step": "code" }));
        office.authority.refused(entry).await;
        return Err(Refusal::field("code", "This code is not right."));
    }
    if !db::second_factor::take_ticket(&mut tx, &hash).await? {
        tx.rollback().await?;
        return Err(too_late());
    }
    let token = insert_session(&mut tx, &ticket, now_us).await?;
    tx.commit().await?;
    keys.pass(office.authority).await;
    let session = session(office.authority, &token).await?.ok_or_else(signed_out)?;
    Ok(SignedIn { token, session })
}

fn too_late() -> Refusal {
    Refusal::new(Code::Stale, "This took too long, or too many codes were wrong. Please sign in again.")
        .with("ticket", "It is over.")
}
