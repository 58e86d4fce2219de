//! The mails about an account: each a function of values to words, in the account's language.

use super::{Language, Words, escaped, framed};

/// What a mail about an account says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Somebody has registered; the address is to be proved.
    Welcome,
    /// The address is to be proved, once more or because it is a new one.
    Verify,
    /// The password was forgotten.
    Reset,
    /// The password is another one.
    PasswordChanged,
    /// The second factor is on from now on.
    SecondFactorOn,
    /// The second factor is off from now on.
    SecondFactorOff,
    /// Another address was asked for; to the old one.
    AddressChanged,
    /// Somebody wanted an address that is this person's already.
    AddressTaken,
}

/// What the words are about.
#[derive(Clone, Copy, Debug, Default)]
pub struct Notice<'a> {
    /// The username: letters, digits and three signs, so that no stranger can write into the letter.
    pub name: &'a str,
    /// The address it is about.
    pub address: &'a str,
    /// What can be done with it.
    pub act: Option<Act<'a>>,
}

/// A token as the letter brings it.
#[derive(Clone, Copy, Debug)]
pub struct Act<'a> {
    /// Where to go.
    pub link: &'a str,
    /// What to type.
    pub code: &'a str,
}

impl Kind {
    const ALL: [Self; 8] = [
        Self::Welcome,
        Self::Verify,
        Self::Reset,
        Self::PasswordChanged,
        Self::SecondFactorOn,
        Self::SecondFactorOff,
        Self::AddressChanged,
        Self::AddressTaken,
    ];

