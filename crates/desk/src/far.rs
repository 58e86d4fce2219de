//! A marketplace elsewhere, behind a hub or in a house's database: who is known here without asking, and when it last
//! answered.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use accounts::Entered;
use market::domain::ids::hex;
use market::{Code, Refusal};
use remote::{Hub, Trust};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use sync::Clock;
use sync::api::{Entry, Session, SignIn, SignedIn};
use tokio::time::timeout;
use uuid::Uuid;

use crate::database;
use crate::far_pictures::FarPictures;
use crate::files;
use crate::house::House;
use crate::offline::{Offline, is_local};
use crate::way::Way;

/// How long the hub may take to say who sits here, where that is known.
const PATIENCE: Duration = Duration::from_secs(3);

/// Which marketplace, as it is kept on this desktop. No secret is among it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_field_names, reason = "the name in the file of those who joined a hub before")]
pub(crate) struct Address {
    /// Of a hub, such as `https://market.example`; empty where there is none.
    pub(crate) address: String,
    /// Of a house's database, such as `mysql://account@db.example/market`, without the password; empty where there is none.
    pub(crate) database: String,
    /// The certificate (PEM) of a private authority that vouches for the server; empty for the web's.
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

    /// Whether the marketplace is this desktop's own.
    pub(crate) fn is_here(&self) -> bool {
        self.address.is_empty() && self.database.is_empty()
    }

    /// The way to the marketplace; nothing is sent yet.
    pub(crate) fn way(&self, dir: &Path, clock: Arc<dyn Clock>) -> Result<Way, Refusal> {
        if self.database.is_empty() {
            return self.hub().map(Way::Hub);
        }
        let url = database::with_password(&self.database, &database::kept_password(dir)?);
        Ok(Way::House(House::at(&url, &self.certificate, clock)?))
    }

    /// The way to the hub; nothing is sent yet.
    pub(crate) fn hub(&self) -> Result<Hub, Refusal> {
        let trust = if self.certificate.is_empty() {
            Trust::Web
        } else {
            Trust::Only(self.certificate.clone().into_bytes())
        };
        Hub::at(&self.address, &trust)
    }

    /// Where it is, whoever asks there.
    pub(crate) fn place(&self) -> &str {
        if self.database.is_empty() {
            self.address.trim_end_matches('/')
        } else {
            database::place(&self.database)
        }
    }

    /// The folder for this marketplace's replicas and sessions: another place is another marketplace.
    pub(crate) fn folder(&self, dir: &Path) -> PathBuf {
        let name: String = hex(&Sha256::digest(self.place())).chars().take(16).collect();
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
    way: Way,
    pictures: FarPictures,
    offline: Offline,
    people: PathBuf,
    known: Mutex<Known>,
    contact_file: PathBuf,
    contact: Mutex<Contact>,
    clock: Arc<dyn Clock>,
}

/// How long a contact may be older on the disk than in memory: a start without the network tells it still.
const CONTACT_KEPT_US: i64 = 60_000_000;

/// The last contact as the disk knows it.
#[derive(Debug, Default, Serialize, Deserialize)]
struct KeptContact {
    last_us: Option<i64>,
}

/// Whether the hub answered the last question, and when it last answered one.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Contact {
    pub(crate) is_there: bool,
    pub(crate) last_us: Option<i64>,
    kept_us: Option<i64>,
}

impl Contact {
    /// Of a marketplace one can look at.
    pub(crate) fn now(is_there: bool, now_us: i64) -> Self {
        Self { is_there, last_us: is_there.then_some(now_us), kept_us: None }
    }
}

