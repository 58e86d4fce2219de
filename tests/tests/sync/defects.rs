//! A defect of ours in one change: it is refused with a mark for the log, and holds up nobody behind it.

use market::Code;
use market::intent::Outcome;
use uuid::Uuid;

use crate::house::{ordered, put};

on_both!(a_change_that_breaks_at_the_authority_is_refused_and_holds_up_nobody, |house| {
    let vendor = house.person("vendor", &["vendor"]).await;
    let buyer = house.person("buyer", &["buyer"]).await;
    let store = vendor.open_store(&house, "Lantern").await;
    let lamp = vendor.add_product(&house, store, "lamp", 50).await;
    buyer.sync(&house).await;
    let address = buyer.add_address().await;
    buyer.change(put(lamp, 2)).await;
    buyer.sync(&house).await;
    let mut tx = house.authority.db().begin().await.unwrap();
    // Nobody can do that; it stands for what nobody thought of.
    let away = vec![Uuid::now_v7().into(), store.into()];
    tx.exec_one("update store_books set id = ? where id = ?", away).await.unwrap();
    tx.commit().await.unwrap();

    let order = buyer.change(ordered(Uuid::now_v7(), address, lamp, 2)).await;
    buyer.change(put(lamp, 3)).await;
    buyer.sync(&house).await;

    assert_eq!(buyer.waiting().await, 0, "nothing is held up");
    let refused = buyer.refused().await;
    assert_eq!(refused.iter().map(|row| row.id).collect::<Vec<_>>(), [order], "it is not silently gone");
    let Some(Outcome::Refused(refusal)) = refused[0].outcome().unwrap() else { panic!("{refused:?}") };
    assert_eq!(refusal.code, Code::Broken, "{refusal:?}");
    assert!(refusal.message.contains("The log says more under"), "{refusal:?}");
    assert_eq!(buyer.cart().await, [(lamp, 5)], "the cart is given back, and what came later counts");
});
