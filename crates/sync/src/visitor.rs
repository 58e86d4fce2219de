//! A visitor's cart joins an account's, once, wherever the program stops on the way.

use market::Refusal;
use market::db;
use market::domain::ids;
use market::intent::IntentBody;
use market::ops::Actor;
use uuid::Uuid;

use crate::outside::Work;
use crate::replica::Replica;

impl Replica {
    /// Lets the cart of a visitor's replica join this account's. The merge has one id for one cart, kept with it until it
    /// has left: a stop in between can neither lose the cart nor count it twice.
    pub async fn join_cart(&self, visitor: &Self, actor: &Actor, body: &IntentBody) -> Result<(), Refusal> {
        let id = visitor.cart_id(self.account()).await?;
        if !self.has_made(id).await? {
            self.change(actor, id, body).await?;
        }
        visitor.empty_cart().await
    }

    /// The id under which the cart of this visitor's replica joins an account's; the same until the cart has left. Each
    /// account has another, so that a visitor's replica put back to an older copy can join somebody else's.
    pub async fn cart_id(&self, account: Uuid) -> Result<Uuid, Refusal> {
        let mut tx = self.db.begin().await?;
        let kept = db::replica::get(&mut tx, "cart_id").await?.and_then(|text| Uuid::parse_str(&text).ok());
        let id = kept.unwrap_or_else(|| self.outside.new_id());
        db::replica::set(&mut tx, "cart_id", &id.to_string()).await?;
        self.outside.commit(Work::NameCart, tx).await?;
        Ok(ids::derived(id, &account.to_string()))
    }

    /// Empties the visitor's cart once it has joined an account's.
    pub async fn empty_cart(&self) -> Result<(), Refusal> {
        let mut tx = self.db.begin().await?;
        db::cart::forget(&mut tx, self.account()).await?;
        db::replica::set(&mut tx, "cart_id", &self.outside.new_id().to_string()).await?;
        self.outside.commit(Work::EmptyCart, tx).await?;
        Ok(())
    }

    /// Whether this replica has ever made a change under this id.
    pub async fn has_made(&self, id: Uuid) -> Result<bool, Refusal> {
        let mut tx = self.db.read().await?;
        Ok(db::replica::get(&mut tx, "last_merge").await? == Some(id.to_string()))
    }
}
