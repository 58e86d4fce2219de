//! A private MariaDB for stories: started when a test first asks for it, gone when the test process is gone.
//!
//! One server per test process, one fresh database with its own accounts per test. Connections are encrypted and the
//! server proves that it is `localhost`, as in a real installation.

mod template;

use std::{
    fs,
    io::Read,
    os::unix::{fs::PermissionsExt, net::UnixStream},
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
    time::{Duration, Instant},
};

use market::db::{Db, grants, migrate};
use sqlx::{
    AssertSqlSafe, ConnectOptions, Executor,
    mysql::{MySqlConnectOptions, MySqlSslMode},
};
use uuid::Uuid;

use self::template::{Template, runs_as_root};
use crate::{
    Fallible, fail,
    places::{free_port, program},
    watchdog::{Watchdog, is_running},
};

const PATIENCE: Duration = Duration::from_mins(1);

/// The server of this test process.
///
/// # Panics
/// When MariaDB is not installed or does not start.
#[expect(clippy::panic, reason = "without a server no story can be told; the test says why")]
pub fn shared() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(|| Server::start().unwrap_or_else(|why| panic!("MariaDB did not start: {why}")))
}

/// A running server with a folder of its own.
pub struct Server {
    process: Option<Watchdog>,
    folder: PathBuf,
    port: u16,
    template: Template,
    root_password: String,
}

/// A database nobody else uses. The application account may read and write rows and nothing else; the migrator may
/// change the tables too. Neither sees another database.
#[derive(Debug, Clone)]
pub struct Database {
    /// The schema.
    pub name: String,
    /// `mysql://` address of the application account.
    pub url: String,
    /// `mysql://` address of the account that migrates.
    pub migrator_url: String,
    /// The authority that vouches for the server.
    pub ca_path: PathBuf,
    /// Another authority, which does not.
    pub stranger_ca_path: PathBuf,
    /// On 127.0.0.1.
    pub port: u16,
}

impl Server {
    /// A server for one test alone: for stories that kill it. Others share one with [`shared`].
    pub fn start() -> Fallible<Self> {
        Self::start_in(&std::env::temp_dir(), "")
    }

