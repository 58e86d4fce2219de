//! Somebody's replica in a file, with the older copies of it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use market::db::{self, Db};
use market::intent::IntentBody;
use market::ops::Actor;
use sync::{Outside, Replica};
use uuid::Uuid;

use crate::files::one_reader;
use crate::stop;

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
    pub(crate) async fn open(name: &str, actor: &Actor, path: PathBuf, outside: &Outside) -> Self {
        let mut desk = Self {
            name: name.to_owned(),
            actor: actor.clone(),
            replica: None,
            path,
            backup: None,
            alone_for: 0,
            held: BTreeMap::new(),
        };
        desk.reopen(outside).await;
        desk.held = desk.pending().await;
        desk
    }

    pub(crate) fn replica(&self) -> &Replica {
        self.replica.as_ref().expect("the desk is open")
    }

    /// Killed and started again, as often as it is killed while it starts: nothing is closed in order.
    pub(crate) async fn reopen(&mut self, outside: &Outside) {
        drop(self.replica.take());
        while self.replica.is_none() {
            let open = async {
                let db = one_reader(Db::open_replica(&self.path).await.unwrap());
                Replica::over(db, &self.path, self.actor.account, outside.clone()).await.unwrap()
            };
            self.replica = stop::run(Box::pin(open)).await;
        }
    }

    /// Its file becomes another one.
    pub(crate) async fn move_to(&mut self, path: PathBuf, outside: &Outside) {
        self.replica().close().await;
        self.path = path;
        self.reopen(outside).await;
    }

    /// What it holds, and whether it waits.
    pub(crate) async fn pending(&self) -> BTreeMap<Uuid, bool> {
        self.look().await.0
    }

    /// The same, and whether something that waits and always fits is not to be seen: a store opened, an address noted.
    pub(crate) async fn look(&self) -> (BTreeMap<Uuid, bool>, bool) {
        const HIDDEN: &str = "select count(*) from pending p where state = 'waiting' and ( \
            (op = 'open_store' and replace(json_extract(body, '$.id'), '-', '') not in (select lower(hex(id)) from store)) \
            or (op = 'add_address' and replace(json_extract(body, '$.id'), '-', '') not in (select lower(hex(id)) from address) \
                and not exists (select 1 from pending q where q.op = 'remove_address' \
                    and json_extract(q.body, '$.id') = json_extract(p.body, '$.id'))))";
        let mut tx = self.replica().db().glance().await.unwrap();
        let rows: Vec<(Uuid, String)> = tx.all("select id, state from pending", vec![]).await.unwrap();
        let waits = |state: &str| matches!(state, "waiting" | "ahead");
        let hides = !rows.is_empty() && tx.int(HIDDEN, vec![]).await.unwrap() > 0;
        (rows.into_iter().map(|(id, state)| (id, waits(&state))).collect(), hides)
    }

    pub(crate) async fn body(&self, id: Uuid) -> IntentBody {
        let mut tx = self.replica().db().glance().await.unwrap();
        let row = db::replica::find(&mut tx, id).await.unwrap().unwrap();
        serde_json::from_str(&row.body).unwrap()
    }

    /// How many of each product are in its cart.
    pub(crate) async fn cart(&self) -> BTreeMap<Uuid, i64> {
        let mut tx = self.replica().db().glance().await.unwrap();
        let sql = "select product_id, quantity from cart_line where account_id = ?";
        let rows: Vec<(Uuid, i64)> = tx.all(sql, vec![self.actor.account.into()]).await.unwrap();
        rows.into_iter().collect()
    }
}
