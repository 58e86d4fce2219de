//! What must be true after every single step.

use std::collections::BTreeMap;

use uuid::Uuid;

use crate::desk::Desk;
use crate::world::{World, short};

impl World {
    /// After every step: no stock below nothing, and no change gone without an answer or a word from its maker.
    pub(crate) async fn watch(&mut self, at: usize, dealt_with: &[Uuid]) {
        let desk = &self.desks[at];
        let (now, hides) = desk.look().await;
        for id in now.keys().filter(|id| !desk.held.contains_key(id)) {
            let body = desk.body(*id).await;
            self.ledger.lock().unwrap().accepted.insert(*id, body);
        }
        self.compare(desk, &now, dealt_with);
        if hides {
            self.blame(format!("{}: a change that waits is not shown", desk.name));
        }
        self.desks[at].held = now;
        let mut tx = self.market.authority.db().glance().await.unwrap();
        if tx.int("select count(*) from product where stock < 0", vec![]).await.unwrap() > 0 {
            self.blame("a stock is below nothing".into());
        }
    }

    /// What a desk held is still there, or was answered, or was dealt with by its maker.
    fn compare(&self, desk: &Desk, now: &BTreeMap<Uuid, bool>, dealt_with: &[Uuid]) {
        let mut ledger = self.ledger.lock().unwrap();
        for (id, waited) in &desk.held {
            let fault = match now.get(id) {
                None if dealt_with.contains(id) || ledger.heard_applied.contains(id) => continue,
                None => "is gone without an answer or a word",
                Some(false) if *waited && !ledger.heard_refused.contains(id) => {
                    "counts as refused, which nobody said"
                }
                Some(true) if !waited => "waits again",
                Some(_) => continue,
            };
            let fault = format!("{}: {} {fault}", desk.name, short(*id));
            ledger.blame(fault);
        }
    }
}
