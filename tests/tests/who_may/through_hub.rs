//! The other half of the matrix: every change, and what is asked about accounts, sent to a hub over HTTP by everybody, of what
//! is theirs, another's, removed, and what never was. No window stands in between.

use std::io::Write;

use desk::{Desk, Operation};
use hub::{Allowance, Limits, Settings};
use market::Code;
use market::db::Db;
use market::intent::{IntentBody, SCHEMA};
use serde_json::{Value, json};
use stories::shop::{Engine, PASSWORD, Shop, product_fields, store_fields};
use sync::Authority;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use uuid::Uuid;

use crate::cells;
use crate::table::{ASKERS, Hears, Person, State, at_the_door, is_theirs};
use crate::town::{Ids, Town, absent, build, filled};

/// Whose thing a change is about. A new change without an answer does not compile.
fn whose(body: &IntentBody) -> &'static str {
    use IntentBody as B;
    match body {
        B::EditStore { .. }
        | B::SetStoreOpen { .. }
        | B::RemoveStore { .. }
        | B::RestoreStore { .. }
        | B::AddProduct { .. }
        | B::EditProduct { .. }
        | B::SetProductsActive { .. }
        | B::RemoveProducts { .. }
        | B::RestoreProducts { .. }
        | B::SetPictures { .. }
        | B::AdjustStock { .. }
        | B::SaveTag { .. }
        | B::RemoveTag { .. }
        | B::ImportProducts { .. }
        | B::MarkPaid { .. }
        | B::SetLines { .. }
        | B::CancelSale { .. }
        | B::ReplyReview { .. } => "office",
        B::EditAddress { .. } | B::RemoveAddress { .. } | B::RemoveReview { .. } | B::PlaceOrder { .. } => {
            "home"
        }
        B::PutInCart { .. } | B::SaveReview { .. } | B::ReportReview { .. } | B::HideReview { .. } => "shown",
        B::OpenStore { .. }
        | B::RemoveFromCart { .. }
        | B::ClearCart {}
        | B::AcceptCart {}
        | B::MergeCart { .. }
        | B::AddAddress { .. } => "",
    }
}

/// Every change in an order in which what was removed comes back; the names stand for ids.
fn changes() -> Vec<Value> {
    let edit = json!({ "before": {}, "after": {} });
    let address = json!({ "name": "Zoë", "line1": "Rue 1", "city": "Genève", "country": "CH" });
    let wanted = json!([{ "product": "$product", "quantity": 1, "price_minor": 1_000 }]);
    vec![
        json!({ "op": "open_store", "id": "$new", "fields": store_fields("Another", "AN-") }),
        json!({ "op": "edit_store", "id": "$store", "edit": edit }),
        json!({ "op": "set_store_open", "id": "$store", "is_open": true }),
        json!({ "op": "remove_store", "id": "$store" }),
        json!({ "op": "restore_store", "id": "$store" }),
        json!({ "op": "add_product", "id": "$new", "store": "$store", "fields": product_fields("N-1", 1_000, 0), "stock": 0 }),
        json!({ "op": "edit_product", "id": "$product", "edit": edit }),
        json!({ "op": "set_products_active", "ids": ["$product"], "is_active": true }),
        json!({ "op": "remove_products", "ids": ["$product"] }),
        json!({ "op": "restore_products", "ids": ["$product"] }),
        json!({ "op": "set_pictures", "id": "$product", "pictures": [] }),
        json!({ "op": "adjust_stock", "product": "$product", "delta": 1, "reason": "received", "note": "" }),
        json!({ "op": "remove_tag", "id": "$tag" }),
        json!({ "op": "save_tag", "id": "$tag", "store": "$store", "name": "Poetry", "slug": "", "description": "" }),
        json!({ "op": "import_products", "batch": "$new", "store": "$store", "items": [] }),
        json!({ "op": "put_in_cart", "product": "$product", "quantity": 1, "adds": false }),
        json!({ "op": "remove_from_cart", "product": "$product" }),
        json!({ "op": "clear_cart" }),
        json!({ "op": "accept_cart" }),
        json!({ "op": "merge_cart", "lines": [] }),
        json!({ "op": "edit_address", "id": "$address", "edit": edit }),
        json!({ "op": "remove_address", "id": "$address" }),
        json!({ "op": "add_address", "id": "$address", "fields": address }),
        json!({ "op": "place_order", "order": "$new", "billing": "$address", "shipping": "$address", "lines": wanted, "totals": [], "note": "" }),
        json!({ "op": "mark_paid", "part": "$sale", "method": "cash" }),
        json!({ "op": "set_lines", "part": "$sale", "lines": ["$line"], "state": "processing", "tracking": "" }),
        json!({ "op": "cancel_sale", "part": "$sale", "reason": "no" }),
        json!({ "op": "remove_review", "product": "$product" }),
        json!({ "op": "save_review", "product": "$product", "rating": 5, "title": "Good", "body": "" }),
        json!({ "op": "report_review", "review": "$review", "reason": "Rude" }),
        json!({ "op": "reply_review", "review": "$review", "reply": "Thank you" }),
        json!({ "op": "hide_review", "review": "$review", "is_hidden": false }),
    ]
}

