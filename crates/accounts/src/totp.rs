//! Codes of an authenticator app: TOTP with six digits, thirty seconds, SHA-1, as RFC 6238 says and all apps know it.

use data_encoding::BASE32_NOPAD;
use ring::hmac;

const STEP_US: i64 = 30 * 1_000_000;
/// Codes of the step before and after are taken, too: clocks differ.
const AROUND: i64 = 1;

/// The step of a moment.
fn step_of(now_us: i64) -> i64 {
    now_us.div_euclid(STEP_US)
}

/// The code of a step: the truncation of RFC 4226, 5.3.
fn code_at(secret: &[u8], step: i64) -> Option<String> {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret);
    let tag = hmac::sign(&key, &step.to_be_bytes());
    let bytes = tag.as_ref();
    let at = usize::from(bytes.last()? & 0xf);
    let four: [u8; 4] = bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
    Some(format!("{:06}", (u32::from_be_bytes(four) & 0x7fff_ffff) % 1_000_000))
}

/// The step a code belongs to, if it is of now.
pub(crate) fn step_of_code(secret: &[u8], code: &str, now_us: i64) -> Option<i64> {
    let now = step_of(now_us);
    (now - AROUND..=now + AROUND).find(|step| code_at(secret, *step).is_some_and(|right| right == code))
}

/// The secret as one types it.
pub(crate) fn typed(secret: &[u8]) -> String {
    BASE32_NOPAD.encode(secret)
}

/// What the app reads from the picture. See github.com/google/google-authenticator/wiki/Key-Uri-Format.
pub(crate) fn address(secret: &[u8], who: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~@".contains(&byte);
    let who: String = who
        .bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect();
    format!("otpauth://totp/Tradepost:{who}?secret={}&issuer=Tradepost", typed(secret))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = b"12345678901234567890";

    #[test]
    fn codes_are_those_of_the_rfcs_table() {
        // RFC 6238, appendix B, SHA-1; of its eight digits the last six.
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            let now_us = seconds * 1_000_000;
            assert_eq!(step_of_code(SECRET, code, now_us), Some(seconds / 30), "at {seconds}");
            assert_eq!(
                step_of_code(SECRET, code, now_us + 30_000_000),
                Some(seconds / 30),
                "half a minute late"
            );
            assert_eq!(step_of_code(SECRET, code, now_us + 90_000_000), None, "too late");
        }
        assert_eq!(step_of_code(SECRET, "000000", 59_000_000), None);
    }

    #[test]
    fn the_address_is_one_whoever_somebody_is() {
        let address = address(SECRET, "a b&c?d@e.de");
        assert_eq!(
            address,
            "otpauth://totp/Tradepost:a%20b%26c%3Fd@e.de?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Tradepost"
        );
    }
}
