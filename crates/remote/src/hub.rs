//! What a desktop asks of a hub.

use std::sync::Arc;

use market::db::feed::Page;
use market::intent::{Intent, Outcome, SCHEMA};
use market::ops::Actor;
use market::space::Space;
use market::{Code, Refusal};
use serde_json::Value;
use sync::api::{
    AddRole, Changes, Compare, Compared, Entry, Pull, Register, Session, SignIn, SignedIn, Submit, Submitted,
};
use sync::{Answer, Cursors, Delta, Held, Link};
use uuid::Uuid;

use crate::batches;
use crate::wire::{Method, Wire};

/// Whom to believe that they are the hub.
#[derive(Clone, Debug, Default)]
pub enum Trust {
    /// Whoever the web's authorities vouch for.
    #[default]
    Web,
    /// Only who these certificates (PEM) vouch for.
    Only(Vec<u8>),
}

/// A hub, and who asks there.
#[derive(Clone, Debug)]
pub struct Hub {
    wire: Arc<Wire>,
    token: Option<String>,
}

impl Hub {
    /// A way to the hub at an address such as `https://market.example`. Nothing is sent yet.
    pub fn at(address: &str, trust: &Trust) -> Result<Self, Refusal> {
        Ok(Self { wire: Arc::new(Wire::to(address, trust)?), token: None })
    }

    /// The same hub, asked under a session.
    #[must_use]
    pub fn under(&self, token: &str) -> Self {
        Self { wire: Arc::clone(&self.wire), token: Some(token.to_owned()) }
    }

    /// Whether a marketplace answers at this address.
    pub async fn is_there(&self) -> Result<(), Refusal> {
        let health: Result<Value, Refusal> = self.wire.ask(Method::Get, "/health", None, None::<&()>).await;
        health.map(drop)
    }

    /// Makes an account and signs in.
    pub async fn register(&self, ask: &Register) -> Result<SignedIn, Refusal> {
        let _: Value = self.wire.ask(Method::Post, "/v1/accounts", None, Some(ask)).await?;
        let Register { form, window, device, .. } = ask.clone();
        let (name, password) = (form.email, form.password);
        let ask = SignIn { name, password, window, is_remembered: true, device, asks_code: true };
        match self.sign_in(&ask).await {
            Ok(Entry::In(signed_in)) => Ok(signed_in),
            // The hub says the same where the address is somebody's already; then this password is not theirs.
            Err(refusal) if refusal.code != Code::Invalid => Err(refusal),
            Ok(Entry::SecondStep(_)) | Err(_) => Err(Refusal::field(
                "email",
                "Please look at your mail: a letter to this address says how to go on.",
            )),
        }
    }

    /// Signs in.
    pub async fn sign_in(&self, ask: &SignIn) -> Result<Entry, Refusal> {
        self.wire.ask(Method::Post, "/v1/sessions", None, Some(ask)).await
    }

    /// Who this session belongs to and what it allows now.
    pub async fn session(&self) -> Result<Session, Refusal> {
        self.wire.ask(Method::Get, "/v1/session", self.token.as_deref(), None::<&()>).await
    }

    /// Takes another role as well.
    pub async fn add_role(&self, ask: &AddRole) -> Result<Session, Refusal> {
        self.wire.ask(Method::Post, "/v1/session/roles", self.token.as_deref(), Some(ask)).await
    }

    /// Ends this session for good.
    pub async fn sign_out(&self) -> Result<(), Refusal> {
        let ended: Result<Value, Refusal> =
            self.wire.ask(Method::Delete, "/v1/session", self.token.as_deref(), None::<&()>).await;
        ended.map(drop)
    }

    /// Asks about accounts, such as `account.change_password`.
    pub async fn ask(&self, name: &str, input: &Value) -> Result<Value, Refusal> {
        let path = format!("/v1/account/{name}");
        self.wire.ask(Method::Post, &path, self.token.as_deref(), Some(input)).await
    }

    /// Waits until something changed since `seen`, at most half a minute.
    pub async fn changes(&self, seen: i64) -> Result<Changes, Refusal> {
        let path = format!("/v1/changes?seen={seen}");
        self.wire.wait(&path, self.token.as_deref()).await
    }

