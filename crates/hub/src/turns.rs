//! Whose turn it is: so many requests are worked on at once, and no origin has more than its part of the turns.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

/// Above so many origins those are forgotten that have no turn and wait for none.
const MANY: usize = 5_000;

/// The turns of all.
#[derive(Debug)]
pub(crate) struct Turns {
    all: Arc<Semaphore>,
    most: usize,
    most_each: usize,
    each: Mutex<HashMap<IpAddr, Arc<Semaphore>>>,
}

/// A turn; it ends when it is dropped.
#[derive(Debug)]
pub(crate) struct Turn {
    _of_all: OwnedSemaphorePermit,
    _of_origin: OwnedSemaphorePermit,
}

impl Turns {
    pub(crate) fn new(most: usize, most_each: usize) -> Self {
        Self { all: Arc::new(Semaphore::new(most)), most, most_each, each: Mutex::default() }
    }

    /// Waits for a turn. Who asks much waits behind themselves first, so that others find a turn free.
    pub(crate) async fn take(&self, origin: IpAddr, patience: Duration) -> Option<Turn> {
        let own = self.of(origin);
        let both = async {
            let of_origin = own.acquire_owned().await.ok()?;
            let of_all = Arc::clone(&self.all).acquire_owned().await.ok()?;
            Some(Turn { _of_all: of_all, _of_origin: of_origin })
        };
        timeout(patience, both).await.ok().flatten()
    }

    /// Waits until nobody has a turn.
    pub(crate) async fn rest(&self) {
        let all = u32::try_from(self.most).unwrap_or(u32::MAX);
        drop(self.all.acquire_many(all).await);
    }

    fn of(&self, origin: IpAddr) -> Arc<Semaphore> {
        let mut each = self.each.lock().unwrap_or_else(PoisonError::into_inner);
        if each.len() > MANY {
            each.retain(|_, turns| Arc::strong_count(turns) > 1);
        }
        Arc::clone(each.entry(origin).or_insert_with(|| Arc::new(Semaphore::new(self.most_each))))
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    const ONE: IpAddr = IpAddr::V4(Ipv4Addr::new(10, 0, 0, 1));
    const TWO: IpAddr = IpAddr::V4(Ipv4Addr::new(10, 0, 0, 2));
    const SOON: Duration = Duration::from_millis(20);

    #[tokio::test]
    async fn who_asks_much_leaves_turns_to_others() {
        let turns = Turns::new(3, 2);
        let first = turns.take(ONE, SOON).await.unwrap();
        let _second = turns.take(ONE, SOON).await.unwrap();
        assert!(turns.take(ONE, SOON).await.is_none(), "one has two turns at most");
        assert!(turns.take(TWO, SOON).await.is_some(), "somebody else is not held up");

        drop(first);

        assert!(turns.take(ONE, SOON).await.is_some(), "a turn that ends is free again");
    }

    #[tokio::test]
    async fn however_many_come_memory_stays_flat() {
        let turns = Turns::new(3, 2);
        for number in 0..u32::try_from(MANY).unwrap() + 10 {
            turns.take(Ipv4Addr::from_bits(number).into(), SOON).await.unwrap();
        }
        turns.take(ONE, SOON).await.unwrap();
        assert!(turns.each.lock().unwrap().len() < 20, "who has no turn is forgotten");
    }
}
