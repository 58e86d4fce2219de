//! When a letter that could not leave is tried again.

use std::time::Duration;

/// How long to wait after the given number of failed tries; `None` when the courier gives the letter up.
///
/// 1 min, 5 min, 15 min, 1 h, 3 h, then 12 h; nothing after the eighth try. `jitter` is any random number: it adds up
/// to a tenth, so that letters which failed together do not all come back in the same second.
pub fn next_try(tries: u32, jitter: u32) -> Option<Duration> {
    let minutes: u64 = match tries {
        0 | 1 => 1,
        2 => 5,
        3 => 15,
        4 => 60,
        5 => 180,
        6 | 7 => 720,
        _ => return None,
    };
    let wait_ms = minutes * 60_000;
    let extra_ms = wait_ms / 1_000 * u64::from(jitter % 101);
    Some(Duration::from_millis(wait_ms + extra_ms))
}

#[cfg(test)]
mod tests {
    use super::next_try;

    #[test]
    fn the_waits_grow_and_end_after_eight_tries() {
        let minutes = |tries| next_try(tries, 0).map(|wait| wait.as_secs() / 60);

        let waits = [1, 2, 3, 4, 5, 6, 7, 8, 9].map(minutes);

        let steps = [1, 5, 15, 60, 180, 720, 720].map(Some);
        assert!(waits.starts_with(&steps), "each wait is at least as long as the one before: {waits:?}");
        assert!(waits.ends_with(&[None, None]), "the eighth failure is the last: {waits:?}");
    }

    #[test]
    fn jitter_adds_at_most_a_tenth() {
        for jitter in [0, 1, 50, 100, 101, u32::MAX] {
            let wait_ms = next_try(1, jitter).map_or(0, |wait| wait.as_millis());
            assert!(
                (60_000..=66_000).contains(&wait_ms),
                "a minute became {wait_ms} ms with jitter {jitter}"
            );
        }
    }
}
