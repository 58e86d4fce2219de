//! Accounts: register, sign in and out.

use std::sync::Arc;

use accounts::{
    ChangeEmail, ChangePassword, ConfirmSecondFactor, Done, EndSecondFactor, EndSession, Entered, Forgot,
    OpenSessions, Profile, RecoveryCodes, Reset, SecondFactor, SetProfile, StartSecondFactor,
    StartedSecondFactor, Verify,
};
use market::db;
use market::domain::account::Registration;
use market::intent::{IntentBody, Wanted};
use market::{Code, Refusal};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sync::api;
use uuid::Uuid;

use super::BOTH;
use crate::call::Call;
use crate::desk::{Inner, Window};
use crate::locks::LockedSeat;
use crate::op::Who::{Anybody, SignedIn};
use crate::op::{Nothing, Of, Op, direct, op};
use crate::seats;

pub(super) const OPS: &[Op] = &[
    op!("account.register", "Makes an account and signs in", Anybody, BOTH, Of::Nothing, ["seat", "cart"], register, Register => Seat),
    op!("account.sign_in", "Signs in", Anybody, BOTH, Of::Nothing, ["seat", "cart"], sign_in, SignIn => Entry),
    op!("account.sign_in_second", "Signs in with the code that was missing", Anybody, BOTH, Of::Nothing, ["seat", "cart"], sign_in_second, SecondStep => Seat),
    op!("account.sign_out", "Signs out; what waits to be sent stays safe", Anybody, BOTH, Of::Nothing, ["seat", "cart"], sign_out, Nothing => Nothing),
    op!("account.me", "Who sits here", Anybody, BOTH, Of::Nothing, [], me, Nothing => Me),
    op!("account.add_role", "Takes the other role as well", SignedIn, BOTH, Of::Nothing, ["seat"], add_role, AddRole => Seat),
    Op {
        run: |call, input| Box::pin(change_password(call, input)),
        ..direct!("account.change_password", "Takes another password; every other session ends", SignedIn, BOTH, Of::Nothing, ["session"], ChangePassword => Done)
    },
    direct!("account.second_factor", "How it stands with one's second factor", SignedIn, BOTH, Of::Nothing, [], Nothing => SecondFactor),
    direct!("account.second_factor.start", "Begins to set one up; the password says once more who asks", SignedIn, BOTH, Of::Nothing, [], StartSecondFactor => StartedSecondFactor),
    Op {
        run: |call, input| Box::pin(confirm_second_factor(call, input)),
        ..direct!("account.second_factor.confirm", "Turns it on by the app's first code; the recovery codes are shown once", SignedIn, BOTH, Of::Nothing, ["seat"], ConfirmSecondFactor => RecoveryCodes)
    },
    direct!("account.second_factor.off", "Turns it off", SignedIn, BOTH, Of::Nothing, ["seat"], EndSecondFactor => Done),
    direct!("account.sessions", "Where one is signed in", SignedIn, BOTH, Of::Nothing, [], Nothing => OpenSessions),
    direct!("account.end_session", "Signs out elsewhere", SignedIn, BOTH, Of::Nothing, ["session", "seat"], EndSession => Done),
    direct!("account.end_other_sessions", "Signs out everywhere else", SignedIn, BOTH, Of::Nothing, ["session", "seat"], Nothing => Done),
    direct!("account.profile", "What an account says about itself", SignedIn, BOTH, Of::Nothing, [], accounts::Nothing => Profile),
    op!("account.set_profile", "Changes name, username, mobile number or language", SignedIn, BOTH, Of::Nothing, ["seat"], set_profile, SetProfile => Profile),
    direct!("account.forgot", "Sends a letter with which to take a new password, if somebody has this address", Anybody, BOTH, Of::Nothing, [], Forgot => Done),
    direct!("account.reset", "Takes a new password by the letter's link or code; every session ends", Anybody, BOTH, Of::Nothing, [], Reset => Done),
    op!("account.verify", "Proves an address by the letter's link or code", Anybody, BOTH, Of::Nothing, ["seat"], verify, Verify => Done),
    direct!("account.resend", "Sends another letter with which to prove the address", SignedIn, BOTH, Of::Nothing, [], accounts::Nothing => Done),
    direct!("account.change_email", "Asks for another address, which counts once it is proved", SignedIn, BOTH, Of::Nothing, ["seat"], ChangeEmail => Done),
];

