//! Letters as files: complete, once, and only for the one who runs the program.

use std::{fs, os::unix::fs::PermissionsExt, path::Path};

use post::{Carrier, Kind, Letter, mime};
use stories::Fallible;
use tempfile::TempDir;
use tokio::task::JoinSet;

use crate::fixture::{failure, letter};

const NAME: &str = "20260801T101112123456Z-0198a1b2-c3d4-7e5f-8a6b-123456789abc.eml";

fn names(folder: &Path) -> Fallible<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

#[tokio::test]
async fn the_same_letter_twice_leaves_one_file() -> Fallible<()> {
    let home = TempDir::new()?;
    let folder = home.path().join("mails/of the shop");
    let carrier = Carrier::Folder(folder.clone());

    let first = carrier.deliver(&letter()).await?;
    let second = carrier.deliver(&letter()).await?;

    assert_eq!(names(&folder)?, [NAME], "one letter, one file, no draft beside it");
    assert_eq!(first, second, "and one answer");
    assert!(first.answer.contains(NAME), "the answer says where: {}", first.answer);
    let file = folder.join(NAME);
    assert!(fs::read(&file)? == mime(&letter())?, "the file is the mail");
    assert_eq!(fs::metadata(&file)?.permissions().mode() & 0o077, 0, "nobody else reads it");
    Ok(())
}

#[tokio::test]
async fn one_letter_delivered_ten_times_at_once_is_whole() -> Fallible<()> {
    let home = TempDir::new()?;
    let mut couriers = JoinSet::new();
    for _ in 0..10 {
        let carrier = Carrier::Folder(home.path().to_owned());
        couriers.spawn(async move { carrier.deliver(&letter()).await });
    }

    let outcomes = couriers.join_all().await;

    assert!(outcomes.iter().all(Result::is_ok), "no courier trips over another: {outcomes:?}");
    assert_eq!(names(home.path())?, [NAME], "one file and no drafts");
    assert!(fs::read(home.path().join(NAME))? == mime(&letter())?, "never half a letter");
    Ok(())
}

#[tokio::test]
async fn letters_of_the_same_moment_keep_apart() -> Fallible<()> {
    let home = TempDir::new()?;
    let carrier = Carrier::Folder(home.path().to_owned());
    let other = Letter { id: "0198a1b2-c3d4-7e5f-8a6b-cba987654321".to_owned(), ..letter() };

    carrier.deliver(&letter()).await?;
    carrier.deliver(&other).await?;

    assert_eq!(names(home.path())?.len(), 2, "two letters, two files");
    Ok(())
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_is_waited_out() -> Fallible<()> {
    let home = TempDir::new()?;
    let file = home.path().join("a file");
    fs::write(&file, "in the way")?;

    let outcome = Carrier::Folder(file.join("mails")).deliver(&letter()).await;

    let failure = failure(outcome)?;
    assert_eq!(failure.kind, Kind::Passing, "somebody can clear the way");
    assert!(failure.reason.contains("a file"), "the reason names the folder: {}", failure.reason);
    assert_eq!(names(home.path())?, ["a file"], "nothing is left behind");
    Ok(())
}

#[tokio::test]
async fn a_draft_that_cannot_be_finished_is_taken_away() -> Fallible<()> {
    let home = TempDir::new()?;
    // A folder stands where the file shall go, so that the last step fails.
    fs::create_dir(home.path().join(NAME))?;

    let outcome = Carrier::Folder(home.path().to_owned()).deliver(&letter()).await;

    assert_eq!(failure(outcome)?.kind, Kind::Passing);
    assert_eq!(names(home.path())?, [NAME], "the draft is gone");
    Ok(())
}
