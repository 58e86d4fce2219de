//! The user centre in both windows.

use serde_json::json;
use stories::{Fallible, window::App};

use crate::{album::Album, vendor};

pub(crate) async fn centre(app: &App, album: &Album) -> Fallible<()> {
    registers(app).await?;
    profile(app, album).await?;
    password(app, album).await?;
    storefront(app, album).await
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
