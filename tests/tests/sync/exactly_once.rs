//! However often an intent comes, it happens once.

use std::sync::Arc;

use market::Code;
use market::intent::{IntentBody, Outcome};
use uuid::Uuid;

use crate::dump::assert_same;
use crate::house::{added, intent, moved, ordered, put};

on_both!(the_same_change_eight_times_at_once_happens_once, |house| {
    let vendor = house.person("vendor", &["vendor"]).await;
    let store = vendor.open_store(&house, "Lantern").await;
    let lamp = vendor.add_product(&house, store, "lamp", 0).await;
    let device = Uuid::now_v7();

    for round in 1..=12 {
        let one = Arc::new(intent(&vendor.actor, Uuid::now_v7(), device, round, moved(lamp, 1)));
        let tasks = (0..8).map(|_| {
            let (authority, actor, one) = (house.authority.clone(), vendor.actor.clone(), Arc::clone(&one));
            tokio::spawn(async move { authority.submit(&actor, std::slice::from_ref(&one)).await })
        });
        for task in tasks.collect::<Vec<_>>() {
            let (answers, fault) = task.await.unwrap();
            assert_eq!(fault, None, "round {round}: the same delivery is no copied desktop");
            assert_eq!(answers[0].outcome, Outcome::Applied, "all eight hear the same answer");
        }
    }

    assert_eq!(house.stock(lamp).await, 12, "twelve changes, each counted once");
    house.books_are_straight().await;
});

on_both!(a_refusal_is_remembered_and_repeated, |house| {
    let vendor = house.person("vendor", &["vendor"]).await;
    let store = vendor.open_store(&house, "Lantern").await;
    let lamp = vendor.add_product(&house, store, "lamp", 0).await;
    let one = intent(&vendor.actor, Uuid::now_v7(), Uuid::now_v7(), 1, moved(lamp, -1));
    let (first, _) = house.authority.submit(&vendor.actor, std::slice::from_ref(&one)).await;
    assert!(matches!(first[0].outcome, Outcome::Refused(_)), "there is nothing to take");

    vendor.change(moved(lamp, 5)).await;
    vendor.sync(&house).await;
    let (again, _) = house.authority.submit(&vendor.actor, &[one]).await;

    assert_eq!(again, first, "what was answered once is the answer");
    assert_eq!(house.stock(lamp).await, 5, "a repeated refusal changes nothing");
});

on_both!(an_id_that_was_sent_with_another_content_is_refused_and_blocks_nobody, |house| {
    let vendor = house.person("vendor", &["vendor"]).await;
    let store = vendor.open_store(&house, "Lantern").await;
    let lamp = vendor.add_product(&house, store, "lamp", 0).await;
    let (id, device) = (Uuid::now_v7(), Uuid::now_v7());
    let sent = [
        intent(&vendor.actor, id, device, 1, moved(lamp, 1)),
        intent(&vendor.actor, id, device, 2, moved(lamp, 40)),
        intent(&vendor.actor, Uuid::now_v7(), device, 3, moved(lamp, 2)),
    ];

    let (answers, fault) = house.authority.submit(&vendor.actor, &sent).await;

    assert_eq!(fault, None, "a wrong id is no passing fault");
    assert!(matches!(&answers[1].outcome, Outcome::Refused(no) if no.code == Code::Conflict), "{answers:?}");
    assert_eq!(house.stock(lamp).await, 3, "the first content stands, and the one behind went through");
});

on_both!(two_products_of_one_sku_at_once_leave_one_and_name_the_field, |house| {
    let vendor = house.person("vendor", &["vendor"]).await;
    let store = vendor.open_store(&house, "Lantern").await;

    for round in 0..8 {
        let tasks: Vec<_> = (0..4)
            .map(|_| {
                let body = added(Uuid::now_v7(), store, &format!("lamp-{round}"), 1);
                let one = intent(&vendor.actor, Uuid::now_v7(), Uuid::now_v7(), 1, body);
                let (authority, actor) = (house.authority.clone(), vendor.actor.clone());
                tokio::spawn(async move { authority.submit(&actor, &[one]).await })
            })
            .collect();
        let mut applied = 0;
        for task in tasks {
            let (answers, fault) = task.await.unwrap();
            assert_eq!(fault, None);
            match &answers[0].outcome {
                Outcome::Applied => applied += 1,
                Outcome::Refused(no) => {
                    assert_eq!(no.code, Code::Duplicate);
                    assert!(no.fields.contains_key("sku"), "the form must know which field: {no:?}");
                }
                Outcome::Conflict { .. } => panic!("nobody edited"),
            }
        }
        assert_eq!(applied, 1, "one of four is first");
    }
    house.books_are_straight().await;
});

on_both!(a_replica_restored_from_a_copy_goes_on_under_a_new_identity, |house| {
    let mut vendor = house.person("vendor", &["vendor"]).await;
    let store = vendor.open_store(&house, "Lantern").await;
    let lamp = vendor.add_product(&house, store, "lamp", 0).await;
    vendor.change(moved(lamp, 1)).await;
    vendor.replica.close().await;
    let copy = vendor.path.with_extension("copy");
    std::fs::copy(&vendor.path, &copy).unwrap();
    vendor.reopen().await;
    vendor.change(moved(lamp, 10)).await;
    vendor.sync(&house).await;
    assert_eq!(house.stock(lamp).await, 11);

    vendor.replica.close().await;
    std::fs::copy(&copy, &vendor.path).unwrap();
    vendor.reopen().await;
    vendor.change(moved(lamp, 100)).await;
    vendor.change(moved(lamp, 1_000)).await;
    vendor.sync(&house).await;

    assert_eq!(vendor.waiting().await, 0, "nothing is stuck");
    assert_eq!(
        house.stock(lamp).await,
        1_111,
        "what was sent before the copy counts once, what came after it too"
    );
    assert_same(&house, &vendor, "after the restored copy went on").await;
    house.books_are_straight().await;
});