/// What one still does with what was removed. An order says of each product that it is not sold any more.
const STILL: [&str; 5] =
    ["remove_store", "restore_store", "remove_products", "restore_products", "place_order"];

fn expected(person: &Person, template: &Value, body: &IntentBody, state: State) -> Hears {
    let op = body.name();
    if let Some(no) = at_the_door(person, body.permission().name()) {
        return no;
    }
    let whose = whose(body);
    if whose.is_empty() {
        return Hears::Answer;
    }
    if op == "save_review" && state == State::There && is_theirs(person, "office", "signed in") {
        return Hears::No(Code::Forbidden);
    }
    let is_theirs = is_theirs(person, whose, body.permission().name());
    match state {
        State::There if is_theirs => Hears::Answer,
        State::Removed if person.is_staff() && cells::names_a_store(template) => Hears::Nothing,
        State::Removed if is_theirs && STILL.contains(&op) => Hears::Answer,
        _ => Hears::Nothing,
    }
}

/// One who speaks plain HTTP.
struct Caller {
    at: std::net::SocketAddr,
    token: Option<String>,
    account: Uuid,
    device: Uuid,
    seq: i64,
}

impl Caller {
    async fn post(&self, path: &str, body: &Value) -> Value {
        let body = body.to_string();
        let token =
            self.token.as_ref().map(|token| format!("authorization: Bearer {token}\r\n")).unwrap_or_default();
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n{token}content-length: {}\r\n\r\n",
            body.len()
        );
        let mut wire = TcpStream::connect(self.at).await.unwrap();
        wire.write_all(format!("{head}{body}").as_bytes()).await.unwrap();
        let mut all = Vec::new();
        wire.read_to_end(&mut all).await.unwrap();
        let text = String::from_utf8(all).unwrap();
        let (_, answer) = text.split_once("\r\n\r\n").unwrap();
        serde_json::from_str(answer).unwrap_or_else(|_| panic!("{path}: {text}"))
    }

    async fn sign_in(at: std::net::SocketAddr, person: &Person) -> Self {
        let mut caller = Self { at, token: None, account: Uuid::nil(), device: Uuid::now_v7(), seq: 0 };
        if let Some(name) = person.name {
            let ask =
                json!({ "email": format!("{name}@example.org"), "password": PASSWORD, "window": "manager" });
            let signed_in = caller.post("/v1/sessions", &ask).await;
            caller.token = signed_in["token"].as_str().map(str::to_owned);
            caller.account = serde_json::from_value(signed_in["session"]["account"].clone()).unwrap();
        }
        caller
    }

    /// Sends one change; answers its outcome, or why it was not even looked at.
    async fn change(&mut self, body: &IntentBody) -> Value {
        self.seq += 1;
        let intent = json!({
            "id": Uuid::now_v7(), "device": self.device, "seq": self.seq, "actor": self.account, "made_at_us": 0,
            "body": body, "schema": SCHEMA,
        });
        let mut answer = self.post("/v1/intents", &json!({ "intents": [intent] })).await;
        match answer["answers"].get_mut(0) {
            Some(first) => first["outcome"].take(),
            None => answer,
        }
    }
}

fn fits(expected: Hears, said: &Value) -> bool {
    let word = |code: Code| serde_json::to_value(code).unwrap();
    let code = &said["code"];
    match expected {
        Hears::No(no) => *code == word(no),
        Hears::Nothing => *code == word(Code::NotFound),
        Hears::Answer => {
            ![Code::Forbidden, Code::SignedOut, Code::NotFound, Code::Broken].map(word).contains(code)
        }
    }
}

