//! A forgotten password in both windows, the e-mail part of the user centre, and the letters.

use serde_json::json;
use stories::{
    Fallible, fail,
    window::{App, Desktop},
};

use super::letters::{self, code, link};
use crate::{album::Album, vendor};

const RESET: &str = "Choose a new password";
/// After the code, and after the link.
const SECOND: &str = "meadow-of-2026";
const THIRD: &str = "orchard-of-2026";
const NEW_ADDRESS: &str = "vera.new@vendor.example";

/// Somebody with an account who is signed out.
pub(crate) async fn forgets(app: &App, desktop: &Desktop, album: &Album) -> Fallible<()> {
    registers(app, album).await?;
    let code = asks(app, desktop, album).await?;
    app.type_into("[name=code]", "22222222").await?;
    passwords(app, SECOND).await?;
    app.click("[data-act=send-reset]").await?;
    app.wait_until("document.querySelector('[data-error-for=code]').textContent !== ''").await?;
    album.page(app, "forgotten-refused").await?;
    app.type_into("[name=code]", &code).await?;
    app.click("[data-act=send-reset]").await?;
    app.wait_for("form[data-form=sign-in]").await?;
    album.page(app, "forgotten-done").await?;
    app.type_into("[name=password]", SECOND).await?;
    app.click("[data-act=submit-sign-in]").await?;
    app.wait_for("manager-shell").await?;
    address(app, desktop, album).await?;
    storefront(app, album).await
}

async fn registers(app: &App, album: &Album) -> Fallible<()> {
    app.window("manager").await?;
    app.resize(1280, 800).await?;
    app.click("[data-act=open-own]").await?;
    app.type_into("[name=email]", vendor::EMAIL).await?;
    app.type_into("[name=username]", "vera_vendor").await?;
    app.type_into("[name=display_name]", "Vera Vendor").await?;
    app.type_into("[name=password]", vendor::PASSWORD).await?;
    app.type_into("[name=password_again]", vendor::PASSWORD).await?;
    app.click("[name=accepts_terms]").await?;
    album.page(app, "register").await?;
    app.click("[data-act=register]").await?;
    app.wait_for("manager-shell").await?;
    album.page(app, "registered").await?;
    app.call("account.sign_out", json!({})).await?;
    app.script("location.reload()").await.map(drop)
}

async fn asks(app: &App, desktop: &Desktop, album: &Album) -> Fallible<String> {
    app.wait_for("form[data-form=sign-in]").await?;
    album.page(app, "sign-in").await?;
    app.type_into("[name=name]", vendor::EMAIL).await?;
    app.click("[data-act=to-forgotten]").await?;
    app.wait_for("form[data-form=forgot]").await?;
    album.page(app, "forgotten").await?;
    app.click("[data-act=send-forgot]").await?;
    app.wait_for("form[data-form=reset]").await?;
    album.page(app, "forgotten-code").await?;
    album.wide_page(app, "forgotten-code-wide").await?;
    code(desktop, RESET, 1).await
}

async fn passwords(app: &App, password: &str) -> Fallible<()> {
    app.type_into("[name=new_password]", password).await?;
    app.type_into("[name=new_password_again]", password).await
}

async fn address(app: &App, desktop: &Desktop, album: &Album) -> Fallible<()> {
    app.go("#/settings").await?;
    app.click("[data-act=account]").await?;
    app.click("[data-part=email]").await?;
    app.wait_for("form[data-form=verify]").await?;
    album.page(app, "email").await?;
    app.click("[data-act=resend]").await?;
    let code = code(desktop, "Please verify your e-mail address", 1).await?;
    app.type_into("[name=code]", &code).await?;
    app.click("[data-act=verify]").await?;
    app.wait_gone("form[data-form=verify]").await?;
    album.page(app, "email-verified").await?;
    app.type_into("[name=email]", NEW_ADDRESS).await?;
    app.type_into("[name=password]", SECOND).await?;
    app.click("[data-act=change-email]").await?;
    app.wait_for("form[data-form=verify]").await?;
    album.page(app, "email-pending").await?;
    album.wide_page(app, "email-pending-wide").await
}

