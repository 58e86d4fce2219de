//! A house's own database, opened by this desktop itself. Whoever can do that is fully trusted: nobody stands between the
//! desktop and the rows.

use std::sync::Arc;
use std::time::Duration;

use accounts::{Entered, Office, Passwords, Visit};
use market::db::picture::NewPicture;
use market::db::{self, Db, feed};
use market::domain::ids::hex;
use market::domain::picture;
use market::intent::Intent;
use market::ops::Actor;
use market::space::Space;
use market::{Code, Refusal};
use serde_json::Value;
use sync::api::{AddRole, Changes, Entry, Register, SecondStep, Session, SignIn, SignedIn};
use sync::{Answer, Authority, Clock, Cursors, Delta, Held, Link};
use tokio::sync::OnceCell;
use uuid::Uuid;

/// How often the database is looked at for what others changed, and for how long at once.
const LOOK: Duration = Duration::from_millis(200);
const LOOKS: u32 = 100;

/// A house's database, and who asks there.
#[derive(Clone, Debug)]
pub(crate) struct House {
    place: Arc<Place>,
    token: Option<String>,
}

#[derive(Debug)]
struct Place {
    authority: Authority,
    passwords: Passwords,
    /// Set once the server was found to be safe and of this program's version.
    is_fit: OnceCell<()>,
}

impl House {
    /// Goes there with the first question, which may be much later: the desktop opens without it too.
    pub(crate) fn at(url: &str, certificate: &str, clock: Arc<dyn Clock>) -> Result<Self, Refusal> {
        let db = Db::open_maria_later(url, certificate.as_bytes())?;
        let (authority, passwords) = (Authority::over(db, clock), Passwords::default());
        Ok(Self { place: Arc::new(Place { authority, passwords, is_fit: OnceCell::new() }), token: None })
    }

    /// The same database, asked under a session.
    pub(crate) fn under(&self, token: &str) -> Self {
        Self { place: Arc::clone(&self.place), token: Some(token.to_owned()) }
    }

    /// Refuses a database this desktop cannot work with, with a sentence for whoever typed its address.
    pub(crate) async fn try_out(url: &str, certificate: &str) -> Result<(), Refusal> {
        Db::try_maria(url, certificate.as_bytes()).await?;
        let db = Db::open_maria_later(url, certificate.as_bytes())?;
        let fits = is_fit(&db).await;
        db.close().await;
        fits
    }

    /// The authority, once it answers.
    pub(crate) async fn authority(&self) -> Result<&Authority, Refusal> {
        let Place { authority, is_fit, .. } = &*self.place;
        is_fit.get_or_try_init(|| self::is_fit(authority.db())).await.map_err(far_away)?;
        Ok(authority)
    }

    /// Whether it answers now.
    pub(crate) async fn is_there(&self) -> Result<(), Refusal> {
        db::server::answers(self.authority().await?.db()).await.map_err(far_away)
    }

    fn token(&self) -> Result<&str, Refusal> {
        self.token.as_deref().ok_or_else(signed_out)
    }

    /// Who asks, as the database knows them now.
    async fn actor(&self) -> Result<Actor, Refusal> {
        let Some(token) = &self.token else { return Ok(Actor::visitor()) };
        let actor = accounts::actor(self.authority().await?, token).await.map_err(far_away)?;
        actor.ok_or_else(signed_out)
    }

    pub(crate) async fn register(&self, ask: &Register) -> Result<SignedIn, Refusal> {
        let authority = self.authority().await?;
        let Register { form, role, language, .. } = ask;
        let account = accounts::register_person(authority, &self.place.passwords, form, role, language).await;
        let token = accounts::open_session(authority, &Visit::from(ask), account.map_err(far_away)?).await;
        self.signed_in(token.map_err(far_away)?).await
    }

    pub(crate) async fn sign_in(&self, ask: &SignIn) -> Result<Entry, Refusal> {
        let office = self.office().await?;
        let done = accounts::check_in(&office, &Visit::from(ask), &ask.name, &ask.password).await;
        match done.map_err(far_away)? {
            Entered::In(token) => Ok(Entry::In(self.signed_in(token).await?)),
            Entered::SecondStep(second_factor) => Ok(Entry::SecondStep(SecondStep { second_factor })),
        }
    }

