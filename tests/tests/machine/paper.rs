//! Papers saved to a disk that has no room for them.

use std::fs;
use std::path::Path;

use market::Code;
use serde_json::json;
use stories::disk::{Disk, skipped};
use stories::shop::{Shop, assert_refused};

fn names(folder: &Path) -> Vec<String> {
    let entries =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = entries.filter(|name| !name.starts_with("filler")).collect();
    names.sort();
    names
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_leaves_no_half_written_invoice() {
    let shop = Shop::new().await;
    let papers = shop.path("papers");
    let Some(small) = Disk::mount(&papers, "2m") else { return skipped() };
    shop.vendor("vendor").await;
    let store = shop.store("Lantern", "L-").await;
    let lamp = shop.product(&store, "lamp", 1_000, 3).await;
    shop.buyer("buyer").await;
    shop.put(&lamp, 1).await;
    let order = shop.place(&shop.address().await).await;
    let invoice = order["parts"][0]["invoice"]["id"].clone();
    let (kept, fresh, list) = (papers.join("kept.pdf"), papers.join("fresh.pdf"), papers.join("list.csv"));
    let save = |path: &Path| json!({ "id": invoice, "path": path });
    let export = json!({ "store": store, "path": list });
    shop.storefront("invoice.save", save(&kept)).await;
    shop.manager("export.products", export.clone()).await;
    let (invoice_before, list_before) = (fs::read(&kept).unwrap(), fs::read(&list).unwrap());
    for number in 0..400 {
        shop.product(&store, &format!("lamp-{number}"), 1_000, 3).await;
    }

    small.fill();
    for path in [&kept, &fresh] {
        assert_refused(shop.try_storefront("invoice.save", save(path)).await, Code::DiskFull, "");
    }
    assert_refused(shop.try_manager("export.products", export.clone()).await, Code::DiskFull, "");

    assert_eq!(names(&papers), ["kept.pdf", "list.csv"], "neither half a paper nor a draft is left");
    assert!(fs::read(&kept).unwrap() == invoice_before, "the invoice that was there is whole");
    assert!(fs::read(&list).unwrap() == list_before, "and so is the list");
    small.make_room();
    shop.storefront("invoice.save", save(&fresh)).await;
    assert!(fs::read(&fresh).unwrap() == invoice_before, "with room the same invoice is saved whole");
    assert_eq!(shop.manager("export.products", export).await["rows"], 401, "and the list");
    shop.desk.close().await;
}
