//! Where the marketplace is: this desktop's own, a house's database, or behind a hub. Whoever asks need not know.

use std::time::Duration;

use accounts::{Entered, Office, Passwords, Seal, Visit};
use market::domain::account::Registration;
use market::handover::Moved;
use market::intent::{IntentBody, Outcome};
use market::ops::Actor;
use market::{Code, Refusal};
use serde_json::{Value, json};
use sync::api::{AddRole, Device, Register, Session, SignIn, SignedIn};
use sync::{Authority, Replica, Synced};
use tokio::time::timeout;
use uuid::Uuid;

use crate::departed;
use crate::desk::Window;
use crate::far::{Contact, Far};
use crate::far_pictures::WithPictures;
use crate::house::House;
use crate::offline::is_local;
use crate::seats::Seat;

/// How long the end of a session may take when the program closes.
const PATIENCE: Duration = Duration::from_secs(2);

/// The way to accounts, changes and rows.
#[derive(Debug)]
pub(crate) struct Marketplace {
    authority: Authority,
    passwords: Passwords,
    /// What this desktop's own marketplace keeps second factors under.
    seal: Option<Seal>,
    /// This desktop, as the marketplace knows it.
    device: Device,
    far: Option<Far>,
    moved: Option<Moved>,
}

impl Marketplace {
    pub(crate) fn new(
        authority: Authority,
        (seal, device): (Option<Seal>, Device),
        far: Option<Far>,
        moved: Option<Moved>,
    ) -> Self {
        Self { authority, passwords: Passwords::default(), seal, device, far, moved }
    }

    /// Where this desktop's own marketplace went, if it did.
    pub(crate) fn moved(&self) -> Option<&Moved> {
        self.moved.as_ref()
    }

    /// Refuses whatever a marketplace that was moved away would decide here.
    fn must_not_have_left(&self) -> Result<(), Refusal> {
        match &self.moved {
            Some(moved) if self.far.is_none() => Err(departed::refusal(moved)),
            _ => Ok(()),
        }
    }

    /// The hub, where there is one.
    pub(crate) fn far(&self) -> Option<&Far> {
        self.far.as_ref()
    }

