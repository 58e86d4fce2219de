//! Steps 1 to 3: the first start, an account with two stores, and what fills them.

use std::{fs, path::Path, time::Duration};

use serde_json::{Value, json};
use stories::{Fallible, fail, places::repository, window::App};

use crate::album::Album;

pub(crate) const EMAIL: &str = "vera@vendor.example";
pub(crate) const PASSWORD: &str = "shelves-of-2026";
pub(crate) const CLOTHES: &str = "Loom & Lining";
pub(crate) const BOOKS: &str = "Reading Matters";
/// A product made by hand in step 3 and left on the shelf.
pub(crate) const BY_HAND: &str = "Linen book bag";

/// Step 1: the program opens on a choice, not on an empty form.
pub(crate) async fn first_screen(app: &App, album: &Album) -> Fallible<()> {
    app.window("manager").await?;
    app.resize(1280, 800).await?;
    app.wait_text("h2", "Explore the demo marketplace").await?;
    app.wait_text("h2", "Open my own").await?;
    album.page(app, "welcome").await?;
    album.wide_page(app, "welcome-wide").await
}

/// Step 2: an account and two stores.
pub(crate) async fn registers_and_opens_two_stores(app: &App, album: &Album) -> Fallible<()> {
    app.click("[data-act=open-own]").await?;
    app.type_into("[name=email]", EMAIL).await?;
    app.type_into("[name=username]", "vera_vendor").await?;
    app.type_into("[name=password]", PASSWORD).await?;
    app.type_into("[name=password_again]", "something else 1").await?;
    app.click("[name=accepts_terms]").await?;
    app.click("[data-act=register]").await?;
    app.wait_until("document.querySelector('[data-error-for=password_again]').textContent !== ''").await?;
    album.page(app, "register-refused").await?;

    app.type_into("[name=password_again]", PASSWORD).await?;
    app.click("[data-act=register]").await?;
    app.wait_for("manager-shell").await?;
    album.page(app, "home-empty").await?;

    opens_store(
        app,
        album,
        &json!({ "name": CLOTHES, "invoice_prefix": "LL", "legal_name": "Loom & Lining GmbH" }),
    )
    .await?;
    opens_store(
        app,
        album,
        &json!({ "name": BOOKS, "invoice_prefix": "RM", "legal_name": "Reading Matters e.K." }),
    )
    .await?;

    app.click("[data-place=stores]").await?;
    app.wait_text("manager-list", CLOTHES).await?;
    app.wait_text("manager-list", BOOKS).await?;
    album.page(app, "two-stores").await
}

async fn opens_store(app: &App, album: &Album, own: &Value) -> Fallible<()> {
    app.go("#/stores/new").await?;
    app.wait_text(".detail-head h2", "New store").await?;
    let common = json!({
        "email": "hello@stores.example", "phone": "+49 30 1234567", "line1": "Lindenstraße 12", "postcode": "10969", "city": "Berlin",
        "tax_number": "DE136695976", "bank_name": "Spreebank", "iban": "DE89370400440532013000", "bic": "COBADEFFXXX",
    });
    for (name, value) in own.as_object().into_iter().chain(common.as_object()).flatten() {
        app.type_into(&format!("[data-form=store] [name={name}]"), value.as_str().unwrap_or_default())
            .await?;
    }
    app.choose("[data-form=store] [name=country]", "DE").await?;
    app.choose("[data-form=store] [name=currency]", "EUR").await?;
    album.glimpse(app, "new-store").await?;
    app.click("[data-form=store] [data-act=save]").await?;
    app.wait_until("/^#.stores.[0-9a-f-]{36}$/.test(location.hash)").await
}

/// The id of a store, as its window knows it.
pub(crate) async fn store_id(app: &App, name: &str) -> Fallible<String> {
    let answer = app.call("store.list", json!({})).await?;
    let stores = answer["stores"].as_array().cloned().unwrap_or_default();
    let store =
        stores.iter().find(|store| store["name"] == name).ok_or_else(|| fail(format!("no store {name}")))?;
    text_of(store, "id")
}

/// A text field of an answer.
pub(crate) fn text_of(answer: &Value, field: &str) -> Fallible<String> {
    answer[field].as_str().map(str::to_owned).ok_or_else(|| fail(format!("{field} is missing in {answer}")))
}

/// Step 3, first half: two files, a dry run that names bad rows, progress, and a second import that changes nothing.
pub(crate) async fn imports_two_files(app: &App, album: &Album, documents: &Path) -> Fallible<()> {
    let apparel = repository().join("tests/data/shopify-apparel.csv");
    let books = repository().join("tests/data/books-10k.csv");
    let broken = with_a_bad_row(&apparel, &documents.join("apparel-with-a-bad-row.csv"))?;
    let (clothes_store, books_store) = (store_id(app, CLOTHES).await?, store_id(app, BOOKS).await?);

    app.click("[data-place=products]").await?;
    album.page(app, "products-empty").await?;
    looks_at(app, &clothes_store, &broken, "shopify").await?;
    app.wait_for("[data-bad] tr[data-line]").await?;
    album.page(app, "import-bad-rows").await?;

    looks_at(app, &clothes_store, &apparel, "shopify").await?;
    album.page(app, "import-preview-apparel").await?;
    runs_to_the_end(app).await?;

    looks_at(app, &books_store, &books, "books").await?;
    app.wait_for("[data-rule]").await?;
    album.page(app, "import-preview-books").await?;
    app.click("[data-act=run-import]").await?;
    app.wait_for("[data-run]").await?;
    album.glimpse(app, "import-progress").await?;
    app.wait_long_for("[data-run][data-state=done]", Duration::from_mins(3)).await?;
    album.page(app, "import-done").await?;

    looks_at(app, &books_store, &books, "books").await?;
    album.page(app, "import-again").await?;
    assert!(app.shows("[data-act=run-import][disabled]").await?, "the same file again has nothing to bring");
    Ok(())
}

