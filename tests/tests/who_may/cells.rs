//! The matrix: every operation that is about something, from both windows, by everybody, of what is theirs, another's,
//! removed, and what never was.

use std::io::Write;

use desk::{Desk, Operation, Window};
use market::{Code, Refusal};
use serde_json::{Value, json};
use stories::on_both_engines;
use stories::shop::{Shop, store_fields};

use crate::table::{ASKERS, Hears, Person, State, at_the_door, is_theirs};
use crate::town::{Ids, Town, absent, build, filled, sit};

/// How each is asked; the names stand for ids.
pub(crate) fn template(shop: &Shop, op: &str) -> Value {
    let (csv, out) = (shop.path("in.csv"), shop.path("out.csv"));
    match op {
        "store.get" | "store.remove" | "store.restore" => json!({ "id": "$store" }),
        "store.save" => json!({ "id": "$store", "after": store_fields("Lantern", "LB-") }),
        "store.set_open" => json!({ "id": "$store", "is_open": true }),
        "product.get" | "shelf.product" => json!({ "id": "$product" }),
        "product.save" => {
            json!({ "id": "$product", "after": { "name": "Lamp", "sku": "B-1", "price_minor": 1_000 } })
        }
        "product.set_active" => json!({ "ids": ["$product"], "is_active": true }),
        "product.remove" | "product.restore" => json!({ "ids": ["$product"] }),
        "product.set_pictures" => json!({ "id": "$product", "pictures": [] }),
        "stock.adjust" => json!({ "product": "$product", "delta": 1, "reason": "received" }),
        "stock.list" | "review.remove" => json!({ "product": "$product" }),
        "tag.save" => json!({ "store": "$store", "name": "Verse" }),
        "tag.remove" => json!({ "id": "$tag" }),
        "import.preview" | "import.run" => json!({ "store": "$store", "path": csv }),
        "export.products" => json!({ "store": "$store", "path": out }),
        "sale.get" => json!({ "id": "$sale" }),
        "sale.mark_paid" => json!({ "id": "$sale", "method": "cash" }),
        "sale.set_lines" => json!({ "id": "$sale", "lines": ["$line"], "state": "processing" }),
        "sale.cancel" => json!({ "id": "$sale", "reason": "no" }),
        "invoice.pdf" => json!({ "id": "$invoice" }),
        "invoice.save" => json!({ "id": "$invoice", "path": shop.path("out.pdf") }),
        "review.reply" => json!({ "id": "$review", "reply": "Thank you" }),
        "review.hide" => json!({ "id": "$review", "is_hidden": false }),
        "review.report" => json!({ "id": "$review", "reason": "Rude" }),
        "review.save" => json!({ "product": "$product", "rating": 4 }),
        "cart.put" => json!({ "product": "$product", "quantity": 1, "mode": "set" }),
        "order.get" | "order.reorder" => json!({ "id": "$order" }),
        "address.save" => {
            json!({ "id": "$address", "after": { "name": "Zoë", "line1": "Rue 1", "city": "Genève", "country": "CH" } })
        }
        "address.remove" => json!({ "id": "$address" }),
        "staff.list" => json!({ "store": "$store" }),
        "staff.invite" => json!({ "store": "$store", "email": "new@example.org", "permissions": [] }),
        "staff.withdraw" => json!({ "store": "$store", "invitation": "$invitation" }),
        "staff.set" => json!({ "store": "$store", "account": "$member", "permissions": [] }),
        "staff.remove" => json!({ "store": "$store", "account": "$member" }),
        other => panic!("say how {other} is asked, so that the matrix can ask it"),
    }
}

/// What one still does with one's own that was removed: look at it, remove it once more, bring it back.
const STILL: [&str; 9] = [
    "store.get",
    "store.remove",
    "store.restore",
    "product.get",
    "product.remove",
    "product.restore",
    "export.products",
    "stock.list",
    "staff.list",
];

/// A cell: somebody, an operation of a window, a thing in a state.
struct Cell<'a> {
    person: &'a Person,
    op: &'a Operation,
    window: Window,
    state: State,
    template: &'a Value,
}

impl Cell<'_> {
    /// What must be heard.
    fn expected(&self) -> Hears {
        let Self { person, op, window, state, template } = self;
        if op.windows != "both" && op.windows != window.name() {
            return Hears::No(Code::Forbidden);
        }
        if let Some(no) = at_the_door(person, op.who) {
            return no;
        }
        let (whose, _) = op.about.split_once(' ').unwrap();
        // A shop's own people do not write about what it sells.
        if op.name == "review.save" && *state == State::There && is_theirs(person, "office", "signed in") {
            return Hears::No(Code::Forbidden);
        }
        if *state == State::Absent || !is_theirs(person, whose, op.who) {
            return Hears::Nothing;
        }
        if *state == State::Removed && person.is_staff() && names_a_store(template) {
            return Hears::Nothing;
        }
        let is_still = STILL.contains(&op.name) && *state == State::Removed;
        if *state == State::There || is_still { Hears::Answer } else { Hears::Nothing }
    }

    fn check(&self, said: &Result<Value, Refusal>) -> Result<(), String> {
        let code = said.as_ref().err().map(|refusal| refusal.code);
        let expected = self.expected();
        let fits = match expected {
            Hears::No(no) => code == Some(no),
            Hears::Nothing => code == Some(Code::NotFound),
            Hears::Answer => {
                !matches!(code, Some(Code::Forbidden | Code::SignedOut | Code::NotFound | Code::Broken))
            }
        };
        let Self { person, op, window, state, .. } = self;
        let cell = format!("{:?} {} {} {state:?}", person.name, window.name(), op.name);
        if fits { Ok(()) } else { Err(format!("{cell}: {expected:?} expected, {said:?} heard")) }
    }
}

