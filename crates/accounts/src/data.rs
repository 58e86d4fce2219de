//! What a person may take along, and how they leave for good.

use market::db::personal::Nameless;
use market::domain::audit::{Entry, Kind};
use market::domain::ids::hex;
use market::view::personal::Personal;
use market::{Code, Refusal, db};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Nothing;
use crate::office::{Ask, Asker, Office, Who, ask, signed_out};
use crate::passwords_of::Done;
use crate::proof::prove_again;

pub(crate) const ASKS: &[Ask] =
    &[ask!("account.export", Who::SignedIn, export), ask!("account.erase", Who::SignedIn, erase)];

/// Everything the marketplace knows about a person.
#[derive(Debug, Serialize, Deserialize)]
pub struct Exported {
    /// For programs.
    pub data: Personal,
    /// The same to be read.
    pub text: String,
}

async fn export(office: &Office<'_>, asker: &Asker, _: Nothing) -> Result<Exported, Refusal> {
    let (authority, account) = (office.authority, asker.actor.account);
    let now_us = authority.now_us();
    let mut tx = authority.db().begin().await?;
    let data = Personal::of(&mut tx, account, now_us).await?.ok_or_else(signed_out)?;
    db::audit::write(&mut tx, now_us, Entry::of(Kind::AccountExported, account)).await?;
    tx.commit().await?;
    let text = data.readable();
    Ok(Exported { data, text })
}

/// The password proves once more who asks: this cannot be undone.
#[derive(Debug, Serialize, Deserialize, ts_rs::TS)]
pub struct Erase {
    password: String,
}

async fn erase(office: &Office<'_>, asker: &Asker, ask: Erase) -> Result<Done, Refusal> {
    let authority = office.authority;
    let account = prove_again(office, asker, &ask.password).await?.id;
    let nameless = nameless(office, account).await?;
    let now_us = authority.now_us();
    let mut tx = authority.db().begin().await?;
    may_leave(&mut tx, account).await?;
    let change = Uuid::now_v7();
    db::personal::erase(&mut tx, account, &nameless, (change, now_us)).await?;
    db::feed::record(&mut tx, change).await?;
    db::audit::write(&mut tx, now_us, Entry::of(Kind::AccountErased, account).to(account)).await?;
    tx.commit().await?;
    Ok(Done {})
}

/// Refuses those whom others depend on.
async fn may_leave(tx: &mut db::Tx, account: Uuid) -> Result<(), Refusal> {
    let open = db::personal::open_stores(tx, account).await?;
    if !open.is_empty() {
        let sentence = format!("Close your stores first: {}.", open.join(", "));
        return Err(Refusal::new(Code::Conflict, sentence));
    }
    if db::personal::is_last_operator(tx, account).await? {
        let sentence =
            "You are the last one to operate this marketplace. Make somebody else an operator first.";
        return Err(Refusal::new(Code::Conflict, sentence));
    }
    Ok(())
}

/// Names nobody has, and a password nobody knows.
async fn nameless(office: &Office<'_>, account: Uuid) -> Result<Nameless, Refusal> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|error| Refusal::broken(&error))?;
    // The end of the id is its random part; a user name has twenty characters.
    let id = account.simple().to_string();
    let tail: String = id.chars().skip(id.len().saturating_sub(13)).collect();
    Ok(Nameless {
        email: format!("{id}@erased.invalid"),
        username: format!("erased-{tail}"),
        display_name: "A former member".to_owned(),
        author: "A former buyer".to_owned(),
        password_hash: office.passwords.hash(&hex(&bytes)).await?,
    })
}
