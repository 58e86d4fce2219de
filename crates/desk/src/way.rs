//! The way to a marketplace that is not this desktop's own: to a hub, or to a house's database. Whoever asks need not know.

use market::Refusal;
use market::intent::Intent;
use market::ops::Actor;
use market::space::Space;
use remote::Hub;
use serde_json::Value;
use sync::api::{AddRole, Changes, Entry, Register, Session, SignIn, SignedIn};
use sync::{Answer, Cursors, Delta, Held, Link};
use uuid::Uuid;

use crate::house::House;

/// Where the marketplace is, and who asks there.
#[derive(Clone, Debug)]
pub(crate) enum Way {
    /// Over HTTPS; a token is all this desktop has.
    Hub(Hub),
    /// This desktop decides in the database itself.
    House(House),
}

/// The same question at either place.
macro_rules! ask {
    ($way:expr, $place:ident => $question:expr) => {
        match $way {
            Way::Hub($place) => $question.await,
            Way::House($place) => $question.await,
        }
    };
}

impl Way {
    /// The same place, asked under a session.
    pub(crate) fn under(&self, token: &str) -> Self {
        match self {
            Self::Hub(hub) => Self::Hub(hub.under(token)),
            Self::House(house) => Self::House(house.under(token)),
        }
    }

    /// The authority, where this desktop is one itself.
    pub(crate) fn house(&self) -> Option<&House> {
        match self {
            Self::Hub(_) => None,
            Self::House(house) => Some(house),
        }
    }

    /// Whether a marketplace answers there.
    pub(crate) async fn is_there(&self) -> Result<(), Refusal> {
        ask!(self, place => place.is_there())
    }

    /// Makes an account and signs in.
    pub(crate) async fn register(&self, ask: &Register) -> Result<SignedIn, Refusal> {
        ask!(self, place => place.register(ask))
    }

    /// Signs in.
    pub(crate) async fn sign_in(&self, ask: &SignIn) -> Result<Entry, Refusal> {
        ask!(self, place => place.sign_in(ask))
    }

    /// Who this session belongs to and what it allows now.
    pub(crate) async fn session(&self) -> Result<Session, Refusal> {
        ask!(self, place => place.session())
    }

    /// Ends this session for good.
    pub(crate) async fn sign_out(&self) -> Result<(), Refusal> {
        ask!(self, place => place.sign_out())
    }

    /// Takes another role as well.
    pub(crate) async fn add_role(&self, ask: &AddRole) -> Result<Session, Refusal> {
        ask!(self, place => place.add_role(ask))
    }

    /// Asks about accounts.
    pub(crate) async fn ask(&self, name: &str, input: &Value) -> Result<Value, Refusal> {
        ask!(self, place => place.ask(name, input))
    }

    /// Waits until something changed since `seen`.
    pub(crate) async fn changes(&self, seen: i64) -> Result<Changes, Refusal> {
        ask!(self, place => place.changes(seen))
    }

    /// A picture's bytes by the hash of its content.
    pub(crate) async fn picture(&self, hash: &str) -> Result<Vec<u8>, Refusal> {
        ask!(self, place => place.picture(hash))
    }

    /// Keeps a picture that was made ready here.
    pub(crate) async fn keep_picture(&self, hash: &str, bytes: Vec<u8>) -> Result<(), Refusal> {
        ask!(self, place => place.keep_picture(hash, bytes))
    }
}

impl Link for Way {
    async fn submit(&self, actor: &Actor, intents: &[Intent]) -> (Vec<Answer>, Option<Refusal>) {
        ask!(self, place => place.submit(actor, intents))
    }

    async fn pull(&self, account: Uuid, cursors: &Cursors) -> Result<Delta, Refusal> {
        ask!(self, place => place.pull(account, cursors))
    }

    async fn compare(&self, account: Uuid, held: &[Held]) -> Result<Vec<Space>, Refusal> {
        ask!(self, place => place.compare(account, held))
    }
}
