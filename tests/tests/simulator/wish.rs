//! What people think of next, going by what their own desk shows them.

use market::db;
use market::domain::address::AddressFields;
use market::domain::edit;
use market::domain::order::LineState;
use market::intent::{ImportItem, IntentBody, Total, Wanted};
use serde_json::json;
use stories::shop::product_fields;
use uuid::Uuid;

use crate::chance::Chance;
use crate::desk::Desk;
use crate::template::{address, of};

async fn ids(desk: &Desk, sql: &'static str) -> Vec<Uuid> {
    let mut tx = desk.replica().db().glance().await.unwrap();
    tx.all::<(Uuid,)>(sql, vec![]).await.unwrap().into_iter().map(|row| row.0).collect()
}

async fn product(desk: &Desk, chance: &mut Chance) -> Uuid {
    chance.one(&ids(desk, "select id from product order by id").await)
}

async fn store(desk: &Desk, chance: &mut Chance) -> Uuid {
    chance.one(&ids(desk, "select id from store order by id").await)
}

async fn part(desk: &Desk, chance: &mut Chance) -> Uuid {
    chance.one(&ids(desk, "select id from order_part order by id").await)
}

/// The next thing somebody wants; nothing where there is nothing to do it with.
pub(crate) async fn next(desk: &Desk, chance: &mut Chance) -> Option<IntentBody> {
    if desk.actor.is_visitor() {
        return Some(put(product(desk, chance).await, chance));
    }
    if desk.actor.email.starts_with("vendor") {
        return vendor(desk, chance).await;
    }
    buyer(desk, chance).await
}

/// Long work in pieces, as an import sends it.
pub(crate) async fn piece(desk: &Desk, chance: &mut Chance) -> Option<IntentBody> {
    if !desk.actor.email.starts_with("vendor") {
        return Some(put(product(desk, chance).await, chance));
    }
    let item = |chance: &mut Chance| ImportItem {
        id: chance.id(),
        fields: of(product_fields(&format!("piece-{}", chance.below(6)), 700, 0)),
        stock: chance.small(3),
        pictures: vec![],
    };
    let items = vec![item(chance)];
    Some(IntentBody::ImportProducts { batch: chance.id(), store: store(desk, chance).await, items })
}

async fn vendor(desk: &Desk, chance: &mut Chance) -> Option<IntentBody> {
    Some(match chance.below(26) {
        0 => {
            let fields = of(stories::shop::store_fields(&format!("Store {}", chance.below(5)), "N-"));
            IntentBody::OpenStore { id: chance.id(), fields }
        }
        1..=3 => {
            let (id, store) = (chance.id(), store(desk, chance).await);
            let fields = of(product_fields(&format!("sku-{}", chance.below(12)), 1_000, 0));
            IntentBody::AddProduct { id, store, fields, stock: chance.small(4) }
        }
        4..=8 => return edited(desk, product(desk, chance).await, chance).await,
        9..=12 => moved(product(desk, chance).await, chance),
        13 => {
            let ids = vec![product(desk, chance).await];
            IntentBody::SetProductsActive { ids, is_active: chance.below(3) > 0 }
        }
        14 if chance.percent(50) => IntentBody::RemoveProducts { ids: vec![product(desk, chance).await] },
        14 => IntentBody::RestoreProducts { ids: ids(desk, "select id from product order by id").await },
        15 => {
            let (id, store, name) =
                (chance.id(), store(desk, chance).await, format!("Tag {}", chance.below(9)));
            IntentBody::SaveTag { id, store, name, slug: String::new(), description: String::new() }
        }
        16 => IntentBody::RemoveTag { id: chance.one(&ids(desk, "select id from tag order by id").await) },
        17 if chance.percent(20) => IntentBody::RemoveStore { id: store(desk, chance).await },
        17 => IntentBody::RestoreStore { id: store(desk, chance).await },
        18 => IntentBody::SetStoreOpen { id: store(desk, chance).await, is_open: chance.below(4) > 0 },
        19 => IntentBody::MarkPaid { part: part(desk, chance).await, method: "cash".into() },
        20 => IntentBody::CancelSale { part: part(desk, chance).await, reason: "Broken.".into() },
        21 => sent(desk, chance).await,
        22 => {
            let review = chance.one(&ids(desk, "select id from review order by id").await);
            IntentBody::ReplyReview { review, reply: format!("Thanks {}", chance.below(9)) }
        }
        23 | 24 => return edited_store(desk, store(desk, chance).await, chance).await,
        _ => {
            let review = chance.one(&ids(desk, "select id from review order by id").await);
            IntentBody::HideReview { review, is_hidden: chance.percent(50) }
        }
    })
}

