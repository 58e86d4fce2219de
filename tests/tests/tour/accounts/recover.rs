//! A forgotten password in both windows, the e-mail part of the user centre, and the letters.

use std::fs;
use std::path::Path;

use mail_parser::MessageParser;
use serde_json::json;
use stories::{
    Fallible, fail,
    window::{App, Desktop},
};

use crate::{album::Album, vendor};

/// Somebody with an account who is signed out.
pub(crate) async fn forgets(app: &App, desktop: &Desktop, album: &Album) -> Fallible<()> {
    registers(app).await?;
    let code = asks(app, desktop, album).await?;
    app.type_into("[name=code]", "22222222").await?;
    passwords(app, "meadow-of-2026").await?;
    app.click("[data-act=send-reset]").await?;
    app.wait_until("document.querySelector('[data-error-for=code]').textContent !== ''").await?;
    album.page(app, "forgotten-refused").await?;
    app.type_into("[name=code]", &code).await?;
    app.click("[data-act=send-reset]").await?;
    app.wait_for("form[data-form=sign-in]").await?;
    album.page(app, "forgotten-done").await?;
    app.type_into("[name=password]", "meadow-of-2026").await?;
    app.click("[data-act=submit-sign-in]").await?;
    app.wait_for("manager-shell").await?;
    letters(desktop, album)?;
    address(app, desktop, album).await?;
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
    app.call("account.sign_out", json!({})).await?;
    app.script("location.reload()").await.map(drop)
}

async fn asks(app: &App, desktop: &Desktop, album: &Album) -> Fallible<String> {
    app.wait_for("manager-welcome").await?;
    app.click("[data-act=sign-in]").await?;
    album.page(app, "sign-in").await?;
    app.type_into("[name=name]", vendor::EMAIL).await?;
    app.click("[data-act=to-forgotten]").await?;
    app.wait_for("form[data-form=forgot]").await?;
    album.page(app, "forgotten").await?;
    app.click("[data-act=send-forgot]").await?;
    app.wait_for("form[data-form=reset]").await?;
    album.page(app, "forgotten-code").await?;
    album.wide_page(app, "forgotten-code-wide").await?;
    code(desktop, "Choose a new password").await
}

async fn passwords(app: &App, password: &str) -> Fallible<()> {
    app.type_into("[name=new_password]", password).await?;
    app.type_into("[name=new_password_again]", password).await
}

/// The code of the newest letter with a subject.
async fn code(desktop: &Desktop, subject: &str) -> Fallible<String> {
    for _ in 0..200 {
        for raw in letters_in(&desktop.data().join("outbox"))?.iter().rev() {
            let letter = MessageParser::default().parse(raw).ok_or_else(|| fail("no letter"))?;
            if letter.subject() == Some(subject) {
                let text = letter.body_text(0).unwrap_or_default().into_owned();
                let code = text.lines().find_map(|line| line.strip_prefix("Code: "));
                return code.map(str::to_owned).ok_or_else(|| fail("a letter without a code"));
            }
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    Err(fail("no such letter"))
}

fn letters_in(folder: &Path) -> Fallible<Vec<Vec<u8>>> {
    let Ok(files) = fs::read_dir(folder) else { return Ok(vec![]) };
    let mut paths: Vec<_> = files.filter_map(|file| Some(file.ok()?.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|end| end == "eml"));
    paths.sort();
    paths.iter().map(|path| Ok(fs::read(path)?)).collect()
}

/// Each letter's HTML beside the pictures, to be looked at.
fn letters(desktop: &Desktop, album: &Album) -> Fallible<()> {
    for (at, raw) in letters_in(&desktop.data().join("outbox"))?.iter().enumerate() {
        let letter = MessageParser::default().parse(raw).ok_or_else(|| fail("no letter"))?;
        fs::write(
            album.place(&format!("letter-{at}.html")),
            letter.body_html(0).unwrap_or_default().as_bytes(),
        )?;
    }
    Ok(())
}

async fn address(app: &App, desktop: &Desktop, album: &Album) -> Fallible<()> {
    app.go("#/settings").await?;
    app.click("[data-act=account]").await?;
    app.click("[data-part=email]").await?;
    app.wait_for("form[data-form=verify]").await?;
    album.page(app, "email").await?;
    app.click("[data-act=resend]").await?;
    let code = code(desktop, "Please verify your e-mail address").await?;
    app.type_into("[name=code]", &code).await?;
    app.click("[data-act=verify]").await?;
    app.wait_gone("form[data-form=verify]").await?;
    album.page(app, "email-verified").await?;
    app.type_into("[name=email]", "vera.new@vendor.example").await?;
    app.type_into("[name=password]", "meadow-of-2026").await?;
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
