//! The real program with its demo in both real windows: what a person does there with mouse and keyboard, and what must not
//! happen. Short enough to run with every change; `scripts/tour` walks the whole way.

mod access;
mod keyboard;
mod manager;
mod storefront;

use stories::{
    Fallible,
    window::{App, Desktop},
};

#[tokio::test]
async fn the_demo_is_tended_and_shopped_in_with_mouse_and_keyboard() -> Fallible<()> {
    let desktop = Desktop::new()?;
    let app = App::start(&desktop, &[]).await?;

    manager::opens_the_demo(&app).await?;
    keyboard::reaches_every_screen(&app).await?;
    manager::changes_a_product_and_takes_a_removal_back(&app).await?;
    manager::saves_once_however_often_it_is_clicked(&app).await?;
    manager::hears_at_the_field_what_is_wrong_with_a_file(&app, &desktop.documents()?).await?;

    app.click("[data-act=open-storefront]").await?;
    storefront::fills_a_cart_as_a_visitor(&app).await?;
    storefront::registers_and_keeps_the_cart(&app).await?;
    storefront::orders_once_however_often_it_is_clicked(&app).await?;
    let order = keyboard::buys_without_a_mouse(&app).await?;
    storefront::reviews_what_was_bought(&app, &order).await
}
