//! A large shop comes in many pages. It is shown whole or not at all, and whoever is stopped goes on where they were.

use std::collections::BTreeSet;
use std::sync::Mutex;

use market::db::{Db, stage};
use market::domain::product::ProductFields;
use market::intent::{ImportItem, Intent, IntentBody};
use market::ops::Actor;
use market::space::Space;
use market::{Code, Refusal};
use stories::shop::product_fields;
use sync::{Answer, Authority, Cursors, Delta, Held, Link};
use uuid::Uuid;

use crate::dump::assert_same;
use crate::house::{House, Person, moved, of, put};

const PRODUCTS: usize = 240;
const PAGE: i64 = 40;

/// A way to the authority that counts pages, says after each what is to be seen, and may end.
struct Way<'a> {
    authority: &'a Authority,
    seen_by: &'a Db,
    /// Pages until the program is killed at the next question.
    pages: Option<usize>,
    /// Whether changes arrive, or are lost on the way.
    takes_changes: bool,
    notes: Mutex<Notes>,
}

#[derive(Debug, Default)]
struct Notes {
    rows: usize,
    pages: usize,
    /// How many products were to be seen when a page was asked for.
    seen: BTreeSet<i64>,
}

impl<'a> Way<'a> {
    fn to(authority: &'a Authority, seen_by: &'a Db, pages: Option<usize>) -> Self {
        Self { authority, seen_by, pages, takes_changes: true, notes: Mutex::default() }
    }

    fn notes(self) -> Notes {
        self.notes.into_inner().unwrap()
    }
}

impl Link for Way<'_> {
    async fn submit(&self, actor: &Actor, intents: &[Intent]) -> (Vec<Answer>, Option<Refusal>) {
        if !self.takes_changes && !intents.is_empty() {
            return (vec![], Some(Refusal::new(Code::Offline, "lost on the way")));
        }
        self.authority.submit(actor, intents).await
    }

    async fn pull(&self, account: Uuid, cursors: &Cursors) -> Result<Delta, Refusal> {
        if self.pages == Some(self.notes.lock().unwrap().pages) {
            return std::future::pending().await;
        }
        let seen = products(self.seen_by).await;
        let delta = self.authority.pull(account, cursors).await?;
        let mut notes = self.notes.lock().unwrap();
        notes.pages += 1;
        notes.rows += delta.pages.iter().map(|page| page.rows.len()).sum::<usize>();
        notes.seen.insert(seen);
        Ok(delta)
    }

    async fn compare(&self, account: Uuid, held: &[Held]) -> Result<Vec<Space>, Refusal> {
        self.authority.compare(account, held).await
    }
}

/// Products a window would show.
pub(crate) async fn products(db: &Db) -> i64 {
    db.read().await.unwrap().int("select count(*) from product", vec![]).await.unwrap()
}

/// Syncs until it is done or the program is killed; answers which.
async fn is_done(person: &Person, way: &Way<'_>) -> bool {
    let waits_for_ever = async {
        loop {
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
            let is_over = way.pages.is_some_and(|pages| way.notes.lock().unwrap().pages >= pages);
            if is_over {
                // What is on its way to the disk arrives there or does not; both happen.
                tokio::time::sleep(std::time::Duration::from_millis(5)).await;
                return;
            }
        }
    };
    tokio::select! {
        done = person.replica.sync(way, &person.actor) => { done.unwrap(); true }
        () = waits_for_ever => false,
    }
}

/// A store with many products, and the authority that serves it in small pages.
async fn large_shop(house: &mut House) -> (Person, Uuid) {
    large_shop_of(house, PRODUCTS).await
}

/// The same with so many products.
pub(crate) async fn large_shop_of(house: &mut House, count: usize) -> (Person, Uuid) {
    house.authority = house.authority.clone().in_pages_of(PAGE);
    let vendor = house.person("vendor", &["vendor"]).await;
    let store = vendor.open_store(house, "Lantern").await;
    let item = |number: usize| {
        let fields: ProductFields = of(product_fields(&format!("lamp-{number}"), 1_000, 0));
        ImportItem { id: Uuid::now_v7(), fields, stock: 3, pictures: vec![] }
    };
    let items: Vec<ImportItem> = (0..count).map(item).collect();
    for piece in items.chunks(20) {
        let body = IntentBody::ImportProducts { batch: Uuid::now_v7(), store, items: piece.to_vec() };
        vendor.change(body).await;
    }
    vendor.sync(house).await;
    (vendor, store)
}

