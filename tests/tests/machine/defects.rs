//! A defect of ours in the middle of a change: the half that was done is undone. What the log says is told by the command
//! line's own test.

use market::Code;
use market::db::Db;
use serde_json::json;
use stories::shop::{Shop, product_fields};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_that_breaks_half_way_leaves_nothing_behind() {
    let shop = Shop::new().await;
    let vendor = shop.vendor("vendor").await;
    let store = shop.store("Lantern", "L-").await;
    let name = vendor["account_id"].as_str().unwrap().replace('-', "");
    let replica = Db::open_replica(&shop.path("replicas").join(format!("{name}.db"))).await.unwrap();
    let run = async |sql: &'static str| {
        let mut tx = replica.begin().await.unwrap();
        tx.exec(sql, vec![]).await.unwrap();
        tx.commit().await.unwrap();
    };
    // The product itself is written before its first stock is.
    run("create trigger defect before insert on stock_movement begin select raise(abort, 'a defect'); end")
        .await;
    let save = json!({ "store": store, "after": product_fields("lamp", 1_000, 3) });

    let (first, second) = (
        shop.try_manager("product.save", save.clone()).await.expect_err("it breaks"),
        shop.try_manager("product.save", save.clone()).await.expect_err("it breaks again"),
    );

    assert_eq!((first.code, &first), (Code::Broken, &second), "one cause has one mark");
    assert!(!first.message.contains("defect"), "the cause is for the log: {first}");
    assert_eq!(shop.manager("product.list", json!({})).await["total"], 0, "the first half is undone");
    assert_eq!(shop.manager("sync.state", json!({})).await["pending"], 0, "nothing waits to be sent");
    run("drop trigger defect").await;
    shop.manager("product.save", save).await;
    assert_eq!(
        shop.manager("product.list", json!({})).await["total"],
        1,
        "once it is mended, the same form is saved"
    );
    replica.close().await;
    shop.assert_books().await;
}
