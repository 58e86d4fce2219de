//! What happens to desks, to the authority and to their files, one thing at a time.

use market::Code;
use market::intent::{IntentBody, Wanted};
use market::{Refusal, db};
use uuid::Uuid;

use crate::desk::Desk;
use crate::files::copy;
use crate::stop;
use crate::wire::Weather;
use crate::wish;
use crate::world::{World, short};

/// Desks there may be, copies included.
const MOST_DESKS: usize = 7;
const HOUR_US: i64 = 3_600_000_000;

impl World {
    /// One thing happens, to one desk or to all.
    pub(crate) async fn step(&mut self) {
        let at = self.chance.index(self.desks.len());
        match self.chance.below(100) {
            0..=53 => {
                for _ in 0..=self.chance.below(4) {
                    Box::pin(self.change(at)).await;
                }
            }
            54..=74 => Box::pin(self.sync(at)).await,
            75..=79 => Box::pin(self.send_piece(at)).await,
            80 | 81 => Box::pin(self.join(at)).await,
            82..=84 => self.deliver_mail().await,
            85..=87 => self.deal_with_refused(at).await,
            88 => self.restart(at).await,
            89 => self.desks[at].alone_for = self.chance.below(12),
            90 => self.copy_desk(at),
            91 => self.restore_desk(at).await,
            92 => self.second_device(at).await,
            93 => self.copy_market().await,
            94 => self.restore_market().await,
            95 | 96 => self.jump(),
            _ => self.wire(Weather::Fine).deliver_late(4).await,
        }
        self.stops.disarm();
        self.desk_clock.pass(self.chance.small(600) * 1_000_000);
        self.market.clock.pass(self.chance.small(600) * 1_000_000);
        self.watch(at, &[]).await;
    }

    /// So many times in a hundred, the desk's program is killed at one of its next points.
    fn may_be_killed(&mut self, percent: u64, points: u64) {
        if self.chance.percent(percent) {
            self.stops.arm(self.chance.below(points));
        }
    }

    fn jump(&mut self) {
        let (desk, market) = (self.chance.small(72) - 36, self.chance.small(48) - 24);
        self.note(format!("the clocks jump: desks {desk:+} h, market {market:+} h"));
        self.desk_clock.pass(desk * HOUR_US);
        self.market.clock.pass(market * HOUR_US);
    }

