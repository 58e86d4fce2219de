//! A replica holds what its person may see, and nothing else, not even in deleted bytes.

use market::intent::{IntentBody, PictureRef};
use market::{Code, db};
use serde_json::json;
use uuid::Uuid;

use crate::dump::{self, assert_same};
use crate::house::{House, Person, added, of, ordered, put};

const SECRET: &str = "Zanzibarcanary";

/// Whether a word stands anywhere in the bytes of a replica, its log included.
fn holds(person: &Person, word: &str) -> bool {
    let log = format!("{}-wal", person.path.display());
    let mut bytes = std::fs::read(&person.path).unwrap();
    bytes.extend(std::fs::read(log).unwrap_or_default());
    let bytes = bytes.to_ascii_lowercase();
    let word = word.to_ascii_lowercase();
    bytes.windows(word.len()).any(|at| at == word.as_bytes())
}

async fn keep_picture(house: &House, hash: &str) {
    let mut tx = house.authority.db().begin().await.unwrap();
    let new = db::picture::NewPicture {
        hash: hash.into(),
        mime: "image/png",
        width: 1,
        height: 1,
        full: vec![1],
        thumb: vec![1],
    };
    db::picture::put(&mut tx, new).await.unwrap();
    tx.commit().await.unwrap();
}

on_both!(nobody_holds_drafts_offices_or_homes_of_others, |house| {
    let vendor = house.person("vendor", &["vendor"]).await;
    let rival = house.person("rival", &["vendor"]).await;
    let buyer = house.person("buyer", &["buyer"]).await;
    let stranger = house.person("stranger", &["buyer"]).await;
    let store = vendor.open_store(&house, "Lantern").await;
    rival.open_store(&house, "Harbour").await;
    let lamp = vendor.add_product(&house, store, "lamp", 5).await;
    let draft = Uuid::now_v7();
    let mut fields = json!({ "name": format!("{SECRET} draft"), "sku": "draft", "price_minor": 1, "tax_bp": 0, "is_active": false });
    fields["tags"] = json!(["plain"]);
    vendor.change(IntentBody::AddProduct { id: draft, store, fields: of(fields), stock: 1 }).await;
    let hash = "a".repeat(64);
    keep_picture(&house, &hash).await;
    let picture = PictureRef { hash, alt: format!("{SECRET} picture"), width: 1, height: 1 };
    vendor.change(IntentBody::SetPictures { id: draft, pictures: vec![picture], before: None }).await;
    let note = format!("{SECRET} counted");
    vendor.change(IntentBody::AdjustStock { product: lamp, delta: 1, reason: "counted".into(), note }).await;
    vendor.sync(&house).await;
    buyer.sync(&house).await;
    let address = Uuid::now_v7();
    let lines = json!({ "name": format!("{SECRET} Zoë"), "line1": "Rue 1", "city": "Genève", "postcode": "1201", "country": "CH" });
    buyer.change(IntentBody::AddAddress { id: address, fields: of(lines) }).await;
    buyer.change(put(lamp, 1)).await;
    buyer.sync(&house).await;
    buyer.change(ordered(Uuid::now_v7(), address, lamp, 1)).await;
    buyer.sync(&house).await;

    for person in [&vendor, &rival, &buyer, &stranger] {
        person.sync(&house).await;
        assert_same(&house, person, "what each may see").await;
    }
    assert!(holds(&vendor, SECRET) && holds(&buyer, SECRET), "those who may see it hold it");
    for person in [&rival, &stranger] {
        assert!(!holds(person, SECRET), "{} holds a secret", person.actor.display_name);
    }
});