    /// The same with its files in a folder of a story's choice, and more settings for `[mariadbd]`, a line each: to measure
    /// on a server that is as large as in service.
    pub fn start_in(place: &Path, more: &str) -> Fallible<Self> {
        let template = Template::ready()?;
        let folder = place.join(format!("tradepost-{}", Uuid::now_v7().simple()));
        fs::create_dir_all(folder.join("tmp"))?;
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o700))?;
        template.copy_data(&folder.join("data"))?;
        let mut server = Self { process: None, folder, port: 0, template, root_password: secret() };
        for _ in 0..5 {
            server.port = free_port()?;
            server.write_settings(more)?;
            match server.run() {
                // Somebody else was quicker between the look and the start: another port, then.
                Err(_) if server.log_tail().contains("Address already in use") => server.crash()?,
                answer => return answer.map(|()| server),
            }
        }
        Err(fail("five ports in a row were taken"))
    }

    /// Kills the server as a power cut would. [`Server::recover`] starts it again on what is on the disk.
    pub fn crash(&mut self) -> Fallible<()> {
        self.process.take().map_or(Ok(()), Watchdog::kill_and_keep_files)
    }

    /// Starts a crashed server again, on the same port.
    pub fn recover(&mut self) -> Fallible<()> {
        self.run()
    }

    /// The server's process, while it runs.
    pub fn pid(&self) -> Option<u32> {
        self.process.as_ref().map(Watchdog::pid)
    }

    /// Where the server keeps its files.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// A new, empty database with its two accounts.
    ///
    /// # Panics
    /// When the server does not answer.
    #[expect(clippy::panic, reason = "without a database no story can be told; the test says why")]
    pub async fn fresh_database(&self) -> Database {
        self.make_database()
            .await
            .unwrap_or_else(|why| panic!("no fresh database: {why}\n{}", self.log_tail()))
    }

    async fn make_database(&self) -> Fallible<Database> {
        let name = format!("t{}", Uuid::now_v7().simple());
        let (password, migrator_password) = (secret(), secret());
        let mut root = self.options("root_of_tests", &self.root_password).connect().await?;
        // Names and passwords are our own hexadecimal digits; MariaDB takes no parameters here.
        for statement in [
            format!("create database {name} character set utf8mb4 collate utf8mb4_nopad_bin"),
            format!("create user {name}_app@'%' identified by '{password}' require ssl"),
            format!("grant select, insert, update, delete on {name}.* to {name}_app@'%'"),
            format!("create user {name}_migrator@'%' identified by '{migrator_password}' require ssl"),
            // As an operator's: it makes the application's account and hands on what it may do.
            format!("grant all on {name}.* to {name}_migrator@'%' with grant option"),
            format!("grant create user on *.* to {name}_migrator@'%'"),
        ] {
            root.execute(AssertSqlSafe(statement)).await?;
        }
        let url = |account: &str, password: &str| {
            format!("mysql://{name}_{account}:{password}@localhost:{port}/{name}", port = self.port)
        };
        Ok(Database {
            url: url("app", &password),
            migrator_url: url("migrator", &migrator_password),
            ca_path: self.template.tls("ca.pem"),
            stranger_ca_path: self.template.tls("stranger.pem"),
            port: self.port,
            name,
        })
    }

    /// Puts the rows of one database in the place of another's: a backup, or its return.
    ///
    /// # Panics
    /// When the server does not answer.
    #[expect(clippy::panic, reason = "without its rows no story can be told; the test says why")]
    pub async fn copy_rows(&self, from: &Database, to: &Database) {
        self.try_copy_rows(&from.name, &to.name).await.unwrap_or_else(|why| panic!("no copy: {why}"));
    }

    async fn try_copy_rows(&self, from: &str, to: &str) -> Fallible<()> {
        let mut root = self.options("root_of_tests", &self.root_password).connect().await?;
        let tables: Vec<(String,)> = sqlx::query_as(
            "select table_name from information_schema.tables where table_schema = ? and table_name <> '_sqlx_migrations'",
        )
        .bind(from)
        .fetch_all(&mut root)
        .await?;
        root.execute("set foreign_key_checks = 0").await?;
        root.execute("begin").await?;
        for (table,) in tables {
            root.execute(AssertSqlSafe(format!("delete from {to}.{table}"))).await?;
            root.execute(AssertSqlSafe(format!("insert into {to}.{table} select * from {from}.{table}")))
                .await?;
        }
        root.execute("commit").await?;
        Ok(())
    }

    fn options(&self, account: &str, password: &str) -> MySqlConnectOptions {
        verified(MySqlConnectOptions::new(), &self.template.tls("ca.pem"))
            .host("localhost")
            .port(self.port)
            .username(account)
            .password(password)
    }

    fn write_settings(&self, more: &str) -> Fallible<()> {
        let (here, port) = (self.folder.display(), self.port);
        let tls = |file| self.template.tls(file).display().to_string();
        let (ca, certificate, key) = (tls("ca.pem"), tls("server.pem"), tls("server.key"));
        let user = if runs_as_root(&self.folder)? { "user=root\n" } else { "" };
        let settings = format!(
            "[mariadbd]\n{user}datadir={here}/data\ntmpdir={here}/tmp\nsocket={here}/sock\npid-file={here}/pid\n\
             init-file={here}/init.sql\nport={port}\nbind-address=127.0.0.1\nskip-name-resolve\n\
             ssl-ca={ca}\nssl-cert={certificate}\nssl-key={key}\nrequire-secure-transport=ON\n\
             innodb_log_file_size=16M\ninnodb_buffer_pool_size=64M\nperformance-schema=OFF\nmax-connections=300\n{more}"
        );
        let password = &self.root_password;
        let accounts = format!(
            "create user if not exists root_of_tests@'%' identified by '{password}' require ssl;\n\
             grant all on *.* to root_of_tests@'%' with grant option;\n"
        );
        fs::write(self.folder.join("my.cnf"), settings)?;
        fs::write(self.folder.join("init.sql"), accounts)?;
        // Unix sockets have short names; a deep TMPDIR would fail later with a riddle.
        let length = self.socket().as_os_str().len();
        if length > 107 {
            Err(fail(format!("set TMPDIR to a shorter path: {here}/sock is too long")))
        } else {
            Ok(())
        }
    }

    fn run(&mut self) -> Fallible<()> {
        let mut mariadbd = Command::new(program("mariadbd")?);
        mariadbd.arg(format!("--defaults-file={}", self.folder.join("my.cnf").display()));
        let process = Watchdog::start(&mariadbd, &self.folder.join("log"), &self.folder)?;
        let pid = process.pid();
        self.process = Some(process);
        let until = Instant::now() + PATIENCE;
        while !self.greets() {
            if !is_running(pid) || Instant::now() > until {
                return Err(fail(format!("it never answered. Its log ends:\n{}", self.log_tail())));
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        Ok(())
    }

    /// The server says hello first, once its accounts are in place. Asked on the socket: on the port somebody else
    /// might answer.
    fn greets(&self) -> bool {
        let Ok(mut line) = UnixStream::connect(self.socket()) else { return false };
        let patient = line.set_read_timeout(Some(PATIENCE)).is_ok();
        patient && line.read_exact(&mut [0_u8; 1]).is_ok()
    }

    fn socket(&self) -> PathBuf {
        self.folder.join("sock")
    }

    fn log_tail(&self) -> String {
        let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        let lines: Vec<_> = log.lines().collect();
        lines.get(lines.len().saturating_sub(15)..).unwrap_or_default().join("\n")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.process = None;
        // After a crash nobody else does it; otherwise it is gone already.
        drop(fs::remove_dir_all(&self.folder));
    }
}

impl Database {
    /// How the application connects: encrypted, the server's name checked.
    pub fn options(&self) -> Fallible<MySqlConnectOptions> {
        Ok(verified(self.url.parse()?, &self.ca_path))
    }

    /// Makes the tables, and gives the application's account what an operator's `init` gives it and nothing more.
    ///
    /// # Panics
    /// When the server does not answer.
    #[expect(clippy::panic, reason = "without tables no story can be told; the test says why")]
    pub async fn make_ready(&self) {
        for patience in [200, 1_000, 3_000] {
            if self.try_make_ready().await.is_ok() {
                return;
            }
            // A server that makes tables for many stories at once says that it is busy.
            tokio::time::sleep(Duration::from_millis(patience)).await;
        }
        self.try_make_ready().await.unwrap_or_else(|why| panic!("no tables: {why}"));
    }

    async fn try_make_ready(&self) -> Fallible<()> {
        let migrator = Db::open_maria(&self.migrator_url, &self.ca_path).await?;
        migrate::authority(&migrator).await?;
        let account = self.url.split(['/', ':', '@']).filter(|word| !word.is_empty()).skip(1);
        let [account, password] = account.take(2).collect::<Vec<_>>()[..] else {
            return Err(fail("the address names no account"));
        };
        grants::make_application(&migrator, account, password).await?;
        migrator.close().await;
        Ok(())
    }

    /// How migrations connect.
    pub fn migrator_options(&self) -> Fallible<MySqlConnectOptions> {
        Ok(verified(self.migrator_url.parse()?, &self.ca_path))
    }
}

fn verified(options: MySqlConnectOptions, authority: &Path) -> MySqlConnectOptions {
    options.ssl_mode(MySqlSslMode::VerifyIdentity).ssl_ca(authority)
}

fn secret() -> String {
    Uuid::now_v7().simple().to_string()
}
