//! Which crate may lean on which. The picture is in `Planning/architecture.md`.

use crate::sources::Source;

/// Each crate of the house and the ones it may use.
const FLOORS: [(&str, &[&str]); 9] = [
    ("papers", &[]),
    ("post", &["market", "papers"]),
    ("market", &["papers"]),
    ("sync", &["market", "papers"]),
    ("accounts", &["market", "sync"]),
    ("desk", &["accounts", "market", "papers", "post", "remote", "sync"]),
    ("remote", &["market", "sync"]),
    ("hub", &["accounts", "market", "papers", "post", "sync"]),
    ("tradepost", &["desk"]),
];

/// What only the outermost floor may touch.
const SHELLS: [&str; 2] = ["tauri", "axum"];

/// One sentence for every arrow that points up or sideways.
pub(crate) fn offences_in(sources: &[Source]) -> Vec<String> {
    let is_house = |source: &&Source| source.is_below("crates/") || source.is_below("src-tauri/");
    let manifests = sources.iter().filter(is_house).filter(|source| source.path.ends_with("/Cargo.toml"));
    manifests.flat_map(offences_of).collect()
}

fn offences_of(manifest: &Source) -> Vec<String> {
    let name = manifest.text.lines().find_map(|line| line.strip_prefix("name = ")).unwrap_or_default();
    let name = name.trim_matches('"');
    let Some((_, allowed)) = FLOORS.iter().find(|(floor, _)| *floor == name) else {
        return vec![format!(
            "{}: on which floor does {name} stand? Say it in source_rules/arrows.rs",
            manifest.path
        )];
    };
    let is_outermost = matches!(name, "tradepost" | "hub");
    let used = dependencies(&manifest.text);
    let upward =
        used.iter().filter(|used| FLOORS.iter().any(|(floor, _)| floor == *used) && !allowed.contains(used));
    let shells =
        used.iter().filter(|used| !is_outermost && SHELLS.iter().any(|shell| used.starts_with(shell)));
    upward.chain(shells).map(|used| format!("{name} must not use {used}")).collect()
}

/// The names under `[dependencies]`; tests may lean on more.
fn dependencies(manifest: &str) -> Vec<&str> {
    let lines = manifest.lines().skip_while(|line| *line != "[dependencies]").skip(1);
    let names = lines.take_while(|line| !line.starts_with('[')).filter(|line| !line.starts_with('#'));
    names.filter_map(|line| line.split(['.', ' ', '=']).next()).filter(|name| !name.is_empty()).collect()
}
