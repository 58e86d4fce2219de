//! Signing in by each name, waiting after wrong passwords, the second factor, and the list of devices.

use serde_json::json;
use stories::authenticator;
use stories::window::{App, Desktop};
use stories::{Fallible, fail};
use sync::{Clock, SystemClock};

use crate::{album::Album, vendor};

const USERNAME: &str = "vera_vendor";

pub(crate) async fn scenes(album: &Album) -> Fallible<()> {
    let desktop = Desktop::new()?;
    let app = App::start(&desktop, &[]).await?;
    registers(&app).await?;
    devices(&app, album).await?;
    let secret = second_factor(&app, album).await?;
    signs_in(&app, album, &secret).await?;
    app.kill().await?;
    is_not_remembered(&desktop, album).await
}

async fn registers(app: &App) -> Fallible<()> {
    app.window("manager").await?;
    app.resize(1280, 800).await?;
    let ask = json!({
        "email": vendor::EMAIL, "username": USERNAME, "display_name": "Vera Vendor", "password": vendor::PASSWORD,
        "password_again": vendor::PASSWORD, "role": "vendor", "accepts_terms": true,
    });
    app.call("account.register", ask).await?;
    app.script("location.reload()").await?;
    app.wait_for("manager-shell").await.map(drop)
}

async fn devices(app: &App, album: &Album) -> Fallible<()> {
    app.click("[data-act=open-storefront]").await?;
    app.window("storefront").await?;
    let ask = json!({ "name": USERNAME, "password": vendor::PASSWORD, "is_remembered": false });
    app.call("account.sign_in", ask).await?;
    app.window("manager").await?;
    app.go("#/account/sessions").await?;
    app.wait_until("document.querySelectorAll('.account-session').length === 2").await?;
    album.page(app, "devices").await?;
    album.wide_page(app, "devices-wide").await?;
    app.click(".account-session [data-act=end]").await?;
    app.wait_until("document.querySelectorAll('.account-session').length === 1").await?;
    app.window("storefront").await?;
    app.go("#/account/sessions").await?;
    app.wait_for("sf-door").await?;
    album.page(app, "signed-out-from-the-other-window").await
}

async fn second_factor(app: &App, album: &Album) -> Fallible<String> {
    app.window("manager").await?;
    app.go("#/account/second-factor").await?;
    app.wait_for("form[data-form=factor-start]").await?;
    album.page(app, "second-factor-off").await?;
    app.type_into("[name=password]", vendor::PASSWORD).await?;
    app.click("[data-act=factor-start]").await?;
    app.wait_for(".second-factor-picture").await?;
    album.page(app, "second-factor-picture").await?;
    album.wide_page(app, "second-factor-picture-wide").await?;
    let secret = app.text(".second-factor-secret").await?.replace(' ', "");
    app.type_into("[name=code]", &code(&secret)?).await?;
    app.click("[data-act=factor-confirm]").await?;
    app.wait_until("document.querySelectorAll('[data-code]').length === 10").await?;
    album.page(app, "recovery-codes").await?;
    let recovery = app.text("[data-code]").await?;
    app.click("[data-act=codes-kept]").await?;
    app.wait_for("form[data-form=factor-off]").await?;
    album.page(app, "second-factor-on").await?;
    app.call("account.sign_out", json!({})).await?;
    app.script("location.reload()").await?;
    app.wait_for("form[data-form=sign-in]").await?;
    Ok(recovery)
}

fn code(secret: &str) -> Fallible<String> {
    authenticator::code_at(secret, SystemClock.now_us())
}

async fn signs_in(app: &App, album: &Album, recovery: &str) -> Fallible<()> {
    for _ in 0..4 {
        app.type_into("[name=name]", USERNAME).await?;
        app.type_into("[name=password]", "wrong water 7").await?;
        app.click("[data-act=submit-sign-in]").await?;
        app.wait_until("!document.querySelector('form').hasAttribute('data-busy')").await?;
    }
    app.wait_until("document.querySelector('[data-form-error]').dataset.tone === 'warn'").await?;
    album.page(app, "wait-before-the-next-try").await?;
    app.wait_until("!document.querySelector('[data-act=submit-sign-in]').disabled").await?;
    app.type_into("[name=name]", USERNAME).await?;
    app.type_into("[name=password]", vendor::PASSWORD).await?;
    album.page(app, "sign-in-by-username").await?;
    app.click("[data-act=submit-sign-in]").await?;
    app.wait_for("form[data-form=second-step]").await?;
    album.page(app, "second-step").await?;
    album.wide_page(app, "second-step-wide").await?;
    app.type_into("[name=code]", "000000").await?;
    app.click("[data-act=send-code]").await?;
    app.wait_until("document.querySelector('[data-error-for=code]').textContent !== ''").await?;
    album.page(app, "second-step-refused").await?;
    app.type_into("[name=code]", recovery).await?;
    app.click("[data-act=send-code]").await?;
    app.wait_for("manager-shell").await?;
    app.window("storefront").await?;
    app.click("[data-act=account]").await?;
    app.click("[data-act=sign-in]").await?;
    app.wait_for("[data-dialog=door] [name=name]").await?;
    album.page(app, "sign-in-at-the-storefront").await?;
    app.window("manager").await
}

/// Nobody asked to be remembered, and the program was killed: the next start knows nobody.
async fn is_not_remembered(desktop: &Desktop, album: &Album) -> Fallible<()> {
    let app = App::start(desktop, &[]).await?;
    app.window("manager").await?;
    app.resize(1280, 800).await?;
    app.wait_for("form[data-form=sign-in], manager-shell").await?;
    if app.shows("manager-shell").await? {
        return Err(fail("a session that was not to be remembered is"));
    }
    album.page(&app, "not-remembered").await?;
    app.kill().await
}