/// What was removed for good is there again for the next who asks.
async fn mend(shop: &Shop, town: &Town, op: &str) {
    let (window, op, input) = match op {
        "tag.remove" => {
            (Window::Manager, "tag.save", json!({ "id": "$tag", "store": "$store", "name": "Poetry" }))
        }
        "store.remove" => (Window::Manager, "store.restore", json!({ "id": "$store" })),
        "product.remove" => (Window::Manager, "product.restore", json!({ "ids": ["$product"] })),
        "review.remove" => (Window::Storefront, "review.save", json!({ "product": "$product", "rating": 5 })),
        "staff.remove" => {
            return crate::town::take_on(shop, &town.there["$store"], &town.there["$member"], &[]).await;
        }
        _ => return,
    };
    shop.desk.call(window, op, filled(&input, &town.there)).await.unwrap();
}

/// Staff work in one store, and it was not removed.
pub(crate) fn names_a_store(template: &Value) -> bool {
    template.to_string().contains("\"$store\"")
}

/// What was brought back goes again.
async fn remove_again(shop: &Shop, op: &str, template: &Value, ids: &Ids) {
    if let Some(what) = op.strip_suffix(".restore") {
        shop.manager(&format!("{what}.remove"), filled(template, ids)).await;
    }
}

/// Whether what was removed can be asked about in this way: its kind can be removed at all.
pub(crate) fn has_removed(template: &Value, removed: &Ids) -> bool {
    let text = template.to_string();
    let named = |name: &str| text.contains(&format!("\"{name}\""));
    removed.keys().any(|name| named(name)) && !named("$member")
}

on_both_engines!(every_operation_about_something_hears_whose_it_is, |shop| {
    let mut town = build(&shop).await;
    std::fs::write(shop.path("in.csv"), "name,sku,price\n").unwrap();
    let operations = Desk::operations();
    let about = |op: &&Operation| !op.about.is_empty() && !op.about.starts_with("here");
    let (mut cells, mut faults) = (0, Vec::new());
    for person in &ASKERS {
        sit(&shop.desk, person.name).await;
        let shown = json!({ "id": town.there["$product"] });
        shop.until("their replica is up to date", || async {
            shop.try_manager("shelf.product", shown.clone()).await.is_ok()
        })
        .await;
        for op in operations.iter().filter(about) {
            let template = template(&shop, op.name);
            let never = absent(&town.there);
            let gone: Ids = town.there.clone().into_iter().chain(town.removed.clone()).collect();
            let mut states = vec![(State::Absent, never.clone()), (State::There, town.there.clone())];
            if has_removed(&template, &town.removed) {
                states.insert(1, (State::Removed, gone));
            }
            for window in [Window::Manager, Window::Storefront] {
                let mut heard = None;
                for (state, ids) in &states {
                    let said = shop.desk.call(window, op.name, filled(&template, ids)).await;
                    let cell = Cell { person, op, window, state: *state, template: &template };
                    cells += 1;
                    faults.extend(cell.check(&said).err());
                    if cell.expected() == Hears::Nothing && *state != State::Removed {
                        // Another's is told from nobody's by nothing.
                        let words = said_of(&said, ids);
                        let alike = heard.get_or_insert_with(|| words.clone()) == &words;
                        faults.extend(
                            (!alike).then(|| format!("{:?} {}: {heard:?} {words}", person.name, op.name)),
                        );
                    }
                    if said.is_ok() && *state == State::Removed {
                        remove_again(&shop, op.name, &template, ids).await;
                    }
                    if said.is_ok() && *state == State::There {
                        mend(&shop, &town, op.name).await;
                        if op.name == "review.save" && person.name != Some("buyer1") {
                            shop.storefront("review.remove", json!({ "product": ids["$product"] })).await;
                        }
                        if op.name == "staff.withdraw" {
                            town.there.insert(
                                "$invitation",
                                crate::town::invite(&shop, &town.there["$store"]).await,
                            );
                        }
                        if op.name == "address.remove" {
                            town.there.insert("$address", shop.address().await);
                        }
                    }
                }
            }
        }
    }
    let told = format!("{cells} cells of the matrix were asked at the windows' door");
    drop(writeln!(std::io::stdout(), "{told}"));
    assert!(cells > 1_500, "only {cells}: some of the matrix is not asked");
    assert!(faults.is_empty(), "{} of {cells} cells are wrong:\n{}", faults.len(), faults.join("\n"));
    sit(&shop.desk, None).await;
    shop.assert_books().await;
});

/// A refusal with the ids taken out that were asked about.
fn said_of(said: &Result<Value, Refusal>, ids: &Ids) -> String {
    ids.values().fold(format!("{said:?}"), |text, id| text.replace(id.as_str(), "…"))
}
