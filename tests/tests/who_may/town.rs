//! One marketplace for the whole matrix: everybody who can ask, and one of everything that can be asked about.

use std::collections::BTreeMap;

use desk::{Desk, Window};
use market::domain::staff;
use market::{Permission, db};
use serde_json::{Value, json};
use stories::shop::{Shop, id_of, registration, sign_in};
use uuid::Uuid;

/// Everybody who asks. The first one registered owns the marketplace.
pub(crate) const PEOPLE: [&str; 11] = [
    "opera", "vendor", "rival", "packer", "idler", "spare1", "buyer1", "buyer2", "office", "dispatch",
    "support",
];

/// Ids by the name a template gives them, such as `$store`.
pub(crate) type Ids = BTreeMap<&'static str, String>;

/// What there is.
pub(crate) struct Town {
    /// The vendor's, and what the first buyer did in their store.
    pub(crate) there: Ids,
    /// The same that was removed, where that can be.
    pub(crate) removed: Ids,
}

/// Ids that never were.
pub(crate) fn absent(names: &Ids) -> Ids {
    names.keys().map(|name| (*name, Uuid::now_v7().to_string())).collect()
}

/// An input with its names replaced by ids.
pub(crate) fn filled(template: &Value, ids: &Ids) -> Value {
    let mut text = template.to_string();
    for (name, id) in ids {
        text = text.replace(&format!("\"{name}\""), &format!("\"{id}\""));
    }
    serde_json::from_str(&text).unwrap()
}

/// Lets somebody work in the vendor's store with these permissions.
pub(crate) async fn take_on(shop: &Shop, store: &str, account: &str, permissions: &[Permission]) {
    let (store, account) = (Uuid::parse_str(store).unwrap(), Uuid::parse_str(account).unwrap());
    let names: Vec<_> = permissions.iter().map(|one| one.name().to_owned()).collect();
    let mut tx = shop.desk.authority().db().begin().await.unwrap();
    let member = match db::staff::lock(&mut tx, store, account).await.unwrap() {
        Some(member) => member,
        None => db::staff::enter(&mut tx, store, account, 0).await.unwrap(),
    };
    let permissions = staff::checked(&names).unwrap();
    db::staff::give(&mut tx, (store, member), &permissions, Uuid::now_v7).await.unwrap();
    db::staff::record(&mut tx, store, Uuid::now_v7()).await.unwrap();
    tx.commit().await.unwrap();
}

/// Signs somebody in at both windows; nobody for a visitor.
pub(crate) async fn sit(desk: &Desk, name: Option<&str>) {
    for window in [Window::Manager, Window::Storefront] {
        desk.call(window, "account.sign_out", json!({})).await.unwrap();
        if let Some(name) = name {
            sign_in(desk, window, name).await;
        }
    }
}

/// Builds it.
pub(crate) async fn build(shop: &Shop) -> Town {
    let mut accounts = BTreeMap::new();
    for name in PEOPLE {
        let role = if ["vendor", "rival"].contains(&name) { "vendor" } else { "buyer" };
        let seat = shop.manager("account.register", registration(name, role)).await;
        accounts.insert(name, seat["account_id"].as_str().unwrap().to_owned());
        shop.manager("account.sign_out", json!({})).await;
    }
    sign_in(&shop.desk, Window::Manager, "opera").await;
    for kind in ["office", "dispatch", "support"] {
        shop.manager("operator.set", json!({ "email": format!("{kind}@example.org"), "kind": kind })).await;
    }
    sit(&shop.desk, Some("rival")).await;
    shop.store("Harbour", "HT-").await;
    shop.manager("account.sign_out", json!({})).await;
    sign_in(&shop.desk, Window::Manager, "vendor").await;
    let (mut there, mut removed) = goods(shop).await;
    there.insert("$member", accounts["spare1"].clone());
    take_on(shop, &there["$store"], &accounts["packer"], &staff::GRANTABLE).await;
    take_on(shop, &there["$store"], &accounts["idler"], &[]).await;
    take_on(shop, &there["$store"], &accounts["spare1"], &[]).await;
    there.insert("$invitation", invite(shop, &there["$store"]).await);
    sit(&shop.desk, Some("buyer1")).await;
    bought(shop, &mut there, &mut removed).await;
    sit(&shop.desk, Some("vendor")).await;
    shop.until("the vendor sees the sale and the review", || async {
        let reviews = shop.manager("review.list", json!({})).await;
        shop.manager("sale.list", json!({})).await["total"] == 1 && reviews["rows"][0]["id"].is_string()
    })
    .await;
    there.insert("$sale", text(&shop.manager("sale.list", json!({})).await["rows"][0]["id"]));
    Town { there, removed }
}

/// Invites somebody; answers with the invitation.
pub(crate) async fn invite(shop: &Shop, store: &str) -> String {
    let ask = json!({ "store": store, "email": "later@example.org", "permissions": [] });
    shop.manager("staff.invite", ask).await;
    text(&shop.manager("staff.list", json!({ "store": store })).await["invitations"][0]["id"])
}

fn text(id: &Value) -> String {
    id.as_str().unwrap().to_owned()
}

async fn goods(shop: &Shop) -> (Ids, Ids) {
    let (mut there, mut removed) = (Ids::new(), Ids::new());
    let store = shop.store("Lantern", "LB-").await;
    there.insert("$product", shop.product(&store, "B-1", 1_000, 50).await);
    let gone = shop.product(&store, "B-2", 1_000, 5).await;
    shop.manager("product.remove", json!({ "ids": [gone] })).await;
    removed.insert("$product", gone);
    for (name, ids) in [("Poetry", &mut there), ("Prose", &mut removed)] {
        ids.insert("$tag", id_of(&shop.manager("tag.save", json!({ "store": store, "name": name })).await));
    }
    shop.manager("tag.remove", json!({ "id": removed["$tag"] })).await;
    let closed = shop.store("Closed", "CL-").await;
    shop.manager("store.remove", json!({ "id": closed })).await;
    there.insert("$store", store);
    removed.insert("$store", closed);
    (there, removed)
}

async fn bought(shop: &Shop, there: &mut Ids, removed: &mut Ids) {
    let gone = shop.address().await;
    shop.storefront("address.remove", json!({ "id": gone })).await;
    removed.insert("$address", gone);
    let address = shop.address().await;
    shop.put(&there["$product"], 2).await;
    let order = shop.place(&address).await;
    let review = json!({ "product": there["$product"], "rating": 5, "title": "Good" });
    there.insert("$review", id_of(&shop.storefront("review.save", review).await));
    there.insert("$line", text(&order["parts"][0]["lines"][0]["id"]));
    there.insert("$invoice", text(&order["parts"][0]["invoice"]["id"]));
    there.insert("$order", text(&order["id"]));
    there.insert("$address", address);
}
