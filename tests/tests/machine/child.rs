//! A story of this very program in a process of its own, killed where it stands.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

const FOLDER: &str = "TRADEPOST_STORY_FOLDER";

/// The folder to work in, if this process is such a child.
pub(crate) fn folder() -> Option<PathBuf> {
    std::env::var_os(FOLDER).map(PathBuf::from)
}

/// Tells the one who watches.
pub(crate) fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "said {line}").unwrap();
    out.flush().unwrap();
}

/// Runs a story in a child, kills it as soon as it has said what is waited for, and answers with all it said.
pub(crate) async fn killed_at(
    story: &'static str,
    folder: &Path,
    is_it: impl Fn(&str) -> bool + Send + 'static,
) -> Vec<String> {
    let folder = folder.to_owned();
    tokio::task::spawn_blocking(move || watch(story, &folder, is_it)).await.unwrap()
}

fn watch(story: &str, folder: &Path, is_it: impl Fn(&str) -> bool) -> Vec<String> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args([story, "--exact", "--nocapture"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let (tell, heard) = mpsc::channel();
    let reader = std::thread::spawn(move || {
        for line in lines.map_while(Result::ok) {
            if let Some(said) = line.strip_prefix("said ") {
                let _ = tell.send(said.to_owned());
            }
        }
    });
    let mut said = Vec::new();
    while !said.last().is_some_and(|line: &String| is_it(line)) {
        said.push(heard.recv_timeout(Duration::from_mins(2)).expect("the child comes so far"));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    reader.join().unwrap();
    said.extend(heard.try_iter());
    said
}
