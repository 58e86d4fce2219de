//! Tokens that work once: a link and a short code with one right. They are drawn from bytes the caller brings, and only
//! their hashes are kept.

use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::ids::hex;

/// Bytes a token is drawn from: 256 bits for the link, eight signs for the code.
pub const CHANCE: usize = 40;
const LINK_BYTES: usize = 32;
/// 32 signs without look-alikes: five bits each.
const SIGNS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
/// How often one may be wrong about a code.
pub const MOST_TRIES: i64 = 5;
/// An hour.
pub const HOUR_US: i64 = 3_600_000_000;
const MINUTE_US: i64 = 60_000_000;

/// What a token is for. One of another purpose looks absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To take a new password.
    Reset,
    /// To prove an address.
    Verify,
}

impl Purpose {
    /// As the table names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Reset => "reset",
            Self::Verify => "verify",
        }
    }

    /// As an address on the web names it.
    pub fn letter(self) -> &'static str {
        match self {
            Self::Reset => "r",
            Self::Verify => "v",
        }
    }

    /// How long its link works.
    pub fn link_us(self) -> i64 {
        match self {
            Self::Reset => 30 * MINUTE_US,
            Self::Verify => HOUR_US,
        }
    }

    /// How many letters of this kind an account is sent within an hour, so that nobody's mailbox is flooded.
    pub fn most_in_an_hour(self) -> i64 {
        match self {
            Self::Reset => 3,
            Self::Verify => 6,
        }
    }

    /// How long its code works.
    pub fn code_us(self) -> i64 {
        match self {
            Self::Reset => 10 * MINUTE_US,
            Self::Verify => HOUR_US,
        }
    }
}

/// A token as a person gets it.
#[derive(Clone, PartialEq, Eq)]
pub struct Drawn {
    /// The last part of the link.
    pub link: String,
    /// In two halves, to be read out.
    pub code: String,
}

/// A token of these random bytes.
pub fn draw(chance: &[u8; CHANCE]) -> Drawn {
    let (link, code) = chance.split_at(LINK_BYTES);
    let code: Vec<char> = code
        .iter()
        .filter_map(|byte| SIGNS.get(usize::from(byte % 32)))
        .map(|sign| char::from(*sign))
        .collect();
    let halves: Vec<String> = code.chunks(4).map(|half| half.iter().collect()).collect();
    Drawn { link: hex(link), code: halves.join("-") }
}

/// What is kept of a link.
pub fn link_hash(link: &str) -> String {
    hex(&Sha256::digest(link.trim().as_bytes()))
}

/// What is kept of a code. The token's id is part of it, so that equal codes do not look equal.
pub fn code_hash(token: Uuid, code: &str) -> String {
    let signs: String = code.chars().filter(char::is_ascii_alphanumeric).take(64).collect();
    let mut hash = Sha256::new();
    hash.update(token.as_bytes());
    hash.update(signs.to_ascii_uppercase().as_bytes());
    hex(&hash.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let drawn = draw(&[7; CHANCE]);
        let id = Uuid::from_u128(7);

        assert_eq!((drawn.link.len(), drawn.code.as_str()), (64, "9999-9999"));
        for typed in ["99999999", " 9999 9999 ", "9999-9999\n"] {
            assert_eq!(code_hash(id, typed), code_hash(id, &drawn.code), "{typed:?}");
        }
        assert_eq!(code_hash(id, "abcd-efgh"), code_hash(id, "ABCDEFGH"), "small letters will do");
        assert_ne!(
            code_hash(id, "9999-9999"),
            code_hash(Uuid::nil(), "9999-9999"),
            "codes of two tokens differ"
        );
    }

    #[test]
    fn every_byte_makes_a_difference() {
        for at in 0..CHANCE {
            let mut chance = [0; CHANCE];
            if let Some(byte) = chance.get_mut(at) {
                *byte = 1;
            }
            assert!(draw(&chance) != draw(&[0; CHANCE]), "byte {at} is not used");
        }
    }
}
