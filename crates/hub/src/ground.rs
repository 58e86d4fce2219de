//! An empty MariaDB that becomes a marketplace: `init`, `restore` and `move` begin and end here.

use std::path::Path;

use market::db::{self, Db};
use market::{Refusal, handover};

use crate::arguments::Options;
use crate::inputs::{NewFile, draw, missing, need, secret};

/// A database with tables and nothing in them.
pub(crate) struct Ground {
    /// The account that makes tables.
    pub(crate) migrator: Db,
    url: String,
    ca: String,
    app: String,
    url_file: String,
}

impl Ground {
    /// Looks at the server, makes the tables, and refuses a database in which there is anything.
    pub(crate) async fn empty(options: &Options) -> Result<Self, Refusal> {
        let ground = Self::prepared(options).await?;
        handover::must_be_empty(&ground.migrator).await?;
        Ok(ground)
    }

    /// The same for a database that may be full already.
    pub(crate) async fn prepared(options: &Options) -> Result<Self, Refusal> {
        let url = options.get("--migrator-url").map(str::to_owned);
        let url =
            url.or_else(|| secret("TRADEPOST_MIGRATOR_URL")).ok_or_else(|| missing("--migrator-url"))?;
        let (ca, app, url_file) =
            (need(options, "--ca")?, need(options, "--app")?, need(options, "--url-file")?);
        // Tried before anything is made, and gone again.
        drop(NewFile::at("--url-file", url_file)?);
        let migrator = Db::open_maria_at_one_moment(&url, Path::new(ca)).await?;
        db::server::refuse_unsafe(&migrator).await?;
        db::migrate::refuse_foreign(&migrator).await?;
        db::migrate::authority(&migrator).await?;
        Ok(Self { migrator, url, ca: ca.to_owned(), app: app.to_owned(), url_file: url_file.to_owned() })
    }

    /// Server and name of the database, without account or password.
    pub(crate) fn place(&self) -> String {
        self.url.rsplit_once('@').map_or("the database", |(_, place)| place).to_owned()
    }

    /// Makes the application's account and opens the database with it. Its address is kept in the file once the caller
    /// says so, and not when anything fails before.
    pub(crate) async fn hand_to_application(self) -> Result<(Db, NewFile), Refusal> {
        let password = draw()?;
        let url = with_account(&self.url, &self.app, &password).ok_or_else(|| missing("--migrator-url"))?;
        let mut file = NewFile::at("--url-file", &self.url_file)?;
        file.write(format!("{url}\n").as_bytes())?;
        db::grants::make_application(&self.migrator, &self.app, &password).await?;
        self.migrator.close().await;
        // What it may do is tried at once.
        let db = Db::open_maria(&url, Path::new(&self.ca)).await?;
        db::migrate::fits(&db).await?;
        Ok((db, file))
    }
}

/// The same server and database under another account.
fn with_account(url: &str, account: &str, password: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let place = rest.rsplit_once('@').map_or(rest, |(_, place)| place);
    Some(format!("{scheme}://{account}:{password}@{place}"))
}