on_both!(a_copied_replica_used_twice_loses_and_doubles_nothing, |house| {
    let mut one = house.person("vendor", &["vendor"]).await;
    let store = one.open_store(&house, "Lantern").await;
    let lamp = one.add_product(&house, store, "lamp", 0).await;
    one.replica.close().await;
    std::fs::copy(&one.path, house.folder.path().join("twin.db")).unwrap();
    one.reopen().await;
    let twin = house.desk_of(&one.actor, "twin.db").await;

    for _ in 0..4 {
        one.change(moved(lamp, 1)).await;
        twin.change(moved(lamp, 10)).await;
        one.sync(&house).await;
        twin.sync(&house).await;
    }
    one.sync(&house).await;

    assert_eq!(house.stock(lamp).await, 44, "eight changes of two desktops, each counted once");
    assert_same(&house, &one, "the original").await;
    assert_same(&house, &twin, "the twin").await;
});

on_both!(a_refused_change_does_not_block_those_behind_it, |house| {
    let vendor = house.person("vendor", &["vendor"]).await;
    let buyer = house.person("buyer", &["buyer"]).await;
    let store = vendor.open_store(&house, "Lantern").await;
    let lamp = vendor.add_product(&house, store, "lamp", 3).await;
    buyer.sync(&house).await;
    let address = buyer.add_address().await;
    buyer.change(put(lamp, 3)).await;
    buyer.sync(&house).await;
    vendor.change(moved(lamp, -2)).await;
    vendor.sync(&house).await;

    buyer.change(ordered(Uuid::now_v7(), address, lamp, 3)).await;
    let later = buyer.add_address().await;
    assert_eq!(buyer.cart().await, [], "the order shows at once, the cart is empty");
    buyer.sync(&house).await;

    assert_eq!(buyer.waiting().await, 0, "all were answered");
    let refused = buyer.refused().await;
    assert_eq!(refused.len(), 1, "{refused:?}");
    assert_eq!(refused[0].op, "place_order");
    assert_eq!(buyer.cart().await, [(lamp, 3)], "a refused order gives the cart back");
    let mut tx = house.authority.db().read().await.unwrap();
    assert!(market::db::address::exists(&mut tx, later).await.unwrap(), "the one behind it went through");
    drop(tx);
    assert_same(&house, &buyer, "after the refusal").await;
});

on_both!(a_refused_change_tried_again_twice_at_once_is_sent_once, |house| {
    let vendor = house.person("vendor", &["vendor"]).await;
    let buyer = house.person("buyer", &["buyer"]).await;
    let store = vendor.open_store(&house, "Lantern").await;
    let lamp = vendor.add_product(&house, store, "lamp", 9).await;
    buyer.sync(&house).await;
    let address = buyer.add_address().await;
    buyer.sync(&house).await;
    vendor.change(moved(lamp, -9)).await;
    vendor.sync(&house).await;
    buyer.change(ordered(Uuid::now_v7(), address, lamp, 2)).await;
    buyer.sync(&house).await;
    let id = buyer.refused().await[0].id;
    vendor.change(moved(lamp, 9)).await;
    vendor.sync(&house).await;
    buyer.sync(&house).await;

    let (one, two) =
        tokio::join!(buyer.replica.retry(&buyer.actor, id), buyer.replica.retry(&buyer.actor, id));
    assert!(one.is_ok() != two.is_ok(), "one press counts: {one:?} {two:?}");
    buyer.sync(&house).await;

    assert!(buyer.refused().await.is_empty(), "it is dealt with");
    assert_eq!(house.stock(lamp).await, 7, "one order of two");
    house.books_are_straight().await;
});

on_both!(an_authority_out_of_reach_stops_the_batch_and_later_takes_it, |house| {
    let mut vendor = house.person("vendor", &["vendor"]).await;
    let store = vendor.open_store(&house, "Lantern").await;
    let lamp = vendor.add_product(&house, store, "lamp", 0).await;
    let nowhere = house.unreachable().await;
    for _ in 0..3 {
        vendor.change(moved(lamp, 1)).await;
    }

    let fault = vendor.try_sync(&nowhere).await.expect_err("nobody answers");
    assert_eq!(fault.code, Code::Offline, "{fault:?}");
    assert_eq!(vendor.waiting().await, 3, "what waits is kept");
    assert_eq!(vendor.product(lamp).await.unwrap().stock, 3, "and shown");
    vendor.reopen().await;
    vendor.sync(&house).await;

    assert_eq!((vendor.waiting().await, house.stock(lamp).await), (0, 3), "sent later, once");
});

on_both!(an_intent_in_anothers_name_is_refused, |house| {
    let vendor = house.person("vendor", &["vendor"]).await;
    let thief = house.person("thief", &["vendor"]).await;
    let store = vendor.open_store(&house, "Lantern").await;
    let lamp = vendor.add_product(&house, store, "lamp", 4).await;
    let in_anothers_name = intent(&vendor.actor, Uuid::now_v7(), Uuid::now_v7(), 1, moved(lamp, -4));
    let foreign = intent(
        &thief.actor,
        Uuid::now_v7(),
        Uuid::now_v7(),
        1,
        IntentBody::RemoveProducts { ids: vec![lamp] },
    );

    let (answers, _) = house.authority.submit(&thief.actor, &[in_anothers_name, foreign]).await;

    assert!(answers.iter().all(|answer| matches!(answer.outcome, Outcome::Refused(_))), "{answers:?}");
    assert_eq!(house.stock(lamp).await, 4, "nothing was taken");
});
