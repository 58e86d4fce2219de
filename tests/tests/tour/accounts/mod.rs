//! What people do about their own accounts, scene by scene.

mod audit;
mod letters;
mod people;
mod recover;
mod signin;

use stories::{
    Fallible,
    window::{App, Desktop},
};

use crate::album::Album;

/// All scenes, each in a marketplace of its own.
pub(crate) async fn scenes(album: &Album) -> Fallible<()> {
    let desktop = Desktop::new()?;
    let app = App::start(&desktop, &[]).await?;
    audit::centre(&app, album).await?;
    app.kill().await?;
    let desktop = Desktop::new()?;
    let app = App::start(&desktop, &[]).await?;
    recover::forgets(&app, &desktop, album).await?;
    app.kill().await?;
    recover::by_link(&desktop, album).await?;
    let desktop = Desktop::new()?;
    let app = App::start(&desktop, &[]).await?;
    people::people(&app, &desktop, album).await?;
    app.kill().await?;
    signin::scenes(album).await
}
