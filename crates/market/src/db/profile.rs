//! What an account says about itself. Only at the authority.

use uuid::Uuid;

use super::engine::Tx;
use crate::args;
use crate::domain::profile::Profile;
use crate::refusal::Refusal;

/// An account as its owner sees it.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "columns; see the migrations")]
pub struct ProfileRow {
    pub id: Uuid,
    pub email: String,
    pub email_verified_at_us: Option<i64>,
    pub username: String,
    pub display_name: String,
    pub mobile: Option<String>,
    pub language: String,
    pub created_at_us: i64,
}

/// The profile of an account.
pub async fn get(tx: &mut Tx, account: Uuid) -> Result<Option<ProfileRow>, Refusal> {
    tx.opt(
        "select id, email, email_verified_at_us, username, display_name, mobile, language, created_at_us from account where id = ?",
        args![account],
    )
    .await
}

/// Which of these unique values somebody else has: username, mobile.
pub async fn taken(tx: &mut Tx, account: Uuid, profile: &Profile) -> Result<(bool, bool), Refusal> {
    let name: Option<(i64,)> = tx
        .opt(
            "select 1 from account where username_folded = ? and id <> ?",
            args![&profile.username_folded, account],
        )
        .await?;
    let mobile: Option<(i64,)> = tx
        .opt(
            "select 1 from account where mobile = ? and id <> ?",
            args![profile.mobile.clone().unwrap_or_default(), account],
        )
        .await?;
    Ok((name.is_some(), mobile.is_some()))
}

/// Keeps a profile.
pub async fn set(tx: &mut Tx, account: Uuid, profile: &Profile) -> Result<(), Refusal> {
    let Profile { display_name, username, username_folded, mobile, language } = profile;
    tx.exec_one(
        "update account set display_name = ?, username = ?, username_folded = ?, mobile = ?, language = ? where id = ?",
        args![display_name, username, username_folded, mobile.clone(), language, account],
    )
    .await
}
