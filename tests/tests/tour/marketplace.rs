//! The choice of a marketplace in the settings: on this computer, in a house's database, behind a hub.

use stories::{Fallible, window::App};

use crate::album::Album;

pub(crate) async fn choice(app: &App, album: &Album) -> Fallible<()> {
    app.go("#/settings").await?;
    app.wait_for("form[data-form=marketplace]").await?;
    look(app, album, "embedded").await?;

    app.choose("form[data-form=marketplace] [name=place]", "house").await?;
    look(app, album, "house").await?;
    app.type_into("form[data-form=marketplace] [name=database]", "mysql://app@localhost:9/market").await?;
    app.type_into("form[data-form=marketplace] [name=password]", "nobody knows").await?;
    app.click("[data-act=save-marketplace]").await?;
    app.wait_until("document.querySelector('[data-error-for=database]').textContent !== ''").await?;
    look(app, album, "house-refused").await?;

    app.choose("form[data-form=marketplace] [name=place]", "hub").await?;
    look(app, album, "hub").await
}

/// On a usual and on a large screen, with the section at the top.
async fn look(app: &App, album: &Album, name: &str) -> Fallible<()> {
    let top = "document.querySelector('[data-marketplace]').closest('.part').scrollIntoView()";
    app.resize(1280, 800).await?;
    app.script(top).await?;
    album.page(app, name).await?;
    app.resize(1920, 1080).await?;
    app.script(top).await?;
    album.page(app, &format!("{name}-wide")).await?;
    app.resize(1280, 800).await
}
