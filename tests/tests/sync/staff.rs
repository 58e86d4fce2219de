//! Those who work for a store that is not theirs: they hold what they may see there, do what they may, and leave without
//! losing anything silently.

use std::collections::BTreeSet;

use market::domain::staff;
use market::intent::Outcome;
use market::{Code, Permission as P, db};
use uuid::Uuid;

use crate::dump::assert_same;
use crate::house::{House, Person, added, moved, ordered, put};

/// Takes somebody on, or gives them other permissions; what their next session allows follows.
async fn give(house: &House, store: Uuid, person: &mut Person, permissions: &[P]) {
    let names: Vec<_> = permissions.iter().map(|one| one.name().to_owned()).collect();
    let account = person.actor.account;
    let mut tx = house.authority.db().begin().await.unwrap();
    let member = match db::staff::lock(&mut tx, store, account).await.unwrap() {
        Some(member) => member,
        None => db::staff::enter(&mut tx, store, account, 0).await.unwrap(),
    };
    let permissions = staff::checked(&names).unwrap();
    db::staff::give(&mut tx, (store, member), &permissions, Uuid::now_v7).await.unwrap();
    db::staff::record(&mut tx, store, Uuid::now_v7()).await.unwrap();
    tx.commit().await.unwrap();
    read_session(house, person).await;
}

async fn let_go(house: &House, store: Uuid, person: &mut Person) {
    let mut tx = house.authority.db().begin().await.unwrap();
    let member = db::staff::lock(&mut tx, store, person.actor.account).await.unwrap().unwrap();
    db::staff::remove(&mut tx, store, member).await.unwrap();
    db::staff::record(&mut tx, store, Uuid::now_v7()).await.unwrap();
    tx.commit().await.unwrap();
}

async fn read_session(house: &House, person: &mut Person) {
    let mut tx = house.authority.db().read().await.unwrap();
    let may = db::account::permissions(&mut tx, person.actor.account).await.unwrap();
    person.actor.permissions = may.into_iter().chain([P::CartChange.name().to_owned()]).collect();
}

/// A store with a product, a sale, a counted stock; its owner, its buyer, and somebody who may be taken on.
async fn town(house: &House) -> (Person, Person, Person, Uuid, Uuid) {
    let vendor = house.person("vendor", &["vendor"]).await;
    let buyer = house.person("buyer", &["buyer"]).await;
    let packer = house.person("packer", &["buyer"]).await;
    let store = vendor.open_store(house, "Lantern").await;
    let lamp = vendor.add_product(house, store, "lamp", 9).await;
    buyer.sync(house).await;
    sell(house, &buyer, lamp).await;
    vendor.sync(house).await;
    (vendor, buyer, packer, store, lamp)
}

async fn sell(house: &House, buyer: &Person, lamp: Uuid) {
    let address = buyer.add_address().await;
    buyer.change(put(lamp, 1)).await;
    buyer.sync(house).await;
    buyer.change(ordered(Uuid::now_v7(), address, lamp, 1)).await;
    buyer.sync(house).await;
}

/// Rows of tables in a replica.
async fn rows(person: &Person, tables: &[&str]) -> Vec<i64> {
    let db::Db::Sqlite { read, .. } = person.replica.db() else { panic!("a file") };
    let mut counts = Vec::new();
    for table in tables {
        let sql = sqlx::AssertSqlSafe(format!("select count(*) from {table}"));
        let (count,): (i64,) = sqlx::query_as(sql).fetch_one(read).await.unwrap();
        counts.push(count);
    }
    counts
}

const BOOKS: [&str; 5] = ["order_part", "order_line", "invoice", "store_books", "stock_movement"];

fn holds(person: &Person, word: &str) -> bool {
    let log = format!("{}-wal", person.path.display());
    let mut bytes = std::fs::read(&person.path).unwrap();
    bytes.extend(std::fs::read(log).unwrap_or_default());
    bytes.windows(word.len()).any(|at| at == word.as_bytes())
}

on_both!(staff_hold_what_they_may_see_and_no_byte_more, |house| {
    let (vendor, buyer, mut packer, store, lamp) = town(&house).await;
    let draft = Uuid::now_v7();
    vendor.change(added(draft, store, "draft", 1)).await;
    vendor.change(vendor.edit(draft, |form| form.is_active = false).await).await;
    vendor.sync(&house).await;
    packer.sync(&house).await;
    assert!(packer.product(draft).await.is_none(), "a draft is not on the shelf");

    give(&house, store, &mut packer, &[P::StockView]).await;
    packer.sync(&house).await;
    assert_same(&house, &packer, "with eyes for the stock").await;
    assert!(packer.product(draft).await.is_some(), "who works there sees its goods");
    assert_eq!(rows(&packer, &BOOKS).await, [0, 0, 0, 0, 3], "and the stock, but no sale");
    assert!(!holds(&packer, "Rue du Lac"), "nor a byte of one");

    give(&house, store, &mut packer, &[P::SaleView]).await;
    packer.sync(&house).await;
    assert_same(&house, &packer, "with eyes for the sales").await;
    assert_eq!(
        rows(&packer, &BOOKS).await,
        [1, 1, 1, 1, 0],
        "sales with their invoices, and no stock any more"
    );
    sell(&house, &buyer, lamp).await;
    packer.sync(&house).await;
    assert_eq!(rows(&packer, &BOOKS).await, [2, 2, 2, 1, 0], "and those that come");

    give(&house, store, &mut packer, &[]).await;
    packer.sync(&house).await;
    assert_same(&house, &packer, "with nothing chosen").await;
    assert_eq!(rows(&packer, &BOOKS).await, [0; 5]);
    assert!(!holds(&packer, "Rue du Lac"), "what one may see no more leaves no byte");
    let mut tx = packer.replica.db().read().await.unwrap();
    assert_eq!(db::sync_event::list(&mut tx).await.unwrap().len(), 0, "all this is no fault of anybody's");
});