/// Who sits at a window.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS)]
pub(crate) struct Seat {
    account_id: Uuid,
    email: String,
    username: String,
    display_name: String,
    mobile: Option<String>,
    roles: Vec<String>,
    permissions: Vec<String>,
    /// They run the marketplace and may do nothing of it until they have set up a second factor.
    needs_second_factor: bool,
    /// Whether the address is proved.
    is_verified: bool,
    /// The address that counts once it is proved.
    pending_email: Option<String>,
    /// Whether they may neither sell nor review until it is.
    is_held_back: bool,
}

/// Who sits here, if anybody does.
#[derive(Debug, Serialize, Deserialize, ts_rs::TS)]
struct Me {
    seat: Option<Seat>,
    /// Whose session has ended here, while nobody has signed in since.
    locked: Option<LockedSeat>,
}

/// What one registers with.
#[derive(Debug, Deserialize, ts_rs::TS)]
#[ts(optional_fields)]
struct Register {
    email: String,
    username: String,
    password: String,
    password_again: String,
    #[serde(default)]
    display_name: Option<String>,
    #[serde(default)]
    mobile: Option<String>,
    role: Role,
    #[serde(default)]
    accepts_terms: bool,
    /// What letters are written in, such as `de-AT`.
    #[serde(default)]
    language: Option<String>,
}

/// What one may be on one's own word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
enum Role {
    Vendor,
    Buyer,
}

impl Role {
    fn name(self) -> &'static str {
        match self {
            Self::Vendor => "vendor",
            Self::Buyer => "buyer",
        }
    }
}

/// The other role.
#[derive(Debug, Deserialize, ts_rs::TS)]
struct AddRole {
    role: Role,
}

/// What one signs in with.
#[derive(Debug, Deserialize, ts_rs::TS)]
#[ts(optional_fields)]
struct SignIn {
    /// An address, a username or a mobile number.
    #[serde(default)]
    name: String,
    /// What scripts called it that were written before there were other names.
    #[serde(default)]
    #[ts(skip)]
    email: String,
    password: String,
    /// For two weeks, or until the program closes; two weeks where nothing is said.
    #[serde(default)]
    is_remembered: Option<bool>,
}

/// What becomes of a password that is right.
#[derive(Debug, Serialize, Deserialize, ts_rs::TS)]
#[serde(untagged)]
enum Entry {
    Seat(Box<Seat>),
    SecondFactor(MissingCode),
}

/// The account has a second factor.
#[derive(Debug, Serialize, Deserialize, ts_rs::TS)]
struct MissingCode {
    /// The ticket of the second step, good for five minutes.
    second_factor: String,
}

/// What was missing.
#[derive(Debug, Deserialize, ts_rs::TS)]
#[ts(optional_fields)]
struct SecondStep {
    ticket: String,
    /// Of the app, or a recovery code.
    code: String,
    /// As with the password.
    #[serde(default)]
    is_remembered: Option<bool>,
}

async fn register(call: &Call, ask: Register) -> Result<Seat, Refusal> {
    let (role, language) = (ask.role.name(), ask.language.unwrap_or_default());
    let registration = Registration {
        email: ask.email,
        username: ask.username,
        password: ask.password,
        password_again: ask.password_again,
        display_name: ask.display_name.unwrap_or_default(),
        mobile: ask.mobile.unwrap_or_default(),
        accepts_terms: ask.accepts_terms,
    };
    let token = call.desk.market.register(call.window, registration, role, &language).await?;
    call.desk.mail_waits.notify_one();
    sit_down(call, &token, true).await
}

