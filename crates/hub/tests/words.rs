//! The program's first words. Because this test needs it, the program is built before the stories that run it.

use std::process::{Command, Output};

fn run(words: &[&str]) -> std::io::Result<Output> {
    Command::new(env!("CARGO_BIN_EXE_tradepost-hub")).args(words).output()
}

#[test]
fn help_is_given_and_a_wrong_word_is_named() {
    let help = String::from_utf8(run(&["--help"]).unwrap().stdout).unwrap();
    for command in ["init", "serve", "operator add", "verify-books", "verify-audit"] {
        assert!(help.contains(&format!("tradepost-hub {command}")), "{command} is not in the help");
    }

    let wrong = run(&["conquer"]).unwrap();

    assert_eq!(wrong.status.code(), Some(2), "a wrong word is not a refusal of the marketplace");
    assert!(String::from_utf8(wrong.stderr).unwrap().contains("conquer"), "it must say which word");
}

#[test]
fn what_is_missing_is_said_before_anything_is_opened() {
    let lacking = run(&["serve", "--listen", "127.0.0.1:0"]).unwrap();

    let said = String::from_utf8(lacking.stderr).unwrap();
    assert_eq!(lacking.status.code(), Some(1));
    assert!(said.contains("--url-file"), "the operator must read what is missing: {said}");
}
