//! What an account says about itself: its owner reads and changes it.

use market::domain::profile::ProfileFields;
use market::{Code, Refusal, db};
use serde::{Deserialize, Serialize};

use crate::office::{Ask, Asker, Office, Who, ask, signed_out};
use crate::proof::prove_again;
use crate::registration::taken;

pub(crate) const ASKS: &[Ask] = &[
    ask!("account.profile", Who::SignedIn, profile),
    ask!("account.set_profile", Who::SignedIn, set_profile),
];

/// Nothing is said.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ts_rs::TS)]
#[ts(type = "Record<string, never>")]
pub struct Nothing {}

/// An account as its owner sees it.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS)]
#[ts(rename = "AccountProfile")]
pub struct Profile {
    email: String,
    is_email_verified: bool,
    #[serde(flatten)]
    fields: ProfileFields,
    created_at_us: i64,
}

/// Another profile. Who changes a name one signs in by says the password once more.
#[derive(Debug, Serialize, Deserialize, ts_rs::TS)]
#[ts(rename = "ProfileChange", optional_fields)]
pub struct SetProfile {
    #[serde(flatten)]
    fields: ProfileFields,
    #[serde(default)]
    password: Option<String>,
}

async fn profile(office: &Office<'_>, asker: &Asker, _: Nothing) -> Result<Profile, Refusal> {
    let mut tx = office.authority.db().read().await?;
    let row = db::profile::get(&mut tx, asker.actor.account).await?.ok_or_else(signed_out)?;
    Ok(Profile {
        email: row.email,
        is_email_verified: row.email_verified_at_us.is_some(),
        fields: ProfileFields {
            display_name: row.display_name,
            username: row.username,
            mobile: row.mobile.unwrap_or_default(),
            language: row.language,
        },
        created_at_us: row.created_at_us,
    })
}

async fn set_profile(office: &Office<'_>, asker: &Asker, ask: SetProfile) -> Result<Profile, Refusal> {
    let SetProfile { fields, password } = ask;
    if renames(office, asker, &fields).await? {
        let password = password.filter(|password| !password.is_empty());
        let missing = || Refusal::field("password", "Your password is needed to sign in by another name.");
        prove_again(office, asker, &password.ok_or_else(missing)?).await?;
    }
    match enter(office, asker, &fields).await {
        // Somebody took a name between the look and the entry: looking again says which.
        Err(refusal) if refusal.code == Code::Duplicate && refusal.fields.is_empty() => {
            enter(office, asker, &fields).await?;
        }
        done => done?,
    }
    profile(office, asker, Nothing {}).await
}

/// Whether a name one signs in by is to be another.
async fn renames(office: &Office<'_>, asker: &Asker, fields: &ProfileFields) -> Result<bool, Refusal> {
    let new = fields.check()?;
    let mut tx = office.authority.db().read().await?;
    let row = db::profile::get(&mut tx, asker.actor.account).await?.ok_or_else(signed_out)?;
    Ok(row.username.to_lowercase() != new.username_folded || row.mobile != new.mobile)
}

async fn enter(office: &Office<'_>, asker: &Asker, ask: &ProfileFields) -> Result<(), Refusal> {
    let profile = ask.check()?;
    let account = asker.actor.account;
    let mut tx = office.authority.db().begin().await?;
    let (has_name, has_mobile) = db::profile::taken(&mut tx, account, &profile).await?;
    if has_name || has_mobile {
        return Err(taken(false, has_name, has_mobile));
    }
    db::profile::set(&mut tx, account, &profile).await?;
    tx.commit().await.map(drop)
}
