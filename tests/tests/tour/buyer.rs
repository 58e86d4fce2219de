//! Steps 4 and 6: the storefront as a visitor and as a buyer.

use serde_json::{Value, json};
use stories::{Fallible, fail, window::App};

use crate::{
    album::Album,
    vendor::{BY_HAND, text_of},
};

pub(crate) const EMAIL: &str = "bela@buyer.example";
pub(crate) const PASSWORD: &str = "readers-of-2026";

/// Step 4, first half: browse, search, look at a product, fill the cart without an account. Answers with the book's id.
pub(crate) async fn shops_as_a_visitor(app: &App, album: &Album) -> Fallible<String> {
    app.window("storefront").await?;
    app.resize(1280, 800).await?;
    app.wait_for("[data-card]").await?;
    album.page(app, "shelves").await?;
    album.wide_page(app, "shelves-wide").await?;

    searches(app, "hunger gams").await?;
    app.wait_text("[data-card]", "Hunger Games").await?;
    album.page(app, "search-with-a-slip").await?;
    searches(app, "catching fire").await?;
    app.wait_text("[data-card]", "Catching Fire (The Hunger Games, #2)").await?;
    app.click("[data-card] a").await?;
    app.wait_for("article[data-product] [data-price]").await?;
    let book = app.script("return document.querySelector('article[data-product]').dataset.product").await?;
    album.page(app, "product-page").await?;
    app.click("[data-act=buy-plus]").await?;
    app.click("[data-act=add-to-cart]").await?;
    app.wait_for("[data-drawer=cart][open] [data-line]").await?;
    app.click("[data-act=line-plus]").await?;
    counts(app, 3).await?;
    app.click("[data-act=close-cart]").await?;
    app.wait_gone("[data-drawer=cart][open]").await?;

    app.go("#/").await?;
    searches(app, BY_HAND).await?;
    app.wait_text("[data-card]", BY_HAND).await?;
    app.hover("[data-card]").await?;
    app.click("[data-act=quick-add]").await?;
    counts(app, 4).await?;
    app.click("[data-act=cart]").await?;
    app.wait_for("[data-drawer=cart][open]").await?;
    album.page(app, "cart-of-a-visitor").await?;
    app.click("[data-act=close-cart]").await?;
    book.as_str()
        .map(str::to_owned)
        .ok_or_else(|| fail("the product page does not say which product it shows"))
}

/// Types into the search and waits until the shelves answer: what stood there before may hold the same product.
async fn searches(app: &App, text: &str) -> Fallible<()> {
    app.type_into("[data-search]", text).await?;
    app.wait_text("[data-chip=text]", text).await
}

/// How many pieces the cart holds, as the window says.
pub(crate) async fn counts(app: &App, pieces: u32) -> Fallible<()> {
    app.wait_until(&format!("document.querySelector('[data-cart-count]')?.textContent === '{pieces}'")).await
}

/// Step 4, second half: the visitor's cart joins the account, and what is added before signing in is added to it.
pub(crate) async fn becomes_a_buyer(app: &App, album: &Album) -> Fallible<()> {
    app.click("[data-act=account]").await?;
    app.click("[data-act=register]").await?;
    for (name, value) in [
        ("email", EMAIL),
        ("username", "bela_buyer"),
        ("display_name", "Béla Buyer"),
        ("password", PASSWORD),
        ("password_again", PASSWORD),
    ] {
        app.type_into(&format!("[data-dialog=door] [name={name}]"), value).await?;
    }
    app.click("[data-dialog=door] [name=accepts_terms]").await?;
    album.page(app, "register-as-buyer").await?;
    app.click("[data-act=send-register]").await?;
    app.wait_gone("[data-dialog=door]").await?;
    counts(app, 4).await?;

    app.call("account.sign_out", json!({})).await?;
    app.wait_gone("[data-cart-count]").await?;
    let bag = shelf_id(app, BY_HAND).await?;
    app.call("cart.put", json!({ "product": bag, "quantity": 1, "mode": "add" })).await?;
    counts(app, 1).await?;
    signs_in(app).await?;
    counts(app, 5).await?;
    app.click("[data-act=cart]").await?;
    app.wait_for("[data-drawer=cart][open] [data-line]").await?;
    album.page(app, "merged-cart").await
}

