//! Who may be called what, and which passwords will do.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::checks::Checks;
use crate::refusal::Refusal;

/// The passwords most used on the web (frequency list of the zxcvbn project, MIT), those of eight characters and more.
static COMMON: LazyLock<BTreeSet<&str>> =
    LazyLock::new(|| include_str!("common_passwords.txt").lines().collect());

/// What somebody typed to register.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Registration {
    /// Sign-in name.
    pub email: String,
    /// Shown to others.
    pub username: String,
    /// Password.
    pub password: String,
    /// The same again.
    pub password_again: String,
    /// May be empty; then the username is shown.
    #[serde(default)]
    pub display_name: String,
    /// May be empty.
    #[serde(default)]
    pub mobile: String,
    /// The box that must be ticked.
    pub accepts_terms: bool,
}

/// What somebody typed to sign in: an address, a username, or a mobile number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInName {
    /// As an address or a username is compared.
    pub word: String,
    /// As a mobile number is compared; what is none is compared with none.
    pub mobile: String,
}

impl SignInName {
    /// What was typed, as it is compared. Whatever it is, it is looked for.
    pub fn of(typed: &str) -> Self {
        let word: String = typed.trim().to_lowercase().chars().take(254).collect();
        let mobile = digits_of(&word);
        Self { word, mobile }
    }

    /// Whether it is one of these names of somebody.
    pub fn is_of(&self, email: &str, username: &str, mobile: Option<&str>) -> bool {
        self.word == email || self.word == username.to_lowercase() || mobile == Some(self.mobile.as_str())
    }
}

/// A number without the signs people put between its digits; 00 before a country's code is a plus (ITU-T E.123).
fn digits_of(text: &str) -> String {
    let digits: String = text.chars().filter(|sign| !" -/().".contains(*sign)).collect();
    digits.strip_prefix("00").map(|rest| format!("+{rest}")).unwrap_or(digits)
}

/// A registration whose every field is in order.
#[derive(Clone, Debug)]
pub struct Registered {
    /// Lower case.
    pub email: String,
    /// As typed.
    pub username: String,
    /// For comparing.
    pub username_folded: String,
    /// Never empty.
    pub display_name: String,
    /// Digits with a leading plus, or none.
    pub mobile: Option<String>,
}

impl Registration {
    /// Checks every field.
    pub fn check(&self) -> Result<Registered, Refusal> {
        let mut checks = Checks::default();
        let email = checks.email("email", &self.email).to_lowercase();
        if email.is_empty() {
            checks.fault("email", "Please fill this in.");
        }
        let username = username_in(&mut checks, &self.username);
        check_password(&mut checks, "password", &self.password, &[&email, &username]);
        if self.password != self.password_again {
            checks.fault("password_again", "The passwords do not match.");
        }
        let display_name = checks.line("display_name", &self.display_name, 80);
        let mobile = mobile_in(&mut checks, &self.mobile);
        if !self.accepts_terms {
            checks.fault("accepts_terms", "Please accept the terms to go on.");
        }
        checks.done()?;
        let display_name = if display_name.is_empty() { username.clone() } else { display_name };
        Ok(Registered { email, username_folded: username.to_lowercase(), username, display_name, mobile })
    }
}

/// A name to be called by, in its own alphabet.
pub(super) fn username_in(checks: &mut Checks, text: &str) -> String {
    let username = checks.needed("username", text, 20);
    let is_fit = (5..=20).contains(&username.len())
        && username.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_+-".contains(&byte));
    if !is_fit {
        checks.fault("username", "Use 5 to 20 letters, digits or _ + -.");
    }
    username
}

/// A mobile number without its gaps, or none.
pub(super) fn mobile_in(checks: &mut Checks, text: &str) -> Option<String> {
    let text = checks.line("mobile", text, 30);
    if text.is_empty() {
        return None;
    }
    let digits = digits_of(&text);
    let number = digits.strip_prefix('+').unwrap_or(&digits);
    if !(6..=15).contains(&number.len()) || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        checks.fault("mobile", "Enter a valid mobile number, for example +49 151 23456789.");
    }
    Some(digits)
}

/// Checks a password that takes another's place, typed twice.
pub fn check_new_password(password: &str, again: &str, names: &[&str]) -> Result<(), Refusal> {
    let mut checks = Checks::default();
    check_password(&mut checks, "new_password", password, names);
    if password != again {
        checks.fault("new_password_again", "The passwords do not match.");
    }
    checks.done()
}