    async fn change(&mut self, at: usize) {
        let Some(body) = wish::next(&self.desks[at], &mut self.chance).await else { return };
        let id = self.chance.id();
        self.may_be_killed(4, 2);
        let desk = &self.desks[at];
        let before = if desk.actor.is_visitor() { Some(desk.cart().await) } else { None };
        let done = stop::run(desk.replica().change(&desk.actor, id, &body)).await;
        self.stops.disarm();
        let said = match &done {
            None => "killed on the way".to_owned(),
            Some(Ok(_)) => format!("kept as {}", short(id)),
            Some(Err(refusal)) => format!("{:?}", refusal.code),
        };
        self.note(format!("{}: {}: {said}", desk.name, body.name()));
        let is_visitor = desk.actor.is_visitor();
        match done {
            None => self.desks[at].reopen(&self.outside).await,
            Some(Ok(_)) if !is_visitor => {
                self.ledger.lock().unwrap().accepted.insert(id, body);
                self.desks[at].held.insert(id, true);
            }
            Some(Err(refusal)) if refusal.code == Code::Broken => self.blame(format!("broken: {body:?}")),
            Some(_) => {}
        }
        if let (Some(before), Some(put)) = (before, &mut self.put_by_visitors) {
            for (product, quantity) in self.desks[at].cart().await {
                *put.entry(product).or_default() += quantity - before.get(&product).unwrap_or(&0);
            }
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
        self.may_be_killed(8, 5);
        let desk = &self.desks[at];
        self.note(format!("{}: sync, {weather:?}", desk.name));
        let done = stop::run(Box::pin(desk.replica().sync(&self.wire(weather), &desk.actor))).await;
        self.end(at, done.map(|done| done.map(drop))).await;
    }

    async fn send_piece(&mut self, at: usize) {
        if self.desks[at].actor.is_visitor() {
            return;
        }
        let weather = self.weather(at);
        let Some(body) = wish::piece(&self.desks[at], &mut self.chance).await else { return };
        let id = self.chance.id();
        self.may_be_killed(12, 5);
        let desk = &self.desks[at];
        self.note(format!("{}: a piece {}, {weather:?}", desk.name, short(id)));
        let wire = self.wire(weather).in_turns();
        let work = Box::pin(desk.replica().change_through(&wire, &desk.actor, id, &body));
        let done = stop::run(work).await;
        if done.is_some() {
            self.ledger.lock().unwrap().accepted.insert(id, body);
            self.desks[at].held.insert(id, true);
        }
        self.end(at, done.map(|done| done.map(drop))).await;
    }

    /// A round ended well, with a fault that passes, or with the program killed.
    pub(crate) async fn end(&mut self, at: usize, done: Option<Result<(), Refusal>>) {
        self.stops.disarm();
        match done {
            None => {
                self.note(format!("    {} is killed", self.desks[at].name));
                self.desks[at].reopen(&self.outside).await;
            }
            Some(Err(fault)) if fault.code != Code::Offline => {
                self.blame(format!("{}: {fault:?}", self.desks[at].name));
            }
            Some(_) => {}
        }
    }

    /// A visitor signs in, and their cart joins the account's; killed on the way, the next start goes on with it.
    async fn join(&mut self, at: usize) {
        let visitors: Vec<_> =
            (0..self.desks.len()).filter(|at| self.desks[*at].actor.is_visitor()).collect();
        let from = visitors[self.chance.index(visitors.len())];
        if self.desks[at].actor.is_visitor() {
            return;
        }
        self.may_be_killed(40, 6);
        loop {
            let lines = lines_of(&self.desks[from]).await;
            if lines.is_empty() {
                return;
            }
            let (desk, visitor, body) = (&self.desks[at], &self.desks[from], IntentBody::MergeCart { lines });
            let joined = desk.replica().join_cart(visitor.replica(), &desk.actor, &body);
            let done = stop::run(joined).await;
            self.note(format!("{}: {}'s cart joins: {done:?}", desk.name, visitor.name));
            let is_killed = done.is_none();
            self.end(at, done).await;
            self.watch(at, &[]).await;
            if !is_killed {
                return;
            }
            self.desks[from].reopen(&self.outside).await;
        }
    }

    async fn deal_with_refused(&mut self, at: usize) {
        let held = &self.desks[at].held;
        let refused: Vec<Uuid> = held.iter().filter(|held| !held.1).map(|held| *held.0).collect();
        if refused.is_empty() {
            return;
        }
        let id = self.chance.one(&refused);
        let retries = self.chance.percent(50);
        self.may_be_killed(15, 2);
        let desk = &self.desks[at];
        let done = if retries {
            stop::run(desk.replica().retry(&desk.actor, id)).await.map(|done| done.map(drop))
        } else {
            stop::run(desk.replica().discard(id)).await
        };
        let word = if retries { "tries again" } else { "discards" };
        self.note(format!("{}: {word} {}: {:?}", desk.name, short(id), done.as_ref().map(Result::is_ok)));
        let may_be_gone = !matches!(done, Some(Err(_)));
        if done.is_none() {
            self.end(at, None).await;
        }
        self.watch(at, if may_be_gone { std::slice::from_ref(&id) } else { &[] }).await;
    }

    async fn restart(&mut self, at: usize) {
        self.note(format!("{}: started again", self.desks[at].name));
        self.may_be_killed(30, 2);
        self.desks[at].reopen(&self.outside).await;
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
        self.forget_visitors(at);
        let desk = &mut self.desks[at];
        desk.move_to(path, &self.outside).await;
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
        self.forget_visitors(at);
        let actor = self.desks[at].actor.clone();
        self.desks.push(Desk::open(&name, &actor, path, &self.outside).await);
    }

    /// The cart of a visitor who was copied or put back may be in two places, or in none.
    fn forget_visitors(&mut self, at: usize) {
        if self.desks[at].actor.is_visitor() {
            self.put_by_visitors = None;
        }
    }

    async fn copy_market(&mut self) {
        self.note("the authority is copied".into());
        self.market.copy().await;
    }

    async fn restore_market(&mut self) {
        if !self.market.restore(self.seed).await {
            return;
        }
        let known = crate::check::outcomes(&self.market.authority).await;
        self.note(format!("the authority is put back to its copy of {} changes", known.len()));
        self.ledger.lock().unwrap().forget_all_but(&known);
        self.mails_may_repeat().await;
    }
}

async fn lines_of(visitor: &Desk) -> Vec<Wanted> {
    let mut tx = visitor.replica().db().glance().await.unwrap();
    let lines = db::cart::list(&mut tx, visitor.actor.account).await.unwrap();
    let wanted = |line: db::cart::CartRow| Wanted {
        product: line.product_id,
        quantity: line.quantity,
        price_minor: line.seen_price_minor,
    };
    lines.into_iter().map(wanted).collect()
}
