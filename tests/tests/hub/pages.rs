//! The pages a letter's link opens in a browser.

use std::path::Path;
use std::time::Duration;

use hub::Mail;
use mail_parser::MessageParser;
use post::{Carrier, Sender};
use serde_json::json;
use stories::shop::PASSWORD;
use tokio::net::TcpStream;

use crate::fixture::{Answer, House, Place, exchange, generous, registration};

const PUBLIC: &str = "https://market.example";

async fn hub_with_mail(house: &House, folder: &Path) -> Place {
    let sender = Sender {
        name: "Market".to_owned(),
        email: "post@market.example".to_owned(),
        pages: Some(PUBLIC.to_owned()),
    };
    house.hub_with_mail(generous(), Mail { carrier: Carrier::Folder(folder.to_owned()), sender }).await
}

/// Waits for the letter with a subject; answers the address of its link on this hub.
async fn link(folder: &Path, subject: &str) -> String {
    for _ in 0..1_000 {
        for file in std::fs::read_dir(folder).into_iter().flatten() {
            let path = file.unwrap().path();
            if path.extension().is_none_or(|end| end != "eml") {
                continue;
            }
            let raw = std::fs::read(path).unwrap();
            let letter = MessageParser::default().parse(&raw).unwrap();
            if letter.subject() == Some(subject) {
                let text = letter.body_text(0).unwrap().into_owned();
                let line = text.lines().find_map(|line| line.strip_prefix(PUBLIC)).unwrap();
                return line.trim().to_owned();
            }
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("no letter: {subject}");
}

/// Sends a page's form as a browser does.
async fn send(place: &Place, path: &str, form: &str) -> Answer {
    let wire = TcpStream::connect(place.at).await.unwrap();
    let length = form.len();
    let request = format!(
        "POST {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {length}\r\n\r\n{form}"
    );
    exchange(wire, request.as_bytes()).await
}

#[track_caller]
fn assert_page(answer: &Answer, status: u16, says: &str) {
    let page = String::from_utf8_lossy(&answer.body);
    assert_eq!(answer.status, status, "{page}");
    assert!(page.contains(says), "{says}: {page}");
    assert!(
        !page.contains("<script") && !page.contains(" style="),
        "no script, and no style of its own: {page}"
    );
    let head = answer.head.to_lowercase();
    for line in [
        "content-type: text/html; charset=utf-8",
        "content-security-policy: default-src 'none'; style-src 'self'; form-action 'self'",
        "referrer-policy: no-referrer",
        "cache-control: no-store",
        "x-frame-options: deny",
    ] {
        assert!(head.contains(line), "{line} is missing: {head}");
    }
}

const GOOD: &str = "new_password=bright+water+8&new_password_again=bright+water+8";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_password_is_taken_on_the_page_of_the_letter_once() {
    let (house, folder) = (House::new().await, tempfile::tempdir().unwrap());
    let place = hub_with_mail(&house, folder.path()).await;
    let anna = place.person("anna1", "buyer").await;
    place.post("/v1/account/account.forgot", None, &json!({ "email": "anna1@example.org" })).await;
    let path = link(folder.path(), "Choose a new password").await;
    assert!(path.starts_with("/r/"), "{path}");

    for _ in 0..3 {
        let page = place.get(&path, None).await;
        assert_page(&page, 200, "<form method=\"post\">");
    }
    let offers = format!("href=\"tradepost://reset/{}\"", path.trim_start_matches("/r/"));
    assert_page(&place.get(&path, None).await, 200, &offers);
    assert_page(&place.get("/r/%22%3E%3Cscript%3E", None).await, 200, "tradepost://reset/&quot;&gt;");
    assert_page(
        &send(&place, &path, "new_password=short&new_password_again=short").await,
        400,
        "at least 8 characters",
    );
    assert_page(&send(&place, &path, "").await, 400, "at least 8 characters");
    assert_page(&send(&place, &path, GOOD).await, 200, "Your password is changed");
    assert_page(&send(&place, &path, GOOD).await, 400, "does not work any more");
    assert_page(&send(&place, "/r/%22%3E%3Cscript%3E", GOOD).await, 400, "does not work any more");
    place.get("/v1/session", Some(&anna)).await.refused(401, "signed_out");
    let sign_in = |password: &str| json!({ "email": "anna1@example.org", "password": password, "window": "storefront" });
    place.post("/v1/sessions", None, &sign_in(PASSWORD)).await.refused(400, "invalid");
    assert_eq!(place.post("/v1/sessions", None, &sign_in("bright water 8")).await.status, 201);
    place.hub.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_is_proved_by_the_button_and_not_by_looking() {
    let (house, folder) = (House::new().await, tempfile::tempdir().unwrap());
    let place = hub_with_mail(&house, folder.path()).await;
    let anna = place.person("anna1", "buyer").await;
    place.post("/v1/account/account.resend", Some(&anna), &json!({})).await;
    let path = link(folder.path(), "Please verify your e-mail address").await;
    let is_verified = async || place.get("/v1/session", Some(&anna)).await.json()["is_verified"].clone();

    assert_page(&place.get(&path, None).await, 200, "Verify this address");
    assert_eq!(is_verified().await, false, "a program that follows links proves nothing");
    assert_page(&send(&place, &path.replace("/v/", "/r/"), GOOD).await, 400, "does not work any more");
    assert_page(&send(&place, &path, "").await, 200, "Your address is verified");
    assert_eq!(is_verified().await, true);
    assert_page(&send(&place, &path, "").await, 400, "does not work any more");
    let style = place.get("/page.css", None).await;
    assert!(style.head.to_lowercase().contains("content-type: text/css"), "{}", style.head);
    place.hub.stop().await.unwrap();
}

/// Everything of an answer but the moment it was made.
fn timeless(answer: &Answer) -> (u16, Vec<String>, Vec<u8>) {
    let lines = answer.head.lines().map(str::to_lowercase);
    (answer.status, lines.filter(|line| !line.starts_with("date:")).collect(), answer.body.clone())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn registration_and_forgotten_say_the_same_of_known_and_unknown_addresses() {
    let (house, folder) = (House::new().await, tempfile::tempdir().unwrap());
    let place = hub_with_mail(&house, folder.path()).await;
    place.person("anna1", "buyer").await;
    let with = |name: &str, email: &str| {
        let mut form = registration(name, "buyer");
        form["email"] = json!(email);
        form
    };

    let taken = place.post("/v1/accounts", None, &with("other1", "Anna1@example.org")).await;
    let free = place.post("/v1/accounts", None, &with("other2", "free@example.org")).await;
    assert_eq!(timeless(&taken), timeless(&free), "nobody learns here who has an account");
    assert_eq!(taken.status, 202);
    let forgot =
        async |email: &str| place.post("/v1/account/account.forgot", None, &json!({ "email": email })).await;
    assert_eq!(timeless(&forgot("anna1@example.org").await), timeless(&forgot("nobody@example.org").await));

    for _ in 0..1_000 {
        if subjects(folder.path()).iter().any(|subject| subject == "You already have an account") {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(
        subjects(folder.path()).iter().any(|subject| subject == "You already have an account"),
        "its owner is told"
    );
    // A name is public, and may be said.
    let named = place.post("/v1/accounts", None, &with("anna1", "anna1@example.org")).await;
    named.refused(409, "duplicate");
    assert_eq!(named.json()["fields"].as_object().unwrap().keys().collect::<Vec<_>>(), ["username"]);
    place.hub.stop().await.unwrap();
}

fn subjects(folder: &Path) -> Vec<String> {
    let files = std::fs::read_dir(folder).into_iter().flatten().map(|file| file.unwrap().path());
    let raw = files.filter(|path| path.extension().is_some_and(|end| end == "eml")).map(std::fs::read);
    raw.map(|raw| {
        let raw = raw.unwrap();
        MessageParser::default().parse(&raw).unwrap().subject().unwrap().to_owned()
    })
    .collect()
}
