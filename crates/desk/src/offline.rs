//! Signing in and out without the network, on a desktop where one has signed in before. What the hub has to know of it is
//! told at the next contact; what it does not agree with ends there.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use accounts::{Passwords, WRONG};
use market::domain::account::SignInName;
use market::domain::ids::hex;
use market::{Code, Refusal};
use serde::{Deserialize, Serialize};
use sync::api::{Session, SignIn};
use uuid::Uuid;

use crate::files;

/// A token the hub has never seen begins like this.
const LOCAL: &str = "local-";

/// Whether a token was drawn here, without the hub.
pub(crate) fn is_local(token: &str) -> bool {
    token.starts_with(LOCAL)
}

/// Somebody who has signed in here: their password can be checked, not read.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Verifier {
    hash: String,
    session: Session,
}

/// What the next start must know.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Kept {
    /// By e-mail address; one signs in by the account's other names, too.
    verifiers: BTreeMap<String, Verifier>,
    /// Sessions that were ended without the network.
    ending: BTreeSet<String>,
}

/// What was typed at a window and the hub has not seen yet. The password is nowhere but in memory, and is not shown.
#[derive(Clone)]
struct Unproven(SignIn);

impl fmt::Debug for Unproven {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

/// Who may sign in without the network, and who has.
#[derive(Debug)]
pub(crate) struct Offline {
    file: PathBuf,
    passwords: Passwords,
    kept: Mutex<Kept>,
    unproven: Mutex<BTreeMap<String, Unproven>>,
}

impl Offline {
    /// Opens what is remembered in a hub's folder.
    pub(crate) fn open(folder: &Path) -> Result<Self, Refusal> {
        let file = folder.join("offline.json");
        let kept = Mutex::new(files::load(&file)?);
        Ok(Self { file, passwords: Passwords::default(), kept, unproven: Mutex::default() })
    }

    fn change(&self, change: impl FnOnce(&mut Kept)) -> Result<(), Refusal> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut kept);
        files::save(&self.file, &*kept)
    }

    /// Remembers how to check a password the hub has just accepted.
    pub(crate) async fn remember(&self, password: &str, session: Session) -> Result<(), Refusal> {
        let hash = self.passwords.hash(password).await?;
        self.change(|kept| {
            // They may have had another address before.
            kept.verifiers.retain(|_, verifier| verifier.session.account != session.account);
            kept.verifiers.insert(session.email.clone(), Verifier { hash, session });
        })
    }

    /// The hub does not know this person any more as this desktop does: only the hub can let them in again.
    pub(crate) fn forget(&self, account: Uuid) -> Result<(), Refusal> {
        self.change(|kept| kept.verifiers.retain(|_, verifier| verifier.session.account != account))
    }

    /// Lets somebody in whom this desktop knows. The answer is a token of this desktop's own.
    pub(crate) async fn sign_in(&self, ask: SignIn) -> Result<(String, Session), Refusal> {
        let name = SignInName::of(&ask.name);
        let known = {
            let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            kept.verifiers.values().find(|verifier| is_of(&name, &verifier.session)).cloned()
        };
        let hash = known.as_ref().map(|verifier| verifier.hash.as_str());
        let password: String = ask.password.chars().take(1_000).collect();
        let (fits, _) = self.passwords.fits(&password, hash).await?;
        let Some(verifier) = known else { return Err(only_online()) };
        if !fits {
            return Err(Refusal::new(Code::Invalid, WRONG).with("password", WRONG));
        }
        let mut bytes = [0_u8; 32];
        getrandom::fill(&mut bytes).map_err(|error| Refusal::broken(&error))?;
        let token = format!("{LOCAL}{}", hex(&bytes));
        self.unproven.lock().unwrap_or_else(PoisonError::into_inner).insert(token.clone(), Unproven(ask));
        Ok((token, verifier.session))
    }

    /// What the hub is asked to turn a token of this desktop's own into one of the hub's; nothing after a restart, because
    /// the password was in memory only.
    pub(crate) fn proof(&self, token: &str) -> Option<SignIn> {
        let unproven = self.unproven.lock().unwrap_or_else(PoisonError::into_inner);
        unproven.get(token).map(|unproven| unproven.0.clone())
    }

    /// Somebody has shown their password and not yet their code.
    pub(crate) fn expect(&self, ticket: &str, ask: SignIn) {
        let mut unproven = self.unproven.lock().unwrap_or_else(PoisonError::into_inner);
        // One person is at a window: whoever began again has left the first ticket behind.
        unproven.retain(|key, kept| is_local(key) || kept.0.window != ask.window);
        unproven.insert(ticket.to_owned(), Unproven(ask));
    }

    /// What they had shown.
    pub(crate) fn expected(&self, ticket: &str) -> Option<SignIn> {
        let mut unproven = self.unproven.lock().unwrap_or_else(PoisonError::into_inner);
        unproven.remove(ticket).map(|unproven| unproven.0)
    }

    /// The hub has answered about a token, or its person has left.
    pub(crate) fn settle(&self, token: &str) {
        self.unproven.lock().unwrap_or_else(PoisonError::into_inner).remove(token);
    }

    /// A session the hub is to end when it is there.
    pub(crate) fn end_later(&self, token: &str) -> Result<(), Refusal> {
        self.change(|kept| {
            kept.ending.insert(token.to_owned());
        })
    }

    /// The sessions the hub is to end.
    pub(crate) fn ending(&self) -> BTreeSet<String> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).ending.clone()
    }

    /// The hub has ended it.
    pub(crate) fn ended(&self, token: &str) -> Result<(), Refusal> {
        self.change(|kept| {
            kept.ending.remove(token);
        })
    }
}

fn is_of(name: &SignInName, session: &Session) -> bool {
    name.is_of(&session.email, &session.username, session.mobile.as_deref())
}

fn only_online() -> Refusal {
    Refusal::new(
        Code::Offline,
        "The marketplace cannot be reached. Without it only who has signed in on this computer before can sign in.",
    )
}
