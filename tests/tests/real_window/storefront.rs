//! The storefront window: a visitor's cart, an account, one order for two clicks, a review.

use stories::{Fallible, window::App};

pub(crate) async fn fills_a_cart_as_a_visitor(app: &App) -> Fallible<()> {
    app.window("storefront").await?;
    app.resize(1280, 800).await?;
    app.wait_for("[data-card]").await?;
    crate::access::is_usable(app, "the shelves").await?;
    crate::access::shows_where_the_focus_is(app, 14).await?;
    for (key, dialog) in [("Control+k", "palette"), ("?", "keys")] {
        crate::keyboard::opens_and_closes(app, key, dialog).await?;
    }

    app.type_into("[data-search]", "leather jacket").await?;
    app.wait_text("[data-chip=text]", "leather jacket").await?;
    app.wait_text("[data-card]", "123.45").await?;
    app.click("[data-card]:has(.card-add) a").await?;
    app.wait_for("article[data-product] [data-add]").await?;
    crate::access::is_usable(app, "the page of a product").await?;
    app.click("[data-act=add-to-cart]").await?;
    app.wait_for("[data-drawer=cart][open] [data-line]").await?;
    app.click("[data-act=line-plus]").await?;
    holds(app, 2).await?;
    crate::access::is_usable(app, "the cart").await?;
    app.press("Escape").await?;
    app.wait_gone("[data-drawer=cart][open]").await
}

pub(crate) async fn registers_and_keeps_the_cart(app: &App) -> Fallible<()> {
    app.click("[data-act=account]").await?;
    app.click("[data-act=register]").await?;
    app.wait_for("[data-dialog=door] [name=username]").await?;
    crate::access::is_usable(app, "the door").await?;
    app.press("Escape").await?;
    app.wait_gone("[data-dialog=door]").await?;

    app.click("[data-act=account]").await?;
    app.click("[data-act=register]").await?;
    for (name, value) in [
        ("email", "rosa@reader.example"),
        ("username", "rosa_reads"),
        ("password", "a-long-shelf-7"),
        ("password_again", "a-long-shelf-7"),
    ] {
        app.type_into(&format!("[data-dialog=door] [name={name}]"), value).await?;
    }
    app.click("[data-dialog=door] [name=accepts_terms]").await?;
    app.double_click("[data-act=send-register]").await?;
    app.wait_gone("[data-dialog=door]").await?;
    app.wait_text("[data-act=account]", "rosa_reads").await?;
    holds(app, 2).await
}

pub(crate) async fn orders_once_however_often_it_is_clicked(app: &App) -> Fallible<()> {
    app.press("c").await?;
    app.click("[data-act=checkout]").await?;
    for (name, value) in
        [("name", "Rosa Reader"), ("line1", "12 rue des Lilas"), ("postcode", "75011"), ("city", "Paris")]
    {
        app.type_into(&format!("[data-form=address] [name={name}]"), value).await?;
    }
    app.choose("[data-form=address] [name=country]", "FR").await?;
    crate::access::is_usable(app, "an address").await?;
    app.click("[data-act=save-address]").await?;
    app.click("[data-act=to-review]:not([disabled])").await?;
    app.wait_for("[data-act=place-order]").await?;
    crate::access::is_usable(app, "the review of an order").await?;
    app.double_click("[data-act=place-order]").await?;
    app.wait_for("[data-order-state=confirmed]").await?;
    app.wait_for("[data-invoice]").await?;
    app.wait_gone("[data-cart-count]").await?;

    app.press("o").await?;
    app.wait_for("[data-order]").await?;
    assert_eq!(app.count("[data-order]").await?, 1, "a double click places one order");
    crate::access::is_usable(app, "the orders").await
}

pub(crate) async fn reviews_what_was_bought(app: &App, order: &str) -> Fallible<()> {
    app.go(order).await?;
    app.click("[data-act=review-line]").await?;
    app.click("[data-form=review] label:has([name=rating][value='4'])").await?;
    app.type_into("[data-form=review] [name=title]", "Worth the walk").await?;
    app.type_into("[data-form=review] [name=body]", "There and back again in one evening.").await?;
    crate::access::is_usable(app, "a review").await?;
    app.double_click("[data-act=save-review]").await?;
    app.wait_text("[data-review]", "Worth the walk").await?;

    let own = "[...document.querySelectorAll('[data-review]')].filter((one) => one.textContent.includes('Worth the walk'))";
    app.wait_until(&format!("{own}.length === 1 && {own}[0].textContent.includes('Bought here')")).await
}

/// Waits until the cart says how many pieces it holds.
async fn holds(app: &App, pieces: u32) -> Fallible<()> {
    app.wait_until(&format!("document.querySelector('[data-cart-count]')?.textContent === '{pieces}'")).await
}
