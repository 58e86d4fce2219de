//! A refused order gives its cart back. What was put into the cart meanwhile stays: the same products are summed.

use std::collections::BTreeMap;

use market::db::{self, Tx};
use market::domain::ids;
use market::intent::{IntentBody, Outcome};
use market::ops::cart::MOST_QUANTITY;
use market::ops::{Actor, Done};
use market::{Code, Refusal};
use uuid::Uuid;

use crate::replica::Replica;
use crate::travel::Answer;

/// How many of a product there must be in the cart, and which refused order wants it.
pub(crate) struct GivenBack {
    change: Uuid,
    product: Uuid,
    quantity: i64,
}

impl Replica {
    /// What refused orders give back, over the cart as its owner sees it before the guesses are taken back. An order whose
    /// guess was out of sight already has its lines in the cart.
    pub(crate) async fn given_back(
        &self,
        tx: &mut Tx,
        answers: &[Answer],
    ) -> Result<Vec<GivenBack>, Refusal> {
        let mut given: BTreeMap<Uuid, GivenBack> = BTreeMap::new();
        for answer in answers.iter().filter(|answer| answer.outcome != Outcome::Applied) {
            let Some(row) = db::replica::find(tx, answer.intent).await? else { continue };
            if !row.is_waiting() {
                continue;
            }
            let IntentBody::PlaceOrder { order, lines, .. } = serde_json::from_str(&row.body)? else {
                continue;
            };
            if db::order::get(tx, order).await?.is_none() {
                continue;
            }
            for line in lines {
                let here = db::cart::get(tx, self.account(), line.product).await?.map_or(0, |line| line.0);
                let (change, product) = (answer.intent, line.product);
                let one = given.entry(product).or_insert(GivenBack { change, product, quantity: here });
                one.quantity = one.quantity.saturating_add(line.quantity).min(MOST_QUANTITY);
            }
        }
        Ok(given.into_values().collect())
    }

    /// Most of it is in the cart again by itself, because the order is gone. What was changed there in the belief that it
    /// was empty may have left fewer: those are put back. What cannot be bought any more is not.
    pub(crate) async fn give_back(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        given: Vec<GivenBack>,
    ) -> Result<(), Refusal> {
        for GivenBack { change, product, quantity } in given {
            let here = db::cart::get(tx, self.account(), product).await?.map_or(0, |line| line.0);
            if here >= quantity {
                continue;
            }
            let id = ids::derived(change, &product.to_string());
            let body = IntentBody::PutInCart { product, quantity, adds: false };
            let point = tx.savepoint().await?;
            match self.keep(tx, actor, id, &body).await {
                Ok(Done::Applied) => tx.release(point).await?,
                Err(refusal) if refusal.is_passing() && refusal.code != Code::Broken => return Err(refusal),
                Ok(Done::Conflict(_)) | Err(_) => tx.back_to(point).await?,
            }
        }
        Ok(())
    }
}
