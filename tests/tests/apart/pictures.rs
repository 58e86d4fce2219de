//! The pictures a desktop behind a hub keeps: within their room, the longest unseen go first, and nothing unsent ever goes.

use std::io::Cursor;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use desk::{Desk, Window};
use image::{ImageFormat, RgbaImage};
use market::Code;
use serde_json::{Value, json};
use stories::shop::{assert_refused, id_of, product_fields, registration, store_fields};
use stories::town::{Town, manager, until, until_connected, until_sent};

/// Noise that nothing makes smaller: a picture of some two megabytes, another one for each seed.
fn noise(seed: u32) -> String {
    let mut state = seed.wrapping_mul(2_654_435_761) | 1;
    let picture = RgbaImage::from_fn(700, 700, |_, _| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        image::Rgba(state.to_be_bytes())
    });
    let mut png = Cursor::new(vec![]);
    picture.write_to(&mut png, ImageFormat::Png).unwrap();
    STANDARD.encode(png.into_inner())
}

async fn added(desk: &Desk, seed: u32) -> String {
    let kept = manager(desk, "picture.add", json!({ "base64": noise(seed) })).await;
    kept["hash"].as_str().unwrap().to_owned()
}

async fn shows(desk: &Desk, product: &str, hashes: &[String]) {
    let pictures: Vec<Value> = hashes.iter().map(|hash| json!({ "hash": hash })).collect();
    manager(desk, "product.set_pictures", json!({ "id": product, "pictures": pictures })).await;
}

/// A vendor's desktop with a product that shows ten large pictures.
async fn gallery(town: &Town, folder: &std::path::Path) -> (Desk, String, Vec<String>) {
    let desk = town.desk(folder).await;
    manager(&desk, "account.register", registration("vendor", "vendor")).await;
    let opened = manager(&desk, "store.save", json!({ "after": store_fields("Lantern", "L-") })).await;
    let new = json!({ "store": id_of(&opened), "after": product_fields("B-1", 1_000, 5) });
    let product = id_of(&manager(&desk, "product.save", new).await);
    let mut hashes = vec![];
    for seed in 1..=10 {
        hashes.push(added(&desk, seed).await);
    }
    shows(&desk, &product, &hashes).await;
    until_sent(&desk, Window::Manager).await;
    (desk, product, hashes)
}

async fn is_kept(desk: &Desk, hash: &str) -> bool {
    desk.picture(hash, true).await.is_some()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pictures_keep_within_their_room_and_the_longest_unseen_go_first() {
    let mut town = Town::new().await;
    let (vendors, buyers) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (vendor, _, hashes) = gallery(&town, vendors.path()).await;
    let buyer = town.desk(buyers.path()).await;
    manager(&buyer, "account.register", registration("other", "vendor")).await;
    let usual = manager(&buyer, "picture.room", json!({})).await;
    assert_eq!((&usual["most_mb"], &usual["pictures"]), (&json!(500), &json!(0)), "{usual}");
    for wrong in [0, 19, 100_001] {
        let answer = buyer.call(Window::Manager, "picture.set_room", json!({ "most_mb": wrong })).await;
        assert_refused(answer, Code::Invalid, "most_mb");
    }
    manager(&buyer, "picture.set_room", json!({ "most_mb": 20 })).await;

    for hash in &hashes[..8] {
        assert!(is_kept(&buyer, hash).await, "fetched when it is first shown");
    }
    assert!(is_kept(&buyer, &hashes[0]).await, "the first is looked at once more");
    for hash in &hashes[8..] {
        assert!(is_kept(&buyer, hash).await);
    }

    let room = manager(&buyer, "picture.room", json!({})).await;
    assert!(room["bytes"].as_i64().unwrap() <= 20_000_000, "there is no more than may be: {room}");
    town.closes().await;
    until_connected(&buyer, false).await;
    assert!(is_kept(&buyer, &hashes[0]).await, "what was looked at lately is here without the network");
    assert!(is_kept(&buyer, &hashes[9]).await, "and what came last");
    assert!(!is_kept(&buyer, &hashes[1]).await, "what was longest unseen is not, and shows its placeholder");
    buyer.close().await;
    let buyer = Desk::open(buyers.path().to_owned()).await.unwrap();
    assert_eq!(
        manager(&buyer, "picture.room", json!({})).await["most_mb"],
        20,
        "the room stays as it was said"
    );
    assert!(is_kept(&buyer, &hashes[9]).await, "and so do the pictures");
    for desk in [vendor, buyer] {
        desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn drafts_and_what_unsent_changes_name_never_leave() {
    let mut town = Town::new().await;
    let folder = tempfile::tempdir().unwrap();
    let (desk, product, hashes) = gallery(&town, folder.path()).await;
    town.closes().await;
    until_connected(&desk, false).await;
    let (draft, unsent) = (added(&desk, 11).await, added(&desk, 12).await);
    shows(&desk, &product, &[unsent.clone(), hashes[0].clone()]).await;

    let room = manager(&desk, "picture.set_room", json!({ "most_mb": 20 })).await;

    assert!(room["bytes"].as_i64().unwrap() <= 20_000_000, "{room}");
    assert!(is_kept(&desk, &draft).await, "a picture nobody has saved yet is only here");
    assert!(is_kept(&desk, &unsent).await, "one that an unsent change names, too");
    assert!(is_kept(&desk, &hashes[0]).await, "also where the marketplace has it already");
    assert!(!is_kept(&desk, &hashes[1]).await, "others made room");
    town.opens().await;
    until_sent(&desk, Window::Manager).await;
    until("the picture has arrived", || async {
        let authority = town.authority().await;
        let mut tx = authority.db().read().await.unwrap();
        market::db::picture::size(&mut tx, &unsent).await.unwrap().is_some()
    })
    .await;
    assert!(is_kept(&desk, &hashes[1]).await, "with the network whatever is looked at comes again");
    desk.close().await;
}
