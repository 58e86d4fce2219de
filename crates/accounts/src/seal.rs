//! What must be read again and not only compared, the secrets of second factors, is sealed under the marketplace's key, which
//! lies apart from the database: a copy of the one says nothing without the other.

use std::fmt;

use data_encoding::HEXLOWER;
use market::Refusal;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use uuid::Uuid;

/// A marketplace's key.
pub struct Seal(LessSafeKey);

impl fmt::Debug for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

impl Seal {
    /// A new key as it is written down: 256 bits from the operating system, in hexadecimal.
    pub fn draw() -> Result<String, Refusal> {
        let mut key = [0_u8; 32];
        getrandom::fill(&mut key).map_err(|error| Refusal::broken(&error))?;
        Ok(HEXLOWER.encode(&key))
    }

    /// Reads a key as it is written down; nothing where it is none.
    pub fn read(text: &str) -> Option<Self> {
        let bytes = HEXLOWER.decode(text.trim().as_bytes()).ok()?;
        UnboundKey::new(&CHACHA20_POLY1305, &bytes).ok().map(|key| Self(LessSafeKey::new(key)))
    }

    /// Seals bytes for one account: put into another's row they cannot be opened.
    pub(crate) fn seal(&self, account: Uuid, bytes: &[u8]) -> Result<String, Refusal> {
        let mut nonce = [0_u8; NONCE_LEN];
        getrandom::fill(&mut nonce).map_err(|error| Refusal::broken(&error))?;
        let mut sealed = bytes.to_vec();
        self.0
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(account.as_bytes()),
                &mut sealed,
            )
            .map_err(|error| Refusal::broken(&error))?;
        Ok(HEXLOWER.encode(&[&nonce, sealed.as_slice()].concat()))
    }

    /// Opens what was sealed for an account; nothing where the key is another, or it was changed.
    pub(crate) fn open(&self, account: Uuid, text: &str) -> Option<Vec<u8>> {
        let bytes = HEXLOWER.decode(text.as_bytes()).ok()?;
        let (nonce, sealed) = bytes.split_at_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut sealed = sealed.to_vec();
        let opened = self.0.open_in_place(nonce, Aad::from(account.as_bytes()), &mut sealed).ok()?;
        Some(opened.to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_under_its_key_for_its_account_and_unchanged() {
        let (key, account) = (Seal::read(&Seal::draw().unwrap()).unwrap(), Uuid::now_v7());
        let sealed = key.seal(account, b"secret").unwrap();

        assert_eq!(key.open(account, &sealed).as_deref(), Some(b"secret".as_slice()));
        assert_eq!(key.open(Uuid::now_v7(), &sealed), None, "not in another's row");
        let other = Seal::read(&Seal::draw().unwrap()).unwrap();
        assert_eq!(other.open(account, &sealed), None, "not under another key");
        let changed = sealed.chars().rev().collect::<String>();
        assert_eq!(key.open(account, &changed), None, "not when it was changed");
        assert_ne!(sealed, key.seal(account, b"secret").unwrap(), "twice the same shows nothing");
        assert!(Seal::read("short").is_none() && Seal::read("").is_none());
    }
}
