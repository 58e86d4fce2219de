//! Who works and buys in the demo.

use std::sync::Arc;

use accounts::Visit;
use market::domain::account::Registration;
use market::domain::address::AddressFields;
use market::domain::ids;
use market::intent::IntentBody;
use market::{Refusal, db};
use uuid::Uuid;

use crate::call::Call;
use crate::desk::{Inner, Window};
use crate::seats;

/// Said on the first screen; the demo holds nothing worth keeping from anybody.
pub(super) const PASSWORD: &str = "explore-tradepost-1";

/// The buyer whose seat one can take.
pub(super) const BUYER_EMAIL: &str = "buyer@demo.example";

/// Somebody with an account.
#[derive(Debug)]
pub(super) struct Person {
    pub(super) email: &'static str,
    username: &'static str,
    pub(super) name: &'static str,
    homes: &'static [Home],
}

/// Where parcels go. A gift goes to somebody else.
#[derive(Debug)]
struct Home {
    name: &'static str,
    line1: &'static str,
    postcode: &'static str,
    city: &'static str,
    country: &'static str,
}

pub(super) const VENDOR: Person =
    Person { email: "vendor@demo.example", username: "demo_vendor", name: "Mara Lindqvist", homes: &[] };

/// Has come last and bought nothing yet.
pub(super) const LAST: Person =
    Person { email: "guest@demo.example", username: "demo_guest", name: "Sam Rivera", homes: &[] };

pub(super) const BUYERS: &[Person] = &[
    Person {
        email: BUYER_EMAIL,
        username: "demo_buyer",
        name: "Jonas Ek",
        homes: &[
            home("Jonas Ek", "Götgatan 36", "118 26", "Stockholm", "SE"),
            home("Ελένη Παπαδοπούλου", "Ερμού 48", "105 63", "Αθήνα", "GR"),
        ],
    },
    Person {
        email: "olha@demo.example",
        username: "demo_olha",
        name: "Ольга Ковальчук",
        homes: &[
            home("Ольга Ковальчук", "вул. Ярославів Вал 14", "01034", "Київ", "UA"),
            home("王小明", "人民路 88 号", "215006", "苏州", "CN"),
        ],
    },
    Person {
        email: "layla@demo.example",
        username: "demo_layla",
        name: "ليلى حداد",
        homes: &[home("ليلى حداد", "شارع الحمراء 21", "1103", "بيروت", "LB")],
    },
];

const fn home(
    name: &'static str,
    line1: &'static str,
    postcode: &'static str,
    city: &'static str,
    country: &'static str,
) -> Home {
    Home { name, line1, postcode, city, country }
}

/// The account of a person, made where it is missing.
pub(super) async fn enter(desk: &Inner, person: &Person, role: &str) -> Result<Uuid, Refusal> {
    let known = account(desk, person).await?;
    match known {
        Some(id) => Ok(id),
        None => {
            accounts::register(&desk.authority, &accounts::Passwords::default(), &registration(person), role)
                .await
        }
    }
}

/// The account of a person who has one.
pub(super) async fn account(desk: &Inner, person: &Person) -> Result<Option<Uuid>, Refusal> {
    let mut tx = desk.authority.db().read().await?;
    Ok(db::account::by_email(&mut tx, person.email).await?.map(|row| row.id))
}

fn registration(person: &Person) -> Registration {
    Registration {
        email: person.email.to_owned(),
        username: person.username.to_owned(),
        password: PASSWORD.to_owned(),
        password_again: PASSWORD.to_owned(),
        display_name: person.name.to_owned(),
        mobile: String::new(),
        accepts_terms: true,
    }
}

/// Lets somebody work for as long as the demo is built, at no window that anybody sees.
pub(super) async fn sit(
    desk: &Arc<Inner>,
    person: &Person,
    role: &str,
    window: Window,
) -> Result<Call, Refusal> {
    let id = enter(desk, person, role).await?;
    let token = accounts::open_session(&desk.authority, &Visit::at(window.name()), id).await?;
    let actor = accounts::actor(&desk.authority, &token).await?;
    let actor = actor.ok_or_else(|| Refusal::not_found("account"))?;
    let replica = desk.seats.replica(id).await?;
    let seat = seats::Seat { actor, token: Some(token), is_kept: false, replica };
    desk.sync(&seat).await?;
    Ok(Call { desk: Arc::clone(desk), window, seat })
}

/// Ends the session somebody sat under.
pub(super) async fn leave(call: &Call) -> Result<(), Refusal> {
    match &call.seat.token {
        Some(token) => accounts::end(&call.desk.authority, token).await,
        None => Ok(()),
    }
}

/// The id of a person's address, kept where it is missing.
pub(super) async fn address(call: &Call, person: &Person, place: usize) -> Result<Uuid, Refusal> {
    let home = person.homes.get(place).ok_or_else(|| Refusal::not_found("address"))?;
    let id = ids::derived(call.account(), home.line1);
    if db::address::own(&mut call.read().await?, id, call.account()).await?.is_none() {
        let fields = AddressFields {
            name: home.name.to_owned(),
            line1: home.line1.to_owned(),
            postcode: home.postcode.to_owned(),
            city: home.city.to_owned(),
            country: home.country.to_owned(),
            ..AddressFields::default()
        };
        call.change(IntentBody::AddAddress { id, fields }).await?;
    }
    Ok(id)
}
