//! A marketplace behind a hub: who is known here without asking, and when the hub last answered.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use market::domain::ids::hex;
use market::{Code, Refusal};
use remote::{Hub, Trust};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sync::Clock;
use sync::api::{Session, SignedIn};

use crate::files;

/// Which hub, as it is kept on this desktop. No secret is among it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Address {
    /// Such as `https://market.example`; empty where the marketplace is this desktop's own.
    #[serde(default)]
    pub(crate) address: String,
    /// The certificate (PEM) of a private authority that vouches for the hub; empty for the web's.
    #[serde(default)]
    pub(crate) certificate: String,
}

impl Address {
    /// What this desktop was told last.
    pub(crate) fn load(dir: &Path) -> Result<Self, Refusal> {
        files::load(&file(dir))
    }

    /// Keeps it for the next start.
    pub(crate) fn save(&self, dir: &Path) -> Result<(), Refusal> {
        files::save(&file(dir), self)
    }

    /// The way to the hub; nothing is sent yet.
    pub(crate) fn hub(&self) -> Result<Hub, Refusal> {
        let trust = if self.certificate.trim().is_empty() {
            Trust::Web
        } else {
            Trust::Only(self.certificate.clone().into_bytes())
        };
        Hub::at(&self.address, &trust)
    }

    /// The folder for this hub's replicas and sessions: another hub is another marketplace.
    pub(crate) fn folder(&self, dir: &Path) -> PathBuf {
        let name: String =
            hex(&Sha256::digest(self.address.trim_end_matches('/'))).chars().take(16).collect();
        dir.join("hubs").join(name)
    }
}

fn file(dir: &Path) -> PathBuf {
    dir.join("marketplace.json")
}

/// The sessions that were good when the hub was last asked, by the hash of their token.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Known(BTreeMap<String, Session>);

/// The hub, and what is remembered of it.
#[derive(Debug)]
pub(crate) struct Far {
    hub: Hub,
    people: PathBuf,
    known: Mutex<Known>,
    contact: Mutex<Contact>,
    clock: Arc<dyn Clock>,
}

/// Whether the hub answered the last question, and when it last answered one.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Contact {
    pub(crate) is_there: bool,
    pub(crate) last_us: Option<i64>,
}

impl Far {
    /// Opens what is remembered in a folder.
    pub(crate) fn open(hub: Hub, folder: &Path, clock: Arc<dyn Clock>) -> Result<Self, Refusal> {
        let people = folder.join("people.json");
        let known = Mutex::new(files::load(&people)?);
        Ok(Self { hub, people, known, contact: Mutex::default(), clock })
    }

    /// The hub, asked under a session or as a visitor.
    pub(crate) fn hub(&self, token: Option<&str>) -> Hub {
        token.map_or_else(|| self.hub.clone(), |token| self.hub.under(token))
    }

    /// Notes whether the hub answered.
    pub(crate) fn noted<T>(&self, answer: Result<T, Refusal>) -> Result<T, Refusal> {
        let is_there = !answer.as_ref().is_err_and(|refusal| refusal.code == Code::Offline);
        let mut contact = self.contact.lock().unwrap_or_else(PoisonError::into_inner);
        contact.is_there = is_there;
        if is_there {
            contact.last_us = Some(self.clock.now_us());
        }
        answer
    }

    /// When the hub last answered.
    pub(crate) fn contact(&self) -> Contact {
        *self.contact.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Who a token belongs to. Without the network whoever was known here last time is known still.
    pub(crate) async fn session(&self, token: &str) -> Result<Option<Session>, Refusal> {
        match self.noted(self.hub(Some(token)).session().await) {
            Ok(session) => {
                self.remember(token, Some(session.clone()))?;
                Ok(Some(session))
            }
            Err(refusal) if refusal.code == Code::SignedOut => {
                self.remember(token, None)?;
                Ok(None)
            }
            Err(refusal) if refusal.is_passing() => {
                self.known_as(token).map_or(Err(refusal), |one| Ok(Some(one)))
            }
            Err(refusal) => Err(refusal),
        }
    }

    /// Keeps a session that was just opened.
    pub(crate) fn opened(&self, answer: Result<SignedIn, Refusal>) -> Result<String, Refusal> {
        let SignedIn { token, session } = self.noted(answer)?;
        self.remember(&token, Some(session))?;
        Ok(token)
    }

    /// Forgets a session that has ended.
    pub(crate) async fn end(&self, token: &str) -> Result<(), Refusal> {
        self.noted(self.hub(Some(token)).sign_out().await)?;
        self.remember(token, None)
    }

    /// Who this token belonged to when the hub was last asked.
    pub(crate) fn known_as(&self, token: &str) -> Option<Session> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.0.get(&hash_of(token)).cloned()
    }

    /// Keeps who a token belongs to, or forgets it.
    pub(crate) fn remember(&self, token: &str, session: Option<Session>) -> Result<(), Refusal> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let is_new = match session {
            Some(session) => known.0.insert(hash_of(token), session.clone()) != Some(session),
            None => known.0.remove(&hash_of(token)).is_some(),
        };
        if is_new { files::save(&self.people, &*known) } else { Ok(()) }
    }
}

fn hash_of(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}
