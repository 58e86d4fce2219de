//! Somebody's replica in a file, with the older copies of it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use market::db;
use market::intent::IntentBody;
use market::ops::Actor;
use stories::shop::StillClock;
use sync::Replica;
use uuid::Uuid;

/// One replica and what it is known to hold.
pub(crate) struct Desk {
    pub(crate) name: String,
    pub(crate) actor: Actor,
    pub(crate) replica: Option<Replica>,
    pub(crate) path: PathBuf,
    pub(crate) backup: Option<PathBuf>,
    /// Rounds it is still without a network.
    pub(crate) alone_for: u64,
    /// Changes without an answer or refused, and whether they wait.
    pub(crate) held: BTreeMap<Uuid, bool>,
}

impl Desk {
    pub(crate) async fn open(name: &str, actor: &Actor, path: PathBuf, clock: &Arc<StillClock>) -> Self {
        let mut desk = Self {
            name: name.to_owned(),
            actor: actor.clone(),
            replica: None,
            path,
            backup: None,
            alone_for: 0,
            held: BTreeMap::new(),
        };
        desk.reopen(clock).await;
        desk.held = desk.pending().await;
        desk
    }

    pub(crate) fn replica(&self) -> &Replica {
        self.replica.as_ref().expect("the desk is open")
    }

    /// Killed and started again: nothing is closed in order.
    pub(crate) async fn reopen(&mut self, clock: &Arc<StillClock>) {
        drop(self.replica.take());
        self.replica = Some(Replica::open(&self.path, self.actor.account, clock.clone()).await.unwrap());
    }

    /// Its file becomes another one.
    pub(crate) async fn move_to(&mut self, path: PathBuf, clock: &Arc<StillClock>) {
        self.replica().close().await;
        self.path = path;
        self.reopen(clock).await;
    }

    /// What it holds, and whether it waits.
    pub(crate) async fn pending(&self) -> BTreeMap<Uuid, bool> {
        let mut tx = self.replica().db().glance().await.unwrap();
        let rows: Vec<(Uuid, String)> = tx.all("select id, state from pending", vec![]).await.unwrap();
        rows.into_iter().map(|(id, state)| (id, matches!(state.as_str(), "waiting" | "ahead"))).collect()
    }

    pub(crate) async fn body(&self, id: Uuid) -> IntentBody {
        let mut tx = self.replica().db().glance().await.unwrap();
        let row = db::replica::find(&mut tx, id).await.unwrap().unwrap();
        serde_json::from_str(&row.body).unwrap()
    }
}

/// Copies a database at rest, open or not, with what its log holds.
pub(crate) fn copy(from: &Path, to: &Path) {
    let with = |path: &Path, end: &str| PathBuf::from(format!("{}{end}", path.display()));
    std::fs::copy(from, to).unwrap();
    let log = with(from, "-wal");
    if log.is_file() {
        std::fs::copy(log, with(to, "-wal")).unwrap();
    }
}
