//! A replica compares what it holds with what the authority would send. What differs is read anew, and said.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicI64, Ordering};

use market::Refusal;
use market::db::digest::{Digest, Slice};
use market::db::sync_event::{self, Noticed};
use market::db::tables::{ColumnKind, SYNCED, Table};
use market::intent::Intent;
use market::ops::Actor;
use market::space::Space;
use sync::{Answer, Cursors, Delta, Held, Link};
use uuid::Uuid;

use crate::dump::assert_same;
use crate::first_sync::{first_product, large_shop_of};
use crate::house::{House, Person, added, intent, moved, ordered, put};

/// Longer than a replica waits before it compares again.
const A_WHILE_US: i64 = 121_000_000;

/// A vendor with a store, and a buyer who has ordered, reviewed nothing, and has a cart: every space has rows.
async fn people(house: &House) -> (Person, Person, Uuid, Uuid) {
    let vendor = house.person("vendor", &["vendor"]).await;
    let buyer = house.person("buyer", &["buyer"]).await;
    let store = vendor.open_store(house, "Lantern").await;
    let lamp = vendor.add_product(house, store, "lamp", 9).await;
    vendor.add_product(house, store, "shade", 9).await;
    buyer.sync(house).await;
    let address = buyer.add_address().await;
    buyer.change(put(lamp, 1)).await;
    buyer.sync(house).await;
    buyer.change(ordered(Uuid::now_v7(), address, lamp, 1)).await;
    buyer.change(put(lamp, 2)).await;
    buyer.sync(house).await;
    vendor.sync(house).await;
    (vendor, buyer, store, lamp)
}

async fn run(person: &Person, sql: &'static str) {
    let mut tx = person.replica.db().begin().await.unwrap();
    assert!(tx.exec(sql, vec![]).await.unwrap() > 0, "something was damaged: {sql}");
    tx.commit().await.unwrap();
}

async fn noticed(person: &Person) -> Vec<(Noticed, Space)> {
    let mut tx = person.replica.db().read().await.unwrap();
    sync_event::list(&mut tx).await.unwrap().into_iter().map(|event| (event.what, event.space)).collect()
}

on_both!(a_row_damaged_in_a_replica_is_healed_and_said, |house| {
    let (vendor, mut buyer, store, lamp) = people(&house).await;
    for damage in [
        "update product set price_minor = price_minor + 1 where sku = 'lamp'",
        "delete from product where sku = 'shade'",
        "insert into tag (id, store_id, slug, name, description) select x'01', store_id, 'x', 'x', '' from product limit 1",
        "update cart_line set quantity = 77",
        "delete from order_line",
        "insert into purchase select x'00112233445566778899aabbccddeeff', account_id, number, state, placed_at_us, billing, shipping, note from purchase limit 1",
    ] {
        run(&buyer, damage).await;
        buyer.reopen().await;
        buyer.change(put(lamp, 1)).await;

        buyer.sync(&house).await;

        assert_same(&house, &buyer, damage).await;
        assert_eq!(buyer.waiting().await, 0, "what waited was sent: {damage}");
    }
    let said: BTreeSet<Space> = noticed(&buyer).await.into_iter().map(|(_, space)| space).collect();
    let (home, shelf) = (Space::home(buyer.actor.account), Space::shelf(store));
    assert_eq!(said, BTreeSet::from([home, shelf]), "each is written down");
    assert_eq!(
        noticed(&buyer).await.len(),
        5,
        "once each; the damaged line of the cart was written anew by what waited"
    );
    assert!(noticed(&vendor).await.is_empty(), "nobody else has anything to say");
});

on_both!(damage_is_found_in_normal_running_without_a_new_start, |house| {
    let (vendor, _buyer, store, _) = people(&house).await;
    run(&vendor, "update stock_movement set delta = delta + 1").await;
    vendor.sync(&house).await;
    assert!(noticed(&vendor).await.is_empty(), "it compares now and then, not all the time");

    house.clock.pass(A_WHILE_US);
    vendor.sync(&house).await;

    assert_eq!(noticed(&vendor).await, [(Noticed::Differed, Space::office(store))]);
    assert_same(&house, &vendor, "after a while").await;
});

