//! Whoever is signed in proves once more who they are before they change how they are known or sign in: the window may have
//! been left open.

use market::db::account::AccountRow;
use market::domain::audit::{Entry, Kind};
use market::{Refusal, db};

use crate::delays::Keys;
use crate::office::{Asker, Office, signed_out};
use crate::sessions::hash_of;

/// The account, when this is its password. Wrong ones cost waiting, each session for itself.
pub(crate) async fn prove_again(
    office: &Office<'_>,
    asker: &Asker,
    typed: &str,
) -> Result<AccountRow, Refusal> {
    let Office { authority, passwords, .. } = office;
    let mut tx = authority.db().read().await?;
    let row = db::account::get(&mut tx, asker.actor.account).await?.ok_or_else(signed_out)?;
    drop(tx);
    let keys = Keys::of_proofs(row.id, &asker.token.as_deref().map(hash_of).unwrap_or_default());
    passwords.must_have_room()?;
    keys.begin(authority).await?;
    let typed: String = typed.chars().take(1_000).collect();
    if !passwords.fits(&typed, Some(&row.password_hash)).await?.0 {
        authority.refused(Entry::of(Kind::SignInFailed, row.id)).await;
        return Err(Refusal::field("password", "This is not your password."));
    }
    keys.pass(authority).await;
    Ok(row)
}
