//! Letters on standard output. The story runs itself a second time, to read what that run prints.

use std::{env, process::Command};

use post::{Carrier, Letter};
use stories::Fallible;

use crate::fixture::letter;

const ROLE: &str = "TRADEPOST_STORY_PRINTS";

#[tokio::test]
async fn the_console_shows_the_letter_as_a_person_reads_it() -> Fallible<()> {
    if env::var_os(ROLE).is_some() {
        return print().await;
    }

    let page = Command::new(env::current_exe()?)
        .args(["--exact", "console::the_console_shows_the_letter_as_a_person_reads_it"])
        .env(ROLE, "yes")
        .output()?;

    let page = String::from_utf8(page.stdout)?;
    for line in [
        "From: Pâtisserie \"Zoë\", Lyon <shop@tradepost.example>",
        "To: ليلى حداد <layla@customer.example>",
        "Subject: Your order 🧁 Bcc: eve@evil.example",
        "Reset it here: https://shop.example/r/1 [31mred",
        "Attached: invoice.pdf (application/pdf, 5000 bytes)",
    ] {
        assert!(page.lines().any(|printed| printed == line), "{line:?} is missing in:\n{page}");
    }
    assert!(!page.contains('\u{1b}'), "a letter does not steer the terminal");
    Ok(())
}

async fn print() -> Fallible<()> {
    let typed = Letter {
        subject: "Your order 🧁\r\nBcc: eve@evil.example".to_owned(),
        text: "Reset it here: https://shop.example/r/1 \u{1b}[31mred\n".to_owned(),
        ..letter()
    };
    let receipt = Carrier::Console.deliver(&typed).await?;
    assert!(receipt.answer.contains("standard output"), "{}", receipt.answer);
    Ok(())
}
