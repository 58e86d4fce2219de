//! What the vendor may do with an order, and what goes back on the shelf.

use market::Code;
use serde_json::{Value, json};
use stories::on_both_engines;
use stories::shop::{Shop, assert_refused};
use uuid::Uuid;

use crate::fixture::{scene, stock};

/// Two products sold in one order: the sale as its vendor sees it.
async fn sold(shop: &Shop) -> (Value, String, String) {
    let it = scene(shop, 5).await;
    let other = shop.product(&it.store, "B-2", 500, 5).await;
    shop.until("both are on the shelf", || async {
        shop.storefront("shelf.list", json!({})).await["total"] == 2
    })
    .await;
    shop.put(&it.product, 2).await;
    shop.put(&other, 3).await;
    shop.place(&it.address).await;
    shop.until("the vendor sees it", || async { shop.manager("sale.list", json!({})).await["total"] == 1 })
        .await;
    let id = shop.manager("sale.list", json!({})).await["rows"][0]["id"].clone();
    (shop.manager("sale.get", json!({ "id": id })).await, it.product, other)
}

async fn set(shop: &Shop, sale: &Value, lines: &Value, state: &str) -> Result<Value, market::Refusal> {
    shop.try_manager("sale.set_lines", json!({ "id": sale["id"], "lines": lines, "state": state })).await
}

on_both_engines!(a_cancelled_sale_goes_back_to_stock_and_is_credited, |shop| {
    let (sale, first, second) = sold(&shop).await;
    assert_refused(
        shop.try_manager("sale.cancel", json!({ "id": sale["id"], "reason": " " })).await,
        Code::Invalid,
        "reason",
    );

    shop.manager("sale.cancel", json!({ "id": sale["id"], "reason": "Lost in the 🧁 flood" })).await;

    assert_eq!((stock(&shop, &first).await, stock(&shop, &second).await), (5, 5), "all is back on the shelf");
    let after = shop.manager("sale.get", json!({ "id": sale["id"] })).await;
    assert_eq!((&after["state"], &after["total_minor"]), (&json!("cancelled"), &json!(0)), "{after}");
    let papers: Vec<_> = after["invoices"]
        .as_array()
        .unwrap()
        .iter()
        .map(|paper| (paper["label"].clone(), paper["total_minor"].clone()))
        .collect();
    assert_eq!(papers.len(), 2, "the invoice stays, a credit note corrects it: {papers:?}");
    assert!(
        papers.contains(&(json!("LB-00001"), json!(3_500)))
            && papers.contains(&(json!("LB-C00001"), json!(-3_500))),
        "{papers:?}"
    );
    assert_refused(
        shop.try_manager("sale.cancel", json!({ "id": sale["id"], "reason": "again" })).await,
        Code::Stale,
        "",
    );
    assert_refused(
        shop.try_manager("sale.mark_paid", json!({ "id": sale["id"], "method": "cash" })).await,
        Code::Stale,
        "",
    );
    assert_eq!((stock(&shop, &first).await, stock(&shop, &second).await), (5, 5), "nothing comes back twice");
    shop.until("the buyer sees it", || async {
        shop.storefront("order.list", json!({})).await["rows"][0]["state"] == "cancelled"
    })
    .await;
    shop.assert_books().await;
});

