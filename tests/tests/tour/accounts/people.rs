//! The people of a store and the operators: as the owner sees them, and the window of somebody with few permissions.

use serde_json::json;
use stories::{Fallible, window::App};

use crate::{album::Album, vendor};

pub(crate) async fn people(app: &App, album: &Album) -> Fallible<()> {
    app.window("manager").await?;
    app.resize(1280, 800).await?;
    registers(app, "nora@store.example", "nora_owner", "Nora Owner", "vendor").await?;
    let store = app
        .call("store.save", json!({ "after": stories::shop::store_fields("Lantern Books", "LB-") }))
        .await?;
    let lamp = json!({ "store": store["id"], "after": stories::shop::product_fields("lamp", 1_900, 5) });
    app.call("product.save", lamp).await?;
    let clerk =
        json!({ "email": "clara@store.example", "store": store["id"], "permissions": ["stock.change"] });
    app.call("staff.invite", clerk).await?;
    app.script("location.reload()").await?;
    app.wait_for("manager-shell").await?;
    app.go("#/people").await?;
    app.wait_for("manager-people tbody tr").await?;
    app.click("[data-act=new]").await?;
    app.wait_for("form[data-form=invite]").await?;
    album.page(app, "people-invite").await?;
    album.wide_page(app, "people-invite-wide").await?;
    app.go("#/operators/groups").await?;
    app.wait_for("form[data-form=groups]").await?;
    album.page(app, "groups").await?;
    app.go("#/operators/new").await?;
    app.wait_for("form[data-form=operator]").await?;
    album.page(app, "operator-new").await
}

async fn registers(app: &App, email: &str, username: &str, name: &str, role: &str) -> Fallible<()> {
    let ask = json!({
        "email": email, "username": username, "display_name": name, "password": vendor::PASSWORD,
        "password_again": vendor::PASSWORD, "role": role, "accepts_terms": true,
    });
    app.call("account.register", ask).await?;
    app.script("location.reload()").await?;
    app.wait_for("manager-shell").await.map(drop)
}
