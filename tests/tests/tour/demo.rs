//! The filled marketplace, screen by screen. Two of these pictures stand in the README.

use std::time::Duration;

use stories::{Fallible, window::App};

use crate::{album::Album, vendor::store_id};

pub(crate) async fn manager(app: &App, album: &Album) -> Fallible<()> {
    app.window("manager").await?;
    app.resize(1280, 800).await?;
    app.click("[data-act=open-demo]").await?;
    app.wait_for("[data-progress] progress").await?;
    album.glimpse(app, "demo-being-built").await?;
    app.wait_long_for("manager-home [data-card=stores] li", Duration::from_mins(3)).await?;
    album.page(app, "home").await?;
    album.wide_page(app, "home-wide").await?;

    for place in ["stores", "products", "orders", "reviews", "mail", "tags"] {
        app.go(&format!("#/{place}")).await?;
        app.wait_for("manager-list tr[data-id]").await?;
        album.page(app, place).await?;
        app.click("manager-list tr[data-id] td.is-wide").await?;
        app.wait_for(".detail .detail-head").await?;
        album.page(app, &format!("{place}-one")).await?;
    }
    garments(app, album).await?;
    app.go("#/orders").await?;
    album.wide_page(app, "orders-wide").await?;
    for place in ["import", "sync", "settings"] {
        app.go(&format!("#/{place}")).await?;
        app.wait_for(&format!("manager-{place}")).await?;
        album.page(app, place).await?;
    }
    for (key, dialog) in [("Control+k", "palette"), ("?", "keys")] {
        app.press(key).await?;
        app.wait_for(&format!("[data-dialog={dialog}]")).await?;
        album.page(app, dialog).await?;
        app.press("Escape").await?;
        app.wait_gone(&format!("[data-dialog={dialog}]")).await?;
    }
    Ok(())
}

/// The store with drawn pictures, and one of its products.
async fn garments(app: &App, album: &Album) -> Fallible<()> {
    let store = store_id(app, "Harbour & Thread").await?;
    app.go("#/products").await?;
    app.choose("[data-filter][name=store]", &store).await?;
    app.wait_text("manager-list", "Blue Silk Tuxedo").await?;
    app.click("manager-list tr[data-id]:nth-child(2) td.is-wide").await?;
    app.wait_for(".shot img").await?;
    app.hover("h1").await?;
    album.page(app, "products-of-one-store").await
}

pub(crate) async fn storefront(app: &App, album: &Album) -> Fallible<()> {
    app.click("[data-act=open-storefront]").await?;
    app.window("storefront").await?;
    app.resize(1280, 800).await?;
    app.wait_for("[data-card]").await?;
    album.page(app, "shelves").await?;
    album.wide_page(app, "shelves-wide").await?;

    app.click("[data-filter^='store:']:not([data-filter='store:all'])").await?;
    app.wait_for("[data-chip=store]").await?;
    album.page(app, "store").await?;
    app.go("#/?sort=rating").await?;
    app.wait_for("[data-card] .card-stars").await?;
    app.hover("[data-total]").await?;
    album.page(app, "shelves-by-rating").await?;
    app.click("[data-card]:has(.card-stars):has(.card-add) a").await?;
    app.wait_for("article[data-product] [data-price]").await?;
    album.page(app, "product").await?;
    album.wide_page(app, "product-wide").await?;
    app.script("document.querySelector('sf-reviews').scrollIntoView()").await?;
    album.page(app, "reviews").await?;
    app.press("a").await?;
    app.wait_for("[data-drawer=cart][open] [data-line]").await?;
    album.page(app, "cart").await
}
