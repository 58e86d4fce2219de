//! The marketplace of one seed: its authority, its desks, its clocks, and the steps that happen to them.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use market::Code;
use market::db::Db;
use stories::shop::StillClock;
use sync::Authority;
use uuid::Uuid;

use crate::chance::Chance;
use crate::desk::{Desk, copy};
use crate::ledger::Ledger;
use crate::template::{Template, folder};
use crate::wire::{Weather, Wire};
use crate::wish;

/// Desks there may be, copies included.
const MOST_DESKS: usize = 7;
const HOUR_US: i64 = 3_600_000_000;

pub(crate) struct World {
    pub(crate) authority: Authority,
    pub(crate) desks: Vec<Desk>,
    pub(crate) ledger: Arc<Mutex<Ledger>>,
    pub(crate) chance: Chance,
    market_clock: Arc<StillClock>,
    desk_clock: Arc<StillClock>,
    market_path: PathBuf,
    market_backup: Option<PathBuf>,
    files: u64,
    folder: tempfile::TempDir,
}

impl World {
    pub(crate) async fn begin(template: &Template, seed: u64, ledger: Arc<Mutex<Ledger>>) -> Self {
        let (folder, market_clock, desk_clock) = (folder(), StillClock::new(), StillClock::new());
        let market_path = folder.path().join("market.db");
        copy(&template.file("market"), &market_path);
        let authority = Authority::over(Db::open_sqlite(&market_path).await.unwrap(), market_clock.clone());
        let mut desks = Vec::new();
        for (name, actor) in &template.people {
            let path = folder.path().join(format!("{name}.db"));
            copy(&template.file(name), &path);
            desks.push(Desk::open(name, actor, path, &desk_clock).await);
        }
        Self {
            authority,
            desks,
            ledger,
            chance: Chance::of(seed),
            market_clock,
            desk_clock,
            market_path,
            market_backup: None,
            files: 0,
            folder,
        }
    }

    pub(crate) fn note(&self, line: String) {
        self.ledger.lock().unwrap().note(line);
    }

    fn new_file(&mut self) -> PathBuf {
        self.files += 1;
        self.folder.path().join(format!("copy-{}.db", self.files))
    }

    /// One thing happens, to one desk or to all.
    pub(crate) async fn step(&mut self) {
        let at = self.chance.index(self.desks.len());
        match self.chance.below(100) {
            0..=55 => {
                for _ in 0..=self.chance.below(4) {
                    Box::pin(self.change(at)).await;
                }
            }
            56..=77 => self.sync(at).await,
            78..=82 => Box::pin(self.send_piece(at)).await,
            83..=86 => self.deal_with_refused(at).await,
            87 | 88 => {
                self.note(format!("{}: started again", self.desks[at].name));
                self.desks[at].reopen(&self.desk_clock).await;
            }
            89 => self.desks[at].alone_for = self.chance.below(12),
            90 => self.copy_desk(at),
            91 => self.restore_desk(at).await,
            92 => self.second_device(at).await,
            93 => self.copy_market(),
            94 => self.restore_market().await,
            95 | 96 => self.jump(),
            _ => {
                let wire = Wire::of(&self.authority, &self.ledger, Weather::Fine);
                wire.deliver_late(4).await;
            }
        }
        self.desk_clock.pass(self.chance.small(600) * 1_000_000);
        self.market_clock.pass(self.chance.small(600) * 1_000_000);
        self.watch(at, &[]).await;
    }

    fn jump(&mut self) {
        let (desk, market) = (self.chance.small(72) - 36, self.chance.small(48) - 24);
        self.note(format!("the clocks jump: desks {desk:+} h, market {market:+} h"));
        self.desk_clock.pass(desk * HOUR_US);
        self.market_clock.pass(market * HOUR_US);
    }

    async fn change(&mut self, at: usize) {
        let Some(body) = wish::next(&self.desks[at], &mut self.chance).await else { return };
        let (desk, id) = (&self.desks[at], self.chance.id());
        let wire = Wire::of(&self.authority, &self.ledger, Weather::Nothing);
        if self.chance.percent(2) {
            wire.left.store(self.chance.below(5), std::sync::atomic::Ordering::SeqCst);
        }
        let done = wire.drive(desk.replica().change(&desk.actor, id, &body)).await;
        let said = match &done {
            None => "killed on the way".to_owned(),
            Some(Ok(_)) => format!("kept as {}", short(id)),
            Some(Err(refusal)) => format!("{:?}", refusal.code),
        };
        self.note(format!("{}: {}: {said}", desk.name, body.name()));
        match done {
            None => self.desks[at].reopen(&self.desk_clock).await,
            Some(Ok(_)) if !desk.actor.is_visitor() => {
                self.ledger.lock().unwrap().accepted.insert(id, body);
                self.desks[at].held.insert(id, true);
            }
            Some(Err(refusal)) if refusal.code == Code::Broken => self.blame(format!("broken: {body:?}")),
            Some(_) => {}
        }
    }

    fn weather(&mut self, at: usize) -> Weather {
        let desk = &mut self.desks[at];
        if desk.alone_for > 0 {
            desk.alone_for -= 1;
            return Weather::Nothing;
        }
        if self.chance.percent(50) { Weather::Bad } else { Weather::Fine }
    }