    /// A picture's bytes by the hash of its content. Whether they are what the hash says is for the caller to look at.
    pub async fn picture(&self, hash: &str) -> Result<Vec<u8>, Refusal> {
        self.wire.bytes(Method::Get, &format!("/v1/pictures/{hash}"), self.token.as_deref(), None).await
    }

    /// Sends a picture that was made ready here. Sent twice it is kept once.
    pub async fn keep_picture(&self, hash: &str, bytes: Vec<u8>) -> Result<(), Refusal> {
        let body = Some(("application/octet-stream", bytes));
        let path = format!("/v1/pictures/{hash}");
        self.wire.bytes(Method::Put, &path, self.token.as_deref(), body).await.map(drop)
    }

    /// One request. A change that a hub will not even read is refused; it must not hold up those behind it for ever.
    async fn submit_some(&self, some: &[Intent], answers: &mut Vec<Answer>) -> Option<Refusal> {
        let ask = Submit { intents: some.to_vec() };
        let answer: Result<Submitted, Refusal> =
            self.wire.ask(Method::Post, "/v1/intents", self.token.as_deref(), Some(&ask)).await;
        match (answer, some) {
            (Ok(submitted), _) if fits(some, &submitted) => {
                answers.extend(submitted.answers);
                submitted.fault
            }
            (Ok(_), _) => Some(strange_answer()),
            (Err(refusal), [one]) if is_unreadable(&refusal) => {
                answers.push(Answer { intent: one.id, outcome: Outcome::Refused(refusal) });
                None
            }
            (Err(fault), _) => Some(fault),
        }
    }
}

impl Link for Hub {
    /// In as many requests as their size asks for. An answer that does not fit its question is no answer.
    async fn submit(&self, _: &Actor, intents: &[Intent]) -> (Vec<Answer>, Option<Refusal>) {
        let mut answers = Vec::with_capacity(intents.len());
        for some in batches::of(intents) {
            let mut fault = self.submit_some(some, &mut answers).await;
            if some.len() > 1 && fault.as_ref().is_some_and(is_unreadable) {
                for one in some.chunks(1) {
                    fault = self.submit_some(one, &mut answers).await;
                    if fault.is_some() {
                        break;
                    }
                }
            }
            if fault.is_some() {
                return (answers, fault);
            }
        }
        (answers, None)
    }

    async fn pull(&self, _: Uuid, cursors: &Cursors) -> Result<Delta, Refusal> {
        let ask = Pull { cursors: cursors.clone(), schema: SCHEMA };
        let delta = self.wire.ask(Method::Post, "/v1/pull", self.token.as_deref(), Some(&ask)).await?;
        if moves_on(cursors, &delta) { Ok(delta) } else { Err(strange_answer()) }
    }

    async fn compare(&self, _: Uuid, held: &[Held]) -> Result<Vec<Space>, Refusal> {
        let ask = Compare { held: held.to_vec(), schema: SCHEMA };
        let answer: Compared =
            self.wire.ask(Method::Post, "/v1/digests", self.token.as_deref(), Some(&ask)).await?;
        Ok(answer.differ)
    }
}

/// Whoever says that there is more must have given something: otherwise one would ask for ever.
fn moves_on(asked: &Cursors, delta: &Delta) -> bool {
    let is_new = |page: &Page| {
        let asked = asked.iter().find(|(space, _)| *space == page.space && !delta.anew.contains(space));
        !page.rows.is_empty() && asked.is_none_or(|(_, at)| page.next.version > at.version)
    };
    !delta.has_more() || delta.pages.iter().any(is_new)
}

/// Every question is answered in its order, up to a fault.
fn fits(asked: &[Intent], submitted: &Submitted) -> bool {
    let in_order = asked.iter().zip(&submitted.answers).all(|(intent, answer)| intent.id == answer.intent);
    let is_whole = submitted.answers.len() == asked.len() || submitted.fault.is_some();
    in_order && is_whole && submitted.answers.len() <= asked.len()
}

/// What is said of the request itself, and would be said again: it is too large, or it is not of the shape this hub knows,
/// with the place where. A request that was cut off on its way names no place.
fn is_unreadable(refusal: &Refusal) -> bool {
    refusal.code == Code::TooLarge || (refusal.code == Code::Invalid && !refusal.fields.is_empty())
}

fn strange_answer() -> Refusal {
    Refusal::new(Code::Offline, "The marketplace gave an answer that does not fit the question.")
}
