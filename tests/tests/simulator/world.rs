//! The marketplace of one seed: its authority, its desks, its clocks, how it heals and how it ends.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use stories::shop::StillClock;
use sync::Outside;
use uuid::Uuid;

use crate::chance::Chance;
use crate::desk::Desk;
use crate::files::copy;
use crate::ledger::Ledger;
use crate::market::{Market, outside};
use crate::stop::Stops;
use crate::template::{Template, folder};
use crate::wire::{Weather, Wire};

pub(crate) struct World {
    pub(crate) seed: u64,
    pub(crate) market: Market,
    pub(crate) desks: Vec<Desk>,
    pub(crate) ledger: Arc<Mutex<Ledger>>,
    pub(crate) chance: Chance,
    pub(crate) desk_clock: Arc<StillClock>,
    /// Kills desks.
    pub(crate) stops: Arc<Stops>,
    pub(crate) outside: Outside,
    /// What visitors have put into their carts so far; nothing where a visitor's replica was copied or put back.
    pub(crate) put_by_visitors: Option<BTreeMap<Uuid, i64>>,
    pub(crate) files: u64,
    folder: tempfile::TempDir,
}

impl World {
    pub(crate) async fn begin(template: &Template, seed: u64, ledger: Arc<Mutex<Ledger>>) -> Self {
        let (folder, desk_clock, stops) = (folder(), StillClock::new(), Stops::new());
        let market = match &template.database {
            Some(database) => Market::on_server(database, seed).await,
            None => Market::in_file(&template.file("market"), folder.path(), seed).await,
        };
        let outside = outside(&desk_clock, &stops, seed ^ 0x6465_736b);
        let mut desks = Vec::new();
        for (name, actor) in &template.people {
            let path = folder.path().join(format!("{name}.db"));
            copy(&template.file(name), &path);
            desks.push(Desk::open(name, actor, path, &outside).await);
        }
        Self {
            seed,
            market,
            desks,
            ledger,
            chance: Chance::of(seed),
            desk_clock,
            stops,
            outside,
            put_by_visitors: Some(BTreeMap::new()),
            files: 0,
            folder,
        }
    }

    pub(crate) fn note(&self, line: String) {
        self.ledger.lock().unwrap().note(line);
    }

    pub(crate) fn blame(&self, fault: String) {
        self.ledger.lock().unwrap().blame(fault);
    }

    pub(crate) fn new_file(&mut self) -> PathBuf {
        self.files += 1;
        self.folder.path().join(format!("copy-{}.db", self.files))
    }

    pub(crate) fn wire(&self, weather: Weather) -> Wire<'_> {
        Wire::of((&self.market.authority, &self.market.stops), &self.ledger, weather)
    }

    /// The network is whole again: everybody connects until nothing waits any more, and the post goes out.
    pub(crate) async fn heal(&mut self) {
        self.note("the network is whole again".into());
        self.wire(Weather::Fine).deliver_late(6).await;
        for at in 0..self.desks.len() {
            self.connect(at).await;
        }
        self.empty_outbox().await;
        for at in 0..self.desks.len() {
            self.connect(at).await;
        }
    }

    async fn connect(&mut self, at: usize) {
        let desk = &self.desks[at];
        let done = desk.replica().sync(&self.wire(Weather::Fine), &desk.actor).await;
        self.end(at, Some(done.map(drop))).await;
        self.watch(at, &[]).await;
    }

    /// Closes every file.
    pub(crate) async fn end_of_day(self) {
        for desk in &self.desks {
            desk.replica().close().await;
        }
        self.market.authority.db().close().await;
    }
}

/// The end of an id, which is what differs.
pub(crate) fn short(id: Uuid) -> String {
    id.simple().to_string().split_off(20)
}
