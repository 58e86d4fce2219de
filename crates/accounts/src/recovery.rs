//! A forgotten password: a letter with a link and a code, and a new password for either of them.

use market::db::mail::About;
use market::domain::account::check_new_password;
use market::domain::audit::{self, Entry};
use market::domain::checks::Checks;
use market::domain::letter::Kind;
use market::domain::one_time::Purpose;
use market::{Refusal, db};
use serde::Deserialize;

use crate::letters;
use crate::office::{Ask, Asker, Office, Who, ask};
use crate::passwords_of::Done;
use crate::tokens::{Shown, redeem, refused};

pub(crate) const ASKS: &[Ask] =
    &[ask!("account.forgot", Who::Anybody, forgot), ask!("account.reset", Who::Anybody, reset)];

/// Whose password was forgotten. The answer does not tell whether anybody has this address.
#[derive(Debug, Deserialize, ts_rs::TS)]
pub struct Forgot {
    email: String,
}

/// A new password, by the token of the link or by address and code.
#[derive(Deserialize, ts_rs::TS)]
#[ts(optional_fields)]
pub struct Reset {
    #[serde(default)]
    token: Option<String>,
    #[serde(default)]
    email: Option<String>,
    #[serde(default)]
    code: Option<String>,
    new_password: String,
    new_password_again: String,
}

/// An address as accounts keep it.
pub(crate) fn address_of(typed: &str) -> Result<String, Refusal> {
    let mut checks = Checks::default();
    let email = checks.email("email", typed).to_lowercase();
    if email.is_empty() {
        checks.fault("email", "Please fill this in.");
    }
    checks.done()?;
    Ok(email)
}

async fn forgot(office: &Office<'_>, _: &Asker, ask: Forgot) -> Result<Done, Refusal> {
    let email = address_of(&ask.email)?;
    let mut tx = office.authority.db().begin().await?;
    let about = About { account: None, address: None };
    letters::queue(&mut tx, Kind::Reset, &email, &about, office.authority.now_us()).await?;
    tx.commit().await?;
    Ok(Done {})
}

async fn reset(office: &Office<'_>, _: &Asker, ask: Reset) -> Result<Done, Refusal> {
    let address = match &ask.token {
        Some(_) => String::new(),
        None => address_of(ask.email.as_deref().unwrap_or_default())?,
    };
    check_new_password(&ask.new_password, &ask.new_password_again, &[&address])?;
    // Before the token is looked for: a bad one costs the same as a good one.
    let hash = office.passwords.hash(&ask.new_password).await?;
    let shown = Shown::of(ask.token.as_deref(), &address, ask.code.as_deref());
    let now_us = office.authority.now_us();
    let mut tx = office.authority.db().begin().await?;
    let Some(token) = redeem(&mut tx, Purpose::Reset, &shown, now_us).await? else {
        tx.commit().await?;
        return Err(refused());
    };
    let account = db::account::get(&mut tx, token.account_id).await?;
    // The letter was to the address that was the account's then.
    let Some(account) = account.filter(|account| account.email == token.address) else {
        tx.commit().await?;
        return Err(refused());
    };
    check_new_password(&ask.new_password, &ask.new_password_again, &[&account.email, &account.username])?;
    db::account::set_hash(&mut tx, account.id, &hash).await?;
    db::session::end_others(&mut tx, account.id, "", now_us).await?;
    db::one_time_token::withdraw(&mut tx, account.id, Purpose::Reset, now_us).await?;
    letters::queue(&mut tx, Kind::PasswordChanged, &account.email, &letters::to(&account), now_us).await?;
    db::audit::write(&mut tx, now_us, Entry::of(audit::Kind::PasswordChanged, account.id)).await?;
    tx.commit().await?;
    Ok(Done {})
}
