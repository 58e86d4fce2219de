//! The words of mails, as text and as HTML, in one frame. Everything a person typed is escaped.

mod account;
mod order;

pub use account::{Act, Kind, Notice, account};
pub use order::{Part, order_placed};

/// A mail's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// One line.
    pub subject: String,
    /// For every reader.
    pub text: String,
    /// The same for most.
    pub html: String,
}

/// What somebody's letters are written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// Also for everybody whose own is not here.
    #[default]
    English,
    /// Formal.
    German,
}

impl Language {
    /// From a tag such as `de-AT` (BCP 47).
    pub fn of(tag: &str) -> Self {
        let first = tag.split(['-', '_']).next().unwrap_or_default();
        if first.eq_ignore_ascii_case("de") { Self::German } else { Self::English }
    }

    /// As the table and a page name it.
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
        }
    }
}

/// The frame of every mail. `title` is escaped here; `body` is markup already.
pub fn framed(language: Language, title: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\"><title>{}</title></head>\
         <body style=\"margin:0;background:#f6f4ef;color:#23211d;font:16px/1.5 -apple-system,'Segoe UI',Roboto,sans-serif\">\
         <div style=\"max-width:560px;margin:0 auto;padding:32px 24px\">{body}</div></body></html>",
        language.tag(),
        escaped(title),
    )
}

/// Text that cannot become markup.
pub fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}