    async fn sync(&mut self, at: usize) {
        let weather = self.weather(at);
        let desk = &self.desks[at];
        self.note(format!("{}: sync, {weather:?}", desk.name));
        let wire = Wire::of(&self.authority, &self.ledger, weather);
        let done = wire.drive(desk.replica().sync(&wire, &desk.actor)).await;
        self.end(at, done.map(|done| done.map(drop))).await;
    }

    async fn send_piece(&mut self, at: usize) {
        if self.desks[at].actor.is_visitor() {
            return;
        }
        let weather = self.weather(at);
        let Some(body) = wish::piece(&self.desks[at], &mut self.chance).await else { return };
        let (desk, id) = (&self.desks[at], self.chance.id());
        self.note(format!("{}: a piece {}, {weather:?}", desk.name, short(id)));
        let wire = Wire::of(&self.authority, &self.ledger, weather).in_turns();
        let done = wire.drive(Box::pin(desk.replica().change_through(&wire, &desk.actor, id, &body))).await;
        if done.is_some() {
            self.ledger.lock().unwrap().accepted.insert(id, body);
            self.desks[at].held.insert(id, true);
        }
        self.end(at, done.map(|done| done.map(drop))).await;
    }

    /// A round ended well, with a fault that passes, or with the program killed.
    async fn end(&mut self, at: usize, done: Option<Result<(), market::Refusal>>) {
        match done {
            None => self.desks[at].reopen(&self.desk_clock).await,
            Some(Err(fault)) if fault.code != Code::Offline => {
                self.blame(format!("{}: {fault:?}", self.desks[at].name));
            }
            Some(_) => {}
        }
    }

    async fn deal_with_refused(&mut self, at: usize) {
        let desk = &self.desks[at];
        let refused: Vec<Uuid> = desk.held.iter().filter(|held| !held.1).map(|held| *held.0).collect();
        if refused.is_empty() {
            return;
        }
        let id = self.chance.one(&refused);
        let retries = self.chance.percent(50);
        let done = if retries {
            desk.replica().retry(&desk.actor, id).await.map(drop)
        } else {
            desk.replica().discard(id).await
        };
        let word = if retries { "tries again" } else { "discards" };
        self.note(format!("{}: {word} {}: {}", desk.name, short(id), done.is_ok()));
        self.watch(at, if done.is_ok() { std::slice::from_ref(&id) } else { &[] }).await;
    }

    fn copy_desk(&mut self, at: usize) {
        let path = self.new_file();
        copy(&self.desks[at].path, &path);
        self.note(format!("{}: copied", self.desks[at].name));
        self.desks[at].backup = Some(path);
    }

    async fn restore_desk(&mut self, at: usize) {
        let Some(backup) = self.desks[at].backup.clone() else { return };
        let path = self.new_file();
        copy(&backup, &path);
        self.note(format!("{}: put back to its copy", self.desks[at].name));
        let desk = &mut self.desks[at];
        desk.move_to(path, &self.desk_clock).await;
        let now = desk.pending().await;
        let before = std::mem::replace(&mut desk.held, now);
        let mut ledger = self.ledger.lock().unwrap();
        ledger.may_be_lost.extend(before.keys().filter(|id| !desk.held.contains_key(id)));
    }

    async fn second_device(&mut self, at: usize) {
        if self.desks.len() >= MOST_DESKS {
            return;
        }
        let path = self.new_file();
        copy(&self.desks[at].path, &path);
        let name = format!("{}'s copy {}", self.desks[at].name, self.files);
        self.note(format!("{name} begins"));
        let actor = self.desks[at].actor.clone();
        self.desks.push(Desk::open(&name, &actor, path, &self.desk_clock).await);
    }

    fn copy_market(&mut self) {
        let path = self.new_file();
        copy(&self.market_path, &path);
        self.note("the authority is copied".into());
        self.market_backup = Some(path);
    }

    async fn restore_market(&mut self) {
        let Some(backup) = self.market_backup.clone() else { return };
        let path = self.new_file();
        copy(&backup, &path);
        self.authority.db().close().await;
        self.market_path = path;
        let db = Db::open_sqlite(&self.market_path).await.unwrap();
        self.authority = Authority::over(db, self.market_clock.clone());
        let known = crate::check::outcomes(&self.authority).await;
        self.note(format!("the authority is put back to its copy of {} changes", known.len()));
        self.ledger.lock().unwrap().forget_all_but(&known);
    }

    pub(crate) fn blame(&self, fault: String) {
        self.ledger.lock().unwrap().blame(fault);
    }

    /// The network is whole again: everybody connects until nothing waits any more.
    pub(crate) async fn heal(&mut self) {
        self.note("the network is whole again".into());
        Wire::of(&self.authority, &self.ledger, Weather::Fine).deliver_late(6).await;
        for _ in 0..2 {
            for at in 0..self.desks.len() {
                let desk = &self.desks[at];
                let wire = Wire::of(&self.authority, &self.ledger, Weather::Fine);
                let done = desk.replica().sync(&wire, &desk.actor).await;
                self.end(at, Some(done.map(drop))).await;
                self.watch(at, &[]).await;
            }
        }
    }
}

impl World {
    /// Closes every file.
    pub(crate) async fn end_of_day(self) {
        for desk in &self.desks {
            desk.replica().close().await;
        }
        self.authority.db().close().await;
    }
}

/// The end of an id, which is what differs.
pub(crate) fn short(id: Uuid) -> String {
    id.simple().to_string().split_off(20)
}