/// Signs the buyer in through the door.
pub(crate) async fn signs_in(app: &App) -> Fallible<()> {
    app.click("[data-act=account]").await?;
    app.click("[data-act=sign-in]").await?;
    app.type_into("[data-dialog=door] [name=name]", EMAIL).await?;
    app.type_into("[data-dialog=door] [name=password]", PASSWORD).await?;
    app.click("[data-act=send-sign-in]").await?;
    app.wait_gone("[data-dialog=door]").await
}

/// The id of the first product a search finds.
pub(crate) async fn shelf_id(app: &App, text: &str) -> Fallible<String> {
    let answer = app.call("shelf.list", json!({ "text": text })).await?;
    let row = answer["rows"]
        .as_array()
        .and_then(|rows| rows.first())
        .ok_or_else(|| fail(format!("no {text} on the shelves")))?;
    text_of(row, "id")
}

/// Step 4, the end: addresses, review, and the order. Answers with the order's id.
pub(crate) async fn checks_out(app: &App, album: &Album) -> Fallible<String> {
    app.click("[data-act=checkout]").await?;
    for (name, value) in [
        ("name", "Béla Buyer"),
        ("line1", "Fő utca 7"),
        ("postcode", "1011"),
        ("city", "Budapest"),
        ("phone", "+36 1 2345678"),
    ] {
        app.type_into(&format!("[data-form=address] [name={name}]"), value).await?;
    }
    app.choose("[data-form=address] [name=country]", "HU").await?;
    album.page(app, "address").await?;
    app.click("[data-act=save-address]").await?;
    app.click("[data-act=to-review]:not([disabled])").await?;
    app.wait_for("[data-form=place]").await?;
    app.type_into("[data-form=place] [name=note]", "Please leave it with the neighbour.").await?;
    album.page(app, "checkout-review").await?;
    app.click("[data-act=place-order]").await?;
    app.wait_for("[data-order-number]").await?;
    app.wait_for("[data-order-state=confirmed]").await?;
    app.wait_for("[data-invoice]").await?;
    album.page(app, "checkout-done").await?;
    let link = app.script("return document.querySelector('[data-act=see-order]').hash.split('/')[2]").await?;
    link.as_str().map(str::to_owned).ok_or_else(|| fail("the order has no address"))
}

/// Step 6: a review of a bought book is verified, one of another book is not.
pub(crate) async fn writes_two_reviews(
    app: &App,
    album: &Album,
    bought: &str,
    not_bought: &str,
) -> Fallible<()> {
    app.window("storefront").await?;
    for (product, title, is_verified) in
        [(bought, "Read in one night", true), (not_bought, "Looks promising", false)]
    {
        app.go(&format!("#/product/{product}?review=1")).await?;
        app.wait_for(&format!("article[data-product='{product}']")).await?;
        app.click("[data-form=review] label:has([name=rating][value='5'])").await?;
        app.type_into("[data-form=review] [name=title]", title).await?;
        app.type_into("[data-form=review] [name=body]", "I said to my sister: you must see this.").await?;
        app.click("[data-act=save-review]").await?;
        app.wait_text("[data-review] h3", title).await?;
        app.wait_gone("[data-toast]").await?;
        album.page(app, if is_verified { "review-verified" } else { "review-unverified" }).await?;

        let shown = app.call("shelf.product", json!({ "id": product })).await?;
        assert_eq!(
            own_review(&shown)["is_verified"],
            is_verified,
            "the marketplace knows who bought {title}"
        );
        let badge = app.text("sf-reviews").await?.contains("Bought here");
        assert_eq!(badge, is_verified, "the page says whether the reviewer bought it");
    }
    Ok(())
}

fn own_review(product: &Value) -> &Value {
    let mut reviews = product["review_list"].as_array().into_iter().flatten();
    reviews.find(|review| review["is_mine"] == true).unwrap_or(&Value::Null)
}
