//! An authority brought back from an older copy: replicas notice, read anew, and keep what they have not sent.

use market::db::Db;
use market::db::sync_event::{self, Noticed};
use stories::shop::Engine;
use sync::Authority;
use uuid::Uuid;

use crate::dump::assert_same;
use crate::house::{House, added, intent, moved, ordered, put};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn replicas_follow_an_authority_that_lost_a_day() {
    for goes_on in 0..6 {
        let mut house = House::on(Engine::Sqlite).await;
        let vendor = house.person("vendor", &["vendor"]).await;
        let buyer = house.person("buyer", &["buyer"]).await;
        let store = vendor.open_store(&house, "Lantern").await;
        let lamp = vendor.add_product(&house, store, "lamp", 50).await;
        buyer.sync(&house).await;
        let address = buyer.add_address().await;
        buyer.sync(&house).await;
        let (file, copy) = (house.folder.path().join("market.db"), house.folder.path().join("backup.db"));
        house.authority.db().close().await;
        std::fs::copy(&file, &copy).unwrap();
        house.authority =
            Authority::open(Db::open_sqlite(&file).await.unwrap(), house.clock.clone()).await.unwrap();

        buyer.change(put(lamp, 2)).await;
        buyer.change(ordered(Uuid::now_v7(), address, lamp, 2)).await;
        buyer.sync(&house).await;
        vendor.change(added(Uuid::now_v7(), store, "lost", 1)).await;
        vendor.change(moved(lamp, 1)).await;
        vendor.sync(&house).await;
        buyer.sync(&house).await;
        buyer.change(put(lamp, 7)).await;
        house.authority.db().close().await;
        std::fs::copy(&copy, &file).unwrap();
        house.authority =
            Authority::open(Db::open_sqlite(&file).await.unwrap(), house.clock.clone()).await.unwrap();
        let other = house.desk_of(&vendor.actor, "other.db").await;
        other.sync(&house).await;
        for _ in 0..goes_on {
            other.change(moved(lamp, 1)).await;
            other.sync(&house).await;
        }
        buyer.sync(&house).await;
        vendor.sync(&house).await;

        assert_eq!(buyer.cart().await, [(lamp, 7)], "what was not sent yet is sent now");
        assert_eq!((buyer.waiting().await, vendor.waiting().await), (0, 0), "nothing is stuck");
        let when = format!("restored, then {goes_on} changes");
        assert_same(&house, &buyer, &when).await;
        assert_same(&house, &vendor, &when).await;
        for person in [&buyer, &vendor] {
            let mut tx = person.replica.db().read().await.unwrap();
            let noticed = sync_event::list(&mut tx).await.unwrap();
            assert!(
                noticed.iter().any(|event| event.what == Noticed::Unknown),
                "{when}: it is said: {noticed:?}"
            );
        }
        house.books_are_straight().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_decided_anew_after_a_restore_does_not_pass_for_the_one_before() {
    let mut house = House::on(Engine::Sqlite).await;
    let vendor = house.person("vendor", &["vendor"]).await;
    let store = vendor.open_store(&house, "Lantern").await;
    let till = house.desk_of(&vendor.actor, "till.db").await;
    let (file, copy) = (house.folder.path().join("market.db"), house.folder.path().join("backup.db"));
    house.authority.db().close().await;
    std::fs::copy(&file, &copy).unwrap();
    house.authority =
        Authority::open(Db::open_sqlite(&file).await.unwrap(), house.clock.clone()).await.unwrap();
    let lamp = added(Uuid::now_v7(), store, "lamp", 5);
    let unanswered = [intent(&vendor.actor, Uuid::now_v7(), Uuid::now_v7(), 1, lamp)];
    house.authority.submit(&vendor.actor, &unanswered).await;
    till.sync(&house).await;

    house.authority.db().close().await;
    std::fs::copy(&copy, &file).unwrap();
    house.authority =
        Authority::open(Db::open_sqlite(&file).await.unwrap(), house.clock.clone()).await.unwrap();
    house.clock.pass(3_600_000_000);
    house.authority.submit(&vendor.actor, &unanswered).await;
    till.sync(&house).await;

    assert_same(&house, &till, "the same change, at the same version, an hour later").await;
}
