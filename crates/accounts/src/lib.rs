//! Who is who at an authority: accounts, passwords and sessions. Direct calls, never intents; the same for a desktop
//! whose authority is its own and for the hub.

mod passwords;
mod sessions;

pub use passwords::Passwords;
pub use sessions::{OWN_ROLES, actor, actor_of, add_role, check_in, end, open_session, register, session};
