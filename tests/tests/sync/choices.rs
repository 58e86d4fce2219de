//! What was not taken stays until its maker decides: field by field, in one go, and a refused order gives its cart back.

use std::collections::BTreeMap;

use market::domain::edit::Choice;
use market::intent::{IntentBody, Outcome, PictureRef, Total, Wanted};
use market::view::change::{self, RefusedChange};
use market::view::order::Confirmed;
use market::{Code, db, view};
use uuid::Uuid;

use crate::dump::assert_same;
use crate::house::{House, Person, moved, ordered, put};

fn chosen(choices: &[(&str, Choice)]) -> BTreeMap<String, Choice> {
    choices.iter().map(|(name, choice)| ((*name).to_owned(), *choice)).collect()
}

async fn listed(person: &Person) -> Vec<RefusedChange> {
    change::refused(&mut person.replica.db().read().await.unwrap()).await.unwrap()
}

/// Two desks of one vendor have changed name, price and line under the name; the second was quicker.
async fn quarrel(house: &House) -> (Person, Person, Uuid) {
    let one = house.person("vendor", &["vendor"]).await;
    let store = one.open_store(house, "Lantern").await;
    let lamp = one.add_product(house, store, "lamp", 2).await;
    let two = house.desk_of(&one.actor, "second.db").await;
    two.sync(house).await;
    let mine = one
        .edit(lamp, |form| {
            form.name = "Mine".into();
            form.subtitle = "Mine".into();
            form.price_minor = 1_111;
            form.low_stock = 7;
        })
        .await;
    one.change(mine).await;
    let theirs = two
        .edit(lamp, |form| {
            form.name = "Theirs".into();
            form.subtitle = "Theirs".into();
            form.price_minor = 2_222;
        })
        .await;
    two.change(theirs).await;
    two.sync(house).await;
    one.sync(house).await;
    (one, two, lamp)
}

on_both!(of_each_field_somebody_else_changed_one_of_three_is_taken_in_one_go, |house| {
    let (one, _two, lamp) = quarrel(&house).await;
    assert_eq!(one.product(lamp).await.unwrap().name, "Theirs", "what is true shows until it is decided");
    let kept = listed(&one).await.remove(0);
    let names: Vec<_> = kept.clashes.iter().map(|field| field.name.as_str()).collect();
    assert_eq!(names, ["name", "price_minor", "subtitle"], "what nobody else changed is no matter of choice");
    assert_eq!(kept.what, "Low at, name and 2 more of “Product lamp”", "as a person would say it");
    assert_eq!(kept.currency.as_deref(), Some("EUR"), "amounts can be read");

    let choices = chosen(&[("name", Choice::Before), ("price_minor", Choice::Theirs)]);
    one.replica.choose(&one.actor, kept.id, &choices).await.unwrap();
    let waiting = db::replica::waiting(&mut one.replica.db().read().await.unwrap(), 10).await.unwrap();
    let body: IntentBody = serde_json::from_str(&waiting[0].body).unwrap();
    one.sync(&house).await;

    let IntentBody::EditProduct { edit, .. } = body else { panic!("one edit of the product: {body:?}") };
    let sent: Vec<_> = edit.after.keys().map(String::as_str).collect();
    assert_eq!(sent, ["low_stock", "name", "subtitle"], "what stands already is not sent");
    let row = one.product(lamp).await.unwrap();
    assert_eq!(
        (row.name.as_str(), row.price_minor, row.subtitle.as_str(), row.low_stock),
        ("Product lamp", 2_222, "Mine", 7),
        "before, theirs, mine, and what nobody else had changed"
    );
    assert!(listed(&one).await.is_empty(), "the list is empty again");
    assert_same(&house, &one, "after choosing").await;
});