    /// As the outbox names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Welcome => "welcome",
            Self::Verify => "verify",
            Self::Reset => "reset",
            Self::PasswordChanged => "password_changed",
            Self::SecondFactorOn => "second_factor_on",
            Self::SecondFactorOff => "second_factor_off",
            Self::AddressChanged => "address_changed",
            Self::AddressTaken => "address_taken",
        }
    }

    /// The kind the outbox names so.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// What it is about, in one line.
    pub fn subject(self, language: Language) -> &'static str {
        match (self, language) {
            (Self::Welcome, Language::English) => "Welcome: please verify your e-mail address",
            (Self::Welcome, Language::German) => "Willkommen: bitte bestätigen Sie Ihre E-Mail-Adresse",
            (Self::Verify, Language::English) => "Please verify your e-mail address",
            (Self::Verify, Language::German) => "Bitte bestätigen Sie Ihre E-Mail-Adresse",
            (Self::Reset, Language::English) => "Choose a new password",
            (Self::Reset, Language::German) => "Wählen Sie ein neues Passwort",
            (Self::PasswordChanged, Language::English) => "Your password was changed",
            (Self::PasswordChanged, Language::German) => "Ihr Passwort wurde geändert",
            (Self::SecondFactorOn, Language::English) => "Your second factor is on",
            (Self::SecondFactorOn, Language::German) => "Ihr zweiter Faktor ist eingerichtet",
            (Self::SecondFactorOff, Language::English) => "Your second factor is off",
            (Self::SecondFactorOff, Language::German) => "Ihr zweiter Faktor ist abgeschaltet",
            (Self::AddressChanged, Language::English) => "Your e-mail address is being changed",
            (Self::AddressChanged, Language::German) => "Ihre E-Mail-Adresse wird geändert",
            (Self::AddressTaken, Language::English) => "You already have an account",
            (Self::AddressTaken, Language::German) => "Sie haben schon ein Konto",
        }
    }

    fn says(self, language: Language, address: &str) -> Says {
        match language {
            Language::English => self.english(address),
            Language::German => self.german(address),
        }
    }

    fn english(self, address: &str) -> Says {
        match self {
            Self::Welcome => Says {
                before: "Your account is ready. Please show that this address is yours: open the link, or type the code under \
                         My account. Both work once, within an hour."
                    .to_owned(),
                button: "Verify this address",
                after: "If you did not register, do nothing: without this step nobody sells or reviews under your address.",
            },
            Self::Verify => Says {
                before: "Please show that this address is yours: open the link, or type the code under My account. Both work \
                         once, within an hour."
                    .to_owned(),
                button: "Verify this address",
                after: "If you did not ask for this, do nothing: the address then belongs to no account.",
            },
            Self::Reset => Says {
                before: "Somebody asked for a new password for your account. The link works once, within 30 minutes; the code \
                         works once, within 10 minutes. Afterwards every device has to sign in anew."
                    .to_owned(),
                button: "Choose a new password",
                after: "If it was not you, do nothing: your password stays as it is. Give the code to nobody.",
            },
            Self::PasswordChanged => Says {
                before: "The password of your account was changed just now.".to_owned(),
                button: "",
                after: "If it was not you, choose “Forgotten password” at once: whoever is signed in elsewhere is signed out then.",
            },
            Self::SecondFactorOn => Says {
                before: "From now on signing in to your account takes a code of your authenticator app as well.".to_owned(),
                button: "",
                after: "If it was not you, choose “Forgotten password” at once, and write to the operator of the marketplace.",
            },
            Self::SecondFactorOff => Says {
                before: "From now on the password alone signs in to your account.".to_owned(),
                button: "",
                after: "If it was not you, choose “Forgotten password” at once and set the second factor up again.",
            },
            Self::AddressChanged => Says {
                before: format!("Your account is to have the address {address} from now on. It counts once it is verified."),
                button: "",
                after: "If it was not you, choose “Forgotten password” at once and set your address again afterwards.",
            },
            Self::AddressTaken => Says {
                before: format!("Somebody wanted to use {address} for an account, but it is the address of yours already."),
                button: "",
                after: "If it was you, sign in, or choose “Forgotten password”. If not, there is nothing to do.",
            },
        }
    }

    fn german(self, address: &str) -> Says {
        match self {
            Self::Welcome => Says {
                before: "Ihr Konto ist bereit. Bitte zeigen Sie, dass diese Adresse Ihnen gehört: Öffnen Sie den Link, oder \
                         geben Sie den Code unter „My account“ ein. Beide gelten einmal und eine Stunde lang."
                    .to_owned(),
                button: "Adresse bestätigen",
                after: "Wenn Sie sich nicht angemeldet haben, tun Sie nichts: Ohne diesen Schritt verkauft und bewertet niemand \
                        unter Ihrer Adresse.",
            },
            Self::Verify => Says {
                before: "bitte zeigen Sie, dass diese Adresse Ihnen gehört: Öffnen Sie den Link, oder geben Sie den Code unter \
                         „My account“ ein. Beide gelten einmal und eine Stunde lang."
                    .to_owned(),
                button: "Adresse bestätigen",
                after: "Wenn Sie das nicht verlangt haben, tun Sie nichts: Die Adresse gehört dann zu keinem Konto.",
            },
            Self::Reset => Says {
                before: "jemand hat ein neues Passwort für Ihr Konto verlangt. Der Link gilt einmal und 30 Minuten lang, der \
                         Code einmal und 10 Minuten lang. Danach muss sich jedes Gerät neu anmelden."
                    .to_owned(),
                button: "Neues Passwort wählen",
                after: "Wenn Sie das nicht waren, tun Sie nichts: Ihr Passwort bleibt, wie es ist. Geben Sie den Code niemandem.",
            },
            Self::PasswordChanged => Says {
                before: "das Passwort Ihres Kontos wurde soeben geändert.".to_owned(),
                button: "",
                after: "Wenn Sie das nicht waren, wählen Sie sofort „Forgotten password“: Wer anderswo angemeldet ist, wird dann \
                        abgemeldet.",
            },
            Self::SecondFactorOn => Says {
                before: "von jetzt an braucht die Anmeldung auch einen Code Ihrer Authenticator-App.".to_owned(),
                button: "",
                after: "Wenn Sie das nicht waren, wählen Sie sofort „Forgotten password“, und schreiben Sie dem Betreiber des \
                        Marktplatzes.",
            },
            Self::SecondFactorOff => Says {
                before: "von jetzt an genügt das Passwort, um sich anzumelden.".to_owned(),
                button: "",
                after: "Wenn Sie das nicht waren, wählen Sie sofort „Forgotten password“ und richten Sie den zweiten Faktor neu ein.",
            },
            Self::AddressChanged => Says {
                before: format!("Ihr Konto soll künftig die Adresse {address} haben. Sie gilt, sobald sie bestätigt ist."),
                button: "",
                after: "Wenn Sie das nicht waren, wählen Sie sofort „Forgotten password“ und tragen Sie danach Ihre Adresse \
                        wieder ein.",
            },
            Self::AddressTaken => Says {
                before: format!("jemand wollte {address} für ein Konto benutzen, aber das ist schon die Adresse Ihres Kontos."),
                button: "",
                after: "Wenn Sie das waren, melden Sie sich an, oder wählen Sie „Forgotten password“. Wenn nicht, ist nichts zu tun.",
            },
        }
    }
}

