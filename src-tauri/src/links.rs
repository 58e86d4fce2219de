//! The links in letters that open this program, and the one that waits for a window to take it.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};
use tauri::{AppHandle, Emitter, Manager, Runtime};

use crate::windows;

/// How the system knows that a link is ours.
pub(crate) const SCHEME: &str = "tradepost:";

/// What a letter's link is for, and its token.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Link {
    purpose: &'static str,
    token: String,
}

impl fmt::Debug for Link {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "a link to {}", self.purpose)
    }
}

impl Link {
    /// Reads `tradepost://reset/` or `tradepost://verify/` with a token; none where it is anything else.
    pub(crate) fn read(word: &str) -> Option<Self> {
        let path = word.strip_prefix(SCHEME)?.trim_start_matches('/').trim_end_matches('/');
        let (purpose, token) = path.split_once('/')?;
        let purpose = ["reset", "verify"].into_iter().find(|known| *known == purpose)?;
        let is_token = token.len() == 64 && token.bytes().all(|sign| sign.is_ascii_hexdigit());
        is_token.then(|| Self { purpose, token: token.to_ascii_lowercase() })
    }
}

/// The link that no window has taken yet.
#[derive(Default)]
pub(crate) struct Waiting(Mutex<Option<Link>>);

impl Waiting {
    /// Keeps one; an older one that nobody took is forgotten.
    pub(crate) fn put(&self, link: Option<Link>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = link;
    }

    fn take(&self) -> Option<Link> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// `window.link`: the link, for the window that asks first.
pub(crate) fn take<R: Runtime>(app: &AppHandle<R>) -> Value {
    let link = app.state::<Waiting>().take();
    json!({ "purpose": link.as_ref().map(|link| link.purpose), "token": link.map(|link| link.token) })
}

/// The window that is open takes the link; of both the manager.
pub(crate) fn window_for<R: Runtime>(app: &AppHandle<R>) -> &'static str {
    let is_open = |label| app.get_webview_window(label).is_some();
    if is_open(windows::STOREFRONT) && !is_open(windows::MANAGER) {
        windows::STOREFRONT
    } else {
        windows::MANAGER
    }
}

/// Tells a window that a link waits. One that only opens asks by itself.
pub(crate) fn tell<R: Runtime>(app: &AppHandle<R>, label: &str) {
    if let Err(why) = app.emit_to(label, "link", json!({})) {
        tracing::warn!(%why, label, "a window did not hear of a link");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_links_of_letters_are_taken() {
        let token = "0123456789abcdefABCDEF0123456789abcdef0123456789abcdef0123456789";
        let read = |word: String| Link::read(&word);

        let link = read(format!("tradepost://reset/{token}/"));

        assert_eq!(link, Some(Link { purpose: "reset", token: token.to_ascii_lowercase() }));
        assert!(read(format!("tradepost://verify/{token}")).is_some(), "some systems leave the slash out");
        for wrong in [
            format!("tradepost://erase/{token}"),
            format!("https://reset/{token}"),
            format!("tradepost://reset/{token}0"),
            "tradepost://reset/".to_owned(),
            format!("tradepost://reset/{}", token.replace('0', "\"")),
        ] {
            assert_eq!(read(wrong.clone()), None, "{wrong} is no letter's link");
        }
    }

    #[test]
    fn a_token_is_not_told_in_a_log() {
        let link = Link { purpose: "reset", token: "f00d".repeat(16) };
        assert!(!format!("{link:?}").contains("f00d"), "whoever reads the log must not reset the password");
    }
}