fn check_password(checks: &mut Checks, field: &str, password: &str, names: &[&str]) {
    let length = password.chars().count();
    let lower = password.to_lowercase();
    if length < 8 {
        checks.fault(field, "Use at least 8 characters.");
    } else if length > 128 {
        checks.fault(field, "Use at most 128 characters.");
    } else if password.chars().all(char::is_alphabetic) {
        checks.fault(field, "Add a digit or a sign: only letters is too easy to guess.");
    } else if password.chars().all(char::is_numeric) {
        checks.fault(field, "Add a letter: only digits is too easy to guess.");
    } else if COMMON.contains(lower.as_str()) {
        checks.fault(field, "This is one of the most used passwords. Choose another one.");
    } else if names.iter().any(|name| is_made_of(&lower, name)) {
        checks.fault(field, "Do not use your own name as password, not even with digits or signs.");
    } else if AT_HAND.iter().any(|word| is_made_of(&lower, word)) {
        checks.fault(field, "Do not use the name of this place as password, not even with digits or signs.");
    }
}

/// Words everybody here thinks of first; with a digit or two they are guessed as soon as without.
const AT_HAND: [&str; 7] =
    ["tradepost", "trade post", "marketplace", "storefront", "operator", "vendor", "vendors"];

/// Whether a password is a name, or the part of an address before the @, and nothing more than digits and signs besides.
fn is_made_of(lower: &str, name: &str) -> bool {
    let letters = |text: &str| text.chars().filter(|sign| sign.is_alphabetic()).collect::<String>();
    let name = name.to_lowercase();
    let local = name.split('@').next().unwrap_or_default();
    [name.as_str(), local].iter().any(|name| !letters(name).is_empty() && letters(lower) == letters(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good() -> Registration {
        Registration {
            email: "Ada@Example.org".into(),
            username: "ada_l".into(),
            password: "engine no 1".into(),
            password_again: "engine no 1".into(),
            accepts_terms: true,
            ..Registration::default()
        }
    }

    fn fault(change: impl FnOnce(&mut Registration), field: &str) -> String {
        let mut ask = good();
        change(&mut ask);
        ask.check().expect_err(field).fields.remove(field).unwrap_or_default()
    }

    #[test]
    fn a_good_registration_passes_and_is_folded() {
        let ready = good().check().expect("all in order");

        assert_eq!((ready.email.as_str(), ready.display_name.as_str()), ("ada@example.org", "ada_l"));
    }

    #[test]
    fn one_signs_in_by_address_username_or_number_however_it_is_written() {
        let is_ada =
            |typed: &str| SignInName::of(typed).is_of("ada@example.org", "Ada_L", Some("+4915123456789"));

        for typed in [" Ada@Example.org", "ada_l", "ADA_L ", "+49 (151) 234-56789"] {
            assert!(is_ada(typed), "{typed}");
        }
        for typed in ["", "ada", "ada@example", "+49151234567890"] {
            assert!(!is_ada(typed), "{typed:?}");
        }
        assert!(!SignInName::of("").is_of("a@b.de", "anybody", None), "nothing is nobody's number");
    }

    #[test]
    fn every_password_rule_speaks_at_its_field() {
        for bad in ["short1", "onlyletters", "1234567890", "password1", "PassWord1", &"x1".repeat(65)] {
            let said = fault(
                |ask| (ask.password, ask.password_again) = (bad.to_owned(), bad.to_owned()),
                "password",
            );
            assert!(!said.is_empty(), "{bad} must be refused");
        }
        for bad in ["Tradepost2026", "vendor-2026!", "ada_l.1815", "Ada-1815!", "trade post 1"] {
            let said = fault(|ask| ask.password = bad.to_owned(), "password");
            assert!(said.contains("not even with digits"), "{bad} is guessed first: {said}");
        }
        let (password, password_again) = ("tradepost horse 7".to_owned(), "tradepost horse 7".to_owned());
        let of_many = Registration { password, password_again, ..good() };
        assert!(of_many.check().is_ok(), "a word of many is no harm");
        assert_eq!(
            fault(|ask| ask.password_again = "else".into(), "password_again"),
            "The passwords do not match."
        );
    }

    #[test]
    fn names_keep_their_alphabet_and_length() {
        for bad in ["abcd", "has space", "ümlaut1", &"a".repeat(21), ""] {
            assert!(!fault(|ask| ask.username = bad.to_owned(), "username").is_empty(), "{bad:?}");
        }
        assert!(!fault(|ask| ask.accepts_terms = false, "accepts_terms").is_empty());
        assert!(!fault(|ask| ask.mobile = "call me".into(), "mobile").is_empty());
        assert_eq!(fault(|ask| ask.email = "nobody".into(), "email"), "Enter a valid email address.");
    }
}
