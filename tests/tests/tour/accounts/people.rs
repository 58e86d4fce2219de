//! The people of a store and the operators: as the owner sees them, and the window of somebody with few permissions.

use serde_json::json;
use stories::{
    Fallible,
    window::{App, Desktop},
};

use super::letters::code;
use crate::{album::Album, vendor};

const WELCOME: &str = "Welcome: please verify your e-mail address";
const CLERK: &str = "clara@store.example";

pub(crate) async fn people(app: &App, desktop: &Desktop, album: &Album) -> Fallible<()> {
    app.window("manager").await?;
    app.resize(1280, 800).await?;
    registers(app, "nora@store.example", "nora_owner", "Nora Owner", "vendor").await?;
    app.wait_for("manager-shell").await?;
    let store = app
        .call("store.save", json!({ "after": stories::shop::store_fields("Lantern Books", "LB-") }))
        .await?;
    let lamp = json!({ "store": store["id"], "after": stories::shop::product_fields("lamp", 1_900, 5) });
    app.call("product.save", lamp).await?;
    invites(app, album).await?;
    app.go("#/operators/groups").await?;
    app.wait_for("form[data-form=groups]").await?;
    album.page(app, "groups").await?;
    app.go("#/operators/new").await?;
    app.wait_for("form[data-form=operator]").await?;
    album.page(app, "operator-new").await?;
    app.click("[data-act=end-sessions]").await?;
    app.wait_for("dialog[open] [name=answer]").await?;
    album.page(app, "sign-somebody-out").await?;
    app.click("dialog[open] [data-act=ask-no]").await?;
    works(app, desktop, album).await
}

async fn invites(app: &App, album: &Album) -> Fallible<()> {
    app.go("#/people").await?;
    app.wait_for("manager-people tbody tr").await?;
    album.page(app, "people").await?;
    app.click("manager-people [data-act=new]").await?;
    app.wait_for("form[data-form=invite]").await?;
    album.page(app, "people-invite").await?;
    album.wide_page(app, "people-invite-wide").await?;
    app.type_into("[data-form=invite] [name=email]", CLERK).await?;
    app.click("[data-form=invite] [value='stock.change']").await?;
    app.click("[data-form=invite] [data-act=save]").await?;
    app.wait_until("document.querySelectorAll('manager-people tbody tr').length === 2").await?;
    album.page(app, "people-invited").await
}

/// Whoever was invited makes an account, proves the address and accepts; the window then offers only what they may do.
async fn works(app: &App, desktop: &Desktop, album: &Album) -> Fallible<()> {
    app.call("account.sign_out", json!({})).await?;
    registers(app, CLERK, "clara_clerk", "Clara Clerk", "buyer").await?;
    app.wait_for("account-prove-address [name=code]").await?;
    album.page(app, "invited-not-verified").await?;
    let code = code(desktop, WELCOME, 2).await?;
    app.type_into("[name=code]", &code).await?;
    app.click("[data-act=verify]").await?;
    app.wait_for("[data-act=accept-invitation]").await?;
    album.page(app, "invited").await?;
    app.click("[data-act=accept-invitation]").await?;
    app.wait_for("manager-shell").await?;
    album.page(app, "clerk-home").await?;
    app.go("#/products").await?;
    app.wait_for("manager-products tbody tr").await?;
    album.page(app, "clerk-products").await?;
    app.call("account.sign_out", json!({})).await?;
    app.script("location.reload()").await?;
    app.wait_for("form[data-form=sign-in]").await?;
    app.type_into("[name=name]", "nora@store.example").await?;
    app.type_into("[name=password]", vendor::PASSWORD).await?;
    app.click("[data-act=submit-sign-in]").await?;
    app.wait_for("manager-shell").await?;
    app.go("#/people").await?;
    app.wait_until("document.querySelectorAll('manager-people tbody tr').length === 2").await?;
    app.click("manager-people tbody tr:last-child td.is-wide").await?;
    app.wait_for("form[data-form=member]").await?;
    album.page(app, "people-clerk").await?;
    album.wide_page(app, "people-clerk-wide").await
}

async fn registers(app: &App, email: &str, username: &str, name: &str, role: &str) -> Fallible<()> {
    let ask = json!({
        "email": email, "username": username, "display_name": name, "password": vendor::PASSWORD,
        "password_again": vendor::PASSWORD, "role": role, "accepts_terms": true,
    });
    app.call("account.register", ask).await?;
    app.script("location.reload()").await.map(drop)
}
