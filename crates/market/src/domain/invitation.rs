//! The mail that invites somebody to work in a store. It carries no secret: the invitation is for an address, and who has
//! proved that address accepts it.

use super::letter::{Language, Words, escaped, framed};

/// How long it can be accepted.
pub const LASTS_US: i64 = 7 * 86_400_000_000;

/// Its words, in the language of whoever is invited, as far as that is known.
pub fn words(language: &str, store: &str, from: &str, address: &str) -> Words {
    let (subject, lines) = match language {
        "de" => (
            format!("Einladung, bei {store} mitzuarbeiten"),
            [
                format!("{from} lädt Sie ein, bei {store} mitzuarbeiten."),
                format!(
                    "Melden Sie sich in Tradepost mit {address} an, oder legen Sie damit ein Konto an. Die Einladung steht unter \
                     „People“, sobald die Adresse bestätigt ist, und gilt sieben Tage."
                ),
                "Wenn Sie damit nichts anfangen können, tun Sie nichts.".to_owned(),
            ],
        ),
        _ => (
            format!("You are invited to work at {store}"),
            [
                format!("{from} invites you to work at {store}."),
                format!(
                    "Sign in to Tradepost with {address}, or make an account with it. The invitation stands under People as soon \
                     as the address is verified, and lasts seven days."
                ),
                "If this means nothing to you, do nothing.".to_owned(),
            ],
        ),
    };
    let mut paragraphs = String::new();
    for line in &lines {
        paragraphs += &format!("<p style=\"margin:0 0 16px\">{}</p>", escaped(line));
    }
    let html = framed(Language::of(language), &subject, &paragraphs);
    Words { subject, text: format!("{}\n", lines.join("\n\n")), html }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_become_markup_in_either_language() {
        for language in ["en", "de", "?"] {
            let words = words(language, "<b>Shop</b>", "\"Eve\" <script>", "a@b.example");
            assert!(!words.html.contains("<b>Shop") && !words.html.contains("<script>"), "{}", words.html);
            assert!(words.text.contains("a@b.example") && words.html.contains("a@b.example"));
        }
    }
}
