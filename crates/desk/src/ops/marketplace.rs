//! Which marketplace this desktop belongs to.

use market::Refusal;
use serde::{Deserialize, Serialize};

use super::MANAGER;
use crate::call::Call;
use crate::far::Address;
use crate::op::Who::Anybody;
use crate::op::{Nothing, Op, op};

pub(super) const OPS: &[Op] = &[
    op!("marketplace.get", "Which marketplace this desktop belongs to", Anybody, MANAGER, [], get, Nothing => MarketplaceState),
    op!("marketplace.set", "Joins a marketplace behind a hub, or goes back to this desktop's own, from the next start on", Anybody, MANAGER, [], set, SetMarketplace => MarketplaceState),
];

/// The marketplace now and from the next start on.
#[derive(Debug, Serialize, Deserialize, ts_rs::TS)]
struct MarketplaceState {
    place: String,
    /// Of the hub; empty for this desktop's own marketplace.
    address: String,
    has_certificate: bool,
    /// The address belongs to the next start.
    needs_restart: bool,
    /// Where this desktop's own marketplace went; empty while it is here.
    moved_to: String,
}

/// Where to go.
#[derive(Debug, Deserialize, ts_rs::TS)]
#[ts(optional_fields)]
struct SetMarketplace {
    /// Empty for this desktop's own marketplace.
    address: String,
    #[serde(default)]
    certificate: Option<String>,
}

async fn get(call: &Call, _: Nothing) -> Result<MarketplaceState, Refusal> {
    Ok(state(call, &Address::load(&call.desk.dir)?))
}

/// A hub must answer before it is kept: a slip of the pen would leave a desktop that opens on nothing.
async fn set(call: &Call, ask: SetMarketplace) -> Result<MarketplaceState, Refusal> {
    let wanted = Address {
        address: ask.address.trim().trim_end_matches('/').to_owned(),
        certificate: ask.certificate.unwrap_or_default().trim().to_owned(),
    };
    if !wanted.address.is_empty() {
        let hub = wanted.hub()?;
        hub.is_there().await.map_err(|refusal| Refusal::field("address", refusal.message))?;
    }
    wanted.save(&call.desk.dir)?;
    Ok(state(call, &wanted))
}

fn state(call: &Call, kept: &Address) -> MarketplaceState {
    MarketplaceState {
        place: call.desk.market.place().to_owned(),
        address: kept.address.clone(),
        has_certificate: !kept.certificate.is_empty(),
        needs_restart: call.desk.joined != *kept,
        moved_to: call.desk.market.moved().map(|moved| moved.place().to_owned()).unwrap_or_default(),
    }
}
