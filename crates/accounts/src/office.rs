//! What is asked of an authority directly, about accounts. Never an intent: it is answered there and then, or not at all. The
//! same list for a desktop whose authority is its own, for a house's database and for the hub.

use std::future::Future;
use std::pin::Pin;

use market::domain::audit::{Entry, Kind};
use market::ops::Actor;
use market::{Code, Permission, Refusal};
use serde_json::Value;
use sync::Authority;

use crate::{
    Passwords, Seal, audit, contact, data, invitations, operators, passwords_of, profile, recovery, rules,
    second_factor, second_step, sessions, signed_in, staff, verification,
};

/// Where one asks.
#[derive(Clone, Copy, Debug)]
pub struct Office<'a> {
    /// Where accounts are.
    pub authority: &'a Authority,
    /// Where passwords are hashed.
    pub passwords: &'a Passwords,
    /// What secrets are kept under; without it there are no second factors to set up.
    pub seal: Option<&'a Seal>,
}

/// Who asks, under which session, from where.
#[derive(Clone, Debug)]
pub struct Asker {
    /// A visitor, or somebody with a session.
    pub actor: Actor,
    /// The session's token.
    pub token: Option<String>,
}

/// Who may ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Everybody, visitors too.
    Anybody,
    /// Everybody signed in.
    SignedIn,
    /// Those with a permission.
    May(Permission),
}

pub(crate) type Answer<'a> = Pin<Box<dyn Future<Output = Result<Value, Refusal>> + Send + 'a>>;

/// One thing that can be asked.
pub struct Ask {
    /// As the windows name it.
    pub name: &'static str,
    /// Who may.
    pub who: Who,
    pub(crate) run: for<'a> fn(&'a Office<'a>, &'a Asker, Value) -> Answer<'a>,
}

macro_rules! ask {
    ($name:literal, $who:expr, $run:path) => {
        $crate::office::Ask {
            name: $name,
            who: $who,
            run: |office, asker, input| {
                Box::pin(async move {
                    let answer = $run(office, asker, market::input::read(input)?).await?;
                    Ok(serde_json::to_value(answer)?)
                })
            },
        }
    };
}
pub(crate) use ask;

/// All of it.
pub fn asks() -> impl Iterator<Item = &'static Ask> {
    [
        invitations::ASKS,
        operators::ASKS,
        passwords_of::ASKS,
        profile::ASKS,
        recovery::ASKS,
        rules::ASKS,
        second_factor::ASKS,
        second_step::ASKS,
        signed_in::ASKS,
        audit::ASKS,
        data::ASKS,
        contact::ASKS,
        verification::ASKS,
        staff::ASKS,
    ]
    .into_iter()
    .flatten()
}

/// Answers one question.
pub async fn answer(
    office: &Office<'_>,
    token: Option<&str>,
    name: &str,
    input: Value,
) -> Result<Value, Refusal> {
    let ask = asks().find(|ask| ask.name == name).ok_or_else(|| Refusal::not_found("address"))?;
    let actor = match token {
        None => Actor::visitor(),
        Some(token) => match sessions::actor(office.authority, token).await? {
            Some(actor) => actor,
            // Whoever's session has ended may still ask what visitors may, such as for a new password.
            None if ask.who == Who::Anybody => Actor::visitor(),
            None => return Err(signed_out()),
        },
    };
    match ask.who {
        Who::SignedIn | Who::May(_) if actor.is_visitor() => return Err(signed_out()),
        Who::May(permission) if !actor.permissions.contains(permission.name()) => {
            let facts = serde_json::json!({ "asked": name });
            office.authority.refused(Entry::of(Kind::Denied, actor.account).saying(&facts)).await;
            return Err(Refusal::forbidden());
        }
        Who::Anybody | Who::SignedIn | Who::May(_) => {}
    }
    let asker = Asker { actor, token: token.map(str::to_owned) };
    (ask.run)(office, &asker, input).await
}

pub(crate) fn signed_out() -> Refusal {
    Refusal::new(Code::SignedOut, "This session has ended. Please sign in.")
}
