//! Printing, tried with print systems and viewers of our own: little scripts that write down what they were given.

use std::{
    error::Error,
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use desk::{Code, Desk, Window};
use serde_json::{Value, json};
use tauri::Manager;
use tempfile::TempDir;

use crate::{
    door::Door,
    window_tests::{code, op, program, window},
    windows::STOREFRONT,
};

type Fallible<T = ()> = Result<T, Box<dyn Error>>;

/// The folder with the scripts; whoever has it is the child that finds nothing else.
const TOOLS: &str = "TRADEPOST_STORY_TOOLS";
/// Says that the PDF was opened.
const VIEWER: &str = "#!/bin/sh\necho \"$1\" >> \"$TRADEPOST_STORY_TOOLS/opened\"\n";
/// Says what was printed on what.
const PRINTS: &str = "#!/bin/sh\necho \"$2 $4\" >> \"$TRADEPOST_STORY_TOOLS/printed\"\n";

/// The programs of a computer are found by its path, which a process has from its start: so the story runs in a child.
#[test]
fn without_a_printer_the_invoice_opens() -> Fallible {
    let tools = TempDir::new()?;
    let child = Command::new(std::env::current_exe()?)
        .args(["paper_tests::a_child_that_prints", "--exact", "--nocapture"])
        .env(TOOLS, tools.path())
        .env("PATH", tools.path())
        .output()?;

    let said = [child.stdout, child.stderr].concat();
    assert!(child.status.success(), "{}", String::from_utf8_lossy(&said));
    assert!(tools.path().join("end").is_file(), "the child came to its end");
    Ok(())
}

#[test]
fn a_child_that_prints() -> Fallible {
    let Some(tools) = std::env::var_os(TOOLS).map(PathBuf::from) else { return Ok(()) };
    let (app, _folder) = program()?;
    let desk = tauri::async_runtime::block_on(app.state::<Door>().desk()).map_err(|no| no.to_string())?;
    let invoice = tauri::async_runtime::block_on(bought(&desk)).map_err(|no| no.to_string())?;
    let storefront = window(&app, STOREFRONT)?;
    let print = || op(&storefront, "invoice.print", &json!({ "id": invoice }));

    // Neither a print system nor a viewer.
    let refusal = print();
    let sentence = refusal.as_ref().err().and_then(|no| no.get("message")?.as_str()).unwrap_or_default();
    assert!(sentence.contains("no program that shows PDFs"), "{refusal:?}");
    let path = sentence.split_once("The invoice is ").map_or("", |(_, rest)| rest.trim_end_matches('.'));
    assert!(fs::read(path)?.starts_with(b"%PDF"), "the invoice is where the sentence says: {sentence}");

    // A viewer, but no print system.
    tool(&tools, "xdg-open", VIEWER)?;
    assert_eq!(
        print(),
        Ok(json!({ "printer": null, "path": path })),
        "the window can say that it opened instead"
    );
    assert_eq!(noted(&tools, "opened")?, [path], "the viewer got the PDF");

    // A print system without a printer.
    tool(&tools, "lpstat", "#!/bin/sh\necho 'no system default destination'\n")?;
    tool(&tools, "lp", PRINTS)?;
    assert_eq!(print(), Ok(json!({ "printer": null, "path": path })), "CUPS alone prints nothing");
    assert_eq!(noted(&tools, "opened")?, [path, path], "so it opened again");
    assert!(!tools.join("printed").exists(), "and nothing was sent to print");

    // A printer.
    tool(&tools, "lpstat", "#!/bin/sh\necho 'system default destination: Office'\n")?;
    assert_eq!(print(), Ok(json!({ "printer": "Office", "path": path })), "with a printer it prints");
    assert_eq!(noted(&tools, "printed")?, [format!("Office {path}")], "this very invoice, once");
    assert_eq!(noted(&tools, "opened")?.len(), 2, "and opens nothing");

    // A printer that does not answer for it.
    tool(&tools, "lp", "#!/bin/sh\necho 'out of paper' >&2\nexit 1\n")?;
    let refusal = print();
    assert_eq!(code(refusal.clone()), Some(serde_json::to_value(Code::Offline)?), "{refusal:?}");
    assert!(format!("{refusal:?}").contains("out of paper"), "the printer's own words: {refusal:?}");
    fs::write(tools.join("end"), "")?;
    Ok(())
}

fn tool(tools: &Path, name: &str, script: &str) -> Fallible {
    // Another name first: a script that is being written cannot be run.
    let draft = tools.join("draft");
    fs::write(&draft, script)?;
    fs::set_permissions(&draft, fs::Permissions::from_mode(0o755))?;
    Ok(fs::rename(draft, tools.join(name))?)
}

/// The lines a script wrote, once there is one for the last call.
fn noted(tools: &Path, name: &str) -> Fallible<Vec<String>> {
    Ok(fs::read_to_string(tools.join(name))?.lines().map(str::to_owned).collect())
}

/// Somebody opens a store with one lamp, somebody buys it; answers with the invoice.
async fn bought(desk: &Desk) -> Result<Value, desk::Refusal> {
    let account = |name: &str, role: &str| {
        json!({
            "email": format!("{name}@example.org"), "username": name, "display_name": name, "role": role,
            "password": "plain water 7", "password_again": "plain water 7", "accepts_terms": true,
        })
    };
    desk.call(Window::Manager, "account.register", account("vendor", "vendor")).await?;
    let store = json!({
        "name": "Lantern", "legal_name": "Lantern GmbH", "line1": "Markt 1", "city": "Jena", "country": "DE",
        "tax_number": "DE123456789", "currency": "EUR", "invoice_prefix": "L-", "payment_days": 14,
        "iban": "DE89370400440532013000", "email": "shop@example.org",
    });
    let store = desk.call(Window::Manager, "store.save", json!({ "after": store })).await?;
    let lamp = json!({ "name": "Lamp", "sku": "lamp", "price_minor": 1_000, "tax_bp": 1_900, "stock": 3, "is_active": true });
    let save = json!({ "store": store.get("id"), "after": lamp });
    let lamp = desk.call(Window::Manager, "product.save", save).await?.get("id").cloned();
    desk.call(Window::Storefront, "account.register", account("buyer", "buyer")).await?;
    let home =
        json!({ "name": "Zoë", "line1": "Rue 1", "city": "Genève", "postcode": "1201", "country": "CH" });
    let home =
        desk.call(Window::Storefront, "address.save", json!({ "after": home })).await?.get("id").cloned();
    let put = json!({ "product": lamp, "quantity": 1, "mode": "add" });
    let cart = loop {
        match desk.call(Window::Storefront, "cart.put", put.clone()).await {
            // The shelf of the storefront hears of the lamp a moment later.
            Err(refusal) if refusal.code == Code::NotFound => {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            answer => break answer?,
        }
    };
    let order = "0198a1b2-c3d4-7e5f-8a6b-123456789abc";
    let ask = json!({ "order": order, "billing": home, "shipping": home, "totals": cart.get("totals") });
    desk.call(Window::Storefront, "checkout.place", ask).await?;
    let placed = desk.call(Window::Storefront, "order.get", json!({ "id": order })).await?;
    Ok(placed.pointer("/parts/0/invoice/id").cloned().unwrap_or_default())
}