on_both!(a_guess_is_no_damage, |house| {
    let (vendor, buyer, _, lamp) = people(&house).await;
    buyer.change(put(lamp, 3)).await;
    buyer.change(put(lamp, 4)).await;
    vendor.change(moved(lamp, 5)).await;
    vendor.change(vendor.edit(lamp, |form| form.name = "Guess".into()).await).await;

    for person in [&vendor, &buyer] {
        let (slices, differ) = person.replica.compare_all(&house.authority).await.unwrap();
        assert!(slices > 0 && !differ, "the confirmed rows count, not the guesses");
    }
});

on_both!(a_row_changed_behind_the_back_of_the_feed_is_found_by_every_replica, |house| {
    let (vendor, buyer, store, lamp) = people(&house).await;
    let mut tx = house.authority.db().begin().await.unwrap();
    tx.exec_one("update product set subtitle = 'by hand' where id = ?", vec![lamp.into()]).await.unwrap();
    tx.commit().await.unwrap();
    house.clock.pass(A_WHILE_US);

    vendor.sync(&house).await;
    buyer.sync(&house).await;

    assert_eq!(noticed(&vendor).await, [(Noticed::Differed, Space::office(store))]);
    assert_eq!(noticed(&buyer).await, [(Noticed::Differed, Space::shelf(store))]);
    for person in [&vendor, &buyer] {
        assert_same(&house, person, "after the books were changed by hand").await;
    }
});

on_both!(a_row_that_the_feed_lost_is_found_by_the_check_of_the_books, |house| {
    let (_vendor, _buyer, _store, lamp) = people(&house).await;
    house.books_are_straight().await;
    let mut tx = house.authority.db().begin().await.unwrap();
    let lost = "update feed set row_id = ? where row_id = ? and kind = 1";
    tx.exec(lost, vec![Uuid::now_v7().into(), lamp.into()]).await.unwrap();
    tx.exec("update feed set version = version + 1000 where row_id = ? and kind = 2", vec![lamp.into()])
        .await
        .unwrap();
    let report = market::books::verify(&mut tx).await.unwrap();
    tx.rollback().await.unwrap();

    let faults = report.faults.join("\n");
    assert!(faults.contains("product") && faults.contains("feed"), "the missing entry is named: {faults}");
    assert_eq!(report.faults.len(), 2, "and the one ahead of its space: {faults}");
});

on_both!(what_changes_while_it_is_compared_is_no_damage, |house| {
    let (vendor, buyer, store, _) = people(&house).await;
    let (authority, actor) = (house.authority.clone(), vendor.actor.clone());
    let writing = tokio::spawn(async move {
        let device = Uuid::now_v7();
        for number in 1..=150 {
            let body = added(Uuid::now_v7(), store, &format!("busy-{number}"), 1);
            let (_, fault) =
                authority.submit(&actor, &[intent(&actor, Uuid::now_v7(), device, number, body)]).await;
            assert!(fault.is_none(), "{fault:?}");
        }
    });
    let mut rounds = 0;
    while !writing.is_finished() {
        for person in [&vendor, &buyer] {
            person.sync(&house).await;
            person.replica.compare_all(&house.authority).await.unwrap();
        }
        rounds += 1;
    }
    writing.await.unwrap();

    assert!(rounds > 3, "they were compared meanwhile, {rounds} times");
    for person in [&vendor, &buyer] {
        person.sync(&house).await;
        assert!(noticed(person).await.is_empty(), "nothing was damaged, so nothing is said");
        assert_same(&house, person, "at rest").await;
    }
});

/// A way on which somebody's change comes in while a comparison is under way.
struct Meanwhile<'a> {
    house: &'a House,
    vendor: &'a Person,
    lamp: Uuid,
    device: Uuid,
    changes: AtomicI64,
}

impl Link for Meanwhile<'_> {
    async fn submit(&self, actor: &Actor, intents: &[Intent]) -> (Vec<Answer>, Option<Refusal>) {
        self.house.authority.submit(actor, intents).await
    }

    async fn pull(&self, account: Uuid, cursors: &Cursors) -> Result<Delta, Refusal> {
        self.house.authority.pull(account, cursors).await
    }

    async fn compare(&self, account: Uuid, held: &[Held]) -> Result<Vec<Space>, Refusal> {
        let number = self.changes.fetch_add(1, Ordering::SeqCst) + 1;
        let change = intent(&self.vendor.actor, Uuid::now_v7(), self.device, number, moved(self.lamp, 1));
        let changes = [change];
        let writes = self.house.authority.submit(&self.vendor.actor, &changes);
        let (differ, (_, fault)) = tokio::join!(self.house.authority.compare(account, held), writes);
        assert!(fault.is_none(), "{fault:?}");
        differ
    }
}