on_both!(staff_do_in_their_store_what_they_were_given_whoever_they_are_elsewhere, |house| {
    let (vendor, _, mut packer, store, lamp) = town(&house).await;
    let other = vendor.open_store(&house, "Harbour").await;
    let rope = vendor.add_product(&house, other, "rope", 5).await;
    give(&house, store, &mut packer, &[P::StockChange]).await;
    give(&house, other, &mut packer, &[P::SaleView]).await;
    packer.sync(&house).await;

    packer.change(moved(lamp, 2)).await;
    let elsewhere = packer.try_change(moved(rope, 2)).await.unwrap_err();
    let sale = part_of(&packer, store).await;
    let never = packer.try_change(added(Uuid::now_v7(), store, "new", 1)).await.unwrap_err();

    assert_eq!(elsewhere.code, Code::NotFound, "what one may in one store opens no other: {elsewhere:?}");
    assert_eq!(never.code, Code::Forbidden, "and nowhere what nobody gave: {never:?}");
    assert_eq!(sale, None, "sales of the one store do not come with those of the other");
    packer.sync(&house).await;
    assert_eq!(house.stock(lamp).await, 10, "nine, one sold, two received");
    assert_eq!(house.stock(rope).await, 5);
    house.books_are_straight().await;
});

async fn part_of(person: &Person, store: Uuid) -> Option<Uuid> {
    let db::Db::Sqlite { read, .. } = person.replica.db() else { panic!("a file") };
    let found: Option<(Uuid,)> = sqlx::query_as("select id from order_part where store_id = ?")
        .bind(store)
        .fetch_optional(read)
        .await
        .unwrap();
    found.map(|row| row.0)
}

on_both!(who_is_let_go_loses_the_store_and_sees_what_was_not_taken, |house| {
    let (vendor, _, mut packer, store, lamp) = town(&house).await;
    give(&house, store, &mut packer, &[P::StockChange, P::SaleView, P::ProductChange]).await;
    packer.sync(&house).await;
    let first = packer.change(moved(lamp, 2)).await;
    let second = packer.change(packer.edit(lamp, |form| form.name = "Mine".into()).await).await;

    let_go(&house, store, &mut packer).await;
    packer.sync(&house).await;

    assert_eq!(rows(&packer, &BOOKS).await, [0; 5], "the books of the store are gone");
    assert_eq!(rows(&packer, &["store_member", "member_permission"]).await, [0, 0]);
    assert!(!holds(&packer, "Rue du Lac"), "bytes too");
    assert!(packer.product(lamp).await.is_some(), "its shelf is there as for everybody");
    assert_same(&house, &packer, "who was let go").await;
    let refused: BTreeSet<Uuid> = packer.refused().await.iter().map(|row| row.id).collect();
    assert_eq!(refused, [first, second].into(), "what was not sent is refused where they see it");
    for row in packer.refused().await {
        let outcome = row.outcome().unwrap();
        assert!(matches!(outcome, Some(Outcome::Refused(_))), "{outcome:?}");
    }
    assert_eq!(house.stock(lamp).await, 8, "and nothing of it was done");
    read_session(&house, &mut packer).await;
    let again = packer.try_change(moved(lamp, 1)).await.unwrap_err();
    assert_eq!(again.code, Code::Forbidden, "{again:?}");
    drop(vendor);
});

on_both!(who_buys_where_they_work_keeps_their_own_purchases, |house| {
    let (_, _, mut packer, store, lamp) = town(&house).await;
    give(&house, store, &mut packer, &[]).await;
    packer.sync(&house).await;

    sell(&house, &packer, lamp).await;

    assert_eq!(rows(&packer, &BOOKS).await, [1, 1, 1, 0, 0], "the own purchase and no other");
    assert_same(&house, &packer, "somebody who buys where they work").await;
    let (_, differs) = packer.replica.compare_all(&house.authority).await.unwrap();
    assert!(!differs, "and the marketplace agrees with what they hold");
    give(&house, store, &mut packer, &[P::StockView]).await;
    packer.sync(&house).await;
    assert_eq!(rows(&packer, &BOOKS).await, [1, 1, 1, 0, 3], "read anew, it is still there");
});

on_both!(permissions_changed_many_times_are_read_anew_only_when_they_change, |house| {
    let (vendor, _, mut packer, store, lamp) = town(&house).await;
    give(&house, store, &mut packer, &[P::StockView]).await;
    packer.sync(&house).await;
    let mut tx = packer.replica.db().read().await.unwrap();
    let known = db::replica::cursors(&mut tx).await.unwrap();
    drop(tx);
    let account = packer.actor.account;

    let quiet = house.authority.pull(account, &known).await.unwrap();
    vendor.change(moved(lamp, 1)).await;
    vendor.sync(&house).await;
    let one_more = house.authority.pull(account, &known).await.unwrap();
    give(&house, store, &mut packer, &[P::StockView, P::TagChange]).await;
    let same_eyes = house.authority.pull(account, &known).await.unwrap();
    give(&house, store, &mut packer, &[P::SaleView]).await;
    let other_eyes = house.authority.pull(account, &known).await.unwrap();

    assert!(quiet.anew.is_empty() && quiet.pages.is_empty(), "nothing changed");
    assert!(one_more.anew.is_empty() && !one_more.pages.is_empty(), "what is new comes behind what was read");
    assert!(same_eyes.anew.is_empty(), "a permission that shows no other row is no reason to read anew");
    assert_eq!(other_eyes.anew.len(), 1, "one that does is");
});
