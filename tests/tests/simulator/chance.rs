//! Chance that repeats.

use std::sync::{Arc, Mutex};

use sync::Ids;
use uuid::Uuid;

/// SplitMix64, after Steele, Lea and Flood (2014).
#[derive(Clone, Debug)]
pub(crate) struct Chance {
    state: u64,
    drawn: u128,
}

impl Chance {
    pub(crate) fn of(seed: u64) -> Self {
        let mut chance = Self { state: seed, drawn: 0 };
        chance.draw();
        chance
    }

    pub(crate) fn draw(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From 0 to one less than this.
    pub(crate) fn below(&mut self, most: u64) -> u64 {
        self.draw() % most.max(1)
    }

    pub(crate) fn small(&mut self, most: u64) -> i64 {
        i64::try_from(self.below(most)).unwrap()
    }

    pub(crate) fn index(&mut self, len: usize) -> usize {
        usize::try_from(self.below(u64::try_from(len).unwrap())).unwrap()
    }

    /// So many times in a hundred.
    pub(crate) fn percent(&mut self, times: u64) -> bool {
        self.below(100) < times
    }

    /// One of these, or no id at all.
    pub(crate) fn one(&mut self, ids: &[Uuid]) -> Uuid {
        let at = self.index(ids.len());
        ids.get(at).copied().unwrap_or_default()
    }

    /// An id later than all drawn before and earlier than any made by the machine's clock.
    pub(crate) fn id(&mut self) -> Uuid {
        self.drawn += 1;
        Uuid::from_u128(((0x0190_0000_0000 + self.drawn) << 80) | u128::from(self.draw()) | (0x7000 << 64))
    }
}

/// Ids for replicas, by the seed.
#[derive(Debug)]
pub(crate) struct SeededIds(Mutex<Chance>);

impl SeededIds {
    pub(crate) fn of(seed: u64) -> Arc<Self> {
        Arc::new(Self(Mutex::new(Chance::of(seed))))
    }
}

impl Ids for SeededIds {
    fn draw(&self) -> Uuid {
        self.0.lock().unwrap().id()
    }
}
