//! Rules of the source that no compiler checks: who may depend on whom, where SQL lives, what a window may do.

#[path = "source_rules/arrows.rs"]
mod arrows;
#[path = "source_rules/lines.rs"]
mod lines;
#[path = "source_rules/modules.rs"]
mod modules;
#[path = "source_rules/sources.rs"]
mod sources;

use std::{
    collections::BTreeSet,
    fs,
    io::{Write, stdout},
};

use sources::{Source, sources};
use stories::{Fallible, places::repository};

#[test]
fn every_line_keeps_the_rules() -> Fallible<()> {
    let sources = sources()?;
    assert!(sources.len() > 50, "the search found only {} files: it looks in the wrong place", sources.len());

    let offences: Vec<_> = lines::RULES.iter().flat_map(|rule| rule.offences_in(&sources)).collect();

    assert!(offences.is_empty(), "{} lines break a rule:\n{}", offences.len(), offences.join("\n"));
    Ok(())
}

#[test]
fn every_rule_can_fail_and_can_be_kept() {
    for rule in lines::RULES {
        for (path, line) in rule.broken_by {
            assert!(
                !rule.offences_in(&[Source::new(path, line)]).is_empty(),
                "{}: {path}: {line} passes",
                rule.name
            );
        }
        for (path, line) in rule.kept_by {
            let offences = rule.offences_in(&[Source::new(path, line)]);
            assert!(offences.is_empty(), "a good line is refused: {offences:?}");
        }
    }
}

#[test]
fn a_page_names_every_module_of_its_window() -> Fallible<()> {
    let offences = modules::offences_in(&sources()?);

    assert!(offences.is_empty(), "{}", offences.join("\n"));
    Ok(())
}

#[test]
fn a_module_that_is_left_out_or_named_in_vain_is_seen() {
    let page = "<link rel=\"modulepreload\" href=\"manager/old.js\">";
    let window = [
        Source::new("ui/manager.html", page),
        Source::new("ui/manager/main.js", "import { a } from \"../lib/a.js\";"),
        Source::new("ui/lib/a.js", "import \"./b.js\";"),
    ];

    let offences = modules::offences_in(&window);

    assert_eq!(offences.len(), 3, "two are left out, one is named in vain: {offences:?}");
}

#[test]
fn arrows_between_crates_point_down_only() -> Fallible<()> {
    let offences = arrows::offences_in(&sources()?);

    assert!(offences.is_empty(), "{}", offences.join("\n"));
    Ok(())
}

#[test]
fn an_arrow_that_points_up_is_seen() {
    let cases = [
        (
            "crates/papers/Cargo.toml",
            "[package]\nname = \"papers\"\n[dependencies]\nmarket.workspace = true\n",
        ),
        (
            "crates/market/Cargo.toml",
            "[package]\nname = \"market\"\n[dependencies]\nsync = { path = \"../sync\" }\n",
        ),
        ("crates/sync/Cargo.toml", "[package]\nname = \"sync\"\n[dependencies]\ntauri.workspace = true\n"),
        ("crates/attic/Cargo.toml", "[package]\nname = \"attic\"\n"),
    ];
    for (path, text) in cases {
        assert_eq!(
            arrows::offences_in(&[Source::new(path, text)]).len(),
            1,
            "{path} points up and nobody says so"
        );
    }
    let tested = "[package]\nname = \"papers\"\n[dev-dependencies]\nserde_json.workspace = true\n";
    assert!(
        arrows::offences_in(&[Source::new("crates/papers/Cargo.toml", tested)]).is_empty(),
        "a good crate is refused"
    );
}

#[test]
fn migrations_are_twins() -> Fallible<()> {
    let names = |engine: &str| -> Fallible<BTreeSet<_>> {
        let files = fs::read_dir(repository().join("migrations").join(engine))?;
        Ok(files.map(|file| file.map(|file| file.file_name())).collect::<Result<_, _>>()?)
    };
    let (sqlite, mariadb) = (names("sqlite")?, names("mariadb")?);

    let alone: Vec<_> = sqlite.symmetric_difference(&mariadb).collect();

    assert!(!sqlite.is_empty(), "there are migrations");
    assert!(alone.is_empty(), "these exist for one engine only: {alone:?}");
    Ok(())
}

/// Long files are not wrong, but each is a place to ask whether it holds two subjects.
#[test]
fn long_files_are_pointed_out() -> Fallible<()> {
    let sources = sources()?;
    let mut long: Vec<_> = sources.iter().filter(|source| source.is_long()).collect();
    long.sort_by_key(|source| std::cmp::Reverse(source.text.lines().count()));
    for source in long {
        writeln!(stdout(), "long: {} has {} lines", source.path, source.text.lines().count())?;
    }
    assert!(Source::new("a.js", &"x\n".repeat(201)).is_long(), "201 lines of JavaScript are long");
    assert!(!Source::new("a.rs", &"x\n".repeat(400)).is_long(), "400 lines of Rust are not");
    Ok(())
}