impl Far {
    /// Opens what is remembered in a folder.
    pub(crate) fn open(
        way: Way,
        folder: &Path,
        pictures: FarPictures,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, Refusal> {
        let offline = Offline::open(folder)?;
        let people = folder.join("people.json");
        let known = Mutex::new(files::load(&people)?);
        let contact_file = folder.join("contact.json");
        let KeptContact { last_us } = files::load(&contact_file)?;
        let contact = Mutex::new(Contact { is_there: false, last_us, kept_us: last_us });
        Ok(Self { way, pictures, offline, people, known, contact_file, contact, clock })
    }

    /// The pictures kept here.
    pub(crate) fn pictures(&self) -> &FarPictures {
        &self.pictures
    }

    /// The marketplace, asked under a session or as a visitor.
    pub(crate) fn hub(&self, token: Option<&str>) -> Way {
        token.map_or_else(|| self.way.clone(), |token| self.way.under(token))
    }

    /// The database, where this desktop opens it itself.
    pub(crate) fn house(&self) -> Option<&House> {
        self.way.house()
    }

    /// Notes whether the hub answered.
    pub(crate) fn noted<T>(&self, answer: Result<T, Refusal>) -> Result<T, Refusal> {
        let is_there = !answer.as_ref().is_err_and(|refusal| refusal.code == Code::Offline);
        let mut contact = self.contact.lock().unwrap_or_else(PoisonError::into_inner);
        let is_lost = contact.is_there && !is_there;
        contact.is_there = is_there;
        if is_there {
            contact.last_us = Some(self.clock.now_us());
        }
        let age = contact.last_us.unwrap_or(0).saturating_sub(contact.kept_us.unwrap_or(0));
        if is_lost || age > CONTACT_KEPT_US {
            self.keep_contact(&mut contact);
        }
        answer
    }

    /// Writes the last contact down. A disk that does not take it keeps nobody from working.
    fn keep_contact(&self, contact: &mut Contact) {
        contact.kept_us = contact.last_us;
        if let Err(fault) = files::save(&self.contact_file, &KeptContact { last_us: contact.last_us }) {
            tracing::warn!(%fault, "the time of the last contact is not kept");
        }
    }

    /// Writes down what it remembers.
    pub(crate) async fn close(&self) {
        self.keep_contact(&mut self.contact.lock().unwrap_or_else(PoisonError::into_inner));
        self.pictures.close().await;
        if let Some(house) = self.house() {
            house.close().await;
        }
    }

    /// When the hub last answered.
    pub(crate) fn contact(&self) -> Contact {
        *self.contact.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Who a token belongs to. Without the network whoever was known here last time is known still, and does not wait long
    /// for a hub that is silent.
    pub(crate) async fn session(&self, token: &str) -> Result<Option<Session>, Refusal> {
        if is_local(token) {
            return Ok(self.known_as(token));
        }
        let hub = self.hub(Some(token));
        let answer = match self.known_as(token) {
            Some(_) => timeout(PATIENCE, hub.session()).await.unwrap_or_else(|_| Err(silent())),
            None => hub.session().await,
        };
        match self.noted(answer) {
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

    /// Checks a password; without the network against what this desktop knows of those who signed in here before.
    pub(crate) async fn check_in(&self, ask: SignIn) -> Result<Entered, Refusal> {
        match self.noted(self.hub(None).sign_in(&ask).await) {
            Err(refusal) if refusal.code == Code::Offline => {
                let (token, session) = self.offline.sign_in(ask).await?;
                self.remember(&token, Some(session))?;
                Ok(Entered::In(token))
            }
            Ok(Entry::SecondStep(step)) => {
                self.offline.expect(&step.second_factor, ask);
                Ok(Entered::SecondStep(step.second_factor))
            }
            answer => {
                let token = self.entered(answer)?;
                self.remember_password(&ask.password, &token).await?;
                Ok(Entered::In(token))
            }
        }
    }

    /// Keeps a session that was opened by a password alone.
    fn entered(&self, answer: Result<Entry, Refusal>) -> Result<String, Refusal> {
        match answer? {
            Entry::In(signed_in) => self.opened(Ok(signed_in)),
            Entry::SecondStep(_) => Err(ended()),
        }
    }

    /// Shows the code that was missing.
    pub(crate) async fn second_step(&self, ticket: &str, input: &Value) -> Result<String, Refusal> {
        let answer = self.hub(None).ask("account.sign_in_second", input).await;
        let answer = answer.and_then(|answer| serde_json::from_value(answer).map_err(Refusal::from));
        let token = self.opened(answer)?;
        if let Some(ask) = self.offline.expected(ticket) {
            self.remember_password(&ask.password, &token).await?;
        }
        Ok(token)
    }

    /// Lets this person sign in here without the network from now on.
    pub(crate) async fn remember_password(&self, password: &str, token: &str) -> Result<(), Refusal> {
        let Some(session) = self.known_as(token) else { return Ok(()) };
        self.offline.remember(password, session).await
    }

    /// The hub's own token in the place of one drawn here. What this desktop cannot prove any more, after a restart or
    /// because the password has changed meanwhile, has ended.
    pub(crate) async fn prove(&self, token: &str) -> Result<String, Refusal> {
        let Some(ask) = self.offline.proof(token) else {
            self.noted(self.hub(None).is_there().await)?;
            return Err(ended());
        };
        // Nobody is there to type a code: whoever has a second factor signs in anew.
        let ask = SignIn { asks_code: false, ..ask };
        match self.noted(self.hub(None).sign_in(&ask).await).and_then(|entry| self.entered(Ok(entry))) {
            Err(refusal) if refusal.is_passing() => Err(refusal),
            Err(_) => Err(ended()),
            Ok(proven) => {
                self.offline.settle(token);
                self.remember(token, None)?;
                Ok(proven)
            }
        }
    }

    /// Ends a session for good; without the network as soon as it is back.
    pub(crate) async fn end(&self, token: &str) -> Result<(), Refusal> {
        self.offline.settle(token);
        self.remember(token, None)?;
        if is_local(token) {
            return Ok(());
        }
        match self.noted(self.hub(Some(token)).sign_out().await) {
            Err(refusal) if refusal.code == Code::SignedOut => Ok(()),
            Err(refusal) if refusal.is_passing() => self.offline.end_later(token),
            answer => answer,
        }
    }

    /// Ends a session as soon as the marketplace answers.
    pub(crate) fn end_later(&self, token: &str) -> Result<(), Refusal> {
        self.offline.end_later(token)
    }

    /// Ends what was ended without the network.
    pub(crate) async fn end_left(&self) -> Result<(), Refusal> {
        for token in self.offline.ending() {
            match self.noted(self.hub(Some(&token)).sign_out().await) {
                Err(refusal) if refusal.code != Code::SignedOut => return Err(refusal),
                _ => self.offline.ended(&token)?,
            }
        }
        Ok(())
    }

    /// The hub has ended this session: who sat there is not known here any more, not even by their password.
    pub(crate) fn forget(&self, token: &str, account: Uuid) -> Result<(), Refusal> {
        self.offline.settle(token);
        self.offline.forget(account)?;
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

fn ended() -> Refusal {
    Refusal::new(Code::SignedOut, "This session has ended.")
}

fn silent() -> Refusal {
    Refusal::new(Code::Offline, "The marketplace cannot be reached right now.")
}

fn hash_of(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}