    /// The name of the place, as screens show it.
    pub(crate) fn place(&self) -> &'static str {
        match &self.far {
            None => "embedded",
            Some(far) if far.house().is_some() => "house",
            Some(_) => "hub",
        }
    }

    /// The house's database, where this desktop opens it itself.
    pub(crate) fn house(&self) -> Option<&House> {
        self.far.as_ref().and_then(Far::house)
    }

    /// The authority this desktop decides by: its own, or the house's. A hub decides for itself.
    pub(crate) async fn decides(&self) -> Result<Option<&Authority>, Refusal> {
        self.post().await
    }

    /// Where the mail is that this desktop carries. A hub has a courier of its own, and a marketplace that was moved away
    /// has taken its letters along.
    pub(crate) async fn post(&self) -> Result<Option<&Authority>, Refusal> {
        match (&self.far, self.house()) {
            (_, Some(house)) => house.authority().await.map(Some),
            (None, _) if self.moved.is_none() => Ok(Some(&self.authority)),
            _ => Ok(None),
        }
    }

    /// Takes another role as well.
    pub(crate) async fn add_role(&self, seat: &Seat, role: &str) -> Result<(), Refusal> {
        let (Some(far), Some(token)) = (&self.far, &seat.token) else {
            self.must_not_have_left()?;
            return accounts::add_role(&self.authority, seat.actor.account, role).await;
        };
        let ask = AddRole { role: role.to_owned() };
        let session = far.noted(far.hub(Some(token)).add_role(&ask).await)?;
        far.remember(token, Some(session))
    }

    /// Whether the marketplace answers, and when it last did.
    pub(crate) async fn contact(&self) -> Contact {
        if let Some(far) = &self.far {
            return far.contact();
        }
        let is_there = self.moved.is_none() && self.authority.db().read().await.is_ok();
        Contact::now(is_there, self.authority.now_us())
    }

    /// What is done at the marketplace itself and not from a desktop behind a hub.
    pub(crate) fn must_be_here(&self) -> Result<(), Refusal> {
        if self.far.is_none() {
            return self.must_not_have_left();
        }
        Err(Refusal::new(Code::Forbidden, "This is done where the marketplace is, not on this desktop."))
    }

    /// Makes an account; answers with the token of its session.
    pub(crate) async fn register(
        &self,
        window: Window,
        form: Registration,
        role: &str,
        language: &str,
    ) -> Result<String, Refusal> {
        let Some(far) = &self.far else {
            self.must_not_have_left()?;
            let (authority, passwords) = (&self.authority, &self.passwords);
            let account = accounts::register_person(authority, passwords, &form, role, language).await?;
            let visit = Visit { device: Some(self.device.clone()), ..Visit::at(window.name()) };
            return accounts::open_session(&self.authority, &visit, account).await;
        };
        let password = form.password.clone();
        let (role, window) = (role.to_owned(), window.name().to_owned());
        let language = language.to_owned();
        let ask = Register { form, role, window, device: Some(self.device.clone()), language };
        let token = far.opened(far.hub(None).register(&ask).await)?;
        far.remember_password(&password, &token).await?;
        Ok(token)
    }

    /// Checks a password; answers with the token of a new session, or with the ticket of the second step.
    pub(crate) async fn check_in(&self, ask: SignIn) -> Result<Entered, Refusal> {
        let ask = SignIn { device: Some(self.device.clone()), ..ask };
        let Some(far) = &self.far else {
            self.must_not_have_left()?;
            return accounts::check_in(&self.office(), &Visit::from(&ask), &ask.name, &ask.password).await;
        };
        far.check_in(ask).await
    }

    /// Shows the code that goes with a ticket; answers with the token of a new session.
    pub(crate) async fn second_step(&self, ticket: &str, code: &str) -> Result<String, Refusal> {
        let input = json!({ "ticket": ticket, "code": code });
        let Some(far) = &self.far else {
            self.must_not_have_left()?;
            let answer = accounts::answer(&self.office(), None, "account.sign_in_second", input).await?;
            let SignedIn { token, .. } = serde_json::from_value(answer)?;
            return Ok(token);
        };
        far.second_step(ticket, &input).await
    }

    /// Where accounts are dealt with, in a marketplace of one's own.
    fn office(&self) -> Office<'_> {
        Office { authority: &self.authority, passwords: &self.passwords, seal: self.seal.as_ref() }
    }

    /// Asks about accounts, where they are: without the network there is no answer.
    pub(crate) async fn ask(&self, token: Option<&str>, name: &str, input: Value) -> Result<Value, Refusal> {
        let Some(far) = &self.far else {
            self.must_not_have_left()?;
            return accounts::answer(&self.office(), token, name, input).await;
        };
        if token.is_some_and(is_local) {
            return Err(Refusal::new(
                Code::Offline,
                "This needs the marketplace, and it cannot be reached right now.",
            ));
        }
        far.noted(far.hub(token).ask(name, &input).await)
    }

    /// Ends a session for good.
    pub(crate) async fn end(&self, token: &str) -> Result<(), Refusal> {
        match &self.far {
            Some(far) => far.end(token).await,
            None => accounts::end(&self.authority, token).await,
        }
    }

    /// Ends a session with the program, which does not wait long for a hub that is silent: the next start tells it.
    pub(crate) async fn end_at_close(&self, token: &str) {
        let ended = match (timeout(PATIENCE, self.end(token)).await, &self.far) {
            (Ok(ended), _) => ended,
            (Err(_), Some(far)) => far.end_later(token),
            (Err(_), None) => Ok(()),
        };
        if let Err(fault) = ended {
            tracing::warn!(%fault, "a session lasts until its day is over");
        }
    }

    /// Who a token belongs to and what it allows, while its session lasts.
    pub(crate) async fn session(&self, token: &str) -> Result<Option<Session>, Refusal> {
        match &self.far {
            Some(far) => far.session(token).await,
            None => accounts::session(&self.authority, token).await,
        }
    }

    /// The same as operations know it. A hub is not asked before each change: it looks for itself when the change comes.
    pub(crate) async fn actor(&self, token: &str) -> Result<Option<Actor>, Refusal> {
        match &self.far {
            Some(far) => Ok(far.known_as(token).map(|session| session.actor())),
            None => accounts::actor(&self.authority, token).await,
        }
    }

    /// Who a token belonged to when the marketplace was last asked, as far as this desktop remembers.
    pub(crate) fn known_as(&self, token: &str) -> Option<Session> {
        self.far.as_ref().and_then(|far| far.known_as(token))
    }

    /// A session has ended from outside.
    pub(crate) fn forget(&self, token: &str, account: Uuid) -> Result<(), Refusal> {
        self.far.as_ref().map_or(Ok(()), |far| far.forget(token, account))
    }

    /// One round of sync.
    pub(crate) async fn sync(
        &self,
        replica: &Replica,
        token: Option<&str>,
        actor: &Actor,
    ) -> Result<Synced, Refusal> {
        let Some(far) = &self.far else {
            self.must_not_have_left()?;
            return replica.sync(&self.authority, actor).await;
        };
        let way = WithPictures { hub: &far.hub(token), pictures: far.pictures() };
        far.noted(replica.sync(&way, actor).await)
    }

    /// One piece of long work.
    pub(crate) async fn change_through(
        &self,
        replica: &Replica,
        token: Option<&str>,
        actor: &Actor,
        (id, body): (Uuid, &IntentBody),
    ) -> Result<Option<Outcome>, Refusal> {
        let Some(far) = &self.far else {
            self.must_not_have_left()?;
            return replica.change_through(&self.authority, actor, id, body).await;
        };
        let way = WithPictures { hub: &far.hub(token), pictures: far.pictures() };
        far.noted(replica.change_through(&way, actor, id, body).await)
    }

    /// Brings a picture here that only the hub has.
    pub(crate) async fn fetch_picture(&self, hash: &str) -> Result<(), Refusal> {
        let Some(far) = &self.far else { return Err(Refusal::not_found("picture")) };
        far.noted(far.pictures().fetch(&far.hub(None), hash).await)
    }
}
