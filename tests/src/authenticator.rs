//! An authenticator app: what it shows for a typed secret (RFC 6238), written anew so that the marketplace's own is checked.

use data_encoding::BASE32_NOPAD;
use ring::hmac;

use crate::{Fallible, fail};

/// The six digits of a moment.
pub fn code_at(secret: &str, now_us: i64) -> Fallible<String> {
    let secret = BASE32_NOPAD.decode(secret.as_bytes())?;
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &secret);
    let tag = hmac::sign(&key, &(now_us / 30_000_000).to_be_bytes());
    let at = tag.as_ref().last().map(|byte| usize::from(byte & 15));
    let four = at.and_then(|at| tag.as_ref().get(at..at + 4)).ok_or_else(|| fail("a short tag"))?;
    let number = four.iter().fold(0_u32, |number, byte| (number << 8) | u32::from(*byte));
    Ok(format!("{:06}", (number & 0x7fff_ffff) % 1_000_000))
}
