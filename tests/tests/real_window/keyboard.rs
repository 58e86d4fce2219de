//! Nothing here touches the mouse.

use stories::{Fallible, fail, window::App};

/// The screens of the manager: what a person types into the palette, and what then stands there.
const SCREENS: [(&str, &str); 10] = [
    ("go to stores", "manager-stores"),
    ("go to products", "manager-products"),
    ("go to orders", "manager-orders"),
    ("go to reviews", "manager-reviews"),
    ("go to mail", "manager-mail"),
    ("go to sync", "manager-sync"),
    ("go to settings", "manager-settings"),
    ("go to tags", "manager-tags"),
    ("go to import", "manager-import"),
    ("go to home", "manager-home"),
];

/// Through the palette to every screen; each of them can be used by ear and by keyboard.
pub(crate) async fn reaches_every_screen(app: &App) -> Fallible<()> {
    for (words, screen) in SCREENS {
        app.press("Control+k").await?;
        app.wait_for("[data-dialog=palette] input:focus").await?;
        app.type_text(words).await?;
        app.wait_until(&format!(
            "document.querySelector('[data-dialog=palette] [aria-selected=true]')?.textContent.toLowerCase().includes({words:?})"
        ))
        .await?;
        app.press("Enter").await?;
        app.wait_for(screen).await?;
        crate::access::is_usable(app, screen).await?;
    }
    for (key, dialog) in [("Control+k", "palette"), ("?", "keys")] {
        opens_and_closes(app, key, dialog).await?;
    }
    crate::access::shows_where_the_focus_is(app, 14).await
}

/// A key opens a dialog, Escape closes it.
pub(crate) async fn opens_and_closes(app: &App, key: &str, dialog: &str) -> Fallible<()> {
    app.press(key).await?;
    app.wait_for(&format!("dialog[open][data-dialog={dialog}]")).await?;
    app.press("Escape").await?;
    app.wait_gone(&format!("dialog[open][data-dialog={dialog}]")).await
}

/// From the search to a placed order. Answers with the address of the order.
pub(crate) async fn buys_without_a_mouse(app: &App) -> Fallible<String> {
    app.press("h").await?;
    app.wait_for("[data-card]").await?;
    app.press("/").await?;
    app.wait_for("[data-search]:focus").await?;
    app.type_text("hobbit").await?;
    app.wait_text("[data-chip=text]", "hobbit").await?;
    app.tab_to("[data-card]:has(.card-add) a").await?;
    app.press("Enter").await?;
    app.wait_for("article[data-product] [data-add]").await?;
    app.press("a").await?;
    app.wait_for("[data-drawer=cart][open] [data-line]").await?;
    app.press("Escape").await?;
    app.wait_gone("[data-drawer=cart][open]").await?;

    app.press("c").await?;
    app.wait_for("[data-drawer=cart][open]").await?;
    app.tab_to("[data-act=checkout]").await?;
    app.press("Enter").await?;
    app.wait_for("[data-act=to-review]:not([disabled])").await?;
    app.tab_to("[data-act=to-review]").await?;
    app.press("Enter").await?;
    app.wait_for("[data-act=place-order]").await?;
    app.tab_to("[data-act=place-order]").await?;
    app.press("Enter").await?;
    app.wait_for("[data-order-state=confirmed]").await?;
    let link = app.script("return document.querySelector('[data-act=see-order]').hash").await?;
    link.as_str().map(str::to_owned).ok_or_else(|| fail("the order has no address"))
}