async fn buyer(desk: &Desk, chance: &mut Chance) -> Option<IntentBody> {
    Some(match chance.below(21) {
        0..=6 => put(product(desk, chance).await, chance),
        7 => IntentBody::RemoveFromCart { product: product(desk, chance).await },
        8 if chance.percent(30) => IntentBody::ClearCart {},
        8 => IntentBody::AcceptCart {},
        9..=14 => return order(desk, chance).await,
        15 | 16 => IntentBody::SaveReview {
            product: product(desk, chance).await,
            rating: 1 + chance.small(5),
            title: format!("Title {}", chance.below(9)),
            body: "Words.".into(),
        },
        17 => IntentBody::RemoveReview { product: product(desk, chance).await },
        18 => {
            let review = chance.one(&ids(desk, "select id from review order by id").await);
            IntentBody::ReportReview { review, reason: "Rude.".into() }
        }
        19 => return edited_address(desk, chance).await,
        _ => {
            let own = ids(desk, "select id from address order by id").await;
            if own.len() < 3 { address(chance) } else { IntentBody::RemoveAddress { id: chance.one(&own) } }
        }
    })
}

fn put(product: Uuid, chance: &mut Chance) -> IntentBody {
    IntentBody::PutInCart { product, quantity: 1 + chance.small(3), adds: true }
}

fn moved(product: Uuid, chance: &mut Chance) -> IntentBody {
    let delta = chance.small(7) - 3;
    IntentBody::AdjustStock { product, delta, reason: "received".into(), note: String::new() }
}

/// The edit of a form that was filled with what this desk shows.
async fn edited(desk: &Desk, id: Uuid, chance: &mut Chance) -> Option<IntentBody> {
    let mut tx = desk.replica().db().glance().await.unwrap();
    let row = db::product::get(&mut tx, id).await.unwrap()?;
    let tags = db::tag::names_of(&mut tx, &[id]).await.unwrap().remove(&id).unwrap_or_default();
    let before = row.fields(tags);
    let mut after = before.clone();
    match chance.below(4) {
        0 => after.name = format!("Name {}", chance.below(5)),
        1 => after.tags = vec![format!("tag {}", chance.below(4))],
        2 => after.is_active = !before.is_active,
        _ => after.price_minor = 900 + chance.small(4) * 100,
    }
    Some(IntentBody::EditProduct { id, edit: edit::between(&before, &after).unwrap() })
}

async fn edited_store(desk: &Desk, id: Uuid, chance: &mut Chance) -> Option<IntentBody> {
    let mut tx = desk.replica().db().glance().await.unwrap();
    let before = db::store::get(&mut tx, id).await.unwrap()?.fields();
    let mut after = before.clone();
    if chance.percent(50) {
        after.name = format!("Lantern {}", chance.below(5));
    } else {
        after.description = format!("Lamps and more, {}.", chance.below(5));
    }
    Some(IntentBody::EditStore { id, edit: edit::between(&before, &after).unwrap() })
}

async fn edited_address(desk: &Desk, chance: &mut Chance) -> Option<IntentBody> {
    let id = chance.one(&ids(desk, "select id from address order by id").await);
    let mut tx = desk.replica().db().glance().await.unwrap();
    let before = db::address::own(&mut tx, id, desk.actor.account).await.unwrap()?.fields();
    let after = AddressFields { city: format!("Genève {}", chance.below(5)), ..before.clone() };
    Some(IntentBody::EditAddress { id, edit: edit::between(&before, &after).unwrap() })
}

async fn sent(desk: &Desk, chance: &mut Chance) -> IntentBody {
    let part = part(desk, chance).await;
    let mut tx = desk.replica().db().glance().await.unwrap();
    let lines = db::order::lines_of_parts(&mut tx, &[part]).await.unwrap();
    let states = [LineState::Sent, LineState::Returned, LineState::Cancelled];
    let state = states[chance.index(states.len())];
    let lines = lines.iter().take(1).map(|line| line.id).collect();
    IntentBody::SetLines { part, lines, state, tracking: String::new() }
}

/// All that is in the cart, at the prices shown.
async fn order(desk: &Desk, chance: &mut Chance) -> Option<IntentBody> {
    let addresses = ids(desk, "select id from address order by id").await;
    let mut tx = desk.replica().db().glance().await.unwrap();
    let cart = db::cart::list(&mut tx, desk.actor.account).await.unwrap();
    let mut lines = Vec::new();
    for line in &cart {
        let Some(price_minor) = line.price_minor else { continue };
        lines.push(Wanted { product: line.product_id, quantity: line.quantity, price_minor });
    }
    let total_minor = lines.iter().map(|line| line.price_minor * line.quantity).sum();
    Some(IntentBody::PlaceOrder {
        order: chance.id(),
        billing: chance.one(&addresses),
        shipping: chance.one(&addresses),
        lines,
        totals: vec![Total { currency: "EUR".into(), total_minor }],
        note: json!(chance.below(9)).to_string(),
    })
}