on_both!(a_choice_of_theirs_all_over_sends_nothing_and_a_field_nobody_changed_cannot_be_chosen, |house| {
    let one = house.person("vendor", &["vendor"]).await;
    let store = one.open_store(&house, "Lantern").await;
    let lamp = one.add_product(&house, store, "lamp", 2).await;
    let two = house.desk_of(&one.actor, "second.db").await;
    two.sync(&house).await;
    one.change(one.edit(lamp, |form| form.name = "Mine".into()).await).await;
    two.change(two.edit(lamp, |form| form.name = "Theirs".into()).await).await;
    two.sync(&house).await;
    one.sync(&house).await;
    let id = listed(&one).await.remove(0).id;

    let stranger = chosen(&[("price_minor", Choice::Mine)]);
    let refusal = one.replica.choose(&one.actor, id, &stranger).await.expect_err("nobody changed the price");
    assert!(refusal.fields.contains_key("price_minor"), "{refusal:?}");
    assert_eq!(listed(&one).await.len(), 1, "nothing is lost by a wrong question");
    one.replica.choose(&one.actor, id, &chosen(&[("name", Choice::Theirs)])).await.unwrap();

    assert_eq!((one.waiting().await, listed(&one).await.len()), (0, 0), "nothing is left to send");
    assert_eq!(one.product(lamp).await.unwrap().name, "Theirs");
});

on_both!(what_was_changed_once_more_while_one_chose_is_shown_again, |house| {
    let (one, two, lamp) = quarrel(&house).await;
    let id = listed(&one).await.remove(0).id;
    two.change(two.edit(lamp, |form| form.name = "Theirs again".into()).await).await;
    two.sync(&house).await;
    one.sync(&house).await;

    let answer = one.replica.choose(&one.actor, id, &chosen(&[("price_minor", Choice::Theirs)])).await;

    assert_eq!(answer.expect_err("it has changed").code, Code::Conflict);
    let kept = listed(&one).await.remove(0);
    let clash = &kept.clashes[0];
    assert_eq!(kept.clashes.len(), 1, "only what changed again is asked again: {kept:?}");
    assert_eq!(
        (&clash.mine, &clash.theirs),
        (&"Mine".into(), &"Theirs again".into()),
        "with what is there now"
    );
    one.replica.retry(&one.actor, kept.id).await.unwrap();
    one.sync(&house).await;
    let row = one.product(lamp).await.unwrap();
    assert_eq!((row.name.as_str(), row.price_minor, row.subtitle.as_str()), ("Mine", 2_222, "Mine"));
});

on_both!(an_edit_that_clashes_with_what_is_here_already_is_kept_to_choose_from, |house| {
    let one = house.person("vendor", &["vendor"]).await;
    let store = one.open_store(&house, "Lantern").await;
    let lamp = one.add_product(&house, store, "lamp", 2).await;
    let stale = one.edit(lamp, |form| form.name = "Mine".into()).await;
    one.change(one.edit(lamp, |form| form.name = "The other window’s".into()).await).await;

    let answer = one.replica.change(&one.actor, Uuid::now_v7(), &stale).await;

    assert_eq!(answer.expect_err("two windows").code, Code::Conflict);
    one.sync(&house).await;
    let kept = listed(&one).await.remove(0);
    assert_eq!(kept.clashes[0].mine, "Mine", "nobody's words are lost with their form");
    assert_eq!(one.product(lamp).await.unwrap().name, "The other window’s");
    one.replica.retry(&one.actor, kept.id).await.unwrap();
    one.sync(&house).await;
    assert_eq!(one.product(lamp).await.unwrap().name, "Mine");
});

