//! Step 5: what an order leaves behind: invoices, a mail, and less on the shelves.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use mail_parser::{MessageParser, MimeHeaders};
use serde_json::{Value, json};
use stories::{
    Fallible, fail,
    places::program,
    window::{App, Desktop},
};

use crate::{
    album::Album,
    buyer,
    vendor::{self, text_of},
};

/// Both invoices on screen, as PDF files and in the mail.
pub(crate) async fn invoices_and_mail(
    app: &App,
    album: &Album,
    desktop: &Desktop,
    order: &str,
) -> Fallible<()> {
    app.go(&format!("#/orders/{order}")).await?;
    app.wait_for("[data-invoice]").await?;
    album.page(app, "order").await?;
    app.go("#/orders").await?;
    app.wait_for(&format!("[data-order='{order}']")).await?;
    album.page(app, "orders").await?;

    let shown = app.call("order.get", json!({ "id": order })).await?;
    let parts = shown["parts"].as_array().cloned().unwrap_or_default();
    assert_eq!(parts.len(), 2, "one part for each of the two stores");
    let mut printed = BTreeMap::new();
    for part in &parts {
        let (id, label) = (text_of(&part["invoice"], "id")?, text_of(&part["invoice"], "label")?);
        let path = album.place(&format!("invoice-{label}.pdf"));
        app.call("invoice.save", json!({ "id": id, "path": path })).await?;
        let text = text_of_pdf(&path)?;
        assert!(text.contains(&label), "invoice {label} shows its number:\n{text}");
        assert!(text.contains("Béla Buyer"), "and who bought:\n{text}");
        assert!(text.contains(&total_of(part)), "and what is to be paid:\n{text}");
        draw_pages(&path, &album.place(&format!("invoice-{label}")))?;
        printed.insert(format!("{label}.pdf"), fs::read(&path)?);
    }
    let mail = fs::read(mail_with_two_papers(&desktop.data()).await?)?;
    fs::write(album.place("confirmation.eml"), &mail)?;
    brings(&mail, &printed)
}

/// The total of a store's part as its invoice prints it.
fn total_of(part: &Value) -> String {
    let minor = part["total_minor"].as_i64().unwrap_or_default();
    format!("{} {}.{:02}", part["currency"].as_str().unwrap_or_default(), minor / 100, minor % 100)
}

/// The mail goes to the buyer and carries exactly these files, byte for byte.
fn brings(mail: &[u8], printed: &BTreeMap<String, Vec<u8>>) -> Fallible<()> {
    let mail = MessageParser::default().parse(mail).ok_or_else(|| fail("the mail cannot be read"))?;
    let to = mail.to().and_then(|to| to.first()).and_then(|one| one.address());
    assert_eq!(to, Some(buyer::EMAIL), "the buyer gets the mail");
    let arrived: BTreeMap<_, _> = mail
        .attachments()
        .map(|part| (part.attachment_name().unwrap_or_default().to_owned(), part.contents().to_vec()))
        .collect();
    assert!(arrived == *printed, "the mail brings the invoices that are saved, not {:?}", arrived.keys());
    Ok(())
}

fn text_of_pdf(path: &Path) -> Fallible<String> {
    let output = Command::new(program("pdftotext")?).arg("-layout").arg(path).arg("-").output()?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn draw_pages(pdf: &Path, picture: &Path) -> Fallible<()> {
    let status =
        Command::new(program("pdftoppm")?).args(["-png", "-r", "80"]).arg(pdf).arg(picture).status()?;
    if status.success() { Ok(()) } else { Err(fail(format!("{} cannot be drawn", pdf.display()))) }
}

/// Mails leave through the outbox a moment after the order, here into a folder.
async fn mail_with_two_papers(data: &Path) -> Fallible<PathBuf> {
    let until = Instant::now() + Duration::from_secs(30);
    while Instant::now() < until {
        let papers =
            |mail: &PathBuf| fs::read_to_string(mail).unwrap_or_default().matches("application/pdf").count();
        if let Some(mail) = mails_below(data).into_iter().find(|mail| papers(mail) == 2) {
            return Ok(mail);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Err(fail(format!("no mail with both invoices among {:?}", mails_below(data))))
}

fn mails_below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    entries
        .flat_map(|path| if path.is_dir() { mails_below(&path) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|kind| kind == "eml"))
        .collect()
}

/// The vendor's side: each store sees its own lines, and the goods are gone from its stock.
pub(crate) async fn vendor_sees_it(app: &App, album: &Album, bag: &str) -> Fallible<()> {
    app.window("manager").await?;
    app.click("[data-place=orders]").await?;
    app.wait_for("manager-list tr[data-id]").await?;
    album.page(app, "sales").await?;
    app.click("manager-list tr[data-id] td").await?;
    app.wait_for(".detail .detail-head").await?;
    album.page(app, "sale").await?;

    for (store, name) in [(vendor::CLOTHES, vendor::BY_HAND), (vendor::BOOKS, "Hunger Games")] {
        let ask = json!({ "store": vendor::store_id(app, store).await? });
        let sales = app.call("sale.list", ask).await?;
        let [sale] = sales["rows"].as_array().map(Vec::as_slice).unwrap_or_default() else {
            return Err(fail(format!("{store} has one sale, not {sales}")));
        };
        let lines = app.call("sale.get", json!({ "id": sale["id"] })).await?["lines"].clone();
        let names: Vec<_> =
            lines.as_array().into_iter().flatten().filter_map(|line| line["name"].as_str()).collect();
        assert!(
            names.len() == 1 && names.iter().all(|line| line.contains(name)),
            "{store} sees its own line only, not {names:?}"
        );
    }
    let left = app.call("product.get", json!({ "id": bag })).await?["stock"].clone();
    assert_eq!(left, Value::from(7), "two of nine bags are sold");
    app.go(&format!("#/products/{bag}")).await?;
    app.wait_for("[data-stock-place] table, [data-stock-place] li").await?;
    app.script("document.querySelector('[data-stock-place]').scrollIntoView()").await?;
    album.page(app, "stock-after-the-order").await
}
