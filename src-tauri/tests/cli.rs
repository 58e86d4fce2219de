//! The program at a terminal: no screen, answers as JSON, exit codes a script can rely on.

use std::{
    error::Error,
    process::{Command, Output, Stdio},
};

use serde_json::Value;
use tempfile::TempDir;

type Fallible = Result<(), Box<dyn Error>>;

fn tradepost(arguments: &[&str]) -> Result<Output, std::io::Error> {
    Command::new(env!("CARGO_BIN_EXE_tradepost"))
        .args(arguments)
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("TRADEPOST_PASSWORD")
        .stdin(Stdio::null())
        .output()
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn ops_prints_every_operation() -> Fallible {
    let (text, json) = (tradepost(&["ops"])?, tradepost(&["ops", "--json"])?);

    let list: Vec<Value> = serde_json::from_slice(&json.stdout)?;
    let text = out(&text);

    for operation in &list {
        for key in ["name", "does", "who", "windows", "input", "answer", "stales"] {
            assert!(operation.get(key).is_some(), "{operation} lacks {key}");
        }
        let name = operation.get("name").and_then(Value::as_str).unwrap_or_default();
        assert!(text.lines().any(|line| line == name), "{name} is missing from the readable list");
    }
    let has = |name: &str| list.iter().any(|operation| operation.get("name") == Some(&name.into()));
    assert!(has("prefs.set") && has("invoice.print"), "the shell's own operations are part of the list");
    let own = desk::Desk::operations();
    assert!(own.iter().all(|operation| has(operation.name)), "and so is everything the desk does");
    Ok(())
}

#[test]
fn the_types_of_the_windows_are_those_of_the_program() -> Fallible {
    let renew = "cargo build -p tradepost && target/debug/tradepost ops --types > ui/api/types.d.ts";

    let printed = out(&tradepost(&["ops", "--types"])?);

    let kept = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../ui/api/types.d.ts"))?;
    assert!(printed.contains("\"invoice.print\""), "the shell's own operations are part of it");
    assert!(printed == kept, "ui/api/types.d.ts is older than the Rust types; this renews it:\n  {renew}");
    Ok(())
}

#[test]
fn an_unknown_operation_is_a_refusal_with_a_code() -> Fallible {
    let folder = TempDir::new()?;
    let data = folder.path().join("data");

    let output = tradepost(&["call", "--data", &data.display().to_string(), "no.such", "{}"])?;

    let refusal: Value = serde_json::from_slice(&output.stdout)?;
    assert_eq!(output.status.code(), Some(2), "a script sees the refusal by the exit code");
    assert_eq!(refusal.get("code"), Some(&"not_found".into()), "and branches on the code");
    assert!(!data.exists(), "nothing is created for a question nobody understands");
    Ok(())
}

#[test]
fn operations_of_the_window_say_that_they_need_one() -> Fallible {
    let output = tradepost(&["call", "window.storefront"])?;

    let refusal: Value = serde_json::from_slice(&output.stdout)?;
    assert_eq!(output.status.code(), Some(2), "it is refused");
    assert_eq!(refusal.get("code"), Some(&"forbidden".into()), "a terminal has no window to open");
    Ok(())
}

#[test]
fn what_is_not_understood_is_said_on_standard_error() -> Fallible {
    for arguments in [&["frob"][..], &["call"], &["call", "app.state", "{"], &["ops", "--xml"], &["--frob"]] {
        let output = tradepost(arguments)?;
        assert_eq!(output.status.code(), Some(1), "{arguments:?} is a mistake of usage");
        assert!(err(&output).contains("tradepost help"), "{arguments:?}: the person learns where to look");
        assert_eq!(out(&output), "", "{arguments:?}: a script reads nothing wrong");
    }
    Ok(())
}

#[test]
fn an_account_needs_its_password() -> Fallible {
    let output = tradepost(&["call", "--as", "a@b.example", "store.list"])?;

    assert_eq!(output.status.code(), Some(1), "without a password nothing is tried");
    assert!(err(&output).contains("TRADEPOST_PASSWORD"), "the sentence says where it is taken from");
    Ok(())
}

#[test]
fn help_and_version_need_no_screen() -> Fallible {
    assert!(out(&tradepost(&["help"])?).contains("tradepost call"), "help shows the commands");
    assert!(out(&tradepost(&["--version"])?).starts_with("tradepost 0."), "the version in one line");
    Ok(())
}

#[cfg(target_os = "linux")]
#[test]
fn a_window_without_a_screen_is_a_sentence() -> Fallible {
    let output = tradepost(&[])?;

    assert_eq!(output.status.code(), Some(1), "no window was opened");
    assert!(err(&output).contains("DISPLAY"), "the person learns what is missing");
    Ok(())
}

#[test]
fn an_unexpected_error_rolls_back_and_names_its_log_entry() -> Fallible {
    let folder = TempDir::new()?;
    let data = folder.path().display().to_string();
    let runtime = tokio::runtime::Runtime::new()?;
    // The account itself is written before its role is: a defect stands between the two.
    runtime.block_on(async {
        let desk = desk::Desk::open(folder.path().to_owned()).await?;
        let mut tx = desk.authority().db().begin().await?;
        let defect = "create trigger defect before insert on account_role begin select raise(abort, 'a defect of ours'); end";
        tx.exec(defect, vec![]).await?;
        tx.commit().await?;
        desk.close().await;
        Ok::<_, desk::Refusal>(())
    })?;
    let vendor = r#"{"email": "v@example.org", "username": "vendor", "display_name": "V", "role": "vendor",
        "password": "plain water 7", "password_again": "plain water 7", "accepts_terms": true}"#;

    let output = tradepost(&["call", "--data", &data, "account.register", vendor])?;

    let refusal: Value = serde_json::from_slice(&output.stdout)?;
    assert_eq!((output.status.code(), refusal.get("code")), (Some(2), Some(&"broken".into())), "{refusal}");
    let sentence = refusal.get("message").and_then(Value::as_str).unwrap_or_default();
    let mark = sentence.trim_end_matches('.').rsplit(' ').next().unwrap_or_default();
    assert!(mark.len() == 8 && mark.chars().all(|sign| sign.is_ascii_hexdigit()), "a short mark: {sentence}");
    assert!(!sentence.contains("defect of ours"), "the cause is for the log only: {sentence}");
    let log = err(&output);
    let entry = log.lines().find(|line| line.contains(mark)).unwrap_or_default();
    assert!(entry.contains("a defect of ours"), "the mark leads to the cause: {log}");
    assert!(!log.contains("plain water"), "and the log holds no password");
    let state: Value = serde_json::from_slice(&tradepost(&["call", "--data", &data, "app.state"])?.stdout)?;
    assert_eq!(state.get("is_fresh"), Some(&true.into()), "no half account is left: {state}");
    Ok(())
}
