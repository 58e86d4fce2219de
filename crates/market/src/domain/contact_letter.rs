//! The letter of a message from the contact form, on its way to a store or to whoever runs the marketplace.

use super::contact::Message;
use super::letter::{Language, Words, escaped, framed};

/// In the recipient's language (ISO 639-1); without a store it goes to the operators.
pub fn contact(language: &str, store: Option<&str>, message: &Message) -> Words {
    let Message { name, reply_to, text } = message;
    let to = store.unwrap_or("Tradepost");
    let (subject, opening, hint) = if language == "de" {
        (
            format!("Eine Nachricht an {to} von {name}"),
            format!("{name} ({reply_to}) schreibt:"),
            format!("Wenn Sie auf diese Mail antworten, geht die Antwort an {reply_to}."),
        )
    } else {
        (
            format!("A message for {to} from {name}"),
            format!("{name} ({reply_to}) writes:"),
            format!("Answer this mail, and it goes to {reply_to}."),
        )
    };
    let lines: Vec<_> = text.split('\n').map(escaped).collect();
    let body = format!(
        "<p style=\"margin:0 0 16px\">{}</p>\
         <blockquote style=\"margin:0;padding:0 0 0 16px;border-left:3px solid #d9d6cf\">{}</blockquote>\
         <p style=\"margin:28px 0 0;color:#6b675f\">{}</p>",
        escaped(&opening),
        lines.join("<br>"),
        escaped(&hint),
    );
    let html = framed(Language::of(language), &subject, &body);
    Words { html, text: format!("{opening}\n\n{text}\n\n-- \n{hint}\n"), subject }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_cannot_become_markup_and_says_where_the_answer_goes() {
        let message = Message {
            name: "<b>Eve</b>".into(),
            reply_to: "eve@example.org".into(),
            text: "<script>\nIs it \"in stock\"?".into(),
        };

        let english = contact("en", Some("Lamps & Co"), &message);
        let german = contact("de", None, &message);

        assert!(!english.html.contains("<script>") && !english.html.contains("<b>Eve"), "{}", english.html);
        assert!(english.text.contains("<script>\nIs it \"in stock\"?"), "plain text keeps what was typed");
        assert!(german.subject.contains("an Tradepost von") && german.text.contains("eve@example.org"));
    }
}
