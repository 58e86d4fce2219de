//! The letters that have left a desktop, as the person reads them.

use std::fs;
use std::path::Path;
use std::time::Duration;

use mail_parser::MessageParser;
use stories::{Fallible, fail, window::Desktop};

use crate::album::Album;

/// The code of the newest of so many letters with a subject.
pub(super) async fn code(desktop: &Desktop, subject: &str, many: usize) -> Fallible<String> {
    let text = text(desktop, subject, many).await?;
    let code = text.lines().find_map(|line| line.strip_prefix("Code: "));
    code.map(str::to_owned).ok_or_else(|| fail("a letter without a code"))
}

/// The link of the newest of so many letters with a subject.
pub(super) async fn link(desktop: &Desktop, subject: &str, many: usize) -> Fallible<String> {
    let text = text(desktop, subject, many).await?;
    let link = text.lines().find(|line| line.starts_with("tradepost://"));
    link.map(|line| line.trim().to_owned()).ok_or_else(|| fail("a letter without a link"))
}

/// Waits until so many letters have this subject; answers with the newest.
async fn text(desktop: &Desktop, subject: &str, many: usize) -> Fallible<String> {
    for _ in 0..200 {
        let mut found = Vec::new();
        for raw in all(&desktop.data().join("outbox"))? {
            let letter = MessageParser::default().parse(&raw).ok_or_else(|| fail("no letter"))?;
            if letter.subject() == Some(subject) {
                found.push(letter.body_text(0).unwrap_or_default().into_owned());
            }
        }
        if found.len() >= many
            && let Some(newest) = found.pop()
        {
            return Ok(newest);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Err(fail(format!("no such letter: {subject}")))
}

/// Each letter's HTML and text beside the pictures, to be looked at.
pub(super) fn keep(desktop: &Desktop, album: &Album) -> Fallible<()> {
    for (at, raw) in all(&desktop.data().join("outbox"))?.iter().enumerate() {
        let letter = MessageParser::default().parse(raw).ok_or_else(|| fail("no letter"))?;
        for (end, words) in [("html", letter.body_html(0)), ("txt", letter.body_text(0))] {
            fs::write(album.place(&format!("letter-{at}.{end}")), words.unwrap_or_default().as_bytes())?;
        }
    }
    Ok(())
}

/// In the order in which they left.
fn all(folder: &Path) -> Fallible<Vec<Vec<u8>>> {
    let Ok(files) = fs::read_dir(folder) else { return Ok(vec![]) };
    let mut letters = Vec::new();
    for file in files {
        let path = file?.path();
        if path.extension().is_some_and(|end| end == "eml") {
            letters.push((fs::metadata(&path)?.modified()?, fs::read(&path)?));
        }
    }
    letters.sort();
    Ok(letters.into_iter().map(|(_, raw)| raw).collect())
}