/// Products a search finds.
pub(crate) async fn finds(person: &Person, word: &str) -> i64 {
    let mut tx = person.replica.db().read().await.unwrap();
    let asked = market::domain::search_words::fts_query(word).unwrap();
    tx.int("select count(*) from product_words where product_words match ?", vec![asked.into()])
        .await
        .unwrap()
}

fn whole() -> i64 {
    i64::try_from(PRODUCTS).unwrap()
}

on_both!(a_large_shop_is_shown_whole_or_not_at_all, |house| {
    let (_vendor, _store) = large_shop(&mut house).await;
    let buyer = house.person("buyer", &["buyer"]).await;
    let way = Way::to(&house.authority, buyer.replica.db(), None);

    buyer.replica.sync(&way, &buyer.actor).await.unwrap();

    let notes = way.notes();
    assert!(notes.pages > PRODUCTS / usize::try_from(PAGE).unwrap(), "it came in pages: {notes:?}");
    assert_eq!(
        notes.seen,
        BTreeSet::from([0, whole()]),
        "before the last page nothing was to be seen, and then all"
    );
    assert_same(&house, &buyer, "after the first sync").await;
    assert_eq!(finds(&buyer, "lamp").await, whole(), "every product can be searched");
    assert!(!buyer.path.with_extension("stage").exists(), "what was staged is gone");
});

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_is_stopped_goes_on_from_the_last_page_stored() {
    let mut house = House::on(stories::shop::Engine::Sqlite).await;
    let (_vendor, _store) = large_shop(&mut house).await;
    let mut buyer = house.person("buyer", &["buyer"]).await;
    let (mut rows, mut stops) = (0, 0);

    loop {
        let way = Way::to(&house.authority, buyer.replica.db(), Some(2));
        let is_done = is_done(&buyer, &way).await;
        rows += way.notes().rows;
        let seen = products(buyer.replica.db()).await;
        assert!(seen == 0 || seen == whole(), "stopped {stops} times: {seen} products are half a shop");
        if is_done {
            break;
        }
        stops += 1;
        assert!(stops < 40, "it never ends");
        buyer.reopen().await;
    }

    assert!(stops > 2, "it was stopped on the way: {stops}");
    let most = PRODUCTS * 2 + 100;
    assert!(rows < most, "each start goes on, it does not begin again: {rows} rows were read");
    assert_same(&house, &buyer, "at last").await;
}

on_both!(a_shop_read_anew_keeps_what_is_seen_and_what_waits_until_all_of_it_is_there, |house| {
    let (vendor, _store) = large_shop(&mut house).await;
    let buyer = house.person("buyer", &["buyer"]).await;
    buyer.sync(&house).await;
    let lamp = first_product(&buyer).await;
    // Nothing of theirs waits: page by page would be seen at once.
    let reader = house.person("reader", &["buyer"]).await;
    reader.sync(&house).await;
    for person in [&buyer, &vendor, &reader] {
        forget_what_was_read(person).await;
    }
    vendor.change(moved(lamp, 4)).await;
    buyer.change(put(lamp, 2)).await;

    for person in [&buyer, &vendor, &reader] {
        let way = Way::to(&house.authority, person.replica.db(), None);
        person.replica.sync(&way, &person.actor).await.unwrap();
        let notes = way.notes();
        assert!(notes.pages > 3, "it was read anew, in pages: {notes:?}");
        assert_eq!(
            notes.seen,
            BTreeSet::from([whole()]),
            "the old rows stood until the new ones were complete"
        );
        assert_eq!(person.waiting().await, 0, "what waited was sent");
    }
    for person in [&buyer, &reader] {
        person.sync(&house).await;
    }

    assert_eq!(buyer.cart().await, [(lamp, 2)], "and stays");
    for person in [&buyer, &vendor, &reader] {
        assert_same(&house, person, "after it was read anew").await;
    }
    house.books_are_straight().await;
});

