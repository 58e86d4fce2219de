//! Who asks, when, and where: everything an operation may know besides its rows.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::db::{self, Tx};
use crate::domain::ids::IdStream;
use crate::permission::Permission;
use crate::refusal::Refusal;

/// Somebody signed in, with what the session allows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The account.
    pub account: Uuid,
    /// For mails.
    pub email: String,
    /// For reviews and the ledger.
    pub display_name: String,
    /// Names of permissions.
    pub permissions: BTreeSet<String>,
}

impl Actor {
    /// Somebody not signed in: looks at shelves and keeps a cart on this desktop.
    pub fn visitor() -> Self {
        Self {
            account: Uuid::nil(),
            email: String::new(),
            display_name: String::new(),
            permissions: [Permission::CartChange.name().to_owned()].into(),
        }
    }

    /// Whether this is nobody yet.
    pub fn is_visitor(&self) -> bool {
        self.account.is_nil()
    }
}

/// Which side applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// What it says is true.
    Authority,
    /// What it says is a guess until confirmed.
    Replica,
}

/// The context of one intent.
#[derive(Clone, Debug)]
pub struct Ctx {
    /// Who.
    pub actor: Actor,
    /// When: the authority's clock there, the desktop's as a guess on the replica.
    pub now_us: i64,
    /// Where.
    pub place: Place,
    /// Ids that follow from the intent.
    pub ids: IdStream,
    /// The intent itself.
    pub intent: Uuid,
    /// What the intent needs: the actor must hold it, and in the very store it is about.
    needs: Option<Permission>,
}

impl Ctx {
    /// The context of an intent.
    pub fn new(actor: Actor, intent: Uuid, now_us: i64, place: Place) -> Self {
        Self { actor, now_us, place, ids: IdStream::of(intent), intent, needs: None }
    }

    /// Refuses an intent whose actor may not do such a thing anywhere; where they may is asked store by store.
    pub(super) fn needs(&mut self, permission: Permission) -> Result<(), Refusal> {
        self.needs = Some(permission);
        self.must(permission)
    }

    /// Refuses what the actor may not do.
    pub fn must(&self, permission: Permission) -> Result<(), Refusal> {
        if self.actor.permissions.contains(permission.name()) {
            return Ok(());
        }
        if self.actor.is_visitor() {
            return Err(Refusal::new(crate::Code::SignedOut, "Please sign in first."));
        }
        Err(Refusal::forbidden())
    }

    /// Whether this side decides.
    pub fn is_authority(&self) -> bool {
        self.place == Place::Authority
    }

    /// Whether the actor may do in a store what this intent needs. Every scope comes down to this question.
    pub async fn may_in(&self, tx: &mut Tx, store: Uuid) -> Result<bool, Refusal> {
        let Some(permission) = self.needs else { return Ok(false) };
        db::staff::may(tx, store, self.actor.account, permission).await
    }

    /// A store the actor works for; any other looks absent, and a removed one changes no more.
    pub async fn own_store(&self, tx: &mut Tx, id: Uuid) -> Result<db::store::StoreRow, Refusal> {
        let row = self.own_store_or_removed(tx, id).await?;
        if row.removed_at_us.is_some() { Err(Refusal::removed("store")) } else { Ok(row) }
    }

    /// The same where a removed one will do.
    pub async fn own_store_or_removed(&self, tx: &mut Tx, id: Uuid) -> Result<db::store::StoreRow, Refusal> {
        if !self.may_in(tx, id).await? {
            return Err(Refusal::not_found("store"));
        }
        db::store::get(tx, id).await?.ok_or_else(|| Refusal::not_found("store"))
    }

    /// The stores where the actor may do what this intent needs.
    pub async fn own_stores(&self, tx: &mut Tx) -> Result<BTreeSet<Uuid>, Refusal> {
        let Some(permission) = self.needs else { return Ok(BTreeSet::new()) };
        db::staff::stores_where(tx, self.actor.account, permission).await
    }

    /// A product of a store the actor works for; any other looks absent, and a removed one changes no more.
    pub async fn own_product(&self, tx: &mut Tx, id: Uuid) -> Result<db::product::ProductRow, Refusal> {
        let row = db::product::get(tx, id).await?.ok_or_else(|| Refusal::not_found("product"))?;
        if !self.may_in(tx, row.store_id).await? {
            return Err(Refusal::not_found("product"));
        }
        if row.removed_at_us.is_some() { Err(Refusal::removed("product")) } else { Ok(row) }
    }
}
