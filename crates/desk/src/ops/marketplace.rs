//! Which marketplace this desktop belongs to.

use accounts::Rules;
use market::{Permission, Refusal};
use serde::{Deserialize, Serialize};

use super::MANAGER;
use crate::call::Call;
use crate::database;
use crate::far::Address;
use crate::house::House;
use crate::op::Who::{Anybody, May, SignedIn};
use crate::op::{Nothing, Of, Op, direct, op};

pub(super) const OPS: &[Op] = &[
    op!("marketplace.get", "Which marketplace this desktop belongs to", Anybody, MANAGER, Of::Nothing, [], get, Nothing => MarketplaceState),
    op!("marketplace.set", "Joins a marketplace behind a hub or in a house's database, or goes back to this desktop's own, from the next start on", Anybody, MANAGER, Of::Nothing, [], set, SetMarketplace => MarketplaceState),
    direct!("marketplace.rules", "What holds for everybody here", SignedIn, MANAGER, Of::Nothing, [], accounts::Nothing => Rules),
    direct!("marketplace.set_rules", "Decides what holds for everybody here", May(Permission::MarketplaceChange), MANAGER, Of::Nothing, ["seat"], Rules => Rules),
];

/// The marketplace now and from the next start on.
#[derive(Debug, Serialize, Deserialize, ts_rs::TS)]
struct MarketplaceState {
    #[ts(type = "\"embedded\" | \"house\" | \"hub\"")]
    place: String,
    /// Of the hub; empty where there is none.
    address: String,
    /// Of the house's database, without the password; empty where there is none.
    database: String,
    has_certificate: bool,
    has_password: bool,
    /// What is kept belongs to the next start.
    needs_restart: bool,
    /// Where this desktop's own marketplace went; empty while it is here.
    moved_to: String,
}

/// Where to go. With neither hub nor database it is this desktop's own marketplace.
#[derive(Debug, Deserialize, ts_rs::TS)]
#[ts(optional_fields)]
struct SetMarketplace {
    /// Of a hub.
    #[serde(default)]
    address: Option<String>,
    /// Of a house's database; a password in it is taken out and kept apart.
    #[serde(default)]
    database: Option<String>,
    /// Of the database's account; without one the kept one stays.
    #[serde(default)]
    password: Option<String>,
    /// Of a private authority; without one the kept one stays, as long as the place does.
    #[serde(default)]
    certificate: Option<String>,
}

async fn get(call: &Call, _: Nothing) -> Result<MarketplaceState, Refusal> {
    state(call, &Address::load(&call.desk.dir)?)
}

/// A marketplace must answer before it is kept: a slip of the pen would leave a desktop that opens on nothing.
async fn set(call: &Call, ask: SetMarketplace) -> Result<MarketplaceState, Refusal> {
    let dir = &call.desk.dir;
    let kept = Address::load(dir)?;
    let (database, pasted) = match tidy(ask.database) {
        url if url.is_empty() => (url, None),
        url => database::apart(&url)?,
    };
    let address = tidy(ask.address).trim_end_matches('/').to_owned();
    let mut wanted = Address { address, database, certificate: tidy(ask.certificate) };
    if wanted.certificate.is_empty() && wanted.place() == kept.place() {
        wanted.certificate.clone_from(&kept.certificate);
    }
    let typed = ask.password.filter(|password| !password.is_empty());
    let said = pasted.or_else(|| typed.map(|password| database::written(&password)));
    let password = match said {
        Some(password) => password,
        None if wanted.place() == kept.place() => database::kept_password(dir)?,
        None => String::new(),
    };
    try_out(&wanted, &password).await?;
    // Whoever has no database needs no password of one.
    database::keep_password(dir, if wanted.database.is_empty() { String::new() } else { password })?;
    wanted.save(dir)?;
    state(call, &wanted)
}

async fn try_out(wanted: &Address, password: &str) -> Result<(), Refusal> {
    let Address { address, database, certificate } = wanted;
    match (address.is_empty(), database.is_empty()) {
        (true, true) => Ok(()),
        (false, false) => Err(Refusal::field("database", "Choose a hub or a database, not both.")),
        (false, true) => {
            let there = wanted.hub()?.is_there().await;
            there.map_err(|refusal| Refusal::field("address", refusal.message))
        }
        (true, false) => {
            let url = database::with_password(database, password);
            House::try_out(&url, certificate).await.map_err(at_its_field)
        }
    }
}

fn tidy(text: Option<String>) -> String {
    text.unwrap_or_default().trim().to_owned()
}

/// The form has other fields than the command line.
fn at_its_field(refusal: Refusal) -> Refusal {
    let field = if refusal.fields.contains_key("ca") { "certificate" } else { "database" };
    let sentence = refusal.fields.into_values().next().unwrap_or(refusal.message);
    Refusal::field(field, sentence)
}

fn state(call: &Call, kept: &Address) -> Result<MarketplaceState, Refusal> {
    let Address { address, database, certificate } = kept.clone();
    Ok(MarketplaceState {
        place: call.desk.market.place().to_owned(),
        address,
        database,
        has_certificate: !certificate.is_empty(),
        has_password: !database::kept_password(&call.desk.dir)?.is_empty(),
        needs_restart: call.desk.joined != *kept,
        moved_to: call.desk.market.moved().map(|moved| moved.place().to_owned()).unwrap_or_default(),
    })
}
