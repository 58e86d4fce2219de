//! Who is who at an authority: accounts, passwords and sessions. Direct calls, never intents; the same for a desktop
//! whose authority is its own and for the hub.

mod office;
mod passwords;
mod passwords_of;
mod profile;
mod sessions;

pub use office::{Ask, Asker, Office, Who, answer, asks};
pub use passwords::Passwords;
pub use passwords_of::{ChangePassword, Done};
pub use profile::{Nothing, Profile};
pub use sessions::{OWN_ROLES, actor, actor_of, add_role, check_in, end, open_session, register, session};
