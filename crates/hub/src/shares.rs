//! What one origin may hold at once, and all together: connections, or bytes in memory.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A store of something that is given out in shares and comes back.
#[derive(Debug)]
pub(crate) struct Shares {
    most: usize,
    most_each: usize,
    taken: Mutex<Taken>,
}

#[derive(Debug, Default)]
struct Taken {
    all: usize,
    each: HashMap<IpAddr, usize>,
}

/// A part that is held; dropped, it comes back.
#[derive(Debug)]
pub(crate) struct Share {
    of: Arc<Shares>,
    origin: IpAddr,
    amount: usize,
}

/// Why nothing is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spent {
    /// This origin holds all that one may.
    Origin,
    /// All together hold all there is.
    All,
}

impl Shares {
    /// At most `most` in all, and `most_each` for one origin.
    pub(crate) fn new(most: usize, most_each: usize) -> Arc<Self> {
        Arc::new(Self { most, most_each, taken: Mutex::default() })
    }

    /// Gives an origin a share, or says whose limit stands in the way.
    pub(crate) fn take(self: &Arc<Self>, origin: IpAddr, amount: usize) -> Result<Share, Spent> {
        self.add(origin, amount)?;
        Ok(Share { of: Arc::clone(self), origin, amount })
    }

    fn add(&self, origin: IpAddr, amount: usize) -> Result<(), Spent> {
        let mut taken = self.lock();
        let all = taken.all.saturating_add(amount);
        if all > self.most {
            return Err(Spent::All);
        }
        let own = taken.each.get(&origin).copied().unwrap_or(0).saturating_add(amount);
        if own > self.most_each {
            return Err(Spent::Origin);
        }
        taken.all = all;
        taken.each.insert(origin, own);
        Ok(())
    }

    fn give_back(&self, origin: IpAddr, amount: usize) {
        let mut taken = self.lock();
        taken.all = taken.all.saturating_sub(amount);
        let left = taken.each.get(&origin).copied().unwrap_or(0).saturating_sub(amount);
        // Who holds nothing is not remembered.
        if left == 0 {
            taken.each.remove(&origin);
        } else {
            taken.each.insert(origin, left);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Share {
    /// Makes it larger.
    pub(crate) fn grow(&mut self, amount: usize) -> Result<(), Spent> {
        self.of.add(self.origin, amount)?;
        self.amount = self.amount.saturating_add(amount);
        Ok(())
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.of.give_back(self.origin, self.amount);
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    const ONE: IpAddr = IpAddr::V4(Ipv4Addr::new(10, 0, 0, 1));
    const TWO: IpAddr = IpAddr::V4(Ipv4Addr::new(10, 0, 0, 2));

    #[test]
    fn one_origin_cannot_hold_what_is_there_for_all() {
        let shares = Shares::new(10, 6);
        let mut held = shares.take(ONE, 4).unwrap();
        assert_eq!(shares.take(ONE, 3).err(), Some(Spent::Origin), "that is more than one may hold");
        assert_eq!(held.grow(2), Ok(()), "up to its limit it may");
        let other = shares.take(TWO, 4).unwrap();
        assert_eq!(shares.take(TWO, 1).err(), Some(Spent::All), "nothing is left for anybody");

        drop(held);

        assert!(shares.take(TWO, 2).is_ok(), "what was held comes back");
        drop(other);
        assert!(shares.lock().each.is_empty(), "and nobody is remembered who holds nothing");
        assert_eq!(shares.lock().all, 0);
    }
}
