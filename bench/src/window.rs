//! The program in its window against an empty Tauri window: from the start of the process to the first usable screen,
//! and the memory of all its processes.

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use desk::Desk;
use serde_json::json;
use stories::shop::{data, id_of, registration, store_fields};
use stories::watchdog::descendants_of;
use stories::window::{App, Desktop};

use crate::report::Report;
use stories::Fallible;

const ROUNDS: usize = 7;

pub(crate) async fn run(report: &mut Report) -> Fallible<()> {
    Report::heading("Cold start and memory, 10,000 products, against an empty window");
    let folder = stories::places::build_dir()?;
    let (ours, empty) = (folder.join("tradepost"), folder.join("empty-window"));
    if !ours.is_file() || !empty.is_file() {
        println!("not measured: cargo build --release -p tradepost -p empty-window");
        return Ok(());
    }
    let desktop = Desktop::new()?;
    fill(&desktop.data()).await?;
    let mut figures = [vec![], vec![], vec![], vec![]];
    for round in 0..=ROUNDS {
        let [start, memory] = look(&ours, &desktop, "#stage h1").await?;
        let [empty_start, empty_memory] = look(&empty, &Desktop::new()?, "#ready").await?;
        if round > 0 {
            for (list, figure) in figures.iter_mut().zip([start, memory, empty_start, empty_memory]) {
                list.push(figure);
            }
        }
    }
    let [start, memory, empty_start, empty_memory] = figures.map(median);
    report.compare("start to the first usable screen", (start, empty_start), "ms", 1.3);
    report.compare("memory (PSS) of all processes", (memory, empty_memory), "MB", 1.3);
    Ok(())
}

async fn fill(folder: &Path) -> Fallible<()> {
    let desk = Desk::open(folder.to_owned()).await?;
    let manager = desk::Window::Manager;
    desk.call(manager, "account.register", registration("vendor", "vendor")).await?;
    let opened =
        desk.call(manager, "store.save", json!({ "after": store_fields("Lantern Books", "LB-") })).await?;
    let ask = json!({ "store": id_of(&opened), "path": data("books-10k.csv") });
    let batch = desk.call(manager, "import.run", ask).await?["batch"].clone();
    while desk.call(manager, "import.state", json!({ "batch": batch })).await?["runs"][0]["state"]
        == "running"
    {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    desk.close().await;
    Ok(())
}

/// Starts a program, waits until something is there, and lets it come to rest: milliseconds, megabytes.
async fn look(binary: &Path, desktop: &Desktop, css: &str) -> Fallible<[f64; 2]> {
    let app = App::start_program(binary, desktop, &[]).await?;
    while !app.shows(css).await? {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    let seen = SystemTime::now();
    let pid = app.pid()?;
    let start = started(pid)?;
    tokio::time::sleep(Duration::from_secs(2)).await;
    let memory: u64 = [vec![pid], descendants_of(pid)].concat().into_iter().map(pss_kb).sum();
    Ok([seen.duration_since(start)?.as_secs_f64() * 1000.0, memory as f64 / 1024.0])
}

/// When a process began, to a hundredth of a second.
fn started(pid: u32) -> Fallible<SystemTime> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    let ticks: u64 = stat
        .rsplit(')')
        .next()
        .and_then(|rest| rest.split_whitespace().nth(19))
        .ok_or_else(|| stories::fail("no start"))?
        .parse()?;
    let uptime: f64 = fs::read_to_string("/proc/uptime")?
        .split_whitespace()
        .next()
        .ok_or_else(|| stories::fail("no uptime"))?
        .parse()?;
    let boot = SystemTime::now() - Duration::from_secs_f64(uptime);
    Ok(boot + Duration::from_millis(ticks * 10))
}

fn pss_kb(pid: u32) -> u64 {
    let rollup = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).unwrap_or_default();
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(0.0)
}
