//! The same through a hub in front of MariaDB: a first sync, one of a million rows with a look at the memory it takes, a pull
//! of ten changed rows out of many, and a month of changes that waited.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Instant;

use hub::{Limits, Running, Settings};
use market::db::Db;
use market::domain::account::Registration;
use market::intent::IntentBody;
use market::ops::Actor;
use remote::{Hub, Trust};
use stories::mariadb::{self, Database};
use stories::shop::PASSWORD;
use stories::{Fallible, fail};
use sync::{Authority, Replica, SystemClock};
use uuid::Uuid;

use crate::first_sync::{PRODUCTS, books, per_second, take_in};
use crate::report::{Report, Target};
use crate::rounds::Times;
use crate::town::Town;

/// How this program is asked to be a desktop that holds nothing yet.
pub(crate) const CHILD: &str = "--first-sync";
const MILLION: usize = 1_000_000;
const FEW: usize = 10_000;
const PENDING: usize = 10_000;
const ROUNDS: usize = 40;

/// A hub over a MariaDB, with a store whose vendor has an account.
struct Place {
    town: Town,
    hub: Running,
    database: Database,
    token: String,
}

impl Place {
    async fn with(products: usize) -> Fallible<Self> {
        let database = mariadb::shared().fresh_database().await;
        database.make_ready().await;
        let open = async || Db::open_maria(&database.url, &database.ca_path).await;
        let authority = Authority::over(open().await?, Arc::new(SystemClock));
        let passwords = accounts::Passwords::default();
        let account = accounts::register(&authority, &passwords, &vendor(), "vendor").await?;
        let token = accounts::open_session(&authority, &accounts::Visit::at("manager"), account).await?;
        let actor = accounts::actor(&authority, &token).await?.ok_or_else(|| fail("no session"))?;
        let mut town = Town::of(tempfile::tempdir()?, authority, actor).await?;
        town.take(&books(products)?).await?;
        let settings = Settings {
            listen: "127.0.0.1:0".parse()?,
            tls: None,
            is_behind_proxy: false,
            limits: Limits::default(),
            mail: None,
            seal: None,
        };
        let hub = hub::start(Authority::over(open().await?, Arc::new(SystemClock)), settings).await?;
        Ok(Self { town, hub, database, token })
    }

    fn address(&self) -> String {
        format!("http://{}", self.hub.address())
    }

    fn visitors_way(&self) -> Fallible<Hub> {
        Ok(Hub::at(&self.address(), &Trust::Web)?)
    }

    fn replica(&self, name: &str) -> impl Future<Output = Result<Replica, market::Refusal>> {
        let path = self.town.path(name);
        async move { Replica::open(&path, Uuid::nil(), Arc::new(SystemClock)).await }
    }
}

fn vendor() -> Registration {
    Registration {
        email: "vendor@example.org".into(),
        username: "vendor".into(),
        password: PASSWORD.into(),
        password_again: PASSWORD.into(),
        display_name: "Vendor".into(),
        mobile: String::new(),
        accepts_terms: true,
    }
}

pub(crate) async fn run(report: &mut Report) -> Fallible<()> {
    Report::heading("Through a hub in front of MariaDB");
    drained(report).await?;
    let mut few = Place::with(FEW).await?;
    let in_few = pulls(&mut few).await?;
    let mut place = Place::with(PRODUCTS).await?;
    let mut times = Times::default();
    for round in 0..3 {
        take_in(
            &place.visitors_way()?,
            &place.replica(&format!("visitor-{round}.db")).await?,
            PRODUCTS,
            &mut times,
        )
        .await?;
    }
    report.note("first sync of 100,000 products", &times, None, &[Target::Median(1_250.0)]);
    report.say("first sync of 100,000 products", per_second(&times), "rows a second");
    multiply(&place).await?;
    a_million(report, &place)?;
    let in_many = pulls(&mut place).await?;
    report.note(
        "pull of 10 rows, of 1,000,000 against 10,000",
        &in_many,
        Some(&in_few),
        &[Target::Ratio(1.5)],
    );
    Ok(())
}

