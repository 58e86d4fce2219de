//! What is somebody else's: forged, replayed, turned round, altered on the way, or simply asked for.

use hub::Limits;
use market::domain::address::AddressFields;
use market::domain::edit::Edit;
use market::domain::order::LineState;
use market::domain::product::ProductFields;
use market::intent::{ImportItem, IntentBody, PictureRef, Total, Wanted};
use serde_json::{Value, json};
use stories::shop::store_fields;
use uuid::Uuid;

use crate::fixture::{House, Person, Place, generous};

const CLEAR: IntentBody = IntentBody::ClearCart {};

async fn send(place: &Place, person: &Person, intents: &[Value]) -> Value {
    let answer = place.post("/v1/intents", Some(person), &json!({ "intents": intents })).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()
}

fn opened(id: Uuid) -> IntentBody {
    IntentBody::OpenStore { id, fields: serde_json::from_value(store_fields("Lamps", "S-")).unwrap() }
}

fn product(sku: &str) -> ProductFields {
    ProductFields {
        name: sku.into(),
        sku: sku.into(),
        price_minor: 100,
        is_active: true,
        ..ProductFields::default()
    }
}

fn address() -> AddressFields {
    AddressFields {
        name: "Layla".into(),
        line1: "Markt 1".into(),
        city: "Jena".into(),
        postcode: "07743".into(),
        country: "DE".into(),
        ..AddressFields::default()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_device_of_somebody_else_is_refused_and_its_owner_goes_on() {
    let place = House::new().await.hub().await;
    let (layla, omar) = (place.person("layla", "buyer").await, place.person("omar1", "buyer").await);
    send(&place, &layla, &[layla.intent(1, &CLEAR)]).await;
    let mut forged = omar.intent(1_000_000, &CLEAR);
    forged["device"] = layla.intent(2, &CLEAR)["device"].clone();

    let answer = send(&place, &omar, &[forged]).await;

    assert_eq!(answer["answers"], json!([]), "nothing is decided: {answer}");
    assert_eq!(
        (answer["fault"]["code"].as_str(), answer["fault"]["fields"]["device"].as_str()),
        (Some("stale"), Some("renew"))
    );
    let own = send(&place, &layla, &[layla.intent(2, &CLEAR)]).await;
    assert_eq!(
        own["answers"][0]["outcome"]["outcome"], "applied",
        "no place in her order was used up: {own}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_id_of_somebody_elses_change_tells_nothing_about_it() {
    let place = House::new().await.hub().await;
    let (layla, omar) = (place.person("layla", "buyer").await, place.person("omar1", "buyer").await);
    let hers = layla.intent(1, &CLEAR);
    send(&place, &layla, std::slice::from_ref(&hers)).await;
    let mut copied = omar.intent(1, &CLEAR);
    copied["id"] = hers["id"].clone();

    let answer = send(&place, &omar, &[copied]).await;

    assert_eq!(answer["answers"][0]["outcome"]["outcome"], "refused", "her answer is not his: {answer}");
    assert_eq!(answer["answers"][0]["outcome"]["code"], "conflict");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_turned_round_or_altered_after_it_was_sent_is_refused() {
    let place = House::new().await.hub().await;
    let layla = place.person("layla", "buyer").await;
    let round = [layla.intent(2, &CLEAR), layla.intent(1, &CLEAR), layla.intent(3, &CLEAR)];
    let answer = send(&place, &layla, &round).await;
    assert_eq!(
        answer["answers"].as_array().unwrap().len(),
        1,
        "the first is decided, then it stops: {answer}"
    );
    assert_eq!(answer["fault"]["code"], "stale");
    for seq in [0, -1, i64::MIN] {
        let answer = send(&place, &layla, &[layla.intent(seq, &CLEAR)]).await;
        assert_eq!(answer["fault"]["code"], "stale", "there is no such place: {answer}");
    }

    let mut altered = round[0].clone();
    altered["body"] = json!({ "op": "add_address", "id": Uuid::now_v7(), "fields": address() });
    let answer = send(&place, &layla, &[altered]).await;

    assert_eq!(answer["answers"][0]["outcome"]["code"], "conflict", "{answer}");
    let again = send(&place, &layla, &round[..1]).await;
    assert_eq!(again["answers"][0]["outcome"]["outcome"], "applied", "the first answer stands: {again}");
}

/// Everything one could try with a store, a product, an order's part and line, an address or a review, by their ids.
fn tries([store, product_id, part, line, address_id, review, tag]: [Uuid; 7]) -> Vec<IntentBody> {
    let edit = || Edit {
        before: serde_json::from_value(json!({ "name": "x" })).unwrap(),
        after: serde_json::from_value(json!({ "name": "y" })).unwrap(),
    };
    let item = ImportItem { id: Uuid::nil(), fields: product("I-1"), stock: 1, pictures: vec![] };
    let wanted = Wanted { product: product_id, quantity: 1, price_minor: 100 };
    vec![
        IntentBody::EditStore { id: store, edit: edit() },
        IntentBody::SetStoreOpen { id: store, is_open: false },
        IntentBody::RemoveStore { id: store },
        IntentBody::RestoreStore { id: store },
        IntentBody::AddProduct { id: Uuid::nil(), store, fields: product("A-1"), stock: 1 },
        IntentBody::EditProduct { id: product_id, edit: edit() },
        IntentBody::SetProductsActive { ids: vec![product_id], is_active: false },
        IntentBody::RemoveProducts { ids: vec![product_id] },
        IntentBody::RestoreProducts { ids: vec![product_id] },
        IntentBody::SetPictures { id: product_id, before: None, pictures: Vec::<PictureRef>::new() },
        IntentBody::AdjustStock {
            product: product_id,
            delta: 5,
            reason: "found".into(),
            note: String::new(),
        },
        IntentBody::SaveTag {
            id: Uuid::nil(),
            store,
            name: "Tag".into(),
            slug: "tag".into(),
            description: String::new(),
        },
        IntentBody::RemoveTag { id: tag },
        IntentBody::ImportProducts { batch: Uuid::nil(), store, items: vec![item] },
        IntentBody::EditAddress { id: address_id, edit: edit() },
        IntentBody::RemoveAddress { id: address_id },
        IntentBody::PlaceOrder {
            order: Uuid::nil(),
            billing: address_id,
            shipping: address_id,
            lines: vec![wanted],
            totals: vec![Total { currency: "EUR".into(), total_minor: 100 }],
            note: String::new(),
        },
        IntentBody::MarkPaid { part, method: "transfer".into() },
        IntentBody::SetLines { part, lines: vec![line], state: LineState::Sent, tracking: String::new() },
        IntentBody::CancelSale { part, reason: "no".into() },
        IntentBody::ReplyReview { review, reply: "thanks".into() },
    ]
}

fn is_buyers(body: &IntentBody) -> bool {
    ["address.", "order.", "review.add"].iter().any(|start| body.permission().name().starts_with(start))
}

/// A store with a product, a tag, an order and a review of it: store, product, part, line, address, review, tag.
async fn things(place: &Place, vendor: &Person, buyer: &Person) -> [Uuid; 7] {
    let [store, item, address_id, order, tag] = [(); 5].map(|()| Uuid::now_v7());
    let lines = vec![Wanted { product: item, quantity: 1, price_minor: 100 }];
    let bodies = [
        opened(store),
        IntentBody::AddProduct { id: item, store, fields: product("P-1"), stock: 9 },
        IntentBody::SaveTag {
            id: tag,
            store,
            name: "Tag".into(),
            slug: "tag".into(),
            description: String::new(),
        },
        IntentBody::AddAddress { id: address_id, fields: address() },
        IntentBody::PlaceOrder {
            order,
            billing: address_id,
            shipping: address_id,
            lines,
            totals: vec![Total { currency: "EUR".into(), total_minor: 100 }],
            note: String::new(),
        },
        IntentBody::SaveReview { product: item, rating: 5, title: "Good".into(), body: "Very good".into() },
    ];
    for (seq, body) in (1..).zip(&bodies) {
        let answer = place.change(if is_buyers(body) { buyer } else { vendor }, seq, body).await;
        assert_eq!(answer["outcome"]["outcome"], "applied", "{body:?}: {answer}");
    }
    let delta = place.post("/v1/pull", Some(vendor), &json!({ "cursors": [] })).await.json();
    let row = |table: i64| {
        let pages = delta["pages"].as_array().unwrap().iter();
        let mut rows = pages.flat_map(|page| page["rows"].as_array().unwrap());
        let found = rows.find(|row| row[0] == table && row[1].is_array());
        serde_json::from_value(found.unwrap_or_else(|| panic!("no row of table {table}"))[1][0].clone())
            .unwrap()
    };
    let tables = market::db::tables::SYNCED;
    let number = |name: &str| tables.iter().find(|table| table.name == name).unwrap().no;
    [
        store,
        item,
        row(number("order_part")),
        row(number("order_line")),
        address_id,
        row(number("review")),
        tag,
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_belongs_to_somebody_else_looks_absent() {
    let limits = Limits { intents: hub::Allowance { burst: 10_000, per_minute: 10_000 }, ..generous() };
    let place = House::new().await.hub_with(limits).await;
    let (layla, zoe) = (place.person("layla", "vendor").await, place.person("zoe12", "buyer").await);
    let (omar, ben) = (place.person("omar1", "vendor").await, place.person("ben12", "buyer").await);
    let hers = things(&place, &layla, &zoe).await;
    let all = async |who| {
        place.post("/v1/pull", Some(who), &json!({ "cursors": [] })).await.json()["pages"].clone()
    };
    let before = (all(&layla).await, all(&zoe).await);
    let (forged, invented) = (tries(hers), tries([(); 7].map(|()| Uuid::now_v7())));

    for (seq, (forged, invented)) in (1..).step_by(2).zip(forged.iter().zip(&invented)) {
        let stranger = if is_buyers(forged) { &ben } else { &omar };
        let to_hers = place.change(stranger, seq, forged).await["outcome"].clone();
        let to_nothing = place.change(stranger, seq + 1, invented).await["outcome"].clone();

        assert_eq!(to_hers["outcome"], "refused", "{forged:?}: {to_hers}");
        assert_eq!(to_hers, to_nothing, "one cannot tell hers from nothing: {forged:?}");
        assert_eq!(to_hers["code"], "not_found", "{forged:?}");
    }
    assert_eq!(before, (all(&layla).await, all(&zoe).await), "nothing of theirs has changed");
}