async fn storefront(app: &App, album: &Album) -> Fallible<()> {
    app.call("window.storefront", json!({})).await?;
    app.window("storefront").await?;
    app.resize(1280, 800).await?;
    app.click("[data-act=account]").await?;
    app.click("[data-act=sign-in]").await?;
    app.wait_for("sf-door form[data-form=sign-in]").await?;
    album.page(app, "storefront-sign-in").await?;
    app.click("sf-door [data-act=forgotten]").await?;
    app.wait_for("form[data-form=forgot]").await?;
    app.type_into("sf-door [name=email]", "bela@buyer.example").await?;
    app.click("[data-act=send-forgot]").await?;
    app.wait_for("form[data-form=reset]").await?;
    album.page(app, "storefront-forgotten").await
}

/// The program is closed, and a letter's link opens it; then one signs in by each name, the last time to be remembered.
pub(crate) async fn by_link(desktop: &Desktop, album: &Album) -> Fallible<()> {
    let app = App::start(desktop, &[]).await?;
    app.window("manager").await?;
    app.wait_for("form[data-form=sign-in]").await?;
    app.call("account.forgot", json!({ "email": vendor::EMAIL })).await?;
    let link = link(desktop, RESET, 2).await?;
    app.kill().await?;

    let app = App::start(desktop, &[&link]).await?;
    app.window("manager").await?;
    app.resize(1280, 800).await?;
    app.wait_for("[data-dialog=reset] [name=new_password]").await?;
    album.page(&app, "reset-by-link").await?;
    app.type_into("[data-dialog=reset] [name=new_password]", "12345678").await?;
    app.type_into("[data-dialog=reset] [name=new_password_again]", "12345678").await?;
    app.click("[data-act=reset-by-link]").await?;
    app.wait_until(
        "document.querySelector('[data-dialog=reset] [data-error-for=new_password]').textContent !== ''",
    )
    .await?;
    album.page(&app, "reset-by-link-refused").await?;
    app.type_into("[data-dialog=reset] [name=new_password]", THIRD).await?;
    app.type_into("[data-dialog=reset] [name=new_password_again]", THIRD).await?;
    app.click("[data-act=reset-by-link]").await?;
    app.wait_gone("[data-dialog=reset]").await?;
    by_each_name(&app, album).await?;
    app.kill().await?;

    let app = App::start(desktop, &[]).await?;
    app.window("manager").await?;
    app.wait_for("form[data-form=sign-in], manager-shell").await?;
    if !app.shows("manager-shell").await? {
        return Err(fail("a session that was to be remembered is not"));
    }
    letters::keep(desktop, album)?;
    app.kill().await
}

async fn by_each_name(app: &App, album: &Album) -> Fallible<()> {
    signs_in(app, vendor::EMAIL, false).await?;
    let mobile = json!({
        "display_name": "Vera Vendor", "username": "vera_vendor", "mobile": "+49 151 2345678", "language": "en", "password": THIRD,
    });
    app.call("account.set_profile", mobile).await?;
    for (name, is_remembered) in [("Vera_Vendor", false), ("0049 151 234 5678", true)] {
        app.call("account.sign_out", json!({})).await?;
        app.script("location.reload()").await?;
        app.wait_for("form[data-form=sign-in]").await?;
        signs_in(app, name, is_remembered).await?;
    }
    album.page(app, "signed-in-by-mobile-number").await
}

async fn signs_in(app: &App, name: &str, is_remembered: bool) -> Fallible<()> {
    app.type_into("[name=name]", name).await?;
    app.type_into("[name=password]", THIRD).await?;
    if is_remembered {
        app.click("[name=is_remembered]").await?;
    }
    app.click("[data-act=submit-sign-in]").await?;
    app.wait_for("manager-shell").await.map(drop)
}
