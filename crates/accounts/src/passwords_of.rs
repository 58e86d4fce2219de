//! The password of an account, as its owner deals with it.

use market::domain::account::check_new_password;
use market::domain::audit::{Entry, Kind};
use market::domain::letter;
use market::{Refusal, db};
use serde::{Deserialize, Serialize};

use crate::letters;
use crate::office::{Ask, Asker, Office, Who, ask};
use crate::proof::prove_again;
use crate::sessions::hash_of;

pub(crate) const ASKS: &[Ask] = &[ask!("account.change_password", Who::SignedIn, change)];

/// The old one proves who asks; every other session ends.
#[derive(Debug, Deserialize, ts_rs::TS)]
pub struct ChangePassword {
    password: String,
    new_password: String,
    new_password_again: String,
}

/// It is done, and there is no more to say.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, ts_rs::TS)]
#[ts(type = "Record<string, never>")]
pub struct Done {}

async fn change(office: &Office<'_>, asker: &Asker, ask: ChangePassword) -> Result<Done, Refusal> {
    let Office { authority, passwords, .. } = office;
    let row = prove_again(office, asker, &ask.password).await?;
    check_new_password(&ask.new_password, &ask.new_password_again, &[&row.email, &row.username])?;
    let hash = passwords.hash(&ask.new_password).await?;
    let kept = asker.token.as_deref().map(hash_of).unwrap_or_default();
    let mut tx = authority.db().begin().await?;
    db::account::set_hash(&mut tx, row.id, &hash).await?;
    db::session::end_others(&mut tx, row.id, &kept, authority.now_us()).await?;
    letters::queue(
        &mut tx,
        letter::Kind::PasswordChanged,
        &row.email,
        &letters::to(&row),
        authority.now_us(),
    )
    .await?;
    let entry = Entry::of(Kind::PasswordChanged, row.id);
    db::audit::write(&mut tx, authority.now_us(), entry).await?;
    tx.commit().await?;
    Ok(Done {})
}
