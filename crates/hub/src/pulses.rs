//! Who waits for which spaces. Everybody has a number of their own, which moves when something they follow has changed.
//! Pure: time comes from the caller.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::time::Duration;

use market::space::{Kind, Space};
use tokio::sync::oneshot;
use tokio::time::Instant;
use uuid::Uuid;

/// Everybody follows all shelves, so one order wakes all who wait. They are woken one after the other, and none again before
/// all were: whoever hears of something of their own, which is told at once, finds no crowd before them.
const FOR_EACH: Duration = Duration::from_millis(2);
/// A round takes no longer than this.
const LONGEST: Duration = Duration::from_secs(2);

/// Whose number: all shelves, the offices of one's own stores, one's home.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Follows {
    /// Nil is a visitor.
    pub(crate) account: Uuid,
    /// The stores one works for.
    pub(crate) stores: Vec<Uuid>,
}

/// The versions of all spaces as far as this hub knows, and those who wait for another.
#[derive(Debug, Default)]
pub(crate) struct Pulses {
    versions: HashMap<Space, i64>,
    sum: i64,
    shelves: i64,
    /// The sum of the shelves as the last round told it.
    announced: i64,
    /// Heard since the last look at the database began: what it reads may be older.
    meanwhile: Vec<(Space, i64)>,
    waiting: HashMap<u64, Waiting>,
    next: u64,
    /// The round that is going on.
    round: Round,
}

/// Who is still to be woken, when the next of them is, and when another round may begin.
#[derive(Debug, Default)]
struct Round {
    waking: VecDeque<u64>,
    step: Duration,
    next: Option<Instant>,
    over: Option<Instant>,
}

#[derive(Debug)]
struct Waiting {
    follows: Follows,
    wake: oneshot::Sender<()>,
}

impl Follows {
    fn own(&self) -> impl Iterator<Item = Space> {
        self.stores.iter().copied().map(Space::office).chain([Space::home(self.account)])
    }
}

impl Pulses {
    /// The number of somebody now.
    pub(crate) fn number(&self, who: &Follows) -> i64 {
        let version = |space| self.versions.get(&space).copied().unwrap_or(0);
        who.own().map(version).fold(self.announced, i64::wrapping_add)
    }

    /// The sum of all versions; the database's own tells whether there is something else to hear.
    pub(crate) fn sum(&self) -> i64 {
        self.sum
    }

    /// How many wait.
    pub(crate) fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// Waits for another number than `seen`; where it is another already, the answer is that.
    pub(crate) fn wait(
        &mut self,
        who: Follows,
        seen: i64,
        now: Instant,
    ) -> Result<(u64, oneshot::Receiver<()>), i64> {
        // While nobody waited, nobody called the rounds.
        self.round(now);
        let number = self.number(&who);
        if number != seen {
            return Err(number);
        }
        let (wake, woken) = oneshot::channel();
        self.next += 1;
        self.waiting.insert(self.next, Waiting { follows: who, wake });
        Ok((self.next, woken))
    }

    /// Waits no longer.
    pub(crate) fn leave(&mut self, ticket: u64) {
        self.waiting.remove(&ticket);
    }

    /// Versions that this hub itself has written.
    pub(crate) fn told(&mut self, news: &BTreeMap<Space, i64>) {
        self.meanwhile.extend(news.iter().map(|(space, version)| (*space, *version)));
        let newer = news.iter().filter(|(space, version)| self.versions.get(space) < Some(version));
        let moved: Vec<_> = newer.map(|(space, version)| (*space, *version)).collect();
        for (space, version) in &moved {
            let before = self.versions.insert(*space, *version).unwrap_or(0);
            self.sum += version - before;
            if space.kind == Kind::Shelf {
                self.shelves += version - before;
            }
        }
        self.wake_own(&moved.iter().map(|(space, _)| *space).collect());
    }

    /// A look at the database begins.
    pub(crate) fn look(&mut self) {
        self.meanwhile.clear();
    }

    /// What the look has read. A number may go back here: the database was restored.
    pub(crate) fn seen(&mut self, versions: BTreeMap<Space, i64>) {
        let mut now: HashMap<Space, i64> = versions.into_iter().collect();
        for (space, version) in std::mem::take(&mut self.meanwhile) {
            let known = now.entry(space).or_default();
            *known = version.max(*known);
        }
        let moved = now.iter().filter(|(space, version)| self.versions.get(*space) != Some(*version));
        let moved: BTreeSet<Space> = moved.map(|(space, _)| *space).collect();
        self.sum = now.values().sum();
        let shelves = now.iter().filter(|(space, _)| space.kind == Kind::Shelf);
        self.shelves = shelves.map(|(_, version)| *version).sum();
        self.versions = now;
        self.wake_own(&moved);
    }

    /// Tells of shelves that have changed those whose turn it is; the answer is when to come again.
    pub(crate) fn round(&mut self, now: Instant) -> Option<Instant> {
        if self.round.waking.is_empty() && self.announced != self.shelves {
            let due = self.round.over.unwrap_or(now);
            if now < due {
                return Some(due);
            }
            self.begin_round(now);
        }
        while let Some(next) = self.round.next.filter(|next| *next <= now)
            && let Some(ticket) = self.round.waking.pop_front()
        {
            // Whoever was woken by something else meanwhile costs no time.
            if let Some(waiting) = self.waiting.remove(&ticket) {
                let _ = waiting.wake.send(());
                self.round.next = Some(next + self.round.step);
            }
        }
        if !self.round.waking.is_empty() {
            return self.round.next;
        }
        self.round.over.filter(|_| self.announced != self.shelves)
    }

