//! Passwords: argon2id, away from the async threads, never more than two at once and
//! never on every processor. So many may wait for their turn and no more:
//! memory and waiting stay bounded whoever comes.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use market::{Code, Refusal};
use tokio::sync::Semaphore;

/// A hash nobody's password has, so that an unknown name costs the same.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5bm9ib2R5bm9i$9G0UIFJKz0Cu0ChxqHRBgGfpKtUiZqXHZP2qkTJqeQo";

/// The most passwords worked on at once: 19 MiB and a processor each.
const AT_ONCE: usize = 2;
/// Those who may be there, with the ones who wait.
const PLACES: usize = 64 + AT_ONCE;

/// Hashes and checks passwords.
#[derive(Debug)]
pub struct Passwords {
    at_once: Semaphore,
    places: Semaphore,
}

impl Default for Passwords {
    fn default() -> Self {
        Self { at_once: Semaphore::new(at_once()), places: Semaphore::new(PLACES) }
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

    /// Refuses whoever would have to wait behind too many, before anything is counted against them.
    pub(crate) fn must_have_room(&self) -> Result<(), Refusal> {
        if self.places.available_permits() == 0 { Err(busy()) } else { Ok(()) }
    }

    async fn alone<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        let _place = self.places.try_acquire().map_err(|_| busy())?;
        let _turn = self.at_once.acquire().await.map_err(|error| Refusal::broken(&error))?;
        tokio::task::spawn_blocking(work).await.map_err(|error| Refusal::broken(&error))?
    }
}

/// One processor is left to whoever asks for something else meanwhile.
fn at_once() -> usize {
    std::thread::available_parallelism().map_or(1, |all| all.get().saturating_sub(1).clamp(1, AT_ONCE))
}

fn busy() -> Refusal {
    Refusal::new(Code::Busy, "Many people sign in right now. Please try again in a moment.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn so_many_wait_for_their_turn_and_one_more_is_told_to_come_back() {
        let passwords = Passwords::default();
        let crowd = passwords.places.acquire_many(u32::try_from(PLACES).unwrap()).await.unwrap();
        assert_eq!(passwords.hash("plain water 7").await.unwrap_err().code, Code::Busy);
        assert_eq!(passwords.must_have_room().unwrap_err().code, Code::Busy);

        drop(crowd);

        let hash = passwords.hash("plain water 7").await.expect("there is room again");
        assert_eq!(passwords.fits("plain water 7", Some(&hash)).await.unwrap(), (true, false));
        assert_eq!(passwords.fits("plain water 7", None).await.unwrap(), (false, false), "nobody's fits");
    }
}
