//! Numbered pictures of the tour, in both themes, and the papers it made.

use std::{
    cell::Cell,
    fs,
    path::{Path, PathBuf},
};

use stories::{Fallible, fail, places::build_dir, window::App};

/// A folder below `target/tour`.
pub(crate) struct Album {
    folder: PathBuf,
    taken: Cell<u32>,
}

impl Album {
    /// An empty album; the pictures of the last tour are gone.
    pub(crate) fn new(name: &str) -> Fallible<Self> {
        let target = build_dir()?
            .parent()
            .map(Path::to_owned)
            .ok_or_else(|| fail("the build folder has no parent"))?;
        let folder = target.join("tour").join(name);
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)?;
        Ok(Self { folder, taken: Cell::new(0) })
    }

    /// A picture of the window in both themes; the light one stays.
    pub(crate) async fn page(&self, app: &App, name: &str) -> Fallible<()> {
        let number = self.taken.get() + 1;
        self.taken.set(number);
        for theme in ["dark", "light"] {
            app.set_theme(theme).await?;
            app.picture(&self.folder.join(format!("{number:02}-{name}-{theme}.png"))).await?;
        }
        Ok(())
    }

    /// The same on a large screen.
    pub(crate) async fn wide_page(&self, app: &App, name: &str) -> Fallible<()> {
        app.resize(1920, 1080).await?;
        self.page(app, name).await?;
        app.resize(1280, 800).await
    }

    /// One picture in passing, of something that does not wait.
    pub(crate) async fn glimpse(&self, app: &App, name: &str) -> Fallible<()> {
        let number = self.taken.get() + 1;
        self.taken.set(number);
        app.picture(&self.folder.join(format!("{number:02}-{name}-light.png"))).await
    }

    /// Where something else than a picture of a window goes.
    pub(crate) fn place(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}