    fn begin_round(&mut self, now: Instant) {
        self.announced = self.shelves;
        let here = u32::try_from(self.waiting.len()).unwrap_or(u32::MAX);
        let step = FOR_EACH.min(LONGEST / here.max(1));
        let waking = self.waiting.keys().copied().collect();
        self.round = Round { waking, step, next: Some(now), over: Some(now + step * here) };
    }

    fn wake_own(&mut self, moved: &BTreeSet<Space>) {
        let is_woken = |waiting: &mut Waiting| waiting.follows.own().any(|space| moved.contains(&space));
        for (_, waiting) in self.waiting.extract_if(|_, waiting| is_woken(waiting)) {
            // Whoever hung up meanwhile hears nothing.
            let _ = waiting.wake.send(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn somebody(stores: &[Uuid]) -> Follows {
        Follows { account: Uuid::now_v7(), stores: stores.to_vec() }
    }

    fn is_woken(woken: &mut oneshot::Receiver<()>) -> bool {
        woken.try_recv().is_ok()
    }

    #[test]
    fn only_those_are_woken_who_follow_what_has_changed() {
        let (mut pulses, store) = (Pulses::default(), Uuid::now_v7());
        let now = Instant::now();
        let (vendor, buyer) = (somebody(&[store]), somebody(&[]));
        let (_, mut vendor_hears) = pulses.wait(vendor.clone(), 0, now).unwrap();
        let (_, mut buyer_hears) = pulses.wait(buyer.clone(), 0, now).unwrap();

        pulses.told(&[(Space::office(store), 1), (Space::home(Uuid::now_v7()), 1)].into());

        assert!(is_woken(&mut vendor_hears), "their own office has changed");
        assert!(!is_woken(&mut buyer_hears), "nothing of theirs has");
        assert_eq!(pulses.wait(vendor, 0, now).err(), Some(1), "and who asks again hears it at once");
        pulses.told(&[(Space::home(buyer.account), 3)].into());
        assert!(is_woken(&mut buyer_hears));
        assert_eq!((pulses.number(&buyer), pulses.sum(), pulses.waiting()), (3, 5, 0));
    }

    #[test]
    fn shelves_are_told_of_in_rounds_that_wake_one_after_the_other() {
        let (mut pulses, shelf, begun) = (Pulses::default(), Space::shelf(Uuid::now_v7()), Instant::now());
        let mut all: Vec<_> = (0..10).map(|_| pulses.wait(somebody(&[]), 0, begun).unwrap().1).collect();
        pulses.told(&[(shelf, 1)].into());
        assert_eq!(pulses.round(begun), Some(begun + FOR_EACH), "the next of them is woken a little later");
        assert_eq!(all.iter_mut().filter_map(|one| one.try_recv().ok()).count(), 1, "the first at once");
        let mut again = pulses.wait(somebody(&[]), 1, begun).unwrap().1;
        pulses.told(&[(shelf, 2)].into());

        let due = pulses.round(begun + FOR_EACH * 9).expect("something has changed since");

        assert_eq!(all.iter_mut().filter_map(|one| one.try_recv().ok()).count(), 9, "then all the others");
        assert_eq!(due, begun + FOR_EACH * 10, "and then the next round may begin");
        assert!(!is_woken(&mut again));
        assert!(pulses.wait(somebody(&[]), 1, begun).is_ok(), "who comes before the round waits for it");
        pulses.round(due);
        pulses.round(due + FOR_EACH);
        assert!(is_woken(&mut again), "nothing is forgotten");
        assert_eq!(pulses.waiting(), 0);
    }

    #[test]
    fn a_look_at_the_database_brings_what_other_hubs_did_and_takes_nothing_back() {
        let (mut pulses, who, now) = (Pulses::default(), somebody(&[]), Instant::now());
        let home = Space::home(who.account);
        pulses.look();
        pulses.told(&[(home, 5)].into());
        pulses.seen([(home, 4), (Space::shelf(Uuid::now_v7()), 2)].into());
        assert_eq!(pulses.number(&who), 5, "what was read is older than what is known");
        pulses.round(now);
        assert_eq!(pulses.number(&who), 7);
        let (_, mut hears) = pulses.wait(who.clone(), 7, now).unwrap();

        pulses.look();
        pulses.seen([(home, 1)].into());

        assert!(is_woken(&mut hears), "a restored database is a change too");
        pulses.round(now);
        assert_eq!((pulses.number(&who), pulses.sum()), (1, 1));
    }

    #[test]
    fn who_hangs_up_is_forgotten() {
        let mut pulses = Pulses::default();
        let (ticket, _) = pulses.wait(somebody(&[]), 0, Instant::now()).unwrap();
        pulses.leave(ticket);
        assert_eq!(pulses.waiting(), 0);
    }
}
