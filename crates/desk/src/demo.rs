//! The demo marketplace: two stores filled from real files, the people who buy there, orders, reviews and tags. Everything
//! goes the way a person's own work goes; nothing is put in by a back door. Each step looks at what is there already, so a
//! demo that was stopped while it was built is built to its end.

mod people;
mod pictures;
mod reviews;
mod sales;
mod stores;
mod tags;

use std::sync::atomic::Ordering;

use market::db::Tx;
use market::{Code, Refusal, db};
use serde::{Deserialize, Serialize};

use crate::call::Call;
use crate::desk::{Event, Inner, Window};
use crate::op::Nothing;
use crate::ops::account::{self, Seat};

use people::{BUYERS, LAST, VENDOR};

const STEPS: u64 = 7;

/// The demo, open.
#[derive(Debug, Serialize, Deserialize, ts_rs::TS)]
#[ts(rename = "Demo")]
pub(crate) struct Opened {
    seat: Seat,
    password: String,
    buyer_email: String,
}

/// Builds the demo where it is missing, and signs its vendor in. Only a whole demo has somebody at the window: one that was
/// stopped while it was built leaves the first screen, from where it is built to its end.
pub(crate) async fn open(call: &Call, _: Nothing) -> Result<Opened, Refusal> {
    call.desk.market.must_be_here()?;
    let vendor = people::sit(&call.desk, &VENDOR, "vendor", call.window).await?;
    if !is_whole(&call.desk).await? {
        build(&vendor).await.map_err(|refusal| if is_closing(&call.desk) { stopped() } else { refusal })?;
    }
    let token = vendor.seat.token.as_deref().unwrap_or_default();
    let seat = account::sit_down(call, token, true).await?;
    let (password, buyer_email) = (people::PASSWORD.to_owned(), people::BUYER_EMAIL.to_owned());
    Ok(Opened { seat, password, buyer_email })
}

/// Whether the demo is there, whole.
pub(crate) async fn is_there(tx: &mut Tx) -> Result<bool, Refusal> {
    // The last thing done for the demo is to let its last person in.
    Ok(db::account::by_email(tx, LAST.email).await?.is_some())
}

/// How many of the demo's people have an account.
pub(crate) async fn count_people(tx: &mut Tx) -> Result<i64, Refusal> {
    let mut count = 0;
    for person in [&VENDOR, &LAST].into_iter().chain(BUYERS) {
        count += i64::from(db::account::by_email(tx, person.email).await?.is_some());
    }
    Ok(count)
}

fn is_closing(desk: &Inner) -> bool {
    desk.is_closing.load(Ordering::SeqCst)
}

fn stopped() -> Refusal {
    Refusal::new(Code::Cancelled, "Stopped. What was done stays; open the demo again to go on.")
}

async fn is_whole(desk: &Inner) -> Result<bool, Refusal> {
    is_there(&mut desk.authority.db().read().await?).await
}

/// Says how far it is, and stops where the program is about to close.
fn step(desk: &Inner, done: u64, note: &str) -> Result<(), Refusal> {
    let _ = desk.events.send(Event::Progress {
        task: "demo".to_owned(),
        done,
        total: STEPS,
        note: note.to_owned(),
    });
    if is_closing(desk) { Err(stopped()) } else { Ok(()) }
}

async fn build(vendor: &Call) -> Result<(), Refusal> {
    let desk = &vendor.desk;
    step(desk, 0, "Opening two stores")?;
    let stores = stores::open(vendor).await?;
    step(desk, 1, "Putting shirts and bags on the shelves")?;
    stores::fill_with_apparel(vendor, stores.apparel).await?;
    step(desk, 2, "Putting 10,000 books on the shelves")?;
    stores::fill_with_books(vendor, stores.books).await?;
    step(desk, 3, "Writing tags")?;
    tags::write(vendor, stores.apparel).await?;
    for (done, buyer) in (4..).zip(BUYERS) {
        step(desk, done, &format!("Welcoming {}", buyer.name))?;
        let call = people::sit(desk, buyer, "buyer", Window::Storefront).await?;
        sales::buy(&call, buyer, stores).await?;
        reviews::write(&call, buyer, stores).await?;
        people::leave(&call).await?;
    }
    sales::deliver(vendor, stores).await?;
    reviews::answer(vendor, stores).await?;
    people::enter(desk, &LAST, "buyer").await?;
    step(desk, STEPS, "Ready")?;
    desk.say(vec!["seat", "store", "product", "tag", "sale", "review", "mail"]);
    Ok(())
}
