//! The authority of one seed, in a file or on a server, with its clock and its older copy.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use market::db::Db;
use stories::mariadb::{self, Database};
use stories::shop::StillClock;
use sync::{Authority, Outside};

use crate::chance::SeededIds;
use crate::files::{copy, one_reader};
use crate::stop::Stops;

pub(crate) struct Market {
    pub(crate) authority: Authority,
    pub(crate) stops: Arc<Stops>,
    pub(crate) clock: Arc<StillClock>,
    place: Place,
}

/// Where it lies, and where its copy does.
enum Place {
    File { folder: PathBuf, files: u64, path: PathBuf, backup: Option<PathBuf> },
    Server { database: Box<Database>, backup: Option<Box<Database>> },
}

impl Market {
    /// Over a copy of a file.
    pub(crate) async fn in_file(of: &Path, folder: &Path, seed: u64) -> Self {
        let path = folder.join("market.db");
        copy(of, &path);
        let db = one_reader(Db::open_sqlite(&path).await.unwrap());
        Self::over(db, Place::File { folder: folder.to_owned(), files: 0, path, backup: None }, seed)
    }

    /// Over a database nobody else uses.
    pub(crate) async fn on_server(database: &Database, seed: u64) -> Self {
        let db = Db::open_maria(&database.url, &database.ca_path).await.unwrap();
        Self::over(db, Place::Server { database: Box::new(database.clone()), backup: None }, seed)
    }

    fn over(db: Db, place: Place, seed: u64) -> Self {
        let (clock, stops) = (StillClock::new(), Stops::new());
        clock.pass(1_000_000);
        let outside = outside(&clock, &stops, !seed);
        Self { authority: Authority::over(db, outside), stops, clock, place }
    }

    /// Keeps a copy of all of it.
    pub(crate) async fn copy(&mut self) {
        match &mut self.place {
            Place::File { folder, files, path, backup } => {
                *files += 1;
                let to = folder.join(format!("market-copy-{files}.db"));
                copy(path, &to);
                *backup = Some(to);
            }
            Place::Server { database, backup } => {
                let to = mariadb::shared().fresh_database().await;
                to.make_ready().await;
                mariadb::shared().copy_rows(database, &to).await;
                *backup = Some(Box::new(to));
            }
        }
    }

    /// Puts the copy back; answers whether there was one.
    pub(crate) async fn restore(&mut self, seed: u64) -> bool {
        match &mut self.place {
            Place::File { folder, files, path, backup: Some(backup) } => {
                *files += 1;
                let to = folder.join(format!("market-{files}.db"));
                copy(backup, &to);
                self.authority.db().close().await;
                *path = to;
                let db = one_reader(Db::open_sqlite(path).await.unwrap());
                self.authority = Authority::over(db, outside(&self.clock, &self.stops, !seed));
                true
            }
            Place::Server { database, backup: Some(backup) } => {
                mariadb::shared().copy_rows(backup, database).await;
                true
            }
            _ => false,
        }
    }
}

/// What comes from outside follows from the seed.
pub(crate) fn outside(clock: &Arc<StillClock>, stops: &Arc<Stops>, seed: u64) -> Outside {
    Outside { clock: clock.clone(), ids: SeededIds::of(seed), steps: stops.clone() }
}
