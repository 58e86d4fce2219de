//! The demo marketplace: two stores filled from real files, the people who buy there, orders, reviews and tags. Everything
//! goes the way a person's own work goes; nothing is put in by a back door. Each step looks at what is there already, so a
//! demo that was stopped while it was built is built to its end.

mod people;
mod pictures;
mod reviews;
mod sales;
mod stores;
mod tags;

use std::sync::Arc;

use market::{Refusal, db};
use serde::{Deserialize, Serialize};

use crate::accounts;
use crate::call::Call;
use crate::desk::{Event, Inner, Window};
use crate::op::Nothing;
use crate::ops::account::{self, Seat};

use people::{BUYERS, LAST, VENDOR};

/// The demo's vendor.
pub(crate) const VENDOR_EMAIL: &str = VENDOR.email;

const STEPS: u64 = 7;

/// The demo, open.
#[derive(Debug, Serialize, Deserialize, ts_rs::TS)]
#[ts(rename = "Demo")]
pub(crate) struct Opened {
    seat: Seat,
    password: String,
    buyer_email: String,
}

/// Builds the demo where it is missing, and signs its vendor in.
pub(crate) async fn open(call: &Call, _: Nothing) -> Result<Opened, Refusal> {
    let vendor = people::enter(&call.desk, &VENDOR, "vendor").await?;
    let token = accounts::open_session(&call.desk, call.window, vendor).await?;
    let seat = account::sit_down(call, &token).await?;
    if !is_whole(&call.desk).await? {
        build(&call.desk).await?;
    }
    let (password, buyer_email) = (people::PASSWORD.to_owned(), people::BUYER_EMAIL.to_owned());
    Ok(Opened { seat, password, buyer_email })
}

/// The last thing done for the demo is to let its last person in.
async fn is_whole(desk: &Inner) -> Result<bool, Refusal> {
    let mut tx = desk.authority.db().read().await?;
    Ok(db::account::by_email(&mut tx, LAST.email).await?.is_some())
}

fn step(desk: &Inner, done: u64, note: &str) {
    let _ = desk.events.send(Event::Progress {
        task: "demo".to_owned(),
        done,
        total: STEPS,
        note: note.to_owned(),
    });
}

async fn build(desk: &Arc<Inner>) -> Result<(), Refusal> {
    let vendor = Call::new(Arc::clone(desk), Window::Manager).await;
    step(desk, 0, "Opening two stores");
    let stores = stores::open(&vendor).await?;
    step(desk, 1, "Putting shirts and bags on the shelves");
    stores::fill_with_apparel(&vendor, stores.apparel).await?;
    step(desk, 2, "Putting 10,000 books on the shelves");
    stores::fill_with_books(&vendor, stores.books).await?;
    step(desk, 3, "Writing tags");
    tags::write(&vendor, stores.apparel).await?;
    for (done, buyer) in (4..).zip(BUYERS) {
        step(desk, done, &format!("Welcoming {}", buyer.name));
        let call = people::sit(desk, buyer).await?;
        sales::buy(&call, buyer, stores).await?;
        reviews::write(&call, buyer, stores).await?;
        people::leave(&call).await?;
    }
    sales::deliver(&vendor, stores).await?;
    reviews::answer(&vendor, stores).await?;
    people::enter(desk, &LAST, "buyer").await?;
    step(desk, STEPS, "Ready");
    desk.say(vec!["seat", "store", "product", "tag", "sale", "review", "mail"]);
    Ok(())
}