on_both!(what_leaves_the_shelf_leaves_every_replica_bytes_too, |house| {
    let vendor = house.person("vendor", &["vendor"]).await;
    let buyer = house.person("buyer", &["buyer"]).await;
    let store = vendor.open_store(&house, "Lantern").await;
    for number in 0..40 {
        vendor.change(added(Uuid::now_v7(), store, &format!("filler-{number}"), 1)).await;
    }
    let lamp = Uuid::now_v7();
    let fields = json!({
        "name": format!("{SECRET} lamp"), "sku": "lamp", "price_minor": 1, "tax_bp": 0, "is_active": true, "tags": ["warm"],
        "description": format!("<p>{SECRET} {}</p>", "long words ".repeat(900)),
    });
    vendor.change(IntentBody::AddProduct { id: lamp, store, fields: of(fields), stock: 1 }).await;
    let hash = "b".repeat(64);
    keep_picture(&house, &hash).await;
    let picture = PictureRef { hash, alt: format!("{SECRET} picture"), width: 1, height: 1 };
    vendor.change(IntentBody::SetPictures { id: lamp, pictures: vec![picture], before: None }).await;
    vendor.sync(&house).await;
    buyer.sync(&house).await;
    assert!(holds(&buyer, SECRET), "it stood on the shelf");

    vendor.change(IntentBody::SetProductsActive { ids: vec![lamp], is_active: false }).await;
    vendor.sync(&house).await;
    buyer.sync(&house).await;
    assert_same(&house, &buyer, "after it was taken off").await;
    assert!(!holds(&buyer, SECRET), "no byte of it stays");

    vendor.change(IntentBody::SetProductsActive { ids: vec![lamp], is_active: true }).await;
    vendor.sync(&house).await;
    buyer.sync(&house).await;
    assert_same(&house, &buyer, "after it came back, with its pictures and tags").await;
    vendor.change(vendor.edit(lamp, |form| form.is_active = false).await).await;
    vendor.sync(&house).await;
    buyer.sync(&house).await;
    assert_same(&house, &buyer, "after a form took it off").await;
});

on_both!(a_removed_store_leaves_the_shelves_and_comes_back_whole, |house| {
    let vendor = house.person("vendor", &["vendor"]).await;
    let buyer = house.person("buyer", &["buyer"]).await;
    let store = vendor.open_store(&house, SECRET).await;
    let lamp = vendor.add_product(&house, store, "lamp", 5).await;
    buyer.sync(&house).await;
    buyer.change(put(lamp, 1)).await;
    buyer.sync(&house).await;

    vendor.change(IntentBody::RemoveStore { id: store }).await;
    vendor.sync(&house).await;
    buyer.sync(&house).await;
    assert_same(&house, &buyer, "without the store").await;
    assert!(!holds(&buyer, SECRET), "no byte of it stays");
    assert_eq!(buyer.try_change(put(lamp, 1)).await.expect_err("it is gone").code, Code::NotFound);

    vendor.change(IntentBody::RestoreStore { id: store }).await;
    vendor.sync(&house).await;
    buyer.sync(&house).await;
    assert_same(&house, &buyer, "with the store again").await;
    assert_same(&house, &vendor, "the vendor kept everything").await;
});

on_both!(whoever_joins_and_leaves_a_store_gains_and_loses_its_office, |house| {
    let vendor = house.person("vendor", &["vendor", "buyer"]).await;
    let store = vendor.open_store(&house, "Lantern").await;
    let lamp = vendor.add_product(&house, store, "lamp", 5).await;
    let address = vendor.add_address().await;
    vendor.change(ordered(Uuid::now_v7(), address, lamp, 2)).await;
    vendor.sync(&house).await;
    assert_same(&house, &vendor, "an owner who buys at home").await;

    let mut tx = vendor.replica.db().begin().await.unwrap();
    db::replica::leave(&mut tx, market::space::Space::office(store)).await.unwrap();
    tx.commit().await.unwrap();
    let left = dump::all(vendor.replica.db()).await;
    assert!(left["stock_movement"].is_empty(), "the ledger stays in the office");
    assert_eq!((left["order_part"].len(), left["invoice"].len()), (1, 1), "one's own order stays one's own");
    vendor.sync(&house).await;
    assert_same(&house, &vendor, "after reading the office anew").await;
});
