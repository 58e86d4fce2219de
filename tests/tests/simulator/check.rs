//! What must be true once everybody has been connected and nothing waits.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::LazyLock;

use market::db::tables::{SYNCED, Table};
use market::db::{Db, Value};
use market::intent::{IntentBody, Outcome};
use stories::sight;
use sync::Authority;
use uuid::Uuid;

use crate::desk::Desk;
use crate::world::{World, short};

/// All rows of the tables that travel, as text; a guess that is left shows, too.
static HERE: LazyLock<String> = LazyLock::new(|| {
    let guesses = SYNCED.iter().map(|table| format!("select 'guess', id, '{0}' from shadow_{0}", table.name));
    let rows = SYNCED.iter().map(|table| rows_of(table, "1 = 1"));
    rows.chain(guesses).collect::<Vec<_>>().join(" union all ")
});

/// The same rows, as far as an account may see them.
static SEEN: LazyLock<String> = LazyLock::new(|| {
    let rows = SYNCED.iter().map(|table| rows_of(table, &sight::rule(table.name)));
    rows.collect::<Vec<_>>().join(" union all ")
});

fn rows_of(table: &Table, rule: &str) -> String {
    format!("select '{0}', id, {1} from {0} where {rule}", table.name, sight::line(table))
}

/// Money, numbers and stock as no page of the shop adds them up: what is wrong, and how to find it.
const BOOKS: [(&str, &str); 4] = [
    (
        "an invoice is not the sum of the lines ordered",
        "select count(*) from order_part p where (select coalesce(sum(l.total_minor), 0) from order_line l where l.part_id = p.id) <> \
         (select coalesce(sum(i.total_minor), -1) from invoice i where i.part_id = p.id and i.kind = 'invoice')",
    ),
    (
        "invoice less credit notes is not what the order still costs",
        "select count(*) from order_part p where p.total_minor <> \
         (select coalesce(sum(case i.kind when 'invoice' then i.total_minor else -abs(i.total_minor) end), 0) from invoice i where i.part_id = p.id)",
    ),
    (
        "an invoice number is missing or doubled",
        "select count(*) from (select store_id, kind from invoice group by store_id, kind \
         having min(number) <> 1 or max(number) <> count(*) or count(distinct number) <> count(*)) crooked",
    ),
    (
        "what was sold is not what left the shelves",
        "select count(*) from order_line l where l.quantity <> \
         (select coalesce(-sum(m.delta), 0) from stock_movement m where m.order_id = l.order_id and m.product_id = l.product_id and m.reason = 'sold')",
    ),
];

/// What the authority keeps as said.
pub(crate) async fn outcomes(authority: &Authority) -> BTreeMap<Uuid, Outcome> {
    let mut tx = authority.db().glance().await.unwrap();
    let rows: Vec<(Uuid, String)> = tx.all("select id, outcome from intent", vec![]).await.unwrap();
    rows.into_iter().map(|(id, text)| (id, serde_json::from_str(&text).unwrap())).collect()
}

/// Asks everything.
pub(crate) async fn all(world: &World) {
    let mut tx = world.market.authority.db().read().await.unwrap();
    for fault in market::books::verify(&mut tx).await.unwrap().faults {
        world.blame(fault);
    }
    for (fault, sql) in BOOKS {
        if tx.int(sql, vec![]).await.unwrap() > 0 {
            world.blame(fault.to_owned());
        }
    }
    drop(tx);
    for desk in &world.desks {
        if let Some((id, _)) = desk.held.iter().find(|held| *held.1) {
            world.blame(format!("{}: {} still waits", desk.name, short(*id)));
        }
        same(world, desk).await;
        alike(world, desk).await;
    }
    once(world).await;
    joined_once(world).await;
    world.check_mails().await;
}

/// What visitors put into their carts is there still, or has joined somebody's cart, once.
async fn joined_once(world: &World) {
    let Some(mut put) = world.put_by_visitors.clone() else { return };
    for desk in world.desks.iter().filter(|desk| desk.actor.is_visitor()) {
        for (product, quantity) in desk.cart().await {
            *put.entry(product).or_default() -= quantity;
        }
    }
    let ledger = world.ledger.lock().unwrap();
    for body in ledger.accepted.values() {
        if let IntentBody::MergeCart { lines } = body {
            for line in lines {
                *put.entry(line.product).or_default() -= line.quantity;
            }
        }
    }
    drop(ledger);
    if let Some((product, left)) = put.iter().find(|left| *left.1 != 0) {
        world.blame(format!("{left} of {} put in by a visitor joined no cart, or two", short(*product)));
    }
}

