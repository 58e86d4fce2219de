//! Which SQLite may open our files.

use crate::refusal::{Code, Refusal};

/// Older ones can damage a file that two programs write.
const FIRST_SAFE: [u32; 3] = [3, 51, 3];

/// Refuses to go on with a SQLite that is too old; a version nobody can read counts as old.
pub(super) fn refuse_unsafe(version: &str) -> Result<(), Refusal> {
    let mut parts = version.split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    let found = [0; 3].map(|_: u32| parts.next().unwrap_or(0));
    if found >= FIRST_SAFE {
        return Ok(());
    }
    let [major, minor, patch] = FIRST_SAFE;
    Err(Refusal::new(
        Code::Broken,
        format!(
            "This Tradepost was built with SQLite {version}, which can damage data that two programs write at once. \
             It needs {major}.{minor}.{patch} or newer; nothing was opened."
        ),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unsafe_sqlite_is_refused_at_start() {
        for version in ["3.51.2", "3.50.99", "3.9.3", "2.99.99", "", "3", "3.51", "3.51.x", "unknown"] {
            let refusal = refuse_unsafe(version).expect_err(version);
            assert_eq!(refusal.code, Code::Broken, "{version}");
            let says_why = refusal.message.contains(&format!("SQLite {version},"));
            assert!(
                says_why && refusal.message.contains("3.51.3"),
                "what is there and what is needed: {refusal}"
            );
        }
        for version in ["3.51.3", "3.51.10", "3.52.0", "3.100.0", "4.0.0"] {
            assert_eq!(refuse_unsafe(version), Ok(()), "{version} is safe");
        }
    }
}