on_both!(pictures_arranged_on_two_desks_are_kept_to_choose_from, |house| {
    let one = house.person("vendor", &["vendor"]).await;
    let store = one.open_store(&house, "Lantern").await;
    let lamp = one.add_product(&house, store, "lamp", 2).await;
    let two = house.desk_of(&one.actor, "second.db").await;
    two.sync(&house).await;
    let mut hashes = vec![];
    for sign in ["a", "b"] {
        let new = db::picture::NewPicture {
            hash: sign.repeat(64),
            mime: "image/png",
            width: 1,
            height: 1,
            full: vec![1],
            thumb: vec![1],
        };
        hashes.push(new.hash.clone());
        let mut tx = house.authority.db().begin().await.unwrap();
        db::picture::put(&mut tx, new).await.unwrap();
        tx.commit().await.unwrap();
    }
    let shown =
        |hash: &String| vec![PictureRef { hash: hash.clone(), alt: String::new(), width: 0, height: 0 }];
    let set =
        |hash: &String| IntentBody::SetPictures { id: lamp, pictures: shown(hash), before: Some(vec![]) };

    one.change(set(&hashes[0])).await;
    two.change(set(&hashes[1])).await;
    two.sync(&house).await;
    one.sync(&house).await;

    let kept = listed(&one).await.remove(0);
    assert_eq!(
        (kept.what.as_str(), kept.clashes[0].name.as_str()),
        ("Pictures of “Product lamp”", "pictures")
    );
    assert_eq!(one.product(lamp).await.unwrap().picture.as_ref(), Some(&hashes[1]), "what is true shows");
    assert!(
        one.replica.unsent_pictures().await.unwrap().contains(&hashes[0]),
        "a picture that may still be chosen is held"
    );
    one.replica.choose(&one.actor, kept.id, &chosen(&[("pictures", Choice::Mine)])).await.unwrap();
    one.sync(&house).await;
    assert_eq!(one.product(lamp).await.unwrap().picture.as_ref(), Some(&hashes[0]), "mine was chosen");
    assert_same(&house, &one, "after choosing pictures").await;
});

/// A buyer offline has ordered three of five lamps and one vase; meanwhile two lamps are left.
async fn sold_elsewhere(house: &House) -> (Person, Person, [Uuid; 3]) {
    let vendor = house.person("vendor", &["vendor"]).await;
    let store = vendor.open_store(house, "Lantern").await;
    let lamp = vendor.add_product(house, store, "lamp", 5).await;
    let vase = vendor.add_product(house, store, "vase", 5).await;
    let buyer = house.person("buyer", &["buyer"]).await;
    buyer.sync(house).await;
    let address = buyer.add_address().await;
    buyer.change(put(lamp, 3)).await;
    buyer.change(put(vase, 1)).await;
    buyer.sync(house).await;
    let price =
        |product| Wanted { product, quantity: if product == lamp { 3 } else { 1 }, price_minor: 1_000 };
    let order = Uuid::now_v7();
    buyer
        .change(IntentBody::PlaceOrder {
            order,
            billing: address,
            shipping: address,
            lines: vec![price(lamp), price(vase)],
            totals: vec![Total { currency: "EUR".into(), total_minor: 4_000 }],
            note: String::new(),
        })
        .await;
    vendor.change(moved(lamp, -3)).await;
    vendor.sync(house).await;
    (vendor, buyer, [order, lamp, vase])
}

async fn cart(buyer: &Person) -> BTreeMap<Uuid, i64> {
    let mut tx = buyer.replica.db().read().await.unwrap();
    let lines = db::cart::list(&mut tx, buyer.actor.account).await.unwrap();
    lines.into_iter().map(|line| (line.product_id, line.quantity)).collect()
}

