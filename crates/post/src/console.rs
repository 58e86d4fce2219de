//! Letters on standard output.

use std::{
    fmt::Write as _,
    io::{self, Write as _},
};

use crate::{
    Failure, Letter, Receipt,
    clean::{file_name, for_terminal, one_line},
};

/// Prints the letter as a person reads it. `println!` would panic on a closed pipe; that is a failure here.
pub(crate) fn deliver(letter: &Letter) -> Result<Receipt, Failure> {
    let mut out = io::stdout().lock();
    out.write_all(readable(letter)?.as_bytes())
        .and_then(|()| out.flush())
        .map_err(|error| Failure::passing(format!("Standard output does not take the letter: {error}")))?;
    Ok(Receipt { answer: "Printed to standard output.".to_owned() })
}

fn readable(letter: &Letter) -> Result<String, Failure> {
    let line = |text: &str| one_line(text, usize::MAX);
    let mut page = format!(
        "--- mail {}, {}\nFrom: {} <{}>\nTo: {} <{}>\nSubject: {}\n\n{}\n",
        letter.checked_id()?,
        letter.sent_at()?.format("%Y-%m-%d %H:%M:%S UTC"),
        line(&letter.from_name),
        line(&letter.from_email),
        line(&letter.to_name),
        line(&letter.to_email),
        line(&letter.subject),
        for_terminal(&letter.text),
    );
    for attachment in &letter.attachments {
        let size = attachment.bytes.len();
        // Writing to a String cannot fail.
        let _ = writeln!(
            page,
            "Attached: {} ({}, {size} bytes)",
            file_name(&attachment.name),
            line(&attachment.mime)
        );
    }
    page.push_str("--- end of mail\n");
    Ok(page)
}