/// Whether this is asked about accounts, and only its door is looked at: all that needs a permission, and of a visitor all
/// that needs a session. Whoever may gets no further without saying what about.
fn is_asked_at_the_door(op: &Operation, person: &Person) -> bool {
    let is_ask = accounts::asks().any(|ask| ask.name == op.name);
    let needs =
        if person.name.is_some() { !["anybody", "signed in"].contains(&op.who) } else { op.who != "anybody" };
    is_ask && needs && !op.name.starts_with("staff.")
}

/// What there is in each state, as far as a template names something that can be removed.
fn states(template: &Value, town: &Town) -> Vec<(State, Ids)> {
    let removed: Ids = town.there.clone().into_iter().chain(town.removed.clone()).collect();
    let mut states = vec![(State::Absent, absent(&town.there)), (State::There, town.there.clone())];
    if cells::has_removed(template, &town.removed) {
        states.push((State::Removed, removed));
    }
    for (_, ids) in &mut states {
        ids.insert("$new", Uuid::now_v7().to_string());
    }
    states
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hub_answers_every_change_and_question_as_the_table_says() {
    let shop = Shop::on(Engine::Maria).await;
    let town = build(&shop).await;
    let database = shop.database().unwrap();
    let db = Db::open_maria(&database.url, &database.ca_path).await.unwrap();
    let sign_ins = Allowance { burst: 1_000, per_minute: 1_000 };
    let limits = Limits { sign_ins, ..Limits::default() };
    let listen = "127.0.0.1:0".parse().unwrap();
    let settings = Settings { listen, tls: None, is_behind_proxy: false, limits, mail: None, seal: None };
    let hub = hub::start(Authority::over(db, shop.clock.clone()), settings).await.unwrap();
    let (mut cells, mut faults) = (0, Vec::new());
    for person in &ASKERS {
        let mut caller = Caller::sign_in(hub.address(), person).await;
        for template in changes() {
            let op = template["op"].as_str().unwrap();
            for (state, ids) in states(&template, &town) {
                let body: IntentBody = serde_json::from_value(filled(&template, &ids)).unwrap();
                let said = caller.change(&body).await;
                let expected = match person.name {
                    None => Hears::No(Code::SignedOut),
                    Some(_) => expected(person, &template, &body, state),
                };
                cells += 1;
                if let (State::Removed, Some(what)) = (state, op.strip_prefix("restore_")) {
                    let mut again = filled(&template, &ids);
                    again["op"] = json!(format!("remove_{what}"));
                    caller.change(&serde_json::from_value(again).unwrap()).await;
                }
                if !fits(expected, &said) {
                    faults.push(format!(
                        "{:?} {op} {state:?}: {expected:?} expected, {said} heard",
                        person.name
                    ));
                }
            }
        }
        for op in Desk::operations().iter().filter(|op| is_asked_at_the_door(op, person)) {
            let said = caller.post(&format!("/v1/account/{}", op.name), &json!({})).await;
            let expected = at_the_door(person, op.who).unwrap_or(Hears::Answer);
            cells += 1;
            if !fits(expected, &said) {
                faults.push(format!("{:?} {}: {expected:?} expected, {said} heard", person.name, op.name));
            }
        }
        for op in Desk::operations().iter().filter(|op| op.name.starts_with("staff.") && !op.about.is_empty())
        {
            let template = cells::template(&shop, op.name);
            for (state, ids) in states(&template, &town) {
                let said = caller.post(&format!("/v1/account/{}", op.name), &filled(&template, &ids)).await;
                let expected = at_the_door(person, op.who).unwrap_or(match state {
                    State::There if is_theirs(person, "office", op.who) => Hears::Answer,
                    // A store that was removed keeps its people; nobody new is invited.
                    State::Removed if is_theirs(person, "office", op.who) && op.name == "staff.list" => {
                        Hears::Answer
                    }
                    _ => Hears::Nothing,
                });
                cells += 1;
                if !fits(expected, &said) {
                    faults.push(format!(
                        "{:?} {} {state:?}: {expected:?} expected, {said} heard",
                        person.name, op.name
                    ));
                }
            }
        }
    }
    let told = format!("{cells} cells of the matrix were asked through a hub");
    drop(writeln!(std::io::stdout(), "{told}"));
    assert!(cells > 700, "only {cells}: some of the matrix is not asked");
    assert!(faults.is_empty(), "{} of {cells} cells are wrong:\n{}", faults.len(), faults.join("\n"));
    let sent: std::collections::BTreeSet<_> =
        changes().iter().map(|change| change["op"].as_str().unwrap().to_owned()).collect();
    assert_eq!(sent.len(), 32, "every change is sent");
    hub.stop().await.unwrap();
    shop.assert_books().await;
}