    /// A house's desktops have no key between them: second factors that came along when the marketplace was moved are
    /// answered by recovery codes, and no new ones are set up.
    async fn office(&self) -> Result<Office<'_>, Refusal> {
        Ok(Office { authority: self.authority().await?, passwords: &self.place.passwords, seal: None })
    }

    async fn signed_in(&self, token: String) -> Result<SignedIn, Refusal> {
        let session = self.under(&token).session().await?;
        Ok(SignedIn { token, session })
    }

    pub(crate) async fn session(&self) -> Result<Session, Refusal> {
        let found = accounts::session(self.authority().await?, self.token()?).await.map_err(far_away)?;
        found.ok_or_else(signed_out)
    }

    pub(crate) async fn sign_out(&self) -> Result<(), Refusal> {
        accounts::end(self.authority().await?, self.token()?).await.map_err(far_away)
    }

    pub(crate) async fn add_role(&self, ask: &AddRole) -> Result<Session, Refusal> {
        let account = self.actor().await?.account;
        accounts::add_role(self.authority().await?, account, &ask.role).await.map_err(far_away)?;
        self.session().await
    }

    /// Asks about accounts.
    pub(crate) async fn ask(&self, name: &str, input: &Value) -> Result<Value, Refusal> {
        let office = self.office().await?;
        accounts::answer(&office, self.token.as_deref(), name, input.clone()).await.map_err(far_away)
    }

    pub(crate) async fn picture(&self, hash: &str) -> Result<Vec<u8>, Refusal> {
        let mut tx = self.authority().await?.db().read().await.map_err(far_away)?;
        let found = db::picture::full(&mut tx, hash).await?;
        tx.rollback().await?;
        found.ok_or_else(|| Refusal::not_found("picture"))
    }

    /// Keeps a picture that was made ready here; sent twice it is kept once.
    pub(crate) async fn keep_picture(&self, hash: &str, bytes: Vec<u8>) -> Result<(), Refusal> {
        let checked = tokio::task::spawn_blocking(move || picture::check(&bytes)).await;
        let ready = checked.map_err(|error| Refusal::broken(&error))?;
        let ready = ready.map_err(|error| Refusal::field("picture", error.to_string()))?;
        if hex(&ready.hash) != hash {
            return Err(Refusal::field("hash", "These bytes have another hash."));
        }
        let new = NewPicture {
            hash: hash.to_owned(),
            mime: ready.mime,
            width: ready.width.into(),
            height: ready.height.into(),
            full: ready.full,
            thumb: ready.thumb,
        };
        let mut tx = self.authority().await?.db().begin().await.map_err(far_away)?;
        match db::picture::put(&mut tx, new).await {
            // Somebody kept the same picture at the same moment.
            Err(refusal) if refusal.code == Code::Duplicate => tx.rollback().await,
            done => {
                done?;
                tx.commit().await.map(drop)
            }
        }
    }

    /// Waits until something changed since `seen`. A server tells nothing, so it is looked at again and again.
    pub(crate) async fn changes(&self, seen: i64) -> Result<Changes, Refusal> {
        let authority = self.authority().await?;
        let mut now = seen;
        for _ in 0..LOOKS {
            let mut tx = authority.db().read().await.map_err(far_away)?;
            now = feed::pulse(&mut tx).await.map_err(far_away)?;
            tx.rollback().await.map_err(far_away)?;
            if now != seen {
                break;
            }
            tokio::time::sleep(LOOK).await;
        }
        Ok(Changes { seen: now })
    }

    pub(crate) async fn close(&self) {
        self.place.authority.db().close().await;
    }
}

impl Link for House {
    async fn submit(&self, _: &Actor, intents: &[Intent]) -> (Vec<Answer>, Option<Refusal>) {
        let asked = async { Ok((self.authority().await?, self.actor().await?)) };
        match asked.await {
            Err(refusal) => (vec![], Some(refusal)),
            Ok((authority, actor)) => {
                let (answers, fault) = authority.submit(&actor, intents).await;
                (answers, fault.map(far_away))
            }
        }
    }

    async fn pull(&self, account: Uuid, cursors: &Cursors) -> Result<Delta, Refusal> {
        if account != self.actor().await?.account {
            return Err(signed_out());
        }
        self.authority().await?.pull(account, cursors).await.map_err(far_away)
    }

    async fn compare(&self, account: Uuid, held: &[Held]) -> Result<Vec<Space>, Refusal> {
        if account != self.actor().await?.account {
            return Err(signed_out());
        }
        self.authority().await?.compare(account, held).await.map_err(far_away)
    }
}

async fn is_fit(db: &Db) -> Result<(), Refusal> {
    db::server::refuse_unsafe(db).await?;
    db::migrate::fits(db).await
}

/// Whoever waits in vain for a connection has not reached the server.
fn far_away(refusal: Refusal) -> Refusal {
    if refusal.code == Code::Busy && !refusal.fields.contains_key("wait_seconds") {
        return Refusal::new(Code::Offline, "The marketplace cannot be reached right now.");
    }
    refusal
}

fn signed_out() -> Refusal {
    Refusal::new(Code::SignedOut, "This session has ended. Please sign in.")
}
