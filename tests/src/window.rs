//! The real program in its real windows, used as a person would: looking, clicking, typing.
//!
//! WebKit's own driver starts the program on a screen and a session bus of its own, so that stories neither see nor
//! wait for each other. Everything waits until it is there and fails with a sentence when it does not come.

mod display;
mod keys;

use std::{
    fs,
    future::Future,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use fantoccini::{
    Client, ClientBuilder, Locator,
    actions::{InputSource, MOUSE_BUTTON_LEFT, MouseActions, PointerAction},
    elements::Element,
    error::CmdError,
    wd::Capabilities,
};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;

use self::display::Display;
use crate::{
    Fallible, fail,
    places::{build_dir, free_port, program},
    watchdog::{Watchdog, descendants_of, is_running},
};

/// How long something may take to appear, on a busy machine with two cores.
const PATIENCE: Duration = Duration::from_secs(30);
const A_MOMENT: Duration = Duration::from_millis(50);
/// More stops than any screen has for the Tab key on the way to what stands in sight.
const MOST_TABS: usize = 120;
/// What Rust calls the window the script runs in.
const LABEL: &str = "return window.__TAURI_INTERNALS__?.metadata?.currentWindow?.label";

/// One person's computer as far as the program sees it: its data and settings outlive a run of the program.
pub struct Desktop {
    folder: TempDir,
}

impl Desktop {
    /// A computer on which the program never ran.
    pub fn new() -> Fallible<Self> {
        Ok(Self { folder: TempDir::with_prefix("tradepost-desktop-")? })
    }

    /// The program's data folder.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// A place for files the person saves.
    pub fn documents(&self) -> Fallible<PathBuf> {
        let folder = self.folder.path().join("documents");
        fs::create_dir_all(&folder)?;
        Ok(folder)
    }
}

/// The running program. Dropping it ends it and everything it started.
pub struct App {
    // In the order they must end.
    client: Client,
    driver: Watchdog,
    binary: PathBuf,
    _display: Display,
}

impl App {
    /// Starts the program that Cargo built on `desktop`, with further arguments.
    pub async fn start(desktop: &Desktop, arguments: &[&str]) -> Fallible<Self> {
        Self::start_program(&build_dir()?.join("tradepost"), desktop, arguments).await
    }

    /// Starts another program than the built one.
    pub async fn start_program(binary: &Path, desktop: &Desktop, arguments: &[&str]) -> Fallible<Self> {
        if !binary.is_file() {
            return Err(fail(format!("{} is not built: cargo build -p tradepost", binary.display())));
        }
        let folder = desktop.folder.path();
        let display = Display::start(&folder.join("display"))?;
        let port = free_port()?;
        let driver = start_driver(folder, display.name(), port)?;
        let data = desktop.data().display().to_string();
        let arguments: Vec<_> = ["--data", &data].iter().chain(arguments).copied().collect();
        let options = json!({ "binary": binary, "args": arguments });
        let wanted = Capabilities::from_iter([("webkitgtk:browserOptions".to_owned(), options)]);
        let client = within("starting the program", connect(port, wanted)).await.map_err(|why| {
            let said = fs::read_to_string(folder.join("driver/log")).unwrap_or_default();
            fail(format!("{why}\n{said}"))
        })?;
        Ok(Self { client, driver, binary: binary.canonicalize()?, _display: display })
    }

    /// Goes to the window that Rust calls `label`: `manager` or `storefront`. Waits until it is there.
    pub async fn window(&self, label: &str) -> Fallible<()> {
        let until = Instant::now() + PATIENCE;
        while Instant::now() < until {
            for handle in within("listing windows", self.client.windows()).await? {
                if within("changing windows", self.client.switch_to_window(handle)).await.is_ok()
                    && self.script(LABEL).await? == label
                {
                    return Ok(());
                }
            }
            tokio::time::sleep(A_MOMENT).await;
        }
        Err(fail(format!("there is no window called {label}")))
    }

    /// Goes to an address inside the window, such as `#/products`.
    pub async fn go(&self, address: &str) -> Fallible<()> {
        self.script(&format!("location.hash = {}", json!(address))).await.map(drop)
    }

    /// Waits until something that matches `css` is on the screen.
    pub async fn wait_for(&self, css: &str) -> Fallible<Element> {
        self.wait_long_for(css, PATIENCE).await
    }

    /// Like [`App::wait_for`] for work that is known to take its time.
    pub async fn wait_long_for(&self, css: &str, patience: Duration) -> Fallible<Element> {
        let until = Instant::now() + patience;
        while Instant::now() < until {
            for element in within(css, self.client.find_all(Locator::Css(css))).await? {
                // An element may be drawn anew between the look and the question; then look again.
                if within(css, element.is_displayed()).await.unwrap_or(false) {
                    return Ok(element);
                }
            }
            tokio::time::sleep(A_MOMENT).await;
        }
        Err(self.missing(&format!("{css} did not appear")).await)
    }

    /// Waits until nothing that matches `css` is left.
    pub async fn wait_gone(&self, css: &str) -> Fallible<()> {
        self.wait_until(&format!("!document.querySelector({})", json!(css))).await
    }

    /// Waits until the text of something that matches `css` contains `text`.
    pub async fn wait_text(&self, css: &str, text: &str) -> Fallible<()> {
        let (css, text) = (json!(css), json!(text));
        self.wait_until(&format!(
            "[...document.querySelectorAll({css})].some((e) => e.textContent.includes({text}))"
        ))
        .await
    }

    /// Waits until a JavaScript expression is true.
    pub async fn wait_until(&self, expression: &str) -> Fallible<()> {
        let until = Instant::now() + PATIENCE;
        while Instant::now() < until {
            if self.script(&format!("return Boolean({expression})")).await? == true {
                return Ok(());
            }
            tokio::time::sleep(A_MOMENT).await;
        }
        Err(self.missing(&format!("never became true: {expression}")).await)
    }

    /// Whether something matches `css` now.
    pub async fn shows(&self, css: &str) -> Fallible<bool> {
        Ok(self.script(&format!("return Boolean(document.querySelector({}))", json!(css))).await? == true)
    }

    /// Clicks with the mouse, once it is there.
    pub async fn click(&self, css: &str) -> Fallible<()> {
        // To the middle first: at the edge it may lie under a bar that stays while the page scrolls.
        let script = "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })";
        self.patiently(css, async |element| {
            self.client.execute(script, vec![serde_json::to_value(&element)?]).await?;
            element.click().await
        })
        .await
    }

    /// Rests the mouse there.
    pub async fn hover(&self, css: &str) -> Fallible<()> {
        self.patiently(css, async |element| {
            let rest = PointerAction::MoveToElement { element, duration: None, x: 0.0, y: 0.0 };
            self.client.perform_actions(MouseActions::new("mouse".to_owned()).then(rest)).await
        })
        .await
    }

    /// Clicks twice as fast as a hand that does not trust the first click.
    pub async fn double_click(&self, css: &str) -> Fallible<()> {
        let element = self.wait_for(css).await?;
        let script = "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })";
        within(css, self.client.execute(script, vec![serde_json::to_value(&element)?])).await?;
        let rest = PointerAction::MoveToElement { element, duration: None, x: 0.0, y: 0.0 };
        let click = [
            PointerAction::Down { button: MOUSE_BUTTON_LEFT },
            PointerAction::Up { button: MOUSE_BUTTON_LEFT },
        ];
        let mouse = MouseActions::new("mouse".to_owned()).then(rest);
        let twice = click.clone().into_iter().chain(click).fold(mouse, InputSource::then);
        within(css, self.client.perform_actions(twice)).await
    }

    /// Replaces what is in a field by typing.
    pub async fn type_into(&self, css: &str, text: &str) -> Fallible<()> {
        self.patiently(css, async |field| {
            field.clear().await?;
            field.send_keys(text).await
        })
        .await
    }

    /// Chooses an entry of a list by its value. The pop-up of a list belongs to the system, out of the driver's reach, so
    /// the entry is chosen for it.
    pub async fn choose(&self, css: &str, value: &str) -> Fallible<()> {
        self.wait_for(css).await?;
        let (list, wanted) = (json!(css), json!(value));
        let script = format!(
            "const list = document.querySelector({list});
            list.value = {wanted};
            for (const name of ['input', 'change']) list.dispatchEvent(new Event(name, {{ bubbles: true }}));
            return list.value === {wanted};"
        );
        if self.script(&script).await? == true {
            Ok(())
        } else {
            Err(fail(format!("{css} has no entry {value}")))
        }
    }

    /// What a person reads there.
    pub async fn text(&self, css: &str) -> Fallible<String> {
        let element = self.wait_for(css).await?;
        within(css, element.text()).await
    }

    /// How many things match `css` now.
    pub async fn count(&self, css: &str) -> Fallible<usize> {
        Ok(within(css, self.client.find_all(Locator::Css(css))).await?.len())
    }

    /// Presses keys: `Enter`, `Control+k`.
    pub async fn press(&self, keys: &str) -> Fallible<()> {
        within(keys, self.client.perform_actions(keys::chord(keys)?)).await
    }

    /// Types where the cursor is, without looking for a field first.
    pub async fn type_text(&self, text: &str) -> Fallible<()> {
        within(text, self.client.perform_actions(keys::strokes(text))).await
    }

    /// Walks with the Tab key until the focus is on something that matches `css`.
    pub async fn tab_to(&self, css: &str) -> Fallible<()> {
        let is_there = format!("return Boolean(document.activeElement?.matches({}))", json!(css));
        for _ in 0..MOST_TABS {
            if self.script(&is_there).await? == true {
                return Ok(());
            }
            self.press("Tab").await?;
        }
        Err(self.missing(&format!("the Tab key does not lead to {css}")).await)
    }

    /// Gives the content of the window exactly this size.
    pub async fn resize(&self, width: u32, height: u32) -> Fallible<()> {
        within("resizing", self.client.set_window_size(width, height)).await?;
        self.wait_until(&format!("innerWidth === {width} && innerHeight === {height}")).await
    }

    /// Turns both windows `light` or `dark` and waits until this one is.
    pub async fn set_theme(&self, theme: &str) -> Fallible<()> {
        self.call("prefs.set", json!({ "theme": theme })).await?;
        self.wait_until(&format!("document.documentElement.dataset.theme === {}", json!(theme))).await
    }

    /// Asks for an operation through the window's own door, with the window's own session.
    pub async fn call(&self, op: &str, input: Value) -> Fallible<Value> {
        let script = "const [op, input, done] = arguments;
            window.__TAURI__.core.invoke('call', { op, input }).then((ok) => done({ ok }), (refusal) => done({ refusal }));";
        let mut answer = within(op, self.client.execute_async(script, vec![json!(op), input])).await?;
        match answer.get("refusal") {
            Some(refusal) => Err(fail(format!("{op} was refused: {refusal}"))),
            None => Ok(answer.get_mut("ok").map(Value::take).unwrap_or_default()),
        }
    }

    /// Keeps a picture of the window as it is once it has come to rest.
    pub async fn picture(&self, path: &Path) -> Fallible<()> {
        // Without the two frames some pictures show what was there before.
        let script = "const done = arguments[0];
            const images = [...document.images].filter((image) => !image.complete && image.getClientRects().length);
            const moves = document.getAnimations().filter((move) => Number.isFinite(move.effect?.getComputedTiming().endTime));
            const rest = Promise.allSettled([document.fonts.ready, ...images.map((image) => image.decode()), ...moves.map((move) => move.finished)]);
            const enough = new Promise((tired) => setTimeout(tired, 3000));
            Promise.race([rest, enough]).then(() => requestAnimationFrame(() => requestAnimationFrame(() => done(null))));";
        within("coming to rest", self.client.execute_async(script, vec![])).await?;
        let png = within("taking a picture", self.client.screenshot()).await?;
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        Ok(fs::write(path, png)?)
    }

    /// Shoots the program as `kill -9` or a power cut would, without a word of warning.
    pub async fn kill(self) -> Fallible<()> {
        let pid = self.pid()?;
        Command::new("kill").args(["-KILL", &pid.to_string()]).status()?;
        let until = Instant::now() + PATIENCE;
        while is_running(pid) {
            if Instant::now() > until {
                return Err(fail(format!("process {pid} does not die")));
            }
            tokio::time::sleep(A_MOMENT).await;
        }
        Ok(())
    }

    /// The program's process.
    pub fn pid(&self) -> Fallible<u32> {
        let is_program =
            |pid: &u32| fs::read_link(format!("/proc/{pid}/exe")).is_ok_and(|file| file == self.binary);
        descendants_of(self.driver.pid())
            .into_iter()
            .find(is_program)
            .ok_or_else(|| fail("the program does not run"))
    }

    /// Runs a script in the window and answers with what it returns.
    pub async fn script(&self, script: &str) -> Fallible<Value> {
        within(script, self.client.execute(script, vec![])).await
    }

    /// Does something with an element, as a person would: if it is drawn anew, moving or covered just then, once more.
    async fn patiently(&self, css: &str, act: impl AsyncFn(Element) -> Result<(), CmdError>) -> Fallible<()> {
        let until = Instant::now() + PATIENCE;
        loop {
            let element = self.wait_for(css).await?;
            match within(css, act(element)).await {
                Err(_) if Instant::now() < until => tokio::time::sleep(A_MOMENT).await,
                answer => return answer,
            }
        }
    }

    async fn missing(&self, what: &str) -> crate::Failure {
        let seen = self.script("return location.hash + '\\n' + document.body.innerText").await;
        let seen = seen.ok().and_then(|text| text.as_str().map(str::to_owned)).unwrap_or_default();
        fail(format!("{what}. The window shows:\n{}", seen.chars().take(1_500).collect::<String>()))
    }
}

fn start_driver(folder: &Path, display: &str, port: u16) -> Fallible<Watchdog> {
    let home = folder.join("driver");
    fs::create_dir_all(&home)?;
    let mut driver = Command::new(program("dbus-run-session")?);
    driver.arg("--").arg(program("WebKitWebDriver")?).arg(format!("--port={port}"));
    driver.env("DISPLAY", display).env("TAURI_WEBVIEW_AUTOMATION", "true").env_remove("WAYLAND_DISPLAY");
    for (variable, place) in
        [("XDG_DATA_HOME", "share"), ("XDG_CONFIG_HOME", "config"), ("XDG_CACHE_HOME", "cache")]
    {
        driver.env(variable, folder.join(place));
    }
    Watchdog::start(&driver, &home.join("log"), &home)
}

async fn connect(port: u16, wanted: Capabilities) -> Fallible<Client> {
    let address = format!("http://127.0.0.1:{port}");
    while tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_err() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    Ok(ClientBuilder::new(HttpConnector::new()).capabilities(wanted).connect(&address).await?)
}

async fn within<T, E: Into<crate::Failure>>(
    what: &str,
    work: impl Future<Output = Result<T, E>>,
) -> Fallible<T> {
    match tokio::time::timeout(PATIENCE, work).await {
        Ok(answer) => answer.map_err(|why| fail(format!("{what}: {}", why.into()))),
        Err(_) => Err(fail(format!("{what}: no answer in {} seconds", PATIENCE.as_secs()))),
    }
}
