//! The user centre in both windows.

use serde_json::json;
use stories::{Fallible, window::App};

use crate::{album::Album, vendor};

pub(crate) async fn centre(app: &App, album: &Album) -> Fallible<()> {
    registers(app).await?;
    profile(app, album).await?;
    password(app, album).await?;
    data(app, album).await?;
    log(app, album).await?;
    storefront(app, album).await?;
    messages(app, album).await
}

async fn registers(app: &App) -> Fallible<()> {
    app.window("manager").await?;
    app.resize(1280, 800).await?;
    let ask = json!({
        "email": vendor::EMAIL, "username": "vera_vendor", "display_name": "Vera Vendor", "password": vendor::PASSWORD,
        "password_again": vendor::PASSWORD, "role": "vendor", "accepts_terms": true,
    });
    app.call("account.register", ask).await?;
    app.script("location.reload()").await?;
    app.wait_for("manager-shell").await.map(drop)
}

async fn profile(app: &App, album: &Album) -> Fallible<()> {
    app.go("#/settings").await?;
    app.click("[data-act=account]").await?;
    app.wait_for("form[data-form=profile]").await?;
    app.type_into("[name=mobile]", "call me").await?;
    app.click("[data-act=save]").await?;
    app.wait_until("document.querySelector('[data-error-for=mobile]').textContent !== ''").await?;
    album.page(app, "profile-refused").await?;
    app.type_into("[name=mobile]", "+49 151 2345678").await?;
    app.choose("[name=language]", "de").await?;
    app.click("[data-act=save]").await?;
    app.wait_until("document.querySelector('[data-error-for=password]').textContent !== ''").await?;
    album.page(app, "profile-needs-the-password").await?;
    app.type_into("[data-form=profile] [name=password]", vendor::PASSWORD).await?;
    app.click("[data-act=save]").await?;
    app.wait_until("document.querySelector('[name=mobile]').value === '+491512345678'").await?;
    album.page(app, "profile").await?;
    album.wide_page(app, "profile-wide").await
}

async fn password(app: &App, album: &Album) -> Fallible<()> {
    app.click("[data-part=password]").await?;
    app.wait_for("form[data-form=password]").await?;
    app.type_into("[name=password]", "not-this-one-1").await?;
    app.type_into("[name=new_password]", "other-shelves-1").await?;
    app.type_into("[name=new_password_again]", "other-shelves-1").await?;
    app.click("[data-act=save]").await?;
    app.wait_until("document.querySelector('[data-error-for=password]').textContent !== ''").await?;
    album.page(app, "password-refused").await
}

async fn data(app: &App, album: &Album) -> Fallible<()> {
    app.click("[data-part=data]").await?;
    app.wait_for("form[data-form=erase]").await?;
    album.page(app, "data").await?;
    album.wide_page(app, "data-wide").await?;
    app.type_into("[name=password]", vendor::PASSWORD).await?;
    app.click("[data-act=erase]").await?;
    app.wait_for("dialog[open]").await?;
    album.page(app, "erase-asked").await?;
    app.click("dialog[open] [value=yes]").await?;
    app.wait_until("!document.querySelector('[data-form=erase] [data-form-error]').hidden").await?;
    album.page(app, "erase-refused").await
}

/// A price, a refusal and a failed sign-in, and what the log says of them.
async fn log(app: &App, album: &Album) -> Fallible<()> {
    let store = json!({
        "name": vendor::CLOTHES, "legal_name": "Loom & Lining GmbH", "line1": "Lindenstraße 12", "city": "Berlin", "country": "DE",
        "tax_number": "DE136695976", "currency": "EUR", "invoice_prefix": "LL", "payment_days": 14, "email": "hello@stores.example",
    });
    let store = app.call("store.save", json!({ "after": store })).await?["id"].clone();
    let bag = |price: i64| json!({ "name": vendor::BY_HAND, "sku": "BAG-1", "price_minor": price, "tax_bp": 1900, "stock": 7, "is_active": true });
    let product =
        app.call("product.save", json!({ "store": store, "after": bag(1_900) })).await?["id"].clone();
    app.call("product.save", json!({ "id": product, "before": bag(1_900), "after": bag(2_450) })).await?;
    app.go("#/audit").await?;
    app.wait_for("manager-list tr[data-id]").await?;
    album.page(app, "audit").await?;
    app.choose("[data-filter][name=kind]", "price_changed").await?;
    app.wait_until("document.querySelectorAll('manager-list tr[data-id]').length === 1").await?;
    app.click("manager-list tr[data-id] td.is-wide").await?;
    app.wait_for(".detail .audit-raw").await?;
    album.page(app, "audit-one").await?;
    app.click("[data-act=verify-audit]").await?;
    app.wait_for("[data-whole]").await?;
    album.page(app, "audit-verified").await?;
    album.wide_page(app, "audit-verified-wide").await?;
    app.choose("[data-filter][name=kind]", "").await
}

async fn storefront(app: &App, album: &Album) -> Fallible<()> {
    app.click("[data-act=open-storefront]").await?;
    app.window("storefront").await?;
    app.resize(1280, 800).await?;
    app.go("#/account").await?;
    app.wait_for("sf-door").await?;
    album.page(app, "my-account-of-a-visitor").await?;
    let ask = json!({
        "email": "bert@buyer.example", "username": "bert_buyer", "password": vendor::PASSWORD,
        "password_again": vendor::PASSWORD, "role": "buyer", "accepts_terms": true,
    });
    app.call("account.register", ask).await?;
    app.wait_for("form[data-form=profile]").await?;
    album.page(app, "my-account").await?;
    album.wide_page(app, "my-account-wide").await?;
    app.click("[data-part=password]").await?;
    app.wait_for("form[data-form=password]").await?;
    album.page(app, "my-password").await
}

/// A visitor's and a buyer's message, and where they arrive.
async fn messages(app: &App, album: &Album) -> Fallible<()> {
    app.go("#/").await?;
    app.wait_for("[data-card] a").await?;
    app.click("[data-card] a").await?;
    app.click("[data-act=contact]").await?;
    app.wait_for("[data-dialog=contact]").await?;
    app.type_into("[name=message]", "Does the bag take a laptop of 14 inches?").await?;
    album.page(app, "contact-store").await?;
    app.click("[data-act=send-contact]").await?;
    app.wait_gone("[data-dialog=contact]").await?;
    app.call("account.sign_out", json!({})).await?;
    // The header is drawn anew once it has heard of it, and the menu with it.
    app.wait_text("[data-act=account]", "Sign in").await?;
    app.click("[data-act=account]").await?;
    app.click("[data-act=contact-operator]").await?;
    app.wait_for("[data-dialog=contact]").await?;
    app.click("[data-act=send-contact]").await?;
    app.wait_until("document.querySelector('[data-error-for=email]').textContent !== ''").await?;
    album.page(app, "contact-refused").await?;
    app.type_into("[name=name]", "Eve Example").await?;
    app.type_into("[name=email]", "eve@example.org").await?;
    app.type_into("[name=message]", "How do I open a store here?").await?;
    app.click("[data-act=send-contact]").await?;
    app.wait_gone("[data-dialog=contact]").await?;

    app.window("manager").await?;
    app.go("#/messages").await?;
    app.wait_for("manager-list tr[data-id]:nth-child(2)").await?;
    app.click("manager-list tr[data-id] td.is-wide").await?;
    app.wait_for(".detail .detail-head").await?;
    album.page(app, "messages").await?;
    album.wide_page(app, "messages-wide").await
}
