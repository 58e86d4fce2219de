//! Accounts are made here: quietly for a program, with a letter for a person, and without a word about a taken address for
//! somebody who asks from elsewhere.

use market::db::mail::About;
use market::db::{self, Tx};
use market::domain::account::{Registered, Registration};
use market::domain::audit::{self, Entry};
use market::domain::letter::{Kind, Language};
use market::domain::operator;
use market::{Code, Refusal};
use serde_json::json;
use sync::Authority;
use uuid::Uuid;

use crate::{Passwords, letters};

/// How often a registration starts again before it says that the marketplace is busy.
const TRIES: u32 = 3;

/// Makes an account. The first one of a marketplace also operates it: the machine is theirs.
pub async fn register(
    authority: &Authority,
    passwords: &Passwords,
    ask: &Registration,
    role: &str,
) -> Result<Uuid, Refusal> {
    let who = ask.check()?;
    let new = New {
        who: &who,
        hash: &passwords.hash(&ask.password).await?,
        role,
        language: None,
        tells_address: true,
    };
    let made = new.enter(authority).await?;
    made.ok_or_else(|| taken(true, false, false))
}

/// The same for a person, who gets a letter to prove the address with, in a language such as `de-AT`.
pub async fn register_person(
    authority: &Authority,
    passwords: &Passwords,
    ask: &Registration,
    role: &str,
    language: &str,
) -> Result<Uuid, Refusal> {
    let who = ask.check()?;
    let language = Some(Language::of(language));
    let new =
        New { who: &who, hash: &passwords.hash(&ask.password).await?, role, language, tells_address: true };
    let made = new.enter(authority).await?;
    made.ok_or_else(|| taken(true, false, false))
}

/// The same for somebody who asks from elsewhere. A taken address is not told to them, but to its owner by mail.
pub async fn register_stranger(
    authority: &Authority,
    passwords: &Passwords,
    ask: &Registration,
    role: &str,
    language: &str,
) -> Result<(), Refusal> {
    let who = ask.check()?;
    let language = Some(Language::of(language));
    let new =
        New { who: &who, hash: &passwords.hash(&ask.password).await?, role, language, tells_address: false };
    if new.enter(authority).await?.is_none() {
        let about = About { account: None, address: None };
        let mut tx = authority.db().begin().await?;
        letters::queue(&mut tx, Kind::AddressTaken, &who.email, &about, authority.now_us()).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// An account to be made.
struct New<'a> {
    who: &'a Registered,
    hash: &'a str,
    role: &'a str,
    /// Of the letter, if there is to be one.
    language: Option<Language>,
    /// Whether one may hear that the address is taken.
    tells_address: bool,
}

impl New<'_> {
    /// Makes it; none where its address is taken, and nothing else is in the way.
    async fn enter(&self, authority: &Authority) -> Result<Option<Uuid>, Refusal> {
        for _ in 0..TRIES {
            match self.try_once(authority).await {
                // Somebody took a name between the look and the entry, or two held each other up: looking again says which.
                Err(refusal) if refusal.code == Code::Busy || is_race(&refusal) => {}
                done => return done,
            }
        }
        self.try_once(authority).await
    }

    async fn try_once(&self, authority: &Authority) -> Result<Option<Uuid>, Refusal> {
        let mut tx = authority.db().begin().await?;
        let (has_email, has_name, has_mobile) = db::account::taken(&mut tx, self.who).await?;
        if has_name || has_mobile {
            return Err(taken(has_email && self.tells_address, has_name, has_mobile));
        }
        let is_first = !db::account::any(&mut tx).await?;
        let id = Uuid::now_v7();
        if has_email {
            return self.pretend(tx, id, authority.now_us()).await;
        }
        self.write(&mut tx, self.who, id, authority.now_us()).await?;
        if is_first {
            db::account::add_role(&mut tx, id, operator::Kind::Owner.name()).await?;
        }
        if let Some(language) = self.language {
            db::account::set_language(&mut tx, id, language.tag()).await?;
            let about = About { account: Some(id), address: None };
            letters::queue(&mut tx, Kind::Welcome, &self.who.email, &about, authority.now_us()).await?;
        }
        let roles = if is_first { vec![self.role, operator::Kind::Owner.name()] } else { vec![self.role] };
        let entry = Entry::of(audit::Kind::RoleChanged, id).to(id).saying(&json!({ "given": roles }));
        db::audit::write(&mut tx, authority.now_us(), entry).await?;
        tx.commit().await?;
        Ok(Some(id))
    }

    async fn write(&self, tx: &mut Tx, who: &Registered, id: Uuid, now_us: i64) -> Result<(), Refusal> {
        db::account::insert(tx, id, who, self.hash, now_us).await?;
        db::account::add_role(tx, id, self.role).await
    }

    /// The same work for an account that is not to be.
    async fn pretend(&self, mut tx: Tx, id: Uuid, now_us: i64) -> Result<Option<Uuid>, Refusal> {
        let nobody = Registered { email: id.to_string(), ..self.who.clone() };
        self.write(&mut tx, &nobody, id, now_us).await?;
        tx.rollback().await?;
        Ok(None)
    }
}

fn is_race(refusal: &Refusal) -> bool {
    refusal.code == Code::Duplicate && refusal.fields.is_empty()
}

/// Which names somebody else has already.
pub(crate) fn taken(has_email: bool, has_name: bool, has_mobile: bool) -> Refusal {
    let mut refusal = Refusal::new(Code::Duplicate, "Please correct the marked fields.");
    if has_email {
        refusal =
            refusal.with("email", "An account with this e-mail address already exists on this marketplace.");
    }
    if has_name {
        refusal = refusal.with("username", "This username already exists.");
    }
    if has_mobile {
        refusal = refusal.with("mobile", "This mobile number already exists.");
    }
    refusal
}