on_both_engines!(states_of_lines_are_enforced, |shop| {
    let (sale, first, second) = sold(&shop).await;
    let (a, b) = (sale["lines"][0]["id"].clone(), sale["lines"][1]["id"].clone());
    for wrong in ["returned"] {
        assert_refused(set(&shop, &sale, &json!([a]), wrong).await, Code::Invalid, "");
    }
    set(&shop, &sale, &json!([a]), "processing").await.unwrap();
    set(&shop, &sale, &json!([a]), "sent").await.unwrap();
    for wrong in ["new", "processing", "sent", "cancelled"] {
        assert_refused(set(&shop, &sale, &json!([a]), wrong).await, Code::Invalid, "");
        assert_refused(set(&shop, &sale, &json!([b, a]), wrong).await, Code::Invalid, "");
    }
    let now = shop.manager("sale.get", json!({ "id": sale["id"] })).await;
    assert_eq!(
        (&now["lines"][0]["state"], &now["lines"][1]["state"]),
        (&json!("sent"), &json!("new")),
        "a refused move changes no line of it"
    );
    for lines in [json!([]), json!([Uuid::now_v7()]), json!([b, Uuid::now_v7()])] {
        assert_refused(set(&shop, &sale, &lines, "sent").await, Code::NotFound, "");
    }
    shop.manager("sale.cancel", json!({ "id": sale["id"], "reason": "the rest is lost" })).await;
    let now = shop.manager("sale.get", json!({ "id": sale["id"] })).await;
    assert_eq!(
        (&now["lines"][0]["state"], &now["lines"][1]["state"]),
        (&json!("sent"), &json!("cancelled")),
        "what was sent stays sent"
    );
    set(&shop, &sale, &json!([a]), "returned").await.unwrap();
    for wrong in ["new", "processing", "sent", "cancelled", "returned"] {
        assert_refused(set(&shop, &sale, &json!([a, b]), wrong).await, Code::Invalid, "");
    }
    let now = shop.manager("sale.get", json!({ "id": sale["id"] })).await;
    let sum: i64 =
        now["invoices"].as_array().unwrap().iter().map(|paper| paper["total_minor"].as_i64().unwrap()).sum();
    assert_eq!(
        (sum, &now["total_minor"], now["invoices"].as_array().unwrap().len()),
        (0, &json!(0), 3),
        "two credit notes take back the whole invoice"
    );
    assert_eq!(
        (stock(&shop, &first).await, stock(&shop, &second).await),
        (5, 5),
        "both are on the shelf again"
    );
    shop.assert_books().await;
});

on_both_engines!(an_order_is_paid_once_and_done_by_itself, |shop| {
    let (sale, ..) = sold(&shop).await;
    let lines = json!([sale["lines"][0]["id"], sale["lines"][1]["id"]]);
    let pay = async |method: &str| {
        shop.try_manager("sale.mark_paid", json!({ "id": sale["id"], "method": method })).await
    };
    for method in ["", "gold", "TRANSFER"] {
        assert_refused(pay(method).await, Code::Invalid, "method");
    }
    pay("transfer").await.unwrap();
    assert_refused(pay("cash").await, Code::Stale, "");
    let long = json!({ "id": sale["id"], "lines": lines, "state": "sent", "tracking": "t".repeat(81) });
    assert_refused(shop.try_manager("sale.set_lines", long).await, Code::Invalid, "tracking");
    set(&shop, &sale, &lines, "sent").await.unwrap();

    let done = shop.manager("sale.get", json!({ "id": sale["id"] })).await;

    assert_eq!(
        (&done["state"], &done["paid_by"]),
        (&json!("done"), &json!("transfer")),
        "paid and sent is done: {done}"
    );
    assert_refused(
        shop.try_manager("sale.cancel", json!({ "id": sale["id"], "reason": "too late" })).await,
        Code::Stale,
        "",
    );
    shop.assert_books().await;
});

on_both_engines!(two_cancellations_at_once_give_back_once, |shop| {
    let (sale, first, second) = sold(&shop).await;
    let other = shop.beside().await;
    let ask = json!({ "id": sale["id"], "reason": "twice" });

    let (a, b) = tokio::join!(
        shop.try_manager("sale.cancel", ask.clone()),
        other.call(desk::Window::Manager, "sale.cancel", ask),
    );

    assert!(a.is_ok() || b.is_ok(), "one of them cancelled it: {a:?} {b:?}");
    assert_eq!((stock(&shop, &first).await, stock(&shop, &second).await), (5, 5), "stock comes back once");
    let papers = shop.manager("invoice.list", json!({})).await["rows"].as_array().unwrap().len();
    assert_eq!(papers, 2, "one invoice and one credit note");
    other.close().await;
    shop.assert_books().await;
});
