//! Who is who at an authority: accounts, passwords and sessions. Direct calls, never intents; the same for a desktop
//! whose authority is its own and for the hub.

mod audit;
mod contact;
mod data;
mod delays;
mod invitations;
mod letters;
mod office;
mod operators;
mod passwords;
mod passwords_of;
mod profile;
mod proof;
mod recovery;
mod registration;
mod rules;
mod seal;
mod second_factor;
mod second_step;
mod sessions;
mod signed_in;
mod staff;
mod tokens;
mod totp;
mod verification;
mod visit;

pub use audit::{List as AuditAsk, Page as AuditPage, Verified as AuditVerified};
pub use contact::{Letter as ContactAsk, List as MessagesAsk, Page as MessagePage};
pub use data::{Erase, Exported};
pub use invitations::{Accept, Invitation, Invitations, Invite, Withdraw};
pub use office::{Ask, Asker, Office, Who, answer, asks};
pub use operators::{EndSessionsOf, Group, Groups, Operator, Operators, SetGroup, SetOperator, set_operator};
pub use passwords::Passwords;
pub use passwords_of::{ChangePassword, Done};
pub use profile::{Nothing, Profile, SetProfile};
pub use recovery::{Forgot, Reset};
pub use registration::{register, register_person, register_stranger};
pub use rules::Rules;
pub use seal::Seal;
pub use second_factor::{
    ConfirmSecondFactor, EndSecondFactor, RecoveryCodes, SecondFactor, StartSecondFactor, StartedSecondFactor,
};
pub use sessions::{
    Entered, OWN_ROLES, WRONG, actor, actor_of, add_role, check_in, end, knows, open_session, session,
};
pub use signed_in::{EndSession, OpenSession, OpenSessions};
pub use staff::{Member, OfStore, RemoveMember, SetMember, Staff};
pub use verification::{ChangeEmail, Verify};
pub use visit::Visit;
