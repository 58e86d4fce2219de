//! An address is proved by a letter that was sent to it, and a new one counts only then.

use market::db::account::AccountRow;
use market::db::mail::About;
use market::domain::audit::{self, Entry};
use market::domain::letter::Kind;
use market::domain::one_time::Purpose;
use market::{Code, Refusal, db};
use serde::{Deserialize, Serialize};

use crate::letters;
use crate::office::{Ask, Asker, Office, Who, ask, signed_out};
use crate::passwords_of::Done;
use crate::profile::Nothing;
use crate::proof::prove_again;
use crate::recovery::address_of;
use crate::tokens::{Shown, redeem, refused};

pub(crate) const ASKS: &[Ask] = &[
    ask!("account.verify", Who::Anybody, verify),
    ask!("account.resend", Who::SignedIn, resend),
    ask!("account.change_email", Who::SignedIn, change_email),
];

/// The token of the link; or the code, with the address where nobody is signed in.
#[derive(Deserialize, Serialize, ts_rs::TS)]
#[ts(optional_fields)]
pub struct Verify {
    #[serde(default)]
    token: Option<String>,
    #[serde(default)]
    email: Option<String>,
    #[serde(default)]
    code: Option<String>,
}

/// Another address. The password proves who asks.
#[derive(Deserialize, ts_rs::TS)]
pub struct ChangeEmail {
    email: String,
    password: String,
}

/// The address a letter would prove now.
fn to_prove(account: &AccountRow) -> &str {
    account.pending_email.as_deref().unwrap_or(&account.email)
}

async fn own(office: &Office<'_>, asker: &Asker) -> Result<AccountRow, Refusal> {
    let mut tx = office.authority.db().read().await?;
    let account = db::account::get(&mut tx, asker.actor.account).await?.ok_or_else(signed_out)?;
    tx.rollback().await?;
    Ok(account)
}

async fn verify(office: &Office<'_>, asker: &Asker, ask: Verify) -> Result<Done, Refusal> {
    let address = match (&ask.token, &ask.email) {
        (Some(_), _) => String::new(),
        (None, Some(email)) => address_of(email)?,
        (None, None) if asker.actor.is_visitor() => address_of("")?,
        (None, None) => to_prove(&own(office, asker).await?).to_owned(),
    };
    let shown = Shown::of(ask.token.as_deref(), &address, ask.code.as_deref());
    match prove(office, &shown).await {
        // Somebody else has proved the same address at the same moment.
        Err(refusal) if refusal.code == Code::Duplicate => Err(refused()),
        done => done,
    }
}

async fn prove(office: &Office<'_>, shown: &Shown<'_>) -> Result<Done, Refusal> {
    let now_us = office.authority.now_us();
    let mut tx = office.authority.db().begin().await?;
    let Some(token) = redeem(&mut tx, Purpose::Verify, shown, now_us).await? else {
        tx.commit().await?;
        return Err(refused());
    };
    let account = db::account::get(&mut tx, token.account_id).await?;
    let Some(account) = account.filter(|account| to_prove(account) == token.address) else {
        tx.commit().await?;
        return Err(refused());
    };
    db::account::prove_address(&mut tx, account.id, &token.address, now_us).await?;
    db::audit::write(&mut tx, now_us, Entry::of(audit::Kind::EmailVerified, account.id)).await?;
    tx.commit().await?;
    Ok(Done {})
}

async fn resend(office: &Office<'_>, asker: &Asker, _: Nothing) -> Result<Done, Refusal> {
    let account = own(office, asker).await?;
    let now_us = office.authority.now_us();
    let mut tx = office.authority.db().begin().await?;
    letters::queue(&mut tx, Kind::Verify, to_prove(&account), &letters::to(&account), now_us).await?;
    tx.commit().await?;
    Ok(Done {})
}

/// Whether somebody else has the address is not told here: the letter goes to whoever has it, and says so there.
async fn change_email(office: &Office<'_>, asker: &Asker, ask: ChangeEmail) -> Result<Done, Refusal> {
    let email = address_of(&ask.email)?;
    let account = prove_again(office, asker, &ask.password).await?;
    let now_us = office.authority.now_us();
    let pending = (email != account.email).then_some(email.as_str());
    let about = About { account: Some(account.id), address: Some(email.clone()) };
    let mut tx = office.authority.db().begin().await?;
    db::account::ask_address(&mut tx, account.id, pending).await?;
    db::one_time_token::withdraw(&mut tx, account.id, Purpose::Verify, now_us).await?;
    letters::queue(&mut tx, Kind::Verify, &email, &about, now_us).await?;
    if pending.is_some() {
        letters::queue(&mut tx, Kind::AddressChanged, &account.email, &about, now_us).await?;
    }
    db::audit::write(&mut tx, now_us, Entry::of(audit::Kind::EmailChanged, account.id)).await?;
    tx.commit().await?;
    Ok(Done {})
}