on_both!(a_refused_order_says_why_and_gives_its_cart_back, |house| {
    let (_vendor, buyer, [order, lamp, vase]) = sold_elsewhere(&house).await;
    assert!(cart(&buyer).await.is_empty(), "while it is queued the cart is empty");
    let mut tx = buyer.replica.db().read().await.unwrap();
    let queued = view::order::get(&mut tx, buyer.actor.account, order).await.unwrap();
    assert_eq!(queued.row.sync, Confirmed::Queued);
    drop(tx);

    buyer.sync(&house).await;

    assert_eq!(cart(&buyer).await, BTreeMap::from([(lamp, 3), (vase, 1)]), "the cart is given back");
    let mut tx = buyer.replica.db().read().await.unwrap();
    let page = view::order::list(&mut tx, buyer.actor.account, None, None).await.unwrap();
    let row = &page.rows[0];
    assert_eq!((row.id, row.sync), (order, Confirmed::Refused), "it is not silently gone");
    let refused = row.refused.clone().unwrap();
    assert_eq!(refused.reasons, ["Only 2 are left of “Product lamp”."], "and says why");
    let whole = view::order::get(&mut tx, buyer.actor.account, order).await.unwrap();
    assert_eq!(whole.parts[0].lines.len(), 2, "with what was asked for");
    assert_eq!((whole.parts[0].total_minor, whole.parts[0].invoice.is_none()), (4_000, true), "no invoice");
    drop(tx);
    buyer.replica.discard(refused.change).await.unwrap();
    let mut tx = buyer.replica.db().read().await.unwrap();
    let page = view::order::list(&mut tx, buyer.actor.account, None, None).await.unwrap();
    assert!(page.rows.is_empty(), "until its buyer has read it");
    drop(tx);
    assert_same(&house, &buyer, "after a refused order").await;
});

on_both!(what_was_put_in_the_cart_after_a_refused_order_is_summed_with_it, |house| {
    let (vendor, buyer, [_, lamp, vase]) = sold_elsewhere(&house).await;
    // In the belief that the cart is empty: one vase more, set to two, and a lamp put in and taken out again.
    buyer.change(put(vase, 1)).await;
    buyer.change(IntentBody::PutInCart { product: vase, quantity: 2, adds: false }).await;
    buyer.change(put(lamp, 1)).await;
    buyer.change(IntentBody::RemoveFromCart { product: lamp }).await;
    assert_eq!(cart(&buyer).await, BTreeMap::from([(vase, 2)]));

    buyer.sync(&house).await;

    assert_eq!(cart(&buyer).await, BTreeMap::from([(lamp, 3), (vase, 3)]), "summed, and nothing lost");
    assert_eq!(buyer.waiting().await, 0, "the marketplace knows the cart, too");
    assert_same(&house, &buyer, "after the cart was given back").await;
    let second = house.desk_of(&buyer.actor, "second.db").await;
    second.sync(&house).await;
    assert_eq!(cart(&second).await, cart(&buyer).await, "the buyer's other desktop sees the same cart");
    drop(vendor);
});

on_both!(what_cannot_be_bought_any_more_is_not_put_back_by_force, |house| {
    let (vendor, buyer, [_, lamp, vase]) = sold_elsewhere(&house).await;
    vendor.change(IntentBody::SetProductsActive { ids: vec![vase], is_active: false }).await;
    vendor.sync(&house).await;
    buyer.change(IntentBody::ClearCart {}).await;

    buyer.sync(&house).await;

    assert_eq!(cart(&buyer).await, BTreeMap::from([(lamp, 3)]), "only what is on the shelf comes back");
    let refused = db::replica::refused(&mut buyer.replica.db().read().await.unwrap()).await.unwrap();
    assert_eq!(refused.len(), 1, "the order alone was refused: {refused:?}");
    assert!(matches!(refused[0].outcome().unwrap(), Some(Outcome::Refused(_))));
    assert_same(&house, &buyer, "after a product left the shelf").await;
});

on_both!(an_order_that_is_taken_gives_nothing_back, |house| {
    let vendor = house.person("vendor", &["vendor"]).await;
    let store = vendor.open_store(&house, "Lantern").await;
    let lamp = vendor.add_product(&house, store, "lamp", 5).await;
    let buyer = house.person("buyer", &["buyer"]).await;
    buyer.sync(&house).await;
    let address = buyer.add_address().await;
    buyer.change(put(lamp, 2)).await;
    buyer.change(ordered(Uuid::now_v7(), address, lamp, 2)).await;
    buyer.change(put(lamp, 1)).await;

    buyer.sync(&house).await;

    assert_eq!(cart(&buyer).await, BTreeMap::from([(lamp, 1)]), "what was bought has left the cart");
    assert_same(&house, &buyer, "after an order").await;
});