/// A replica shows what its account may see, nothing less and nothing more, and no guess.
async fn same(world: &World, desk: &Desk) {
    let account = desk.actor.account;
    let mut here = rows(desk.replica().db(), &HERE, account).await;
    let mut seen = rows(world.market.authority.db(), &SEEN, account).await;
    world.note(format!("{} ends with {} rows, {}", desk.name, here.len(), digest(&here)));
    // A visitor's cart is nobody else's business.
    here.retain(|row| !(desk.actor.is_visitor() && row.0 == "cart_line"));
    for row in std::mem::take(&mut seen) {
        if !here.remove(&row) {
            seen.insert(row);
        }
    }
    if let Some(row) = here.first().or(seen.first()) {
        let there = seen.iter().find(|other| other.1 == row.1);
        let there = there.map(|row| sight::readable(&row.2));
        let row = (&row.0, short(row.1), sight::readable(&row.2));
        world.blame(format!(
            "{}: shows {} rows that are not so, and misses {}: {row:?} {there:?}",
            desk.name,
            here.len(),
            seen.len()
        ));
    }
}

/// The digests that desks and authority compare in use say the same. Where every store is gone a visitor holds nothing.
async fn alike(world: &World, desk: &Desk) {
    let (slices, differs) = desk.replica().compare_all(&world.market.authority).await.unwrap();
    if differs {
        world.blame(format!("{}: a digest of its {slices} slices differs", desk.name));
    } else if slices == 0 && !desk.actor.is_visitor() {
        world.blame(format!("{}: holds nothing to compare", desk.name));
    }
}

/// The same for the same rows, in every run.
fn digest(rows: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    rows.hash(&mut hasher);
    hasher.finish()
}

async fn rows(db: &Db, sql: &'static str, account: Uuid) -> BTreeSet<(String, Uuid, String)> {
    let mut tx = db.glance().await.unwrap();
    let args = vec![Value::from(account); sql.matches('?').count()];
    tx.all::<(String, Uuid, String)>(sql, args).await.unwrap().into_iter().collect()
}

/// Every change accepted anywhere has one outcome, and had its effect exactly once.
async fn once(world: &World) {
    let outcomes = outcomes(&world.market.authority).await;
    let (mut moved, mut orders, mut made) = (BTreeMap::<Uuid, i64>::new(), BTreeSet::new(), Vec::new());
    {
        let ledger = world.ledger.lock().unwrap();
        for (id, body) in &ledger.accepted {
            match (outcomes.get(id), body) {
                (None, _) if ledger.may_be_lost.contains(id) => {}
                (None, _) => made.push((*id, true)),
                (Some(Outcome::Applied), IntentBody::AdjustStock { product, delta, .. }) => {
                    *moved.entry(*product).or_default() += delta;
                }
                (Some(Outcome::Applied), IntentBody::PlaceOrder { order, .. }) => {
                    orders.insert(*order);
                }
                (Some(Outcome::Applied), IntentBody::AddProduct { id, .. }) => made.push((*id, false)),
                _ => {}
            }
        }
        let told: Vec<_> =
            ledger.decided.iter().filter(|said| outcomes.get(said.0) != Some(said.1)).collect();
        if let Some((id, said)) = told.first() {
            let fault = format!("{} was answered {said:?}, but that is not kept", short(**id));
            drop(ledger);
            world.blame(fault);
        }
    }
    let mut tx = world.market.authority.db().glance().await.unwrap();
    let sql = "select product_id, cast(sum(delta) as signed) from stock_movement where reason = 'received' group by product_id";
    let found: BTreeMap<Uuid, i64> = tx.all::<(Uuid, i64)>(sql, vec![]).await.unwrap().into_iter().collect();
    if found != moved {
        world.blame(format!("the shelves moved by {found:?}, the changes say {moved:?}"));
    }
    let sql = "select id from purchase";
    let found: BTreeSet<Uuid> =
        tx.all::<(Uuid,)>(sql, vec![]).await.unwrap().into_iter().map(|row| row.0).collect();
    if found != orders {
        world.blame(format!("there are the orders {found:?}, applied were {orders:?}"));
    }
    let sql = "select id from product";
    let found: BTreeSet<Uuid> =
        tx.all::<(Uuid,)>(sql, vec![]).await.unwrap().into_iter().map(|row| row.0).collect();
    for (id, is_lost) in made {
        if is_lost || !found.contains(&id) {
            world.blame(format!("{} was accepted and is lost", short(id)));
        }
    }
}
