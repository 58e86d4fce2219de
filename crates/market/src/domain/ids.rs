//! Ids that follow from other ids, so that the replica and the authority name the same rows alike.

use sha2::{Digest, Sha256};
use uuid::{Builder, Uuid};

/// The id of something that belongs to `parent` under a name; keeps the parent's time, so keys stay in order.
pub fn derived(parent: Uuid, name: &str) -> Uuid {
    let mut hash = Sha256::new();
    hash.update(parent.as_bytes());
    hash.update(name.as_bytes());
    with_time_of(parent, &hash.finalize())
}

/// The one id of a pair, such as a product in somebody's cart.
pub fn pair(a: Uuid, b: Uuid) -> Uuid {
    let mut hash = Sha256::new();
    hash.update(a.as_bytes());
    hash.update(b.as_bytes());
    with_time_of(b, &hash.finalize())
}

/// The mark of a change decided at a moment. The same change decided anew, by an authority brought back from an older
/// copy, has another.
pub fn decision(change: Uuid, decided_at_us: i64) -> Uuid {
    derived(change, &decided_at_us.to_string())
}

/// The first and the last id of the same time.
pub fn same_time(id: Uuid) -> (Uuid, Uuid) {
    let time = id.as_u128() >> 80 << 80;
    (Uuid::from_u128(time), Uuid::from_u128(time | (u128::MAX >> 48)))
}

fn with_time_of(parent: Uuid, digest: &[u8]) -> Uuid {
    let mut bytes = *parent.as_bytes();
    for (byte, from) in bytes.iter_mut().skip(6).zip(digest) {
        *byte = *from;
    }
    Builder::from_bytes(bytes)
        .with_version(uuid::Version::SortRand)
        .with_variant(uuid::Variant::RFC4122)
        .into_uuid()
}

/// Ids drawn one after another from one intent.
#[derive(Clone, Debug)]
pub struct IdStream {
    from: Uuid,
    next: u64,
}

impl IdStream {
    /// The ids of this intent.
    pub fn of(intent: Uuid) -> Self {
        Self { from: intent, next: 0 }
    }

    /// The next one.
    pub fn draw(&mut self) -> Uuid {
        self.next += 1;
        derived(self.from, &self.next.to_string())
    }
}

/// Bytes in hexadecimal digits, two each.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| DIGITS.get(usize::from(nibble)).map_or('0', |digit| char::from(*digit));
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// A short code people can read out: eight letters and digits without look-alikes.
pub fn short_code(id: Uuid) -> String {
    const SIGNS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    let digest = Sha256::digest(id.as_bytes());
    digest
        .iter()
        .take(8)
        .filter_map(|byte| SIGNS.get(usize::from(byte % 32)))
        .map(|sign| char::from(*sign))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derived_ids_repeat_and_differ_by_name() {
        let parent = Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0001);

        assert_eq!(derived(parent, "a"), derived(parent, "a"), "both sides must name a row alike");
        assert_ne!(derived(parent, "a"), derived(parent, "b"), "two rows are two ids");
        assert_eq!(derived(parent, "a").get_version_num(), 7, "keys stay in order of time");
    }
}
