//! The program itself.

use market::Refusal;
use market::db;
use serde::{Deserialize, Serialize};

use super::BOTH;
use super::account::{Seat, seat_of};
use crate::call::Call;
use crate::demo;
use crate::locks::LockedSeat;
use crate::op::Who::Anybody;
use crate::op::{Nothing, Of, Op, op};

pub(super) const OPS: &[Op] = &[
    op!("app.state", "What is there: the place, the data, who sits here", Anybody, BOTH, Of::Nothing, [], state, Nothing => AppState),
    op!("demo.open", "Builds the demo marketplace, once, and signs its vendor in", Anybody, super::MANAGER, Of::Nothing, ["seat", "store", "product"], demo::open, Nothing => demo::Opened),
];

/// The program's state.
#[derive(Debug, Serialize, Deserialize, ts_rs::TS)]
struct AppState {
    version: String,
    place: String,
    data_dir: String,
    is_fresh: bool,
    has_demo: bool,
    window: String,
    seat: Option<Seat>,
    /// Whose session has ended at this window, while nobody has signed in since.
    locked: Option<LockedSeat>,
}

async fn state(call: &Call, _: Nothing) -> Result<AppState, Refusal> {
    let mut tx = call.desk.authority.db().read().await?;
    let has_demo = demo::is_there(&mut tx).await?;
    // Whoever stopped the demo while it was built has nothing of their own yet and starts again at the first screen.
    let is_fresh = call.desk.market.far().is_none()
        && !has_demo
        && db::account::count(&mut tx).await? == demo::count_people(&mut tx).await?;
    let seat = seat_of(&call.desk, &call.seat).await?;
    let locked = if seat.is_none() { call.desk.locked_seat(call.window).await? } else { None };
    Ok(AppState {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        place: call.desk.market.place().to_owned(),
        data_dir: call.desk.dir.to_string_lossy().into_owned(),
        is_fresh,
        has_demo,
        window: call.window.name().to_owned(),
        seat,
        locked,
    })
}
