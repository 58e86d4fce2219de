//! Text of one line: what may stand in a header, a file name or a reason.

/// Makes one line of at most `longest` characters. Line breaks and other control characters become spaces, since a
/// header ends at a line break and lettre panics on one in a name. Marks that turn the reading direction by force
/// are dropped, since `gpj.exe` can be made to read as `exe.jpg` with them.
pub(crate) fn one_line(text: &str, longest: usize) -> String {
    let spaced: String = text.chars().filter(|&char| !turns_direction(char)).map(space_for_control).collect();
    let words: Vec<&str> = spaced.split_whitespace().collect();
    words.join(" ").chars().take(longest).collect::<String>().trim_end().to_owned()
}

/// A file name without a path; an empty name becomes `attachment`. Underscores stand for separators, and for the
/// question mark: Windows does not allow it, and with `=?` begins an encoded word, which readers decode.
pub(crate) fn file_name(name: &str) -> String {
    let name = one_line(name, 200).replace(['/', '\\', '?'], "_");
    if name.is_empty() { "attachment".to_owned() } else { name }
}

/// Text for a terminal: its lines stay, the control characters that steer the terminal go.
pub(crate) fn for_terminal(text: &str) -> String {
    text.chars()
        .filter(|&char| matches!(char, '\n' | '\t') || !(char.is_control() || turns_direction(char)))
        .collect()
}

fn space_for_control(char: char) -> char {
    if char.is_control() || matches!(char, '\u{2028}' | '\u{2029}') { ' ' } else { char }
}

/// The embeddings, overrides and isolates of Unicode UAX 9. The plain marks that Arabic and Hebrew need are others.
fn turns_direction(char: char) -> bool {
    matches!(char, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
