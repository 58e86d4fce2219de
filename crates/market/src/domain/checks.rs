//! Checks of single fields, gathered so that a form hears of all its faults at once.

use std::collections::BTreeMap;

use super::country;
use crate::refusal::{Code, Refusal};

/// Gathers the faults of one form.
#[derive(Debug, Default)]
pub struct Checks {
    faults: BTreeMap<String, String>,
}

impl Checks {
    /// Notes a fault, the first one of a field wins.
    pub fn fault(&mut self, field: &str, sentence: impl Into<String>) {
        self.faults.entry(field.to_owned()).or_insert_with(|| sentence.into());
    }

    /// One line of text: trimmed, without control characters, at most `most` characters.
    pub fn line(&mut self, field: &str, text: &str, most: usize) -> String {
        let text: String = text.chars().map(|sign| if sign.is_control() { ' ' } else { sign }).collect();
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        self.length(field, &text, most);
        text
    }

    /// One line of text that must be there.
    pub fn needed(&mut self, field: &str, text: &str, most: usize) -> String {
        let text = self.line(field, text, most);
        if text.is_empty() {
            self.fault(field, "Please fill this in.");
        }
        text
    }

    /// Several lines of text.
    pub fn text(&mut self, field: &str, text: &str, most: usize) -> String {
        let text = text.replace("\r\n", "\n");
        let text: String =
            text.chars().filter(|sign| !sign.is_control() || *sign == '\n' || *sign == '\t').collect();
        let text = text.trim().to_owned();
        self.length(field, &text, most);
        text
    }

    /// A whole number within limits.
    pub fn number(&mut self, field: &str, value: i64, least: i64, most: i64) -> i64 {
        if value < least {
            self.fault(field, format!("This must be at least {least}."));
        }
        if value > most {
            self.fault(field, format!("This must be at most {most}."));
        }
        value
    }

    /// An e-mail address, or nothing.
    pub fn email(&mut self, field: &str, text: &str) -> String {
        let text = self.line(field, text, 254);
        if !text.is_empty() && !is_email(&text) {
            self.fault(field, "Enter a valid email address.");
        }
        text
    }

    /// A country's two letters (ISO 3166-1 alpha-2).
    pub fn country(&mut self, field: &str, text: &str) -> String {
        let text = self.needed(field, text, 2).to_uppercase();
        if country::name(&text).is_none() {
            self.fault(field, "Choose a country.");
        }
        text
    }

    /// The refusal, if anything was wrong.
    pub fn done(self) -> Result<(), Refusal> {
        if self.faults.is_empty() {
            return Ok(());
        }
        let message = if self.faults.len() == 1 {
            "Please correct the marked field."
        } else {
            "Please correct the marked fields."
        };
        Err(Refusal { code: Code::Invalid, message: message.to_owned(), fields: self.faults })
    }

    fn length(&mut self, field: &str, text: &str, most: usize) {
        if text.chars().count() > most {
            self.fault(field, format!("This is too long: at most {most} characters."));
        }
    }
}

/// Whether a mail server could take this address: one `@`, a dotted host, nothing that breaks a header (RFC 5321 lengths).
pub fn is_email(text: &str) -> bool {
    let Some((local, host)) = text.rsplit_once('@') else { return false };
    let plain = |part: &str| part.chars().all(|c| c.is_ascii_graphic() && !"()<>[]:;,\\\"@".contains(c));
    let labels = || host.split('.');
    !local.is_empty()
        && local.len() <= 64
        && text.len() <= 254
        && plain(local)
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && labels().count() >= 2
        && labels().all(|label| {
            !label.is_empty()
                && label.len() <= 63
                && label.chars().all(|c| c.is_alphanumeric() || c == '-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        })
        && host.is_ascii()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_apart() {
        for good in ["a@b.de", "first.last+tag@mail.example.org", "o'hara@example.ie"] {
            assert!(is_email(good), "{good} is an address");
        }
        for bad in [
            "",
            "a",
            "a@b",
            "a@@b.de",
            "a b@c.de",
            "a@b..de",
            ".a@b.de",
            "a@-b.de",
            "a@b.de\r\nBcc: x@y.z",
            "a@b_c.de",
        ] {
            assert!(!is_email(bad), "{bad:?} is none");
        }
    }

    #[test]
    fn control_characters_and_newlines_never_pass_in_a_line() {
        let mut checks = Checks::default();

        assert_eq!(checks.line("name", " a\u{0}b\r\nc\t d ", 20), "a b c d");
        assert!(checks.done().is_ok());
    }

    #[test]
    fn a_form_hears_of_all_its_faults() {
        let mut checks = Checks::default();
        checks.needed("name", "  ", 5);
        checks.number("price_minor", -1, 0, 9);
        checks.email("email", "nobody");

        let refusal = checks.done().expect_err("three faults");

        assert_eq!(refusal.fields.len(), 3);
    }
}
