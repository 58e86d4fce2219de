//! A desktop in a process of its own: this very program, asked line by line. It can be told to die behind a statement of
//! its replica, and it can be killed at any moment.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use desk::{Desk, Window};
use market::db::Db;
use serde_json::{Value, json};
use stories::shop::{PASSWORD, registration};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::sync::{Mutex as Turn, mpsc, oneshot};
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;
use uuid::Uuid;

const FOLDER: &str = "TRADEPOST_STORY_FOLDER";
const PATIENCE: Duration = Duration::from_mins(2);

/// What a desktop said.
#[derive(Debug)]
pub(crate) enum Heard {
    Yes(Value),
    No(Value),
    /// It is gone.
    Nothing,
}

type Waits = Arc<Mutex<BTreeMap<u64, oneshot::Sender<Heard>>>>;

/// A desktop as the one who watches it knows it.
pub(crate) struct Desktop {
    pub(crate) folder: PathBuf,
    /// Who sits at its windows.
    pub(crate) people: Mutex<Vec<(Window, Uuid)>>,
    process: Turn<Option<Process>>,
    waits: Mutex<Waits>,
    asked: AtomicU64,
}

struct Process {
    child: Child,
    stdin: ChildStdin,
}

impl Desktop {
    /// Starts one that knows no marketplace but its own.
    pub(crate) async fn start(folder: &Path) -> Self {
        let desktop = Self {
            folder: folder.to_owned(),
            people: Mutex::default(),
            process: Turn::default(),
            waits: Mutex::default(),
            asked: AtomicU64::new(1),
        };
        desktop.start_again().await;
        desktop
    }

    /// Starts one that belongs to the marketplace behind this port.
    pub(crate) async fn join(folder: &Path, port: u16) -> Self {
        let desktop = Self::start(folder).await;
        let address = format!("http://127.0.0.1:{port}");
        desktop.must(Window::Manager, "marketplace.set", json!({ "address": address })).await;
        desktop.close().await;
        desktop.start_again().await;
        desktop
    }

    /// Starts it again on its folder.
    pub(crate) async fn start_again(&self) {
        let log = File::options().create(true).append(true).open(self.folder.with_extension("log")).unwrap();
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["desktop::a_desktop_that_is_asked", "--exact", "--nocapture"])
            .env(FOLDER, &self.folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let stdin = child.stdin.take().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let (tell, ready) = oneshot::channel();
        // A process of its own, questions of its own: those to the one before it are answered by nobody.
        let waits = Waits::default();
        waits.lock().unwrap().insert(0, tell);
        *self.waits.lock().unwrap() = Arc::clone(&waits);
        tokio::spawn(listen(lines, waits));
        *self.process.lock().await = Some(Process { child, stdin });
        let begun = tokio::time::timeout(PATIENCE, ready).await.expect("the desktop starts in time");
        assert!(matches!(begun, Ok(Heard::Yes(_))), "the desktop opens: {}", self.log());
    }

    /// Kills it as a power cut would.
    pub(crate) async fn kill(&self) {
        if let Some(mut process) = self.process.lock().await.take() {
            process.child.kill().await.unwrap();
        }
    }

    /// Closes it in order.
    pub(crate) async fn close(&self) {
        if let Some(Process { mut child, stdin }) = self.process.lock().await.take() {
            drop(stdin);
            let ended = tokio::time::timeout(PATIENCE, child.wait()).await.expect("it closes in time");
            assert!(ended.unwrap().success(), "it closes well: {}", self.log());
        }
    }

    /// It dies by itself behind the so many-th statement that holds these words.
    pub(crate) async fn dies_behind(&self, count: u64, words: &str) {
        self.say(&format!("0 die {count} {words}")).await;
    }

