//! A desktop compares through the hub what it holds, and what differs is read anew through it.

use std::path::Path;

use market::db::digest::{Digest, Slice};
use market::db::feed::Cursor;
use market::db::sync_event::{self, Noticed};
use market::intent::{IntentBody, SCHEMA};
use market::ops::Actor;
use market::space::Space;
use remote::{Hub, Trust};
use serde_json::json;
use stories::shop::{StillClock, product_fields, store_fields};
use sync::api::MOST_HELD;
use sync::{Held, Link, Replica};
use uuid::Uuid;

use crate::fixture::House;

async fn reopened(path: &Path, actor: &Actor) -> Replica {
    Replica::open(path, actor.account, StillClock::new()).await.unwrap()
}

async fn price(replica: &Replica) -> i64 {
    replica.db().read().await.unwrap().int("select sum(price_minor) from product", vec![]).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_row_damaged_on_a_desktop_is_healed_through_the_hub() {
    let place = House::new().await.hub().await;
    let person = place.person("layla", "vendor").await;
    let hub = Hub::at(&format!("http://{}", place.at), &Trust::Web).unwrap().under(&person.token);
    let actor = hub.session().await.unwrap().actor();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("layla.db");
    let replica = reopened(&path, &actor).await;
    let store = Uuid::now_v7();
    let fields = serde_json::from_value(store_fields("Lantern", "L-")).unwrap();
    replica.change(&actor, Uuid::now_v7(), &IntentBody::OpenStore { id: store, fields }).await.unwrap();
    let fields = serde_json::from_value(product_fields("lamp", 1_000, 0)).unwrap();
    let lamp = IntentBody::AddProduct { id: Uuid::now_v7(), store, fields, stock: 3 };
    replica.change(&actor, Uuid::now_v7(), &lamp).await.unwrap();
    replica.sync(&hub, &actor).await.unwrap();
    let mut tx = replica.db().begin().await.unwrap();
    tx.exec_one("update product set price_minor = 1", vec![]).await.unwrap();
    tx.commit().await.unwrap();
    replica.close().await;

    let replica = reopened(&path, &actor).await;
    replica.sync(&hub, &actor).await.unwrap();

    assert_eq!(price(&replica).await, 1_000, "what the marketplace has is here again");
    let noticed = sync_event::list(&mut replica.db().read().await.unwrap()).await.unwrap();
    assert_eq!(noticed.iter().map(|one| one.what).collect::<Vec<_>>(), [Noticed::Differed], "and it is said");
    assert_eq!(Link::compare(&hub, actor.account, &[]).await.unwrap(), []);
    let one = Held {
        space: Space::home(actor.account),
        cursor: Cursor::START,
        slice: Slice::default(),
        digest: Digest::default(),
    };
    let held = |count| json!({ "held": vec![one; count], "schema": SCHEMA });
    assert_eq!(place.post("/v1/digests", Some(&person), &held(MOST_HELD)).await.status, 200);
    place.post("/v1/digests", Some(&person), &held(MOST_HELD + 1)).await.refused(413, "too_large");
}