on_both!(a_change_between_two_questions_of_one_comparison_is_no_damage, |house| {
    // So many that reading them takes longer than a change does.
    let (vendor, _store) = large_shop_of(&mut house, 700).await;
    let lamp = first_product(&vendor).await;
    let way = Meanwhile {
        house: &house,
        vendor: &vendor,
        lamp,
        device: Uuid::now_v7(),
        changes: AtomicI64::new(0),
    };

    for _ in 0..8 {
        vendor.sync(&house).await;
        vendor.replica.compare_all(&way).await.unwrap();
    }

    assert!(noticed(&vendor).await.is_empty(), "what came in meanwhile proves nothing");
    vendor.sync(&house).await;
    assert_same(&house, &vendor, "at rest").await;
});

on_both!(nobody_learns_about_foreign_spaces_by_comparing, |house| {
    let (vendor, buyer, store, _) = people(&house).await;
    let office = Space::office(store);
    let mut tx = vendor.replica.db().read().await.unwrap();
    let cursors = market::db::replica::cursors(&mut tx).await.unwrap();
    let cursor = cursors.iter().find(|(space, _)| *space == office).unwrap().1;
    drop(tx);
    let wrong = Held { space: office, cursor, slice: Slice::default(), digest: Digest::default() };

    let told = Link::compare(&house.authority, vendor.actor.account, &[wrong]).await.unwrap();
    assert_eq!(told, [office], "its own people are told that it differs");
    let told = Link::compare(&house.authority, buyer.actor.account, &[wrong]).await.unwrap();
    assert_eq!(told, [], "others are told nothing");
});

on_both!(a_space_that_cannot_be_healed_is_not_read_anew_without_end, |house| {
    let (_vendor, buyer, _, _) = people(&house).await;
    // Whatever arrives is damaged again.
    let mut tx = buyer.replica.db().begin().await.unwrap();
    tx.exec("create trigger spoil after insert on product begin update product set slug = 'spoilt' where id = new.id; end", vec![])
        .await
        .unwrap();
    tx.exec("delete from product where sku = 'lamp'", vec![]).await.unwrap();
    tx.commit().await.unwrap();
    house.clock.pass(A_WHILE_US);

    for _ in 0..3 {
        buyer.sync(&house).await;
        house.clock.pass(A_WHILE_US);
    }

    let what: Vec<Noticed> = noticed(&buyer).await.into_iter().map(|(what, _)| what).collect();
    assert_eq!(what.iter().filter(|what| **what == Noticed::Differed).count(), 1, "read anew once: {what:?}");
    assert!(what.contains(&Noticed::DiffersStill), "and it is said that this did not help: {what:?}");
});

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn any_change_of_any_column_is_found() {
    let house = House::on(stories::shop::Engine::Sqlite).await;
    let (vendor, buyer, ..) = people(&house).await;
    let mut columns = 0;
    for person in [&vendor, &buyer] {
        for table in SYNCED {
            columns += damage_each_column(&house, person, table).await;
        }
    }
    assert!(columns > 150, "only {columns} columns were damaged");
}

/// Damages each column of one row in turn; the comparison must see it. Answers how many that were.
async fn damage_each_column(house: &House, person: &Person, table: &Table) -> usize {
    let mut done = 0;
    for (column, kind) in table.columns.iter().skip(1) {
        if (table.name, *column) == ("mail", "next_try_us") || ["store_id", "account_id"].contains(column) {
            continue;
        }
        let other = match kind {
            ColumnKind::Int => format!("coalesce({column}, 0) + 1"),
            ColumnKind::Text => format!("coalesce({column}, '') || 'x'"),
            ColumnKind::Blob => "x'00112233445566778899aabbccddeeff'".to_owned(),
        };
        let sql = format!(
            "update {0} set {column} = {other} where rowid = (select min(rowid) from {0})",
            table.name
        );
        let mut tx = person.replica.db().begin().await.unwrap();
        let touched = tx.exec(Box::leak(sql.into_boxed_str()), vec![]).await.unwrap();
        tx.commit().await.unwrap();
        if touched == 0 {
            break;
        }
        done += 1;
        let (_, differ) = person.replica.compare_all(&house.authority).await.unwrap();
        assert!(differ, "{}.{column} was damaged", table.name);
        person.sync(house).await;
        house.clock.pass(3_600_000_001);
        assert_same(house, person, column).await;
    }
    done
}
