//! Limits per origin and account: a bucket of tokens each, filled again with time.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::settings::Allowance;

/// A token is so many drops: what falls in within a microsecond at one token a minute is one drop.
const DROPS: u64 = 60_000_000;
/// Above so many buckets the full ones are forgotten; they hold nothing that a new one would not.
const MANY: usize = 20_000;
/// Above so many the others are forgotten too: memory stays flat whoever comes.
const TOO_MANY: usize = 100_000;

/// The buckets of all who came lately.
#[derive(Debug)]
pub(crate) struct Buckets<K> {
    allowance: Allowance,
    held: Mutex<HashMap<K, Bucket>>,
}

#[derive(Clone, Copy, Debug)]
struct Bucket {
    drops: u64,
    at: Instant,
}

impl<K: Hash + Eq> Buckets<K> {
    pub(crate) fn new(allowance: Allowance) -> Self {
        Self { allowance, held: Mutex::new(HashMap::new()) }
    }

    /// Takes tokens out of somebody's bucket, or says how long to wait for them.
    pub(crate) fn take(&self, key: K, tokens: u32) -> Result<(), Duration> {
        self.take_at(key, tokens, Instant::now())
    }

    fn take_at(&self, key: K, tokens: u32, now: Instant) -> Result<(), Duration> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if held.len() > MANY {
            let full = self.full();
            held.retain(|_, bucket| self.filled(*bucket, now) < full);
            if held.len() > TOO_MANY {
                held.clear();
            }
        }
        let bucket = held.entry(key).or_insert(Bucket { drops: self.full(), at: now });
        let drops = self.filled(*bucket, now);
        let wanted = u64::from(tokens.min(self.allowance.burst)).saturating_mul(DROPS);
        let left = drops.checked_sub(wanted);
        *bucket = Bucket { drops: left.unwrap_or(drops), at: now };
        if left.is_some() {
            return Ok(());
        }
        let missing = wanted.saturating_sub(drops);
        Err(Duration::from_micros(missing.div_ceil(u64::from(self.allowance.per_minute.max(1)))))
    }

    fn full(&self) -> u64 {
        u64::from(self.allowance.burst).saturating_mul(DROPS)
    }

    fn filled(&self, bucket: Bucket, now: Instant) -> u64 {
        let passed = u64::try_from(now.duration_since(bucket.at).as_micros()).unwrap_or(u64::MAX);
        let fallen = passed.saturating_mul(u64::from(self.allowance.per_minute));
        bucket.drops.saturating_add(fallen).min(self.full())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SLOW: Allowance = Allowance { burst: 3, per_minute: 60 };

    #[test]
    fn a_bucket_empties_at_once_and_fills_with_time() {
        let (buckets, now) = (Buckets::new(SLOW), Instant::now());
        assert_eq!(buckets.take_at("a", 3, now), Ok(()), "a burst is allowed");
        assert_eq!(
            buckets.take_at("a", 1, now),
            Err(Duration::from_secs(1)),
            "then one must wait for a token"
        );
        assert_eq!(buckets.take_at("b", 1, now), Ok(()), "others are not held up");
        let later = now + Duration::from_secs(1);
        assert_eq!(buckets.take_at("a", 1, later), Ok(()), "a token has come");
        assert!(buckets.take_at("a", 1, later).is_err(), "and only one");
    }

    #[test]
    fn more_than_a_burst_can_be_had_from_a_full_bucket_only() {
        let (buckets, now) = (Buckets::new(SLOW), Instant::now());
        assert_eq!(buckets.take_at("a", 100, now), Ok(()), "it would never be allowed otherwise");
        assert!(buckets.take_at("a", 1, now).is_err(), "the bucket is empty then");
    }

    #[test]
    fn however_many_come_memory_stays_flat() {
        let (buckets, now) = (Buckets::new(SLOW), Instant::now());
        for key in 0..MANY + 10 {
            let _ = buckets.take_at(key, 1, now);
        }
        let later = now + Duration::from_mins(1);
        let _ = buckets.take_at(0, 1, later);
        assert_eq!(buckets.held.lock().unwrap().len(), 1, "the full ones were forgotten");
    }
}