async fn looks_at(app: &App, store: &str, file: &Path, preset: &str) -> Fallible<()> {
    app.go("#/home").await?;
    app.go("#/import").await?;
    app.choose("[data-form=preview] [name=store]", store).await?;
    app.choose("[data-form=preview] [name=preset]", preset).await?;
    app.type_into("[data-form=preview] [name=path]", &file.display().to_string()).await?;
    app.click("[data-act=preview]").await?;
    app.wait_long_for("[data-preview]", Duration::from_mins(1)).await.map(drop)
}

async fn runs_to_the_end(app: &App) -> Fallible<()> {
    app.click("[data-act=run-import]").await?;
    app.wait_long_for("[data-run][data-state=done]", Duration::from_mins(2)).await.map(drop)
}

/// A copy of the apparel file with one more product, whose price is no number.
fn with_a_bad_row(apparel: &Path, copy: &Path) -> Fallible<std::path::PathBuf> {
    let mut text = fs::read_to_string(apparel)?;
    let header = text.lines().next().unwrap_or_default().to_owned();
    let cell = |column: &str| match column.trim_matches('"') {
        "Handle" | "Variant SKU" => "sweater-without-a-price",
        "Title" => "Sweater without a price",
        "Variant Price" => "ask us",
        _ => "",
    };
    let row: Vec<_> = header.split(',').map(cell).collect();
    text = format!("{}\n{}\n", text.trim_end(), row.join(","));
    fs::write(copy, text)?;
    Ok(copy.to_owned())
}

/// Step 3, second half: a product by hand, changed, taken off the shelf and back, removed and restored, with a picture and tags.
pub(crate) async fn tends_a_product(app: &App, album: &Album, picture: &Path) -> Fallible<String> {
    let store = store_id(app, CLOTHES).await?;
    app.go("#/products/new").await?;
    app.choose("[data-form=product] [name=store]", &store).await?;
    for (name, value) in
        [("name", BY_HAND), ("subtitle", CLOTHES), ("sku", "BAG-1"), ("price_minor", "24.00"), ("stock", "9")]
    {
        app.type_into(&format!("[data-form=product] [name={name}]"), value).await?;
    }
    app.type_into("tags-input input", "Linen, Gifts,").await?;
    album.page(app, "new-product").await?;
    app.click("[data-form=product] [data-act=save]").await?;
    app.wait_until("/^#.products.[0-9a-f-]{36}$/.test(location.hash)").await?;
    let id = app.script("return location.hash.split('/')[2]").await?.as_str().unwrap_or_default().to_owned();

    let added = app.call("picture.add", json!({ "path": picture })).await?;
    let shown =
        json!({ "id": id, "pictures": [{ "hash": text_of(&added, "hash")?, "alt": "The bag, folded" }] });
    app.call("product.set_pictures", shown).await?;
    app.wait_for(".shot img").await?;
    app.type_into("[data-form=product] [name=price_minor]", "22.50").await?;
    app.click("[data-form=product] [data-act=save]").await?;
    app.wait_text("body", "Saved.").await?;
    album.page(app, "product").await?;

    off_the_shelf_and_back(app, &id).await?;
    app.click(".detail [data-act=remove]").await?;
    app.wait_until("location.hash === '#/products'").await?;
    assert_eq!(
        app.call("product.get", json!({ "id": id })).await?["is_removed"],
        true,
        "removed products leave the shelf"
    );
    app.go(&format!("#/products/{id}")).await?;
    app.wait_for("[data-removed]").await?;
    album.page(app, "removed-product").await?;
    app.click("[data-act=toast-act]").await?;
    app.wait_text("body", "restored").await?;
    app.go("#/products").await?;
    assert_eq!(
        app.call("product.get", json!({ "id": id })).await?["is_removed"],
        false,
        "removing can be undone"
    );
    album.wide_page(app, "products-wide").await?;
    Ok(id)
}

async fn off_the_shelf_and_back(app: &App, id: &str) -> Fallible<()> {
    for is_active in [false, true] {
        app.click("[data-form=product] [name=is_active]").await?;
        app.click("[data-form=product] [data-act=save]").await?;
        for _ in 0..100 {
            if app.call("product.get", json!({ "id": id })).await?["is_active"] == is_active {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let product = app.call("product.get", json!({ "id": id })).await?;
        assert_eq!(product["is_active"], is_active, "the box decides whether buyers see the product");
    }
    Ok(())
}
