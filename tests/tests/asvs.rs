//! OWASP ASVS 5.0, the chapters on authentication, sessions and authorization, levels 1 and 2: `Planning/asvs.md` has a row
//! for each item, with the stories that show it or the reason why it does not hold here.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use stories::Fallible;
use stories::places::repository;

/// The items of levels 1 and 2, from the standard's own list (5.0.0, May 2025).
const ITEMS: [&str; 60] = [
    "6.1.1", "6.1.2", "6.1.3", "6.2.1", "6.2.2", "6.2.3", "6.2.4", "6.2.5", "6.2.6", "6.2.7", "6.2.8",
    "6.2.9", "6.2.10", "6.2.11", "6.2.12", "6.3.1", "6.3.2", "6.3.3", "6.3.4", "6.4.1", "6.4.2", "6.4.3",
    "6.4.4", "6.5.1", "6.5.2", "6.5.3", "6.5.4", "6.5.5", "6.6.1", "6.6.2", "6.6.3", "6.8.1", "6.8.2",
    "6.8.3", "6.8.4", "7.1.1", "7.1.2", "7.1.3", "7.2.1", "7.2.2", "7.2.3", "7.2.4", "7.3.1", "7.3.2",
    "7.4.1", "7.4.2", "7.4.3", "7.4.4", "7.4.5", "7.5.1", "7.5.2", "7.6.1", "7.6.2", "8.1.1", "8.1.2",
    "8.2.1", "8.2.2", "8.2.3", "8.3.1", "8.4.1",
];
/// How a row begins that has no story.
const REASONS: [&str; 3] = ["Does not apply: ", "Documented: ", "Not met: "];

/// What the page says of each item, by its number.
fn rows(page: &str) -> Result<BTreeMap<String, String>, String> {
    let mut rows = BTreeMap::new();
    for line in page
        .lines()
        .filter(|line| line.starts_with("| ") && line[2..].starts_with(|sign: char| sign.is_ascii_digit()))
    {
        let cells: Vec<_> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [item, _, _, shown] = cells[..] else { return Err(format!("{line} has not four cells")) };
        if rows.insert(item.to_owned(), shown.to_owned()).is_some() {
            return Err(format!("{item} is there twice"));
        }
    }
    Ok(rows)
}

/// What is wrong with what a row says, given all the source there is.
fn fault(shown: &str, source: &str) -> Option<String> {
    if REASONS.iter().any(|reason| shown.strip_prefix(reason).is_some_and(|why| why.len() > 20)) {
        return None;
    }
    let stories: Vec<_> = shown.split('`').skip(1).step_by(2).collect();
    if stories.is_empty() {
        return Some("names no story and gives no reason".to_owned());
    }
    let is_story = |name: &str| {
        source.contains(&format!("fn {name}(")) || source.contains(&format!("on_both_engines!({name}"))
    };
    let missing: Vec<_> = stories.into_iter().filter(|name| !is_story(name)).collect();
    (!missing.is_empty()).then(|| format!("names stories that are not there: {missing:?}"))
}

fn source_in(folder: &Path, all: &mut String) -> Fallible<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            source_in(&path, all)?;
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            *all += &fs::read_to_string(path)?;
        }
    }
    Ok(())
}

#[test]
fn every_item_has_a_story_or_a_reason() -> Fallible<()> {
    let page = fs::read_to_string(repository().join("Planning/asvs.md"))?;
    let rows = rows(&page).map_err(stories::fail)?;
    let mut source = String::new();
    for folder in ["crates", "tests"] {
        source_in(&repository().join(folder), &mut source)?;
    }

    let missing: Vec<_> = ITEMS.iter().filter(|item| !rows.contains_key(**item)).collect();
    let unknown: Vec<_> = rows.keys().filter(|item| !ITEMS.contains(&item.as_str())).collect();
    let wrong: Vec<_> =
        rows.iter().filter_map(|(item, shown)| Some((item, fault(shown, &source)?))).collect();

    assert!(missing.is_empty(), "without a row: {missing:?}");
    assert!(unknown.is_empty(), "not of these chapters and levels: {unknown:?}");
    assert!(wrong.is_empty(), "{wrong:#?}");
    Ok(())
}

#[test]
fn a_row_without_a_story_or_with_one_that_is_gone_is_seen() {
    let source = "async fn it_holds() {}";
    assert_eq!(fault("`it_holds`", source), None);
    assert_eq!(fault("Does not apply: nobody signs in over the telephone here.", source), None);
    assert!(fault("`it_held`", source).is_some(), "the story is gone");
    assert!(fault("we are careful", source).is_some(), "words are no story");
    assert!(fault("Does not apply: no.", source).is_some(), "that is no reason");
    assert!(rows("| 6.1.1 | 1 | a | b |\n| 6.1.1 | 1 | a | b |").is_err(), "a row twice");
}