async fn sign_in(call: &Call, ask: SignIn) -> Result<Entry, Refusal> {
    let is_remembered = ask.is_remembered.unwrap_or(true);
    let name = if ask.name.is_empty() { ask.email } else { ask.name };
    let ask = api::SignIn {
        name,
        password: ask.password,
        window: call.window.name().to_owned(),
        is_remembered,
        device: None,
        asks_code: true,
    };
    match call.desk.market.check_in(ask).await? {
        Entered::In(token) => Ok(Entry::Seat(Box::new(sit_down(call, &token, is_remembered).await?))),
        Entered::SecondStep(second_factor) => Ok(Entry::SecondFactor(MissingCode { second_factor })),
    }
}

async fn sign_in_second(call: &Call, ask: SecondStep) -> Result<Seat, Refusal> {
    let token = call.desk.market.second_step(&ask.ticket, &ask.code).await?;
    sit_down(call, &token, ask.is_remembered.unwrap_or(true)).await
}

/// An operator who was held back may go on at once.
async fn confirm_second_factor(call: &Call, ask: Value) -> Result<Value, Refusal> {
    let done = call.ask_directly("account.second_factor.confirm", ask, &[]).await?;
    call.desk.seats.refresh(call.window, &call.desk.market).await?;
    call.desk.say(vec!["seat"]);
    Ok(done)
}

/// Besides the marketplace this desktop learns the new password: one signs in by it without the network, too.
async fn change_password(call: &Call, ask: Value) -> Result<Value, Refusal> {
    let new = ask.get("new_password").and_then(Value::as_str).unwrap_or_default().to_owned();
    let done = call.ask_directly("account.change_password", ask, &["session"]).await?;
    if let (Some(far), Some(token)) = (call.desk.market.far(), &call.seat.token) {
        far.remember_password(&new, token).await?;
    }
    Ok(done)
}

/// Takes the seat, brings its replica up to date and lets a visitor's cart join the account's.
pub(crate) async fn sit_down(call: &Call, token: &str, is_kept: bool) -> Result<Seat, Refusal> {
    let before = call.seat.clone();
    let seat = call.desk.seats.take(call.window, token, is_kept, &call.desk.market).await?;
    // Without the network they work with what is here; it is sent and brought up to date later.
    if let Err(fault) = call.desk.sync(&seat).await
        && fault.code != Code::Offline
    {
        return Err(fault);
    }
    let seat = call.desk.seats.at(call.window).await.unwrap_or(seat);
    if before.actor.is_visitor()
        && call.window == Window::Storefront
        && merge_cart(&before, &seat).await?
        && let Err(fault) = call.desk.sync(&seat).await
        && fault.code != Code::Offline
    {
        return Err(fault);
    }
    call.desk.say(vec!["seat", "cart", "store", "product", "order", "sale"]);
    seat_of(&call.desk, &seat).await?.ok_or_else(|| Refusal::new(Code::SignedOut, "This session has ended."))
}

/// The cart is kept with the account before it leaves the visitor's replica: a kill in between shows it twice to nobody,
/// because the merge has one id for this very cart. Answers whether there was one; the marketplace hears of it later.
async fn merge_cart(visitor: &seats::Seat, seat: &seats::Seat) -> Result<bool, Refusal> {
    let mut tx = visitor.replica.db().read().await?;
    let lines = db::cart::list(&mut tx, Uuid::nil()).await?;
    drop(tx);
    if lines.is_empty() {
        return Ok(false);
    }
    let wanted = lines
        .into_iter()
        .map(|line| Wanted {
            product: line.product_id,
            quantity: line.quantity,
            price_minor: line.seen_price_minor,
        })
        .collect();
    let body = IntentBody::MergeCart { lines: wanted };
    seat.replica.join_cart(&visitor.replica, &seat.actor, &body).await?;
    Ok(true)
}

