//! Long work sends each piece before it shows it. Without an answer the piece is shown as a guess, and counts once.

use market::Code;
use market::db;
use market::intent::{ImportItem, IntentBody, Outcome};
use stories::shop::product_fields;
use uuid::Uuid;

use crate::dump::assert_same;
use crate::house::{House, Person, intent, moved, of};

/// A piece of an import: one product for each sku, three of each.
fn piece(store: Uuid, skus: &[&str]) -> (Vec<Uuid>, IntentBody) {
    let item = |sku: &&str| ImportItem {
        id: Uuid::now_v7(),
        fields: of(product_fields(sku, 1_000, 0)),
        stock: 3,
        pictures: vec![],
    };
    let items: Vec<_> = skus.iter().map(item).collect();
    let ids = items.iter().map(|item| item.id).collect();
    (ids, IntentBody::ImportProducts { batch: Uuid::now_v7(), store, items })
}

async fn guessed(vendor: &Person) -> Vec<Uuid> {
    let mut tx = vendor.replica.db().read().await.unwrap();
    let mut ids = db::shadow::guessed(&mut tx, "product").await.unwrap();
    ids.sort();
    ids
}

/// Everything of the piece is true, once, and nothing else.
async fn came_in_once(house: &House, vendor: &Person, ids: &[Uuid]) {
    assert_eq!((vendor.waiting().await, vendor.refused().await.len()), (0, 0), "the piece was answered");
    assert_eq!(guessed(vendor).await, Vec::<Uuid>::new(), "nothing is a guess any more");
    let mut tx = house.authority.db().read().await.unwrap();
    for (table, sql) in [
        ("product", "select count(*) from product"),
        ("stock_movement", "select count(*) from stock_movement"),
    ] {
        let count = tx.int(sql, vec![]).await.unwrap();
        assert_eq!(usize::try_from(count).unwrap(), ids.len(), "one row of {table} for each product");
    }
    drop(tx);
    for id in ids {
        assert_eq!(house.stock(*id).await, 3, "three of each");
    }
    assert_same(house, vendor, "after the answer").await;
    house.books_are_straight().await;
}

on_both!(a_piece_without_an_answer_is_shown_as_a_guess_and_confirmed_once, |house| {
    let mut vendor = house.person("vendor", &["vendor"]).await;
    let store = vendor.open_store(&house, "Lantern").await;
    let (ids, body) = piece(store, &["lamp", "rug", "vase"]);
    let nowhere = house.unreachable().await;

    let fault = vendor.replica.change_through(&nowhere, &vendor.actor, Uuid::now_v7(), &body).await;

    assert_eq!(fault.expect_err("nobody answers").code, Code::Offline);
    assert_eq!(vendor.waiting().await, 1, "the piece is kept");
    assert_eq!(guessed(&vendor).await, ids, "and all of it is shown as a guess");
    assert_eq!(vendor.product(ids[0]).await.unwrap().stock, 3, "with its stock");
    vendor.reopen().await;
    assert_eq!(
        (vendor.waiting().await, guessed(&vendor).await),
        (1, ids.clone()),
        "the next start shows the same"
    );

    vendor.sync(&house).await;
    vendor.sync(&house).await;
    came_in_once(&house, &vendor, &ids).await;
});

on_both!(a_piece_whose_answer_was_lost_counts_once, |house| {
    let vendor = house.person("vendor", &["vendor"]).await;
    let store = vendor.open_store(&house, "Lantern").await;
    let (ids, body) = piece(store, &["lamp", "rug"]);
    let (id, nowhere) = (Uuid::now_v7(), house.unreachable().await);
    vendor.replica.change_through(&nowhere, &vendor.actor, id, &body).await.expect_err("no answer");

    // The very same piece has reached the authority; only the answer did not come back.
    let mut tx = vendor.replica.db().read().await.unwrap();
    let seq = db::replica::find(&mut tx, id).await.unwrap().expect("it waits").seq;
    let device = db::replica::get(&mut tx, "device").await.unwrap().unwrap().parse().unwrap();
    drop(tx);
    let sent = intent(&vendor.actor, id, device, seq, body);
    let (answers, fault) = house.authority.submit(&vendor.actor, &[sent]).await;
    assert_eq!((&answers[0].outcome, fault), (&Outcome::Applied, None), "it was decided");

    assert_eq!(
        (vendor.waiting().await, guessed(&vendor).await),
        (1, ids.clone()),
        "here it is still a guess"
    );
    vendor.sync(&house).await;
    came_in_once(&house, &vendor, &ids).await;
});

on_both!(a_piece_without_an_answer_hides_nothing_that_waits_before_or_behind_it, |house| {
    let vendor = house.person("vendor", &["vendor"]).await;
    let store = vendor.open_store(&house, "Lantern").await;
    let lamp = vendor.add_product(&house, store, "lamp", 2).await;
    let (ids, body) = piece(store, &["rug"]);
    let nowhere = house.unreachable().await;

    vendor.change(vendor.edit(lamp, |form| form.name = "Storm lamp".into()).await).await;
    vendor
        .replica
        .change_through(&nowhere, &vendor.actor, Uuid::now_v7(), &body)
        .await
        .expect_err("no answer");
    vendor.change(moved(ids[0], 4)).await;

    assert_eq!(vendor.waiting().await, 3, "three changes wait");
    assert_eq!(vendor.product(lamp).await.unwrap().name, "Storm lamp", "the one before shows");
    assert_eq!(vendor.product(ids[0]).await.unwrap().stock, 7, "the one behind builds on the piece");
    vendor.sync(&house).await;

    assert_eq!(
        (vendor.waiting().await, vendor.refused().await.len()),
        (0, 0),
        "all three were taken, in order"
    );
    assert_eq!(house.stock(ids[0]).await, 7, "three from the file and four by hand");
    assert_same(&house, &vendor, "after the answers").await;
    house.books_are_straight().await;
});

on_both!(a_piece_the_authority_refuses_is_shown_to_nobody, |house| {
    let vendor = house.person("vendor", &["vendor"]).await;
    let store = vendor.open_store(&house, "Lantern").await;
    let (ids, body) = piece(Uuid::now_v7(), &["lamp"]);
    let id = Uuid::now_v7();

    let outcome = vendor.replica.change_through(&house.authority, &vendor.actor, id, &body).await.unwrap();

    assert!(matches!(&outcome, Some(Outcome::Refused(no)) if no.code == Code::NotFound), "{outcome:?}");
    assert_eq!(
        vendor.product(ids[0]).await.map(|row| row.sku),
        None,
        "no product of a store that is not there"
    );
    vendor.sync(&house).await;
    assert_eq!(
        (vendor.waiting().await, vendor.refused().await.len()),
        (0, 1),
        "nothing waits, and it can be seen"
    );
    vendor.add_product(&house, store, "lamp", 1).await;
    assert_same(&house, &vendor, "work goes on").await;
});
