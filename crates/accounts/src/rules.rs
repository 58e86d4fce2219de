//! What operators decide for the whole marketplace.

use market::{Permission, Refusal, db};
use serde::{Deserialize, Serialize};

use crate::office::{Ask, Asker, Office, Who, ask};
use crate::profile::Nothing;

pub(crate) const ASKS: &[Ask] = &[
    ask!("marketplace.rules", Who::SignedIn, rules),
    ask!("marketplace.set_rules", Who::May(Permission::MarketplaceChange), set_rules),
];

/// What holds for everybody here.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, ts_rs::TS)]
#[ts(rename = "MarketplaceRules")]
pub struct Rules {
    /// Whether selling and reviewing need an address that is proved.
    needs_verified: bool,
}

async fn rules(office: &Office<'_>, _: &Asker, _: Nothing) -> Result<Rules, Refusal> {
    let mut tx = office.authority.db().read().await?;
    Ok(Rules { needs_verified: db::setting::needs_verified(&mut tx).await? })
}

async fn set_rules(office: &Office<'_>, _: &Asker, ask: Rules) -> Result<Rules, Refusal> {
    let mut tx = office.authority.db().begin().await?;
    db::setting::set_needs_verified(&mut tx, ask.needs_verified).await?;
    tx.commit().await?;
    Ok(ask)
}
