//! A message from anybody to a store or to whoever runs the marketplace.

use super::checks::Checks;
use crate::refusal::Refusal;

/// Characters a message may have.
const MOST_MESSAGE: usize = 4_000;

/// What somebody typed.
#[derive(Clone, Debug, Default)]
pub struct Typed<'a> {
    /// Who writes.
    pub name: &'a str,
    /// Where an answer should go.
    pub email: &'a str,
    /// What about.
    pub message: &'a str,
}

/// A message whose every field is in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// One line, never empty.
    pub name: String,
    /// One address.
    pub reply_to: String,
    /// Never empty.
    pub text: String,
}

impl Typed<'_> {
    /// Checks every field. The name becomes part of a mail's head, so it is one line without signs of control.
    pub fn check(&self) -> Result<Message, Refusal> {
        let mut checks = Checks::default();
        let name = checks.needed("name", self.name, 80);
        let reply_to = checks.email("email", self.email);
        if reply_to.is_empty() {
            checks.fault("email", "Please fill this in.");
        }
        let text = checks.text("message", self.message, MOST_MESSAGE);
        if text.is_empty() {
            checks.fault("message", "Please write what it is about.");
        }
        checks.done()?;
        Ok(Message { name, reply_to, text })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_has_a_name_an_address_and_words_and_no_second_header() {
        let typed = |name, email, message| Typed { name, email, message };

        let empty = typed(" ", "", "\n").check().expect_err("nothing is there").fields;
        let sly = typed("Eve\r\nBcc: all@example.org", "eve@example.org", "Hello").check();

        assert_eq!(empty.keys().collect::<Vec<_>>(), ["email", "message", "name"]);
        assert_eq!(sly.map(|message| message.name), Ok("Eve Bcc: all@example.org".to_owned()), "one line");
        assert!(typed("Eve", "a@b.example\r\nBcc: c@d.example", "x").check().is_err());
        assert!(typed("Eve", "eve@example.org", &"x".repeat(4_001)).check().is_err());
    }
}