on_both!(what_cannot_be_sent_yet_is_shown_on_top_of_a_shop_that_was_read_anew, |house| {
    let (_vendor, _store) = large_shop(&mut house).await;
    let buyer = house.person("buyer", &["buyer"]).await;
    buyer.sync(&house).await;
    let lamp = first_product(&buyer).await;
    forget_what_was_read(&buyer).await;
    buyer.change(put(lamp, 2)).await;

    let way = Way { takes_changes: false, ..Way::to(&house.authority, buyer.replica.db(), None) };
    let picture =
        async || market::db::replica::picture(&mut buyer.replica.db().read().await.unwrap()).await.unwrap();
    let before = picture().await;
    while picture().await == before {
        let fault = buyer.replica.sync(&way, &buyer.actor).await.expect_err("the change does not arrive");
        assert_eq!(fault.code, Code::Offline, "{fault:?}");
        assert!(way.notes.lock().unwrap().pages < 40, "a page comes all the same, and one day the last");
    }

    assert_eq!(
        (buyer.waiting().await, buyer.cart().await),
        (1, vec![(lamp, 2)]),
        "what waits is still shown"
    );
    buyer.sync(&house).await;
    assert_eq!((buyer.waiting().await, buyer.cart().await), (0, vec![(lamp, 2)]), "and then it is sent");
    assert_same(&house, &buyer, "after it was sent").await;
});

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_stage_is_thrown_away_and_filled_again() {
    let mut house = House::on(stories::shop::Engine::Sqlite).await;
    let (_vendor, _store) = large_shop(&mut house).await;
    let mut buyer = house.person("buyer", &["buyer"]).await;
    assert!(
        !is_done(&buyer, &Way::to(&house.authority, buyer.replica.db(), Some(3))).await,
        "stopped on the way"
    );
    buyer.reopen().await;
    let path = buyer.path.with_extension("stage");
    stage::discard(&path).unwrap();
    std::fs::write(&path, "no database at all ".repeat(400)).unwrap();

    buyer.sync(&house).await;

    assert_same(&house, &buyer, "after the stage was damaged").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_that_closes_while_it_is_staged_is_not_shown() {
    let mut house = House::on(stories::shop::Engine::Sqlite).await;
    let (vendor, store) = large_shop(&mut house).await;
    let mut buyer = house.person("buyer", &["buyer"]).await;
    assert!(
        !is_done(&buyer, &Way::to(&house.authority, buyer.replica.db(), Some(3))).await,
        "stopped on the way"
    );
    buyer.reopen().await;

    vendor.change(IntentBody::RemoveStore { id: store }).await;
    vendor.sync(&house).await;
    let way = Way::to(&house.authority, buyer.replica.db(), None);
    buyer.replica.sync(&way, &buyer.actor).await.unwrap();

    assert_eq!(way.notes().seen, BTreeSet::from([0]), "not even for a moment");
    assert_eq!(products(buyer.replica.db()).await, 0, "it is not on the shelves any more");
    assert_same(&house, &buyer, "after the store was removed").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rows_of_long_texts_come_in_shorter_pages() {
    let house = House::on(stories::shop::Engine::Sqlite).await;
    let vendor = house.person("vendor", &["vendor"]).await;
    let store = vendor.open_store(&house, "Lantern").await;
    for number in 0..140 {
        let mut fields: ProductFields = of(product_fields(&format!("lamp-{number}"), 1_000, 0));
        fields.description = "words ".repeat(15_000);
        vendor.change(IntentBody::AddProduct { id: Uuid::now_v7(), store, fields, stock: 1 }).await;
    }
    vendor.sync(&house).await;
    let mut cursors = vec![];
    let mut pages = 0;
    loop {
        let delta = Link::pull(&house.authority, Uuid::nil(), &cursors).await.unwrap();
        let values =
            delta.pages.iter().flat_map(|page| &page.rows).filter_map(|row| row.values.as_ref()).flatten();
        let bytes: usize = values.map(market::db::Value::size).sum();
        assert!(bytes <= 8_000_000, "{bytes} bytes in one answer");
        pages += 1;
        let Some(page) = delta.pages.first() else { break };
        cursors = vec![(page.space, page.next)];
        if !page.has_more {
            break;
        }
    }

    assert!(pages > 1, "twelve megabytes do not come at once");
    let buyer = house.person("buyer", &["buyer"]).await;
    buyer.sync(&house).await;
    assert_same(&house, &buyer, "all of it arrives").await;
}

/// As if the authority had been brought back from a copy that knows nothing of what was read.
async fn forget_what_was_read(person: &Person) {
    let mut tx = person.replica.db().begin().await.unwrap();
    let sql = "update cursor set change_id = x'00000000000070008000000000000001' where kind in (1, 2)";
    tx.exec(sql, vec![]).await.unwrap();
    tx.commit().await.unwrap();
}

/// The product whose id is the lowest.
pub(crate) async fn first_product(person: &Person) -> Uuid {
    let mut tx = person.replica.db().read().await.unwrap();
    let found: (Uuid,) = tx.one("select id from product order by id limit 1", vec![]).await.unwrap();
    found.0
}
