//! What a desktop and a hub say to each other over HTTPS, version 1. A refusal travels as itself, with an HTTP status.

use std::collections::BTreeSet;

use market::Refusal;
use market::domain::account::Registration;
use market::domain::schema;
use market::intent::{Intent, SCHEMA};
use market::ops::Actor;
use market::space::Space;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::travel::{Answer, Cursors, Held};

/// Bytes one request may have.
pub const MOST_BYTES: usize = 1_000_000;
/// Intents one request may carry.
pub const MOST_INTENTS: usize = 100;
/// Slices one request may ask to be compared.
pub const MOST_HELD: usize = 100;

/// `POST /v1/accounts`: makes an account. The answer is the same where the address is somebody's already; its owner is told by mail.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Register {
    /// What was typed; its fields stand beside the others.
    #[serde(flatten)]
    pub form: Registration,
    /// `vendor` or `buyer`.
    pub role: String,
    /// `manager` or `storefront`.
    pub window: String,
    /// Where one registers.
    #[serde(default)]
    pub device: Option<Device>,
    /// What letters are written in, such as `de-AT`.
    #[serde(default)]
    pub language: String,
}

/// `POST /v1/sessions`: signs in.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields of the form")]
pub struct SignIn {
    /// An address, a username or a mobile number. Older desktops know addresses only.
    #[serde(alias = "email")]
    pub name: String,
    pub password: String,
    /// `manager` or `storefront`.
    pub window: String,
    /// Whether the session lasts longer than the program runs. Older desktops keep each.
    #[serde(default = "yes")]
    pub is_remembered: bool,
    /// Where one signs in.
    #[serde(default)]
    pub device: Option<Device>,
    /// Whether whoever asks knows what to do with a second step; older desktops do not.
    #[serde(default)]
    pub asks_code: bool,
}

/// Its answer.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Entry {
    /// They are signed in.
    In(SignedIn),
    /// The password is right, and the account has a second factor.
    SecondStep(SecondStep),
}

/// What is missing: `account.sign_in_second` with this ticket, within five minutes, and a code.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SecondStep {
    /// The ticket. It is no session.
    pub second_factor: String,
}

fn yes() -> bool {
    true
}

/// A desktop, as it makes itself known to one marketplace.
#[derive(Clone, Serialize, Deserialize)]
pub struct Device {
    /// Drawn once and shown to this marketplace only, which keeps its hash.
    pub secret: String,
    /// What people call it.
    pub name: String,
}

impl std::fmt::Debug for Device {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Device").field("name", &self.name).finish_non_exhaustive()
    }
}

/// `POST /v1/session/roles`: takes another role as well. The answer is the [`Session`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AddRole {
    /// `vendor` or `buyer`.
    pub role: String,
}

/// The answer to the second: the token is shown once and is what every later request carries.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SignedIn {
    /// `Authorization: Bearer …`
    pub token: String,
    /// Who that is.
    pub session: Session,
}

/// `GET /v1/session`: who a token belongs to and what it allows now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Session {
    pub account: Uuid,
    pub email: String,
    pub username: String,
    pub display_name: String,
    pub mobile: Option<String>,
    pub roles: Vec<String>,
    pub permissions: BTreeSet<String>,
    /// They run the marketplace and may do nothing of it until they have set up a second factor.
    #[serde(default)]
    pub needs_second_factor: bool,
    /// Whether the address is proved.
    #[serde(default)]
    pub is_verified: bool,
    /// The address that counts once it is proved.
    #[serde(default)]
    pub pending_email: Option<String>,
    /// Whether this marketplace lets them neither sell nor review until it is.
    #[serde(default)]
    pub is_held_back: bool,
}

impl Session {
    /// The same as operations know it.
    pub fn actor(&self) -> Actor {
        Actor {
            account: self.account,
            email: self.email.clone(),
            display_name: self.display_name.clone(),
            permissions: self.permissions.clone(),
        }
    }
}

/// `POST /v1/intents`: changes, in the order of the replica.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Submit {
    /// At most [`MOST_INTENTS`].
    pub intents: Vec<Intent>,
}

/// The same as far as every release can read it: the shape of each change.
#[derive(Clone, Debug, Deserialize)]
pub struct Shapes {
    intents: Vec<Shape>,
}

#[derive(Clone, Debug, Deserialize)]
struct Shape {
    schema: u32,
}

impl Shapes {
    /// Why this marketplace cannot read them, if it cannot.
    pub fn refused(&self) -> Option<Refusal> {
        self.intents.iter().find_map(|intent| schema::welcome(intent.schema, SCHEMA).err())
    }
}

/// Its answer: what became of the first of them, and what stopped the others, if anything did.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Submitted {
    /// In the same order.
    pub answers: Vec<Answer>,
    /// A passing fault; what has no answer is sent again later.
    pub fault: Option<Refusal>,
}

/// `POST /v1/pull`: what is new behind these cursors. The answer is a [`Delta`](crate::Delta).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Pull {
    /// How far the replica has read.
    pub cursors: Cursors,
    /// The shape of rows it understands.
    #[serde(default)]
    pub schema: u32,
}

/// `POST /v1/digests`: what a replica holds, to be compared.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Compare {
    /// At most [`MOST_HELD`] slices.
    pub held: Vec<Held>,
    /// The shape of the rows they are digests of; others are not compared.
    #[serde(default)]
    pub schema: u32,
}

/// Its answer: the spaces of which other rows would be sent. They are read anew by the next pull.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Compared {
    /// None, as a rule.
    pub differ: Vec<Space>,
}

/// `GET /v1/changes?seen=N`: waits until something one follows has changed, at most half a minute. Data only ever comes by a pull.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Changes {
    /// One's own number, which moves with every change of what one follows; the next `seen`.
    pub seen: i64,
}
