//! The whole job in the real windows, from the first start to reopening after a power cut, with a picture of every screen.

#![expect(
    clippy::indexing_slicing,
    reason = "indexing a JSON value never panics: what is missing reads as null"
)]

mod accounts;
mod album;
mod apart;
mod buyer;
mod demo;
mod marketplace;
mod papers;
mod vendor;

use album::Album;
use serde_json::json;
use stories::{
    Fallible,
    places::repository,
    window::{App, Desktop},
};

#[tokio::test]
async fn a_marketplace_is_opened_filled_shopped_in_and_survives_a_power_cut() -> Fallible<()> {
    let (desktop, album) = (Desktop::new()?, Album::new("journey")?);
    let app = App::start(&desktop, &[]).await?;

    vendor::first_screen(&app, &album).await?;
    vendor::registers_and_opens_two_stores(&app, &album).await?;
    vendor::imports_two_files(&app, &album, &desktop.documents()?).await?;
    let bag = vendor::tends_a_product(&app, &album, &repository().join("icons/128.png")).await?;

    app.click("[data-act=open-storefront]").await?;
    let bought = buyer::shops_as_a_visitor(&app, &album).await?;
    buyer::becomes_a_buyer(&app, &album).await?;
    let order = buyer::checks_out(&app, &album).await?;

    papers::invoices_and_mail(&app, &album, &desktop, &order).await?;
    papers::vendor_sees_it(&app, &album, &bag).await?;

    app.window("storefront").await?;
    let not_bought = buyer::shelf_id(&app, "Catcher in the Rye").await?;
    buyer::writes_two_reviews(&app, &album, &bought, &not_bought).await?;

    app.call("cart.put", json!({ "product": not_bought, "quantity": 2, "mode": "add" })).await?;
    app.kill().await?;
    let app = App::start(&desktop, &[]).await?;
    finds_everything_again(&app, &album, &order).await
}

#[tokio::test]
async fn a_person_chooses_where_the_marketplace_is_and_reads_what_it_means() -> Fallible<()> {
    let (desktop, album) = (Desktop::new()?, Album::new("marketplace")?);
    let app = App::start(&desktop, &[]).await?;

    vendor::first_screen(&app, &album).await?;
    vendor::registers_and_opens_two_stores(&app, &album).await?;
    marketplace::choice(&app, &album).await
}

#[tokio::test]
#[ignore = "takes many pictures: scripts/tour"]
async fn accounts() -> Fallible<()> {
    accounts::scenes(&Album::new("accounts")?).await
}

#[tokio::test]
#[ignore = "checks little and takes many pictures: scripts/tour"]
async fn the_demo_fills_every_screen() -> Fallible<()> {
    let (desktop, album) = (Desktop::new()?, Album::new("demo")?);
    let app = App::start(&desktop, &[]).await?;

    demo::manager(&app, &album).await?;
    demo::storefront(&app, &album).await
}

#[tokio::test]
#[ignore = "takes many pictures: scripts/tour"]
async fn two_desktops_go_through_every_state_of_a_network() -> Fallible<()> {
    let (vendors, buyers, album) = (Desktop::new()?, Desktop::new()?, Album::new("apart")?);
    let mut scene = apart::opens(&vendors, &buyers).await?;
    let vendor = App::start(&vendors, &[]).await?;
    let buyer = App::start(&buyers, &[]).await?;

    scene.is_cut(&vendor, &buyer, &album).await?;
    scene.vendor_works(&vendor, &album).await?;
    scene.buyer_orders(&buyer, &album).await?;
    scene.colleague_is_quicker().await?;
    scene.is_whole_again().await;
    scene.vendor_decides(&vendor, &album).await?;
    scene.buyer_is_told(&buyer, &album).await?;
    scene.is_locked(&vendor, &buyer, &album).await?;
    scene.ends().await;
    Ok(())
}

/// Step 7: nothing that was shown as saved is lost.
async fn finds_everything_again(app: &App, album: &Album, order: &str) -> Fallible<()> {
    app.window("manager").await?;
    app.resize(1280, 800).await?;
    app.wait_for("manager-shell, [data-form=sign-in]").await?;
    if app.shows("[data-form=sign-in]").await? {
        app.type_into("[name=name]", vendor::EMAIL).await?;
        app.type_into("[name=password]", vendor::PASSWORD).await?;
        app.click("[data-act=submit-sign-in]").await?;
        app.wait_for("manager-shell").await?;
    }
    app.click("[data-place=home]").await?;
    album.page(app, "home-after-the-power-cut").await?;
    assert_eq!(
        app.call("store.list", json!({})).await?["stores"].as_array().map(Vec::len),
        Some(2),
        "both stores are there"
    );
    let bag = app.call("product.list", json!({ "text": vendor::BY_HAND })).await?;
    assert_eq!(bag["rows"][0]["stock"], 7, "and the stock as it was");

    app.click("[data-act=open-storefront]").await?;
    app.window("storefront").await?;
    app.resize(1280, 800).await?;
    app.wait_for("[data-card]").await?;
    if app.call("account.me", json!({})).await?["seat"].is_null() {
        buyer::signs_in(app).await?;
    }
    buyer::counts(app, 2).await?;
    app.click("[data-act=cart]").await?;
    app.wait_for("[data-drawer=cart][open] [data-line]").await?;
    album.page(app, "cart-after-the-power-cut").await?;
    assert_eq!(app.call("order.get", json!({ "id": order })).await?["id"], order, "the order is there");
    Ok(())
}
