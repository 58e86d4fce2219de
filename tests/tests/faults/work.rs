//! What people do at their desktops all day, until somebody tells them to rest.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use desk::Window;
use serde_json::{Value, json};
use stories::shop::product_fields;
use tokio::sync::Mutex;
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::chance::Chance;
use crate::desktop::{Desktop, Heard};
use crate::ledger::Ledger;
use crate::town::{Place, Shop};

/// A working day.
#[derive(Clone)]
pub(crate) struct Day {
    pub(crate) shop: Shop,
    pub(crate) ledger: Arc<Mutex<Ledger>>,
    pub(crate) rests: Arc<AtomicBool>,
    /// Between two things somebody does.
    pause: Duration,
}

impl Day {
    pub(crate) fn of(shop: Shop) -> Self {
        Self { shop, ledger: Arc::default(), rests: Arc::default(), pause: Duration::ZERO }
    }

    /// The same with a breath between two things. Without one a desktop that is cut off keeps hundreds of changes a second, and
    /// how soon all is whole again says only how long it takes to send them.
    pub(crate) fn with_pauses(shop: Shop, pause: Duration) -> Self {
        Self { pause, ..Self::of(shop) }
    }

    /// Work begins at these desktops.
    pub(crate) fn begins(&self, places: &[Arc<Place>], chance: &mut Chance) -> Vec<JoinHandle<()>> {
        self.rests.store(false, Ordering::SeqCst);
        places.iter().map(|place| self.begins_at(place, chance)).collect()
    }

    pub(crate) fn begins_at(&self, place: &Arc<Place>, chance: &mut Chance) -> JoinHandle<()> {
        let (day, place, chance) = (self.clone(), Arc::clone(place), Chance::of(chance.draw()));
        tokio::spawn(async move { day.goes_on_at(&place.desktop, chance).await })
    }

    /// Everybody finishes what is in hand.
    pub(crate) async fn ends(&self, work: Vec<JoinHandle<()>>) {
        self.rests.store(true, Ordering::SeqCst);
        for one in work {
            one.await.unwrap();
        }
    }

    /// Works until told to rest, or until the desktop is gone.
    async fn goes_on_at(&self, desktop: &Desktop, mut chance: Chance) {
        while !self.rests.load(Ordering::SeqCst) && self.step(desktop, &mut chance).await {
            tokio::time::sleep(self.pause).await;
        }
    }

    /// One thing; answers whether the desktop is still there.
    async fn step(&self, desktop: &Desktop, chance: &mut Chance) -> bool {
        match chance.below(10) {
            0..=3 => self.adds(desktop).await,
            4..=6 => self.receives(desktop).await,
            7 | 8 => self.orders(desktop).await,
            _ => self.writes(desktop).await,
        }
        .is_some()
    }

    async fn adds(&self, desktop: &Desktop) -> Option<()> {
        let sku = Uuid::now_v7().simple().to_string();
        let input = json!({ "store": self.shop.store, "after": product_fields(&sku, 100, 1) });
        yes(desktop, Window::Manager, "product.save", input).await?;
        self.ledger.lock().await.products.insert(sku);
        Some(())
    }

    async fn receives(&self, desktop: &Desktop) -> Option<()> {
        let note = Uuid::now_v7().to_string();
        let input = json!({ "product": self.shop.lamp, "delta": 1, "reason": "received", "note": note });
        yes(desktop, Window::Manager, "stock.adjust", input).await?;
        self.ledger.lock().await.moves.insert(note);
        Some(())
    }

    pub(crate) async fn orders(&self, desktop: &Desktop) -> Option<()> {
        let put = json!({ "product": self.shop.lamp, "quantity": 1, "mode": "set" });
        let cart = yes(desktop, Window::Storefront, "cart.put", put).await?;
        let addresses = yes(desktop, Window::Storefront, "address.list", json!({})).await?;
        let (address, order) = (addresses["addresses"][0]["id"].clone(), Uuid::now_v7());
        let input =
            json!({ "order": order, "billing": address, "shipping": address, "totals": cart["totals"] });
        yes(desktop, Window::Storefront, "checkout.place", input).await?;
        self.ledger.lock().await.orders.insert(order);
        Some(())
    }

    /// Two desktops write on one sign; who was slower may be told that somebody else was there.
    async fn writes(&self, desktop: &Desktop) -> Option<()> {
        let id = json!({ "id": self.shop.sign });
        let before = yes(desktop, Window::Manager, "product.get", id).await?;
        let mut after = before.clone();
        after["name"] = format!("Sign {}", Uuid::now_v7().simple()).into();
        let input = json!({ "id": self.shop.sign, "before": before, "after": after });
        match desktop.ask(Window::Manager, "product.save", input).await {
            Heard::Yes(_) => Some(()),
            Heard::No(refusal) if refusal["code"] == "conflict" => Some(()),
            Heard::No(refusal) => panic!("a sign is written on: {refusal} {}", desktop.log()),
            Heard::Nothing => None,
        }
    }
}

/// What is never refused.
async fn yes(desktop: &Desktop, window: Window, op: &str, input: Value) -> Option<Value> {
    match desktop.ask(window, op, input).await {
        Heard::Yes(answer) => Some(answer),
        Heard::No(refusal) => panic!("{op}: {refusal} {}", desktop.log()),
        Heard::Nothing => None,
    }
}
