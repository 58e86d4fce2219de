//! What is pending shows at once, lies on top of what is true, and comes off without a trace.

use market::intent::{IntentBody, Outcome};
use market::{Code, db};
use serde_json::json;
use uuid::Uuid;

use crate::dump::{self, assert_same, assert_same_dumps};
use crate::house::{added, moved, ordered, put};

on_both!(a_change_shows_at_once_and_is_marked_until_it_is_true, |house| {
    let vendor = house.person("vendor", &["vendor"]).await;
    let store = vendor.open_store(&house, "Lantern").await;
    let lamp = vendor.add_product(&house, store, "lamp", 2).await;

    vendor.change(vendor.edit(lamp, |form| form.name = "Storm lamp".into()).await).await;

    assert_eq!(vendor.product(lamp).await.unwrap().name, "Storm lamp", "seen at once");
    let mut tx = vendor.replica.db().read().await.unwrap();
    assert_eq!(db::shadow::guessed(&mut tx, "product").await.unwrap(), [lamp], "and marked as waiting");
    drop(tx);
    vendor.sync(&house).await;
    assert_same(&house, &vendor, "once it is true").await;
});

on_both!(taking_guesses_back_restores_every_row, |house| {
    let vendor = house.person("vendor", &["vendor", "buyer"]).await;
    let store = vendor.open_store(&house, "Lantern").await;
    let lamp = vendor.add_product(&house, store, "lamp", 20).await;
    let rug = vendor.add_product(&house, store, "rug", 0).await;
    let address = vendor.add_address().await;
    vendor.change(put(lamp, 1)).await;
    vendor.sync(&house).await;
    let confirmed = dump::all(vendor.replica.db()).await;

    let tag = Uuid::now_v7();
    vendor.change(vendor.edit(lamp, |form| form.tags = vec!["new".into(), "warm".into()]).await).await;
    vendor.change(vendor.edit(lamp, |form| form.tags = vec!["warm".into()]).await).await;
    vendor.change(added(Uuid::now_v7(), store, "vase", 4)).await;
    vendor.change(moved(rug, 3)).await;
    vendor.change(put(rug, 2)).await;
    vendor.change(ordered(Uuid::now_v7(), address, lamp, 2)).await;
    vendor.change(IntentBody::RemoveAddress { id: address }).await;
    vendor.change(IntentBody::RemoveProducts { ids: vec![rug] }).await;
    let (name, slug, description) = ("Old".into(), String::new(), String::new());
    vendor.change(IntentBody::SaveTag { id: tag, store, name, slug, description }).await;
    vendor.change(IntentBody::RemoveTag { id: tag }).await;
    vendor.change(IntentBody::RemoveStore { id: store }).await;
    let guessed = dump::all(vendor.replica.db()).await;
    assert_ne!(guessed, confirmed, "the guesses show");
    let mut tx = vendor.replica.db().begin().await.unwrap();
    db::shadow::undo(&mut tx).await.unwrap();
    tx.commit().await.unwrap();

    assert_same_dumps(&dump::all(vendor.replica.db()).await, &confirmed, "all guesses taken back");
});

on_both!(edits_of_different_fields_of_one_product_both_stand, |house| {
    let one = house.person("vendor", &["vendor"]).await;
    let store = one.open_store(&house, "Lantern").await;
    let lamp = one.add_product(&house, store, "lamp", 2).await;
    let two = house.desk_of(&one.actor, "second.db").await;
    two.sync(&house).await;

    one.change(one.edit(lamp, |form| form.name = "Storm lamp".into()).await).await;
    two.change(two.edit(lamp, |form| form.price_minor = 2_500).await).await;
    two.sync(&house).await;
    one.sync(&house).await;
    two.sync(&house).await;

    for desk in [&one, &two] {
        let row = desk.product(lamp).await.unwrap();
        assert_eq!((row.name.as_str(), row.price_minor), ("Storm lamp", 2_500), "nobody's work is lost");
        assert_same(&house, desk, "both edits").await;
    }
});

on_both!(edits_of_the_same_field_are_kept_with_both_values_and_may_be_insisted_on, |house| {
    let one = house.person("vendor", &["vendor"]).await;
    let store = one.open_store(&house, "Lantern").await;
    let lamp = one.add_product(&house, store, "lamp", 2).await;
    let two = house.desk_of(&one.actor, "second.db").await;
    two.sync(&house).await;

    one.change(one.edit(lamp, |form| form.name = "Mine".into()).await).await;
    two.change(two.edit(lamp, |form| form.name = "Theirs".into()).await).await;
    two.sync(&house).await;
    one.sync(&house).await;

    assert_eq!(one.product(lamp).await.unwrap().name, "Theirs", "what is true shows");
    let kept = one.refused().await;
    let Some(Outcome::Conflict { fields }) = kept[0].outcome().unwrap() else { panic!("{kept:?}") };
    let clash = &fields["name"];
    assert_eq!(
        (&clash.mine, &clash.theirs, &clash.before),
        (&json!("Mine"), &json!("Theirs"), &json!("Product lamp")),
        "all three values are kept"
    );
    one.replica.retry(&one.actor, kept[0].id).await.unwrap();
    one.sync(&house).await;
    assert_eq!(one.product(lamp).await.unwrap().name, "Mine", "who has seen theirs and tries again means it");
    assert!(one.refused().await.is_empty(), "the list is empty again");
    assert_same(&house, &one, "after insisting").await;
});

on_both!(a_refused_change_can_be_given_up_but_a_waiting_one_cannot, |house| {
    let one = house.person("vendor", &["vendor"]).await;
    let store = one.open_store(&house, "Lantern").await;
    let lamp = one.add_product(&house, store, "lamp", 2).await;
    let two = house.desk_of(&one.actor, "second.db").await;
    two.sync(&house).await;
    two.change(moved(lamp, -2)).await;
    two.sync(&house).await;

    let id = one.change(moved(lamp, -1)).await;
    assert_eq!(one.replica.discard(id).await.expect_err("it may be true already").code, Code::NotFound);
    one.sync(&house).await;
    assert_eq!(one.refused().await.len(), 1, "nothing is left to take");
    one.replica.discard(id).await.unwrap();

    assert!(one.refused().await.is_empty(), "given up for good");
    assert_same(&house, &one, "after giving up").await;
});

on_both!(a_guess_that_no_longer_fits_is_left_to_the_authority_and_stops_nobody, |house| {
    let vendor = house.person("vendor", &["vendor"]).await;
    let buyer = house.person("buyer", &["buyer"]).await;
    let store = vendor.open_store(&house, "Lantern").await;
    let lamp = vendor.add_product(&house, store, "lamp", 2).await;
    buyer.sync(&house).await;
    let review =
        IntentBody::SaveReview { product: lamp, rating: 4, title: "Bright".into(), body: "Very.".into() };
    buyer.change(review).await;
    buyer.sync(&house).await;

    vendor.change(IntentBody::SetProductsActive { ids: vec![lamp], is_active: false }).await;
    vendor.sync(&house).await;
    buyer.sync(&house).await;
    buyer.change(IntentBody::RemoveReview { product: lamp }).await;
    vendor.change(moved(lamp, 1)).await;
    vendor.sync(&house).await;
    buyer.sync(&house).await;

    assert_eq!((buyer.waiting().await, buyer.refused().await.len()), (0, 0), "the review is taken back");
    assert_same(&house, &buyer, "after a review of something that left the shelf").await;
});
