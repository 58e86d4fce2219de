//! Programs of other releases: what an older one wrote is still read, and what cannot be taken yet is kept.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU32, Ordering};

use market::intent::{Intent, IntentBody};
use market::ops::Actor;
use market::space::Space;
use market::{Code, Refusal};
use serde_json::{Value, json};
use stories::shop::data;
use sync::{Answer, Authority, Cursors, Delta, Held, Link};
use uuid::Uuid;

use crate::dump::assert_same;
use crate::house::{moved, put};

/// The way to an authority that is so many releases behind.
struct Behind<'a> {
    authority: &'a Authority,
    releases: AtomicU32,
}

impl Link for Behind<'_> {
    async fn submit(&self, actor: &Actor, intents: &[Intent]) -> (Vec<Answer>, Option<Refusal>) {
        let ahead = self.releases.load(Ordering::SeqCst);
        let intents: Vec<Intent> =
            intents.iter().map(|one| Intent { schema: one.schema + ahead, ..one.clone() }).collect();
        self.authority.submit(actor, &intents).await
    }

    async fn pull(&self, account: Uuid, cursors: &Cursors) -> Result<Delta, Refusal> {
        self.authority.pull(account, cursors).await
    }

    async fn compare(&self, account: Uuid, held: &[Held]) -> Result<Vec<Space>, Refusal> {
        self.authority.compare(account, held).await
    }
}

on_both!(a_program_newer_than_its_marketplace_keeps_what_waits_and_says_why, |house| {
    let vendor = house.person("vendor", &["vendor"]).await;
    let store = vendor.open_store(&house, "Lantern").await;
    let lamp = vendor.add_product(&house, store, "lamp", 5).await;
    let behind = Behind { authority: &house.authority, releases: 1.into() };
    vendor.change(moved(lamp, 2)).await;
    vendor.change(put(lamp, 1)).await;

    for _ in 0..3 {
        let refusal = vendor.replica.sync(&behind, &vendor.actor).await.expect_err("it cannot be read there");
        assert_eq!(refusal.code, Code::NewerData);
        assert!(refusal.message.contains("too new for its marketplace"), "{}", refusal.message);
        assert_eq!(vendor.replica.trouble(), Some(refusal), "the window can say so");
        assert_eq!(
            (vendor.waiting().await, vendor.refused().await.len()),
            (2, 0),
            "it waits; nothing is refused for good"
        );
    }
    behind.releases.store(0, Ordering::SeqCst);
    vendor.replica.sync(&behind, &vendor.actor).await.unwrap();

    assert_eq!(
        (vendor.waiting().await, vendor.replica.trouble()),
        (0, None),
        "after the marketplace was updated"
    );
    assert_eq!(house.stock(lamp).await, 7, "it was sent, once");
    assert_same(&house, &vendor, "after the update").await;
});

on_both!(a_marketplace_sends_columns_and_tables_that_an_older_program_does_not_know, |house| {
    struct Newer<'a>(&'a Authority);
    impl Link for Newer<'_> {
        async fn submit(&self, actor: &Actor, intents: &[Intent]) -> (Vec<Answer>, Option<Refusal>) {
            self.0.submit(actor, intents).await
        }
        async fn pull(&self, account: Uuid, cursors: &Cursors) -> Result<Delta, Refusal> {
            let mut delta = self.0.pull(account, cursors).await?;
            for row in delta.pages.iter_mut().flat_map(|page| &mut page.rows) {
                row.values.iter_mut().for_each(|values| values.push(market::db::Value::Int(1)));
                let mut unknown = row.clone();
                unknown.table = 9_000;
                *row = if row.table == market::db::tables::STOCK_MOVEMENT { unknown } else { row.clone() };
            }
            Ok(delta)
        }
        async fn compare(&self, _: Uuid, _: &[Held]) -> Result<Vec<Space>, Refusal> {
            Ok(vec![])
        }
    }
    let vendor = house.person("vendor", &["vendor"]).await;
    let buyer = house.person("buyer", &["buyer"]).await;
    let store = vendor.open_store(&house, "Lantern").await;
    vendor.add_product(&house, store, "lamp", 5).await;

    buyer.replica.sync(&Newer(&house.authority), &buyer.actor).await.unwrap();
    vendor.replica.sync(&Newer(&house.authority), &vendor.actor).await.unwrap();

    assert_same(&house, &buyer, "what it knows it takes").await;
});

/// Bodies as the first release wrote them, with nothing in them but what they cannot do without. They are never changed.
#[test]
fn every_change_that_a_released_program_wrote_can_still_be_read() {
    let written: Vec<Value> =
        serde_json::from_slice(&std::fs::read(data("changes-of-release-1.json")).unwrap()).unwrap();
    let mut names = BTreeSet::new();
    for body in &written {
        let read: IntentBody =
            serde_json::from_value(body.clone()).unwrap_or_else(|why| panic!("{why}: {body}"));
        names.insert(read.name());
        let mut more = body.clone();
        more["a_field_of_a_later_release"] = json!(1);
        serde_json::from_value::<IntentBody>(more).unwrap_or_else(|why| panic!("{why}: {body}"));
    }
    assert_eq!((written.len(), names.len()), (32, 32), "one of each kind that the first release knew");
}
