//! Where the marketplace is: this desktop's own, a house's database, or behind a hub. Whoever asks need not know.

use accounts::{Office, Passwords};
use market::domain::account::Registration;
use market::handover::Moved;
use market::intent::{IntentBody, Outcome};
use market::ops::Actor;
use market::{Code, Refusal};
use serde_json::Value;
use sync::api::{AddRole, Register, Session};
use sync::{Authority, Replica, Synced};
use uuid::Uuid;

use crate::departed;
use crate::desk::Window;
use crate::far::{Contact, Far};
use crate::far_pictures::WithPictures;
use crate::house::House;
use crate::offline::is_local;
use crate::seats::Seat;

/// The way to accounts, changes and rows.
#[derive(Debug)]
pub(crate) struct Marketplace {
    authority: Authority,
    passwords: Passwords,
    far: Option<Far>,
    moved: Option<Moved>,
}

impl Marketplace {
    pub(crate) fn new(authority: Authority, far: Option<Far>, moved: Option<Moved>) -> Self {
        Self { authority, passwords: Passwords::default(), far, moved }
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
        ask: Registration,
        role: &str,
    ) -> Result<String, Refusal> {
        let Some(far) = &self.far else {
            self.must_not_have_left()?;
            let account = accounts::register(&self.authority, &self.passwords, &ask, role).await?;
            return accounts::open_session(&self.authority, window.name(), account).await;
        };
        let (email, password) = (ask.email.clone(), ask.password.clone());
        let ask = Register {
            email: ask.email,
            username: ask.username,
            password: ask.password,
            password_again: ask.password_again,
            display_name: ask.display_name,
            mobile: ask.mobile,
            accepts_terms: ask.accepts_terms,
            role: role.to_owned(),
            window: window.name().to_owned(),
        };
        let token = far.opened(far.hub(None).register(&ask).await)?;
        far.remember_password(&email, &password, &token).await?;
        Ok(token)
    }

    /// Checks a password; answers with the token of a new session.
    pub(crate) async fn check_in(
        &self,
        window: Window,
        email: &str,
        password: &str,
    ) -> Result<String, Refusal> {
        let Some(far) = &self.far else {
            self.must_not_have_left()?;
            let done = accounts::check_in(&self.authority, &self.passwords, window.name(), email, password);
            return Ok(done.await?.0);
        };
        far.check_in(window, email, password).await
    }

    /// Asks about accounts, where they are: without the network there is no answer.
    pub(crate) async fn ask(&self, token: Option<&str>, name: &str, input: Value) -> Result<Value, Refusal> {
        let Some(far) = &self.far else {
            self.must_not_have_left()?;
            let office = Office { authority: &self.authority, passwords: &self.passwords };
            return accounts::answer(&office, token, name, input).await;
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
