//! The address of a house's database, and its password, which is kept apart from it and readable by its owner only.

use std::path::{Path, PathBuf};

use market::Refusal;
use serde::{Deserialize, Serialize};

use crate::files;

/// What is kept apart.
#[derive(Default, Serialize, Deserialize)]
struct Secret {
    /// As it stands in an address: what could end it there is written as `%` and two digits.
    password: String,
}

fn file(dir: &Path) -> PathBuf {
    dir.join("marketplace.secret.json")
}

/// The password kept here, as it stands in an address; empty where there is none.
pub(crate) fn kept_password(dir: &Path) -> Result<String, Refusal> {
    Ok(files::load::<Secret>(&file(dir))?.password)
}

/// Keeps a password as it stands in an address.
pub(crate) fn keep_password(dir: &Path, password: String) -> Result<(), Refusal> {
    files::save(&file(dir), &Secret { password })
}

/// A password as it may stand in an address.
pub(crate) fn written(password: &str) -> String {
    let sign = |byte: u8| {
        if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") }
    };
    password.bytes().map(sign).collect()
}

/// An address without its password, and the password if there is one in it.
pub(crate) fn apart(url: &str) -> Result<(String, Option<String>), Refusal> {
    let wrong = || Refusal::field("database", "An address looks like mysql://account@db.example/market.");
    let rest = url.strip_prefix("mysql://").ok_or_else(wrong)?;
    let (account, place) = rest.rsplit_once('@').ok_or_else(wrong)?;
    let (server, name) = place.split_once('/').ok_or_else(wrong)?;
    let (account, password) = match account.split_once(':') {
        Some((account, password)) => (account, Some(password.to_owned())),
        None => (account, None),
    };
    if account.is_empty() || server.is_empty() || name.is_empty() || name.contains(['?', '/']) {
        return Err(wrong());
    }
    Ok((format!("mysql://{account}@{place}"), password))
}

/// An address with a password in it. It goes to the database and nowhere else.
pub(crate) fn with_password(url: &str, password: &str) -> String {
    match url.rsplit_once('@') {
        Some((account, place)) => format!("{account}:{password}@{place}"),
        None => url.to_owned(),
    }
}

/// Server and name of the database, whoever asks there.
pub(crate) fn place(url: &str) -> &str {
    url.rsplit_once('@').map_or(url, |(_, place)| place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_never_stays_in_the_address() {
        let pasted = apart("mysql://app:s3cret@db.example:3306/market").unwrap();
        assert_eq!(pasted, ("mysql://app@db.example:3306/market".to_owned(), Some("s3cret".to_owned())));
        assert_eq!(apart("mysql://app@db.example/market").unwrap().1, None);
        for wrong in [
            "",
            "db.example",
            "https://a@b/c",
            "mysql://db/market",
            "mysql://a@b",
            "mysql://a@b/c?ssl-mode=disabled",
        ] {
            assert!(apart(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_password_of_any_signs_fits_into_an_address() {
        let url = with_password("mysql://app@db/market", &written("a:b@c/ü"));
        assert_eq!(url, "mysql://app:a%3Ab%40c%2F%C3%BC@db/market");
        assert_eq!(place(&url), "db/market");
    }
}
