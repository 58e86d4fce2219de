//! How somebody comes to a marketplace: at which window, from which desktop, for how long.

use market::db::second_factor::ArrivalRow;
use market::domain::ids::hex;
use sha2::{Digest, Sha256};
use sync::api::{Device, Register, SignIn};
use uuid::Uuid;

/// Two weeks, for whoever asked to be remembered.
const REMEMBERED_US: i64 = 14 * 24 * 60 * 60 * 1_000_000;
/// A day, for whoever signs in until the program closes: it may be killed and never say so.
const FOR_NOW_US: i64 = 24 * 60 * 60 * 1_000_000;
/// The longest name of a desktop that is kept.
const LONGEST_NAME: usize = 80;

/// Where and for how long somebody signs in.
#[derive(Clone, Debug)]
pub struct Visit {
    /// `manager` or `storefront`.
    pub window: String,
    /// Whether the session lasts longer than the program runs.
    pub is_remembered: bool,
    /// The desktop, where it makes itself known.
    pub device: Option<Device>,
    /// From which address, where a hub knows one.
    pub origin: Option<String>,
    /// Whether whoever asks knows what to do with a second step.
    pub asks_code: bool,
}

/// How long a session lasts.
pub(crate) fn lasts_us(is_remembered: bool) -> i64 {
    if is_remembered { REMEMBERED_US } else { FOR_NOW_US }
}

impl Visit {
    /// At a window of nowhere in particular.
    pub fn at(window: &str) -> Self {
        Self { window: window.to_owned(), is_remembered: true, device: None, origin: None, asks_code: false }
    }

    /// The same from an address.
    #[must_use]
    pub fn coming_from(self, origin: String) -> Self {
        Self { origin: Some(origin), ..self }
    }

    /// The session it comes to, for an account.
    pub(crate) fn arrival(&self, account: Uuid) -> ArrivalRow {
        ArrivalRow {
            account_id: account,
            seat: self.window.clone(),
            is_remembered: self.is_remembered,
            device_hash: self.device_hash(),
            device_name: self.device_name(),
        }
    }

    pub(crate) fn device_hash(&self) -> Option<String> {
        let secret = &self.device.as_ref()?.secret;
        (!secret.is_empty()).then(|| hex(&Sha256::digest(secret.as_bytes())))
    }

    /// The desktop's name on one line.
    pub(crate) fn device_name(&self) -> String {
        let name = self.device.as_ref().map_or("", |device| device.name.as_str());
        name.chars().filter(|sign| !sign.is_control()).take(LONGEST_NAME).collect()
    }
}

impl From<&SignIn> for Visit {
    fn from(ask: &SignIn) -> Self {
        let SignIn { window, is_remembered, device, asks_code, .. } = ask.clone();
        Self { window, is_remembered, device, asks_code, origin: None }
    }
}

impl From<&Register> for Visit {
    fn from(ask: &Register) -> Self {
        Self { device: ask.device.clone(), ..Self::at(&ask.window) }
    }
}
