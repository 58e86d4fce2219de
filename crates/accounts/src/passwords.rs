//! Passwords: argon2id, away from the async threads, never more than two at once.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use market::Refusal;
use tokio::sync::Semaphore;

/// A hash nobody's password has, so that an unknown name costs the same.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5bm9ib2R5bm9i$9G0UIFJKz0Cu0ChxqHRBgGfpKtUiZqXHZP2qkTJqeQo";

/// Hashes and checks passwords.
#[derive(Debug)]
pub struct Passwords {
    at_once: Semaphore,
}

impl Default for Passwords {
    fn default() -> Self {
        Self { at_once: Semaphore::new(2) }
    }
}

impl Passwords {
    /// A hash to keep: argon2id, 19 MiB, two passes.
    pub async fn hash(&self, password: &str) -> Result<String, Refusal> {
        let password = password.to_owned();
        self.alone(move || {
            let hash: PasswordHash = Argon2::default()
                .hash_password(password.as_bytes())
                .map_err(|error| Refusal::broken(&error))?;
            Ok(hash.to_string())
        })
        .await
    }

    /// Whether a password fits; without an account the same work is done for nothing. The second answer says whether the
    /// hash is weaker than today's.
    pub async fn fits(&self, password: &str, hash: Option<&str>) -> Result<(bool, bool), Refusal> {
        let (password, kept) = (password.to_owned(), hash.unwrap_or(NOBODY).to_owned());
        let is_somebody = hash.is_some();
        self.alone(move || {
            let parsed = PasswordHash::new(&kept).map_err(|error| Refusal::broken(&error))?;
            let fits = Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok();
            let is_weak = !kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$");
            Ok((fits && is_somebody, is_weak))
        })
        .await
    }

    async fn alone<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        let _turn = self.at_once.acquire().await.map_err(|error| Refusal::broken(&error))?;
        tokio::task::spawn_blocking(work).await.map_err(|error| Refusal::broken(&error))?
    }
}
