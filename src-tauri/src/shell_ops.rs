//! The operations that need windows, dialogs, printers or the machine, and the whole list as it is printed.

use desk::{Code, Desk, Operation, Refusal};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Every operation: the marketplace's own first, then the shell's.
pub(crate) fn all_operations() -> Vec<Operation> {
    let mut operations = Desk::operations();
    let own = own_operations();
    operations.retain(|operation| own.iter().all(|shell| shell.name != operation.name));
    operations.extend(own);
    operations
}

/// Whether the shell answers this one itself.
pub(crate) fn is_own(op: &str) -> bool {
    own_operations().iter().any(|operation| operation.name == op)
}

/// The input as the operation understands it.
pub(crate) fn read<T: DeserializeOwned>(input: Value) -> Result<T, Refusal> {
    let input = if input.is_null() { Value::Object(serde_json::Map::new()) } else { input };
    serde_json::from_value(input)
        .map_err(|why| Refusal::new(Code::Invalid, format!("The request is not understood: {why}.")))
}

/// Those that the shell answers itself.
pub(crate) fn own_operations() -> Vec<Operation> {
    let list = [
        (
            "window.storefront",
            "Opens the storefront window or brings it to the front",
            MANAGER,
            NOTHING,
            NOTHING,
        ),
        (
            "window.link",
            "Takes the letter's link with which the program was opened, once",
            BOTH,
            NOTHING,
            LINK,
        ),
        ("file.choose", "Shows the system's file dialog", BOTH, CHOOSE, "{ path: string | null }"),
        ("file.reveal", "Shows a file in its folder", MANAGER, PATH, NOTHING),
        ("invoice.open", "Opens an invoice with the system's PDF viewer", BOTH, ID, PATH),
        ("invoice.print", PRINT, BOTH, ID, "{ printer: string | null, path: string }"),
        ("prefs.get", "The theme and the size of text in percent, 90 to 150", BOTH, NOTHING, PREFS),
        ("prefs.set", "Changes the theme or the size of text", BOTH, SET, PREFS),
    ];
    list.into_iter()
        .map(|(name, does, windows, input, answer)| operation(name, does, windows, input, answer))
        .collect()
}

const MANAGER: &str = "manager";
const BOTH: &str = "both";
const NOTHING: &str = "{}";
const ID: &str = "{ id: string }";
const PATH: &str = "{ path: string }";
const CHOOSE: &str = r#"{ kind: "csv" | "picture" | "pictures_folder" | "save_pdf" | "save_csv" | "save_json", name?: string }"#;
const PRINT: &str =
    "Prints an invoice on the default printer; without one it opens the PDF and `printer` is null";
const LINK: &str = r#"{ purpose: "reset" | "verify" | null, token: string | null }"#;
const PREFS: &str = r#"{ theme: "system" | "light" | "dark", font_scale: number }"#;
const SET: &str = r#"{ theme?: "system" | "light" | "dark", font_scale?: number }"#;

fn operation(
    name: &'static str,
    does: &'static str,
    windows: &'static str,
    input: &str,
    answer: &str,
) -> Operation {
    let who = if name.starts_with("invoice.") { "whoever may see the invoice" } else { "anybody" };
    let stales: &[&str] = if name == "prefs.set" { &["prefs"] } else { &[] };
    let about = if name.starts_with("invoice.") { "paper id" } else { "" };
    let (about, input, answer) = (about.to_owned(), input.to_owned(), answer.to_owned());
    Operation { name, does, who, windows, about, input, answer, stales }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_operation_is_listed_once() {
        let all = all_operations();

        let names: BTreeSet<_> = all.iter().map(|operation| operation.name).collect();

        assert_eq!(names.len(), all.len(), "two entries of one name would contradict each other");
        assert!(names.contains("invoice.print"), "the shell's own are part of the list");
    }

    #[test]
    fn no_input_is_an_empty_input() {
        let read: Result<serde_json::Map<String, Value>, _> = read(Value::Null);
        assert!(read.is_ok_and(|map| map.is_empty()), "a page may leave the input out");
    }
}