    /// Waits until it has died by itself; answers whether it did in time.
    pub(crate) async fn died(&self, patience: Duration) -> bool {
        let begun = Instant::now();
        while self
            .process
            .lock()
            .await
            .as_mut()
            .is_some_and(|running| matches!(running.child.try_wait(), Ok(None)))
        {
            if begun.elapsed() > patience {
                return false;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        true
    }

    async fn say(&self, line: &str) -> bool {
        let mut process = self.process.lock().await;
        match process.as_mut() {
            Some(process) => process.stdin.write_all(format!("{line}\n").as_bytes()).await.is_ok(),
            None => false,
        }
    }

    /// Asks it something.
    pub(crate) async fn ask(&self, window: Window, op: &str, input: Value) -> Heard {
        let number = self.asked.fetch_add(1, Ordering::SeqCst);
        let (tell, heard) = oneshot::channel();
        let waits = Arc::clone(&*self.waits.lock().unwrap());
        waits.lock().unwrap().insert(number, tell);
        if !self.say(&format!("{number} {} {op} {input}", window.name())).await {
            waits.lock().unwrap().remove(&number);
            return Heard::Nothing;
        }
        let heard = tokio::time::timeout(PATIENCE, heard).await;
        heard.unwrap_or_else(|_| panic!("{op} is never answered: {}", self.log())).unwrap_or(Heard::Nothing)
    }

    /// Asks something that is answered with yes.
    pub(crate) async fn must(&self, window: Window, op: &str, input: Value) -> Value {
        match self.ask(window, op, input).await {
            Heard::Yes(answer) => answer,
            other => panic!("{op}: {other:?} {}", self.log()),
        }
    }

    /// Registers somebody who then sits at a window.
    pub(crate) async fn register(&self, window: Window, name: &str, role: &str) {
        let seat = self.must(window, "account.register", registration(name, role)).await;
        self.sits_down(window, &seat);
    }

    /// Signs somebody in.
    pub(crate) async fn sign_in(&self, window: Window, name: &str) {
        let input = json!({ "email": format!("{name}@example.org"), "password": PASSWORD });
        let seat = self.must(window, "account.sign_in", input).await;
        self.sits_down(window, &seat);
    }

    fn sits_down(&self, window: Window, seat: &Value) {
        let account = serde_json::from_value(seat["account_id"].clone()).unwrap();
        let mut people = self.people.lock().unwrap();
        people.retain(|(at, _)| *at != window);
        people.push((window, account));
    }

    /// The replica of an account, for looking at.
    pub(crate) async fn replica(&self, account: Uuid) -> Db {
        let name = format!("replicas/{}.db", account.simple());
        let hubs = std::fs::read_dir(self.folder.join("hubs")).unwrap();
        let file = hubs.map(|hub| hub.unwrap().path().join(&name)).find(|file| file.is_file());
        Db::open_replica(&file.expect("a replica behind the hub")).await.unwrap()
    }

    /// How it ended, as far as it told.
    pub(crate) fn log(&self) -> String {
        let log = std::fs::read_to_string(self.folder.with_extension("log")).unwrap_or_default();
        let lines: Vec<_> = log.lines().collect();
        lines[lines.len().saturating_sub(12)..].join("\n")
    }
}

async fn listen(mut lines: Lines<BufReader<ChildStdout>>, waits: Waits) {
    while let Ok(Some(line)) = lines.next_line().await {
        let Some((number, said)) = line.strip_prefix("said ").and_then(|line| line.split_once(' ')) else {
            continue;
        };
        let Some(waits) = waits.lock().unwrap().remove(&number.parse().unwrap()) else { continue };
        let (word, value) = said.split_once(' ').unwrap();
        let value = serde_json::from_str(value).unwrap();
        let _ = waits.send(if word == "yes" { Heard::Yes(value) } else { Heard::No(value) });
    }
    waits.lock().unwrap().clear();
}

/// Does what it is asked until its input ends. Only ever runs as a child.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_desktop_that_is_asked() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let death = Death::default();
    let told = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_ansi(false);
    tracing_subscriber::registry()
        .with(death.clone().with_filter(Targets::new().with_target("sqlx::query", Level::DEBUG)))
        .with(told.with_filter(Targets::new().with_default(Level::WARN).with_target("sqlx", Level::ERROR)))
        .init();
    let desk = Desk::open(PathBuf::from(folder)).await.unwrap();
    say(0, "yes", &Value::Null);
    let (tell, mut lines) = mpsc::unbounded_channel();
    std::thread::spawn(move || {
        for line in std::io::stdin().lines().map_while(Result::ok) {
            let _ = tell.send(line);
        }
    });
    while let Some(line) = lines.recv().await {
        let words: Vec<_> = line.splitn(4, ' ').collect();
        if words[1] == "die" {
            death.is_near(words[2].parse().unwrap(), words[3]);
            continue;
        }
        let (number, op) = (words[0].parse().unwrap(), words[2].to_owned());
        let window = if words[1] == "manager" { Window::Manager } else { Window::Storefront };
        let (desk, input) = (desk.clone(), serde_json::from_str(words[3]).unwrap());
        tokio::spawn(async move {
            match desk.call(window, &op, input).await {
                Ok(answer) => say(number, "yes", &answer),
                Err(refusal) => say(number, "no", &serde_json::to_value(refusal).unwrap()),
            }
        });
    }
    desk.close().await;
}

/// Tells the one who watches.
fn say(number: u64, word: &str, value: &Value) {
    let mut out = std::io::stdout().lock();
    // Whoever watched may be gone.
    let _ = writeln!(out, "said {number} {word} {value}").and_then(|()| out.flush());
}

/// Waits behind a statement. sqlx tells of every statement it has run; a commit is none, so whoever dies behind the last
/// statement before one dies before it.
#[derive(Clone, Default)]
struct Death(Arc<Mutex<Option<(u64, String)>>>);

impl Death {
    fn is_near(&self, count: u64, words: &str) {
        *self.0.lock().unwrap() = Some((count, words.to_owned()));
    }
}

impl<S: Subscriber> Layer<S> for Death {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut near = self.0.lock().unwrap();
        let Some((count, words)) = near.as_mut() else { return };
        let mut statement = Statement(String::new());
        event.record(&mut statement);
        if !statement.0.contains(words.as_str()) {
            return;
        }
        *count -= 1;
        if *count == 0 {
            std::process::abort();
        }
    }
}

/// The words of a statement, as sqlx tells them: the first few, and all of them where there are more.
struct Statement(String);

impl Visit for Statement {
    fn record_str(&mut self, field: &Field, value: &str) {
        if ["summary", "db.statement"].contains(&field.name()) {
            self.0.push_str(value);
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        if ["summary", "db.statement"].contains(&field.name()) {
            self.0.push_str(&format!("{value:?}"));
        }
    }
}