/// The sentences around a link and a code.
struct Says {
    before: String,
    button: &'static str,
    after: &'static str,
}

/// The words of a mail about an account.
pub fn account(kind: Kind, language: Language, about: &Notice<'_>) -> Words {
    let Says { before, button, after } = kind.says(language, about.address);
    let (hello, code_word) = match language {
        Language::English => ("Hello", "Code"),
        Language::German => ("Guten Tag", "Code"),
    };
    let mut text = format!("{hello} {},\n\n{before}\n", about.name);
    let mut body = format!(
        "<p style=\"margin:0 0 16px\">{hello} {},</p><p style=\"margin:0\">{}</p>",
        escaped(about.name),
        escaped(&before)
    );
    if let Some(Act { link, code }) = about.act {
        text += &format!("\n{button}:\n{link}\n\n{code_word}: {code}\n");
        let mut way = format!(
            "<a href=\"{}\" style=\"display:inline-block;padding:12px 20px;border-radius:8px;background:#1d5f4a;\
             color:#ffffff;text-decoration:none;font-weight:600\">{}</a>",
            escaped(link),
            escaped(button)
        );
        if !link.starts_with("https://") {
            // Many mail programs open nothing but web pages: this one can be pasted as well.
            way += &format!(
                "<br><span style=\"color:#6b675f;font-size:13px;word-break:break-all\">{}</span>",
                escaped(link)
            );
        }
        body += &format!(
            "<p style=\"margin:24px 0\">{way}</p><p style=\"margin:0\">{code_word}: \
             <strong style=\"font-size:20px;letter-spacing:2px;white-space:nowrap\">{}</strong></p>",
            escaped(code)
        );
    }
    text += &format!("\n{after}\n");
    body += &format!("<p style=\"margin:24px 0 0;color:#554f45\">{}</p>", escaped(after));
    let subject = kind.subject(language);
    Words { subject: subject.to_owned(), text, html: framed(language, subject, &body) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LANGUAGES: [Language; 2] = [Language::English, Language::German];

    #[test]
    fn every_letter_says_the_same_in_both_parts_and_cannot_hold_markup() {
        let act = Act { link: "https://market.example/r/1?a=\"&b", code: "ABCD-EFGH" };
        let about = Notice { name: "ada_l", address: "<b>@example.org", act: Some(act) };
        for (kind, language) in Kind::ALL.into_iter().flat_map(|kind| LANGUAGES.map(|one| (kind, one))) {
            let words = account(kind, language, &about);

            assert!(
                !words.html.contains("<b>") && !words.html.contains("1?a=\""),
                "{kind:?}: {}",
                words.html
            );
            for said in ["ada_l", "ABCD-EFGH"] {
                assert!(words.text.contains(said) && words.html.contains(said), "{kind:?} says {said} twice");
            }
            assert!(words.text.contains(act.link), "a link in plain text is as it is");
            assert!(
                words.html.contains(&format!("lang=\"{}\"", language.tag())),
                "{kind:?} names its language"
            );
            assert_eq!(Kind::named(kind.name()), Some(kind), "the outbox knows it again");
        }
    }

    #[test]
    fn no_letter_is_left_in_another_language() {
        for kind in Kind::ALL {
            let [english, german] = LANGUAGES.map(|language| account(kind, language, &Notice::default()));
            assert_ne!(english.subject, german.subject);
            assert!(german.text.starts_with("Guten Tag") && english.text.starts_with("Hello"));
        }
    }
}