/// Ten times the products, without the work of importing them.
async fn multiply(place: &Place) -> Fallible<()> {
    let db = Db::open_maria(&place.database.migrator_url, &place.database.ca_path).await?;
    let Db::Maria(pool) = &db else { return Err(fail("a server")) };
    let columns = crate::import::columns("product");
    let other = |name: &str| {
        match name {
        "id" => "concat(left(p.id, 12), unhex(lpad(hex(conv(hex(right(p.id, 4)), 16, 10) ^ (n.n << 28)), 8, '0')))".to_owned(),
        "sku" | "slug" => format!("concat(p.{name}, '-', n.n)"),
        same => format!("p.{same}"),
    }
    };
    let values: Vec<String> = columns.iter().map(|name| other(name)).collect();
    for times in 1..10 {
        for sql in [
            format!(
                "insert into product ({}) select {} from product p join (select {times} as n) n where p.sku not like 'B-%-%'",
                columns.join(", "),
                values.join(", ")
            ),
            format!(
                "insert into feed (kind, owner, tab, row_id, version, change_id) \
                 select s.kind, p.store_id, 4, p.id, s.version + 1 + (row_number() over (order by p.id)) div 1000, p.id \
                 from product p join space s on s.owner = p.store_id and s.kind = 1 where p.sku like 'B-%-{times}'"
            ),
            "update space s set version = (select max(version) from feed f where f.kind = s.kind and f.owner = s.owner) \
             where s.kind = 1"
                .to_owned(),
        ] {
            sqlx::query(sqlx::AssertSqlSafe(sql)).execute(pool).await?;
        }
    }
    db.close().await;
    Ok(())
}

/// The first sync of a desktop that is a process of its own: how long it took, and the most memory it ever had.
fn a_million(report: &mut Report, place: &Place) -> Fallible<()> {
    let child = Command::new(std::env::current_exe()?)
        .args([CHILD, &place.address()])
        .arg(place.town.path("million.db"))
        .stdout(Stdio::piped())
        .spawn()?;
    let said = String::from_utf8(child.wait_with_output()?.stdout)?;
    let figures: Vec<f64> = said.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
    let [seconds, megabytes] = figures[..] else { return Err(fail(format!("the child said: {said}"))) };
    report.say("first sync of 1,000,000 products", MILLION as f64 / seconds, "rows a second");
    report.say("the same, most memory ever (at most 200)", megabytes, "MB");
    Ok(())
}

/// What the child does.
pub(crate) async fn child(address: &str, file: &Path) -> Fallible<()> {
    let replica = Replica::open(file, Uuid::nil(), Arc::new(SystemClock)).await?;
    let mut times = Times::default();
    take_in(&Hub::at(address, &Trust::Web)?, &replica, MILLION, &mut times).await?;
    let status = std::fs::read_to_string("/proc/self/status")?;
    let most =
        status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.split_whitespace().next()?.parse().ok());
    let kilobytes: f64 = most.ok_or_else(|| fail("no figure for the memory"))?;
    println!("{} {}", times.median() / 1_000.0, kilobytes / 1_024.0);
    Ok(())
}

fn received(product: Uuid) -> IntentBody {
    IntentBody::AdjustStock { product, delta: 1, reason: "received".into(), note: "by hand".into() }
}

/// Ten products change; a visitor who holds all of them pulls.
async fn pulls(place: &mut Place) -> Fallible<Times> {
    let way = place.visitors_way()?;
    let replica = place.replica("pulls.db").await?;
    replica.sync(&way, &Actor::visitor()).await?;
    let mut tx = replica.db().read().await?;
    let ids: Vec<(Uuid,)> = tx.all("select id from product where sku like 'B-7__' limit 10", vec![]).await?;
    drop(tx);
    let mut times = Times::default();
    for _ in 0..ROUNDS {
        for (product,) in &ids {
            place.town.vendor_does(received(*product)).await?;
        }
        let start = Instant::now();
        let synced = replica.sync(&way, &Actor::visitor()).await?;
        times.note(start);
        assert!(!synced.tables.is_empty(), "ten rows came");
    }
    replica.close().await;
    Ok(times)
}

/// A vendor comes back after a month without the network.
async fn drained(report: &mut Report) -> Fallible<()> {
    let place = Place::with(PENDING).await?;
    let way = place.visitors_way()?.under(&place.token);
    let vendor = place.town.vendor.clone();
    let replica = Replica::open(&place.town.path("vendor.db"), vendor.account, Arc::new(SystemClock)).await?;
    replica.sync(&way, &vendor).await?;
    let mut tx = replica.db().read().await?;
    let products: Vec<(Uuid,)> = tx.all("select id from product order by id", vec![]).await?;
    drop(tx);
    for (product,) in products {
        replica.change(&vendor, Uuid::now_v7(), &received(product)).await?;
    }
    let mut times = Times::default();
    let start = Instant::now();
    replica.sync(&way, &vendor).await?;
    times.note(start);
    let left = market::db::replica::count_waiting(&mut replica.db().read().await?).await?;
    let refused = market::db::replica::refused(&mut replica.db().read().await?).await?.len();
    assert_eq!((left, refused), (0, 0), "all of them were taken");
    report.note("10,000 pending intents drained", &times, None, &[Target::Median(60_000.0)]);
    Ok(())
}