/// A stop between sitting down and the joining of the cart is made good at the next start, which does not wait for the
/// network.
pub(crate) async fn join_left_cart(desk: &Arc<Inner>) -> Result<(), Refusal> {
    let call = Call::new(Arc::clone(desk), Window::Storefront).await;
    if call.seat.actor.is_visitor() || !desk.seats.had_visitor() {
        return Ok(());
    }
    if merge_cart(&desk.seats.visitor().await?, &call.seat).await? {
        desk.poke.notify_one();
    }
    Ok(())
}

async fn sign_out(call: &Call, _: Nothing) -> Result<Nothing, Refusal> {
    if call.seat.token.is_some()
        && let Err(fault) = call.desk.sync(&call.seat).await
    {
        tracing::warn!(%fault, "what waits stays in this account's replica");
    }
    // It may have a token of the hub's own by now. The seat is left first: a session one ends oneself locks no window.
    let seat = call.desk.seats.at(call.window).await;
    call.desk.seats.leave(call.window).await?;
    if let Some(token) = seat.and_then(|seat| seat.token) {
        call.desk.market.end(&token).await?;
    }
    call.desk.poke.notify_one();
    call.desk.say(vec!["seat", "cart", "store", "product", "order", "sale"]);
    Ok(Nothing {})
}

/// What somebody may do can hang on it, at both windows.
async fn verify(call: &Call, ask: Verify) -> Result<Done, Refusal> {
    let input = serde_json::to_value(ask)?;
    let answer = call.ask_directly("account.verify", input, &[]).await?;
    for window in [Window::Manager, Window::Storefront] {
        if let Err(fault) = call.desk.seats.refresh(window, &call.desk.market).await {
            tracing::debug!(%fault, "a window reads later what its session allows");
        }
    }
    call.desk.say(vec!["seat"]);
    Ok(serde_json::from_value(answer)?)
}

async fn me(call: &Call, _: Nothing) -> Result<Me, Refusal> {
    let seat = seat_of(&call.desk, &call.seat).await?;
    let locked = if seat.is_none() { call.desk.locked_seat(call.window).await? } else { None };
    Ok(Me { seat, locked })
}

async fn add_role(call: &Call, ask: AddRole) -> Result<Seat, Refusal> {
    call.desk.market.add_role(&call.seat, ask.role.name()).await?;
    call.desk.seats.refresh(call.window, &call.desk.market).await?;
    call.desk.say(vec!["seat"]);
    let seat = call.desk.seats.at(call.window).await.unwrap_or_else(|| call.seat.clone());
    seat_of(&call.desk, &seat).await?.ok_or_else(|| Refusal::new(Code::SignedOut, "This session has ended."))
}

async fn set_profile(call: &Call, ask: SetProfile) -> Result<Profile, Refusal> {
    let ask = serde_json::to_value(ask)?;
    let answer = call.ask_directly("account.set_profile", ask, &[]).await?;
    call.desk.seats.refresh(call.window, &call.desk.market).await?;
    call.desk.say(vec!["seat"]);
    Ok(serde_json::from_value(answer)?)
}

/// Who a seat's person is; a visitor is nobody.
pub(crate) async fn seat_of(desk: &Inner, seat: &seats::Seat) -> Result<Option<Seat>, Refusal> {
    if seat.actor.is_visitor() {
        return Ok(None);
    }
    let Some(token) = &seat.token else { return Ok(None) };
    let Some(session) = desk.market.session(token).await? else {
        desk.lock(seat).await?;
        return Ok(None);
    };
    Ok(Some(Seat {
        account_id: session.account,
        email: session.email,
        username: session.username,
        display_name: session.display_name,
        mobile: session.mobile,
        roles: session.roles,
        permissions: session.permissions.into_iter().collect(),
        needs_second_factor: session.needs_second_factor,
        is_verified: session.is_verified,
        pending_email: session.pending_email,
        is_held_back: session.is_held_back,
    }))
}
