//! Foreign text made fit for paper: cleaned of what cannot be printed, cut into lines that fit.

#![expect(clippy::float_arithmetic, reason = "places on paper, not money")]

use unicode_segmentation::UnicodeSegmentation;

use crate::PaperError;
use crate::fonts::Weight;
use crate::shape::Shaper;

const ELLIPSIS: char = '…';
const MOST_ACCENTS: u32 = 2;

/// A space to fill with text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Space {
    /// Width in points.
    pub(crate) width: f32,
    /// Size of the letters in points.
    pub(crate) size: f32,
    /// Weight of the letters.
    pub(crate) weight: Weight,
    /// How many lines there is room for.
    pub(crate) most_lines: usize,
}

/// Control characters and line ends become spaces, spaces become single, and marks that reorder or hide text (UAX 9
/// overrides and isolates, byte order marks, soft hyphens) are left out: what is printed is what is read. Of accents piled
/// on one letter two are kept, so that no line grows into its neighbours.
pub(crate) fn tidy(text: &str) -> String {
    let mut tidied = String::new();
    let mut piled = 0;
    for c in text.chars() {
        piled = if is_accent(c) { piled + 1 } else { 0 };
        if piled > MOST_ACCENTS {
            continue;
        }
        let blank = c.is_whitespace() || c.is_control();
        if blank && !tidied.is_empty() && !tidied.ends_with(' ') {
            tidied.push(' ');
        } else if !blank && !is_unseen(c) {
            tidied.push(c);
        }
    }
    tidied.truncate(tidied.trim_end().len());
    tidied
}

/// Cuts a text into lines, the last ending in an ellipsis when there was more.
pub(crate) fn wrap(shaper: &mut Shaper, text: &str, space: Space) -> Result<Vec<String>, PaperError> {
    let (text, mut cut) = shorten(&tidy(text), space);
    if text.is_empty() || !cut && fits(shaper, &text, space)? {
        return Ok((!text.is_empty()).then_some(text).into_iter().collect());
    }
    let mut lines = fill(shaper, &text, space)?;
    cut |= lines.len() > space.most_lines;
    lines.truncate(space.most_lines);
    if let Some(last) = lines.last_mut().filter(|_| cut) {
        *last = end(shaper, last, space)?;
    }
    Ok(lines)
}

/// Fills line after line; a word wider than a line is broken where it must be.
fn fill(shaper: &mut Shaper, text: &str, space: Space) -> Result<Vec<String>, PaperError> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    let mut used = 0.0;
    for piece in pieces(text) {
        let mut parts = vec![piece];
        if !fits(shaper, piece, space)? {
            parts = piece.graphemes(true).collect();
        }
        for part in parts {
            let seen = width(shaper, part.trim_end(), space)?;
            if used + seen > space.width && !line.is_empty() {
                lines.push(std::mem::take(&mut line));
                used = 0.0;
            }
            line.push_str(part);
            used += width(shaper, part, space)?;
        }
    }
    lines.push(line);
    lines.retain(|line| !line.trim().is_empty());
    Ok(lines)
}

/// A text far longer than its space is cut before it is measured. No letter is narrower than a fifth of its height.
fn shorten(text: &str, space: Space) -> (String, bool) {
    let narrowest = (space.size * 0.2).max(0.5);
    let mut room = 0.0;
    let mut most = 0_usize;
    while room < space.width {
        room += narrowest;
        most += 1;
    }
    let most = most.saturating_mul(space.most_lines).saturating_add(1);
    match text.char_indices().nth(most) {
        Some((end, _)) => (text.get(..end).unwrap_or_default().to_owned(), true),
        None => (text.to_owned(), false),
    }
}

fn end(shaper: &mut Shaper, line: &str, space: Space) -> Result<String, PaperError> {
    let mut kept: Vec<&str> = line.trim_end().graphemes(true).collect();
    loop {
        let ended = format!("{}{ELLIPSIS}", kept.concat().trim_end());
        if kept.is_empty() || fits(shaper, &ended, space)? {
            return Ok(ended);
        }
        kept.pop();
    }
}

fn fits(shaper: &mut Shaper, line: &str, space: Space) -> Result<bool, PaperError> {
    Ok(width(shaper, line.trim_end(), space)? <= space.width)
}

fn width(shaper: &mut Shaper, text: &str, space: Space) -> Result<f32, PaperError> {
    Ok(shaper.width(text, space.weight)? * space.size / 1000.0)
}

/// The pieces between which a line may end: after a space, a hyphen or a slash, and around every ideograph.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut before = None;
    for (at, c) in text.char_indices() {
        if before.is_some_and(|last| may_break(last, c)) {
            pieces.extend(text.get(start..at));
            start = at;
        }
        before = Some(c);
    }
    pieces.extend(text.get(start..));
    pieces
}

fn may_break(last: char, next: char) -> bool {
    let closes = "、。，．：；？！）」』】〉》・ー".contains(next);
    last == ' '
        || matches!(last, '-' | '/') && next.is_alphabetic()
        || (is_han(last) || is_han(next)) && !closes && next != ' '
}

/// Han, kana and hangul, which break anywhere.
const fn is_han(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}' | '\u{F900}'..='\u{FAFF}' | '\u{FF00}'..='\u{FFEF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Combining marks of Latin, Greek and Cyrillic.
const fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{483}'..='\u{489}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}' | '\u{FE20}'..='\u{FE2F}')
}

/// Marks that are not seen but change what is.
const fn is_unseen(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}')
}
