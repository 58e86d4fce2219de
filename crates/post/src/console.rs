//! Letters on standard output.

use std::{fmt::Write as _, io};

use crate::{
    Failure, Letter, Receipt,
    clean::{file_name, for_terminal, one_line},
};

/// Prints the letter as a person reads it. `println!` would panic on a closed pipe; that is a failure here.
pub(crate) fn deliver(mut out: impl io::Write, letter: &Letter) -> Result<Receipt, Failure> {
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

#[cfg(test)]
mod tests {
    use super::deliver;
    use crate::{Kind, Letter};

    #[test]
    fn an_output_that_is_gone_is_no_delivery() {
        let letter = Letter {
            id: "1".to_owned(),
            from_name: String::new(),
            from_email: "shop@tradepost.example".to_owned(),
            to_name: String::new(),
            to_email: "layla@customer.example".to_owned(),
            reply_to: None,
            subject: "Hello".to_owned(),
            text: String::new(),
            html: String::new(),
            sent_at_us: 0,
            attachments: Vec::new(),
        };
        let mut short = [0; 20];

        let outcome = deliver(short.as_mut_slice(), &letter);

        let is_passing = outcome.is_err_and(|failure| failure.kind == Kind::Passing);
        assert!(is_passing, "half a page is not a letter, and no reason to panic");
    }
}
