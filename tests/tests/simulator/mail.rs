//! The post: the real round over the outbox, with a carrier that fails, delivers unheard, and is killed. What left is
//! known by its Message-ID, which is the mail's own id.

use std::collections::BTreeMap;

use market::db;
use market::db::mail::MailRow;
use post::{Failure, Kind};
use uuid::Uuid;

use crate::stop::{self, kill};
use crate::world::{World, short};

impl World {
    /// The courier takes one mail; sometimes nobody comes back.
    pub(crate) async fn deliver_mail(&mut self) {
        let (fate, jitter) = (self.chance.below(12), self.chance.below(101));
        let deliver = async |mail: &MailRow| {
            self.note(format!("    the courier has {}, fate {fate}", short(mail.id)));
            match fate {
                0 => kill(),
                1 => {
                    self.leaves(mail.id, true);
                    kill()
                }
                2 => {
                    self.leaves(mail.id, true);
                    Err(failure(Kind::Passing))
                }
                3 | 4 => Err(failure(Kind::Passing)),
                5 => Err(failure(Kind::Permanent)),
                _ => {
                    self.leaves(mail.id, false);
                    Ok(())
                }
            }
        };
        self.round(deliver, u32::try_from(jitter).unwrap()).await;
    }

    /// Everything that is due leaves, and time passes until nothing waits.
    pub(crate) async fn empty_outbox(&self) {
        loop {
            let deliver = async |mail: &MailRow| {
                self.leaves(mail.id, false);
                Ok(())
            };
            let found = self.round(deliver, 0).await;
            if self.ledger.lock().unwrap().fault.is_some() {
                return;
            }
            if found {
                continue;
            }
            let mut tx = self.market.authority.db().glance().await.unwrap();
            let Some(due_us) = db::mail::next_due(&mut tx).await.unwrap() else { return };
            let wait_us = due_us - self.market.authority.now_us();
            self.market.clock.pass(wait_us.max(0));
        }
    }

    /// One round; answers whether there was a mail.
    async fn round(&self, deliver: impl AsyncFnOnce(&MailRow) -> Result<(), Failure>, jitter: u32) -> bool {
        let (db, now_us) = (self.market.authority.db(), self.market.authority.now_us());
        match stop::run(Box::pin(post::send_one_by(db, deliver, now_us, jitter))).await {
            None => true,
            Some(Ok(found)) => found,
            Some(Err(fault)) => {
                self.blame(format!("the courier: {fault:?}"));
                false
            }
        }
    }

    /// A mail leaves. It may leave again only where nobody could note that it did.
    fn leaves(&self, id: Uuid, is_unheard: bool) {
        let mut ledger = self.ledger.lock().unwrap();
        let post = ledger.post.entry(id).or_default();
        post.left += 1;
        let is_too_often = post.left > 1 + post.may_repeat;
        if is_unheard {
            post.may_repeat = post.left;
        }
        if is_too_often {
            ledger.blame(format!("the mail {} left twice", short(id)));
        }
    }

    /// An authority put back to a copy does not know what has left since.
    pub(crate) async fn mails_may_repeat(&self) {
        let sent = self.mails().await;
        for (id, post) in &mut self.ledger.lock().unwrap().post {
            if sent.get(id).is_none_or(|state| state != "sent") {
                post.may_repeat = post.left;
            }
        }
    }

    async fn mails(&self) -> BTreeMap<Uuid, String> {
        let mut tx = self.market.authority.db().glance().await.unwrap();
        let rows: Vec<(Uuid, String)> = tx.all("select id, state from mail", vec![]).await.unwrap();
        rows.into_iter().collect()
    }

    /// Each order has one mail, and each mail that counts as sent has left.
    pub(crate) async fn check_mails(&self) {
        let mut tx = self.market.authority.db().glance().await.unwrap();
        let sql = "select count(*) from purchase p where (select count(*) from mail m where m.order_id = p.id) <> 1";
        if tx.int(sql, vec![]).await.unwrap() > 0 {
            self.blame("an order has no mail, or two".into());
        }
        drop(tx);
        for (id, state) in self.mails().await {
            let left = self.ledger.lock().unwrap().post.get(&id).map_or(0, |post| post.left);
            if state == "queued" || (state == "sent" && left == 0) {
                self.blame(format!("the mail {} is {state} and left {left} times", short(id)));
            }
        }
    }
}

fn failure(kind: Kind) -> Failure {
    Failure { kind, reason: "as the seed has it".into() }
}
