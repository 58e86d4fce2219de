//! A window's page names every module the window is made of, so that they are read at once and not one behind the other.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use crate::sources::Source;

const PAGES: [(&str, &str); 2] =
    [("ui/manager.html", "ui/manager/main.js"), ("ui/storefront.html", "ui/storefront/main.js")];

/// What a page leaves out, or names in vain.
pub(crate) fn offences_in(sources: &[Source]) -> Vec<String> {
    let texts: BTreeMap<_, _> = sources.iter().map(|one| (one.path.as_str(), one.text.as_str())).collect();
    let mut offences = Vec::new();
    for (page, main) in PAGES {
        let Some(text) = texts.get(page) else { continue };
        let named: BTreeSet<String> = quoted_behind(text, "<link rel=\"modulepreload\" href=\"")
            .map(|module| format!("ui/{module}"))
            .collect();
        let needed = needed_by(main, &texts);
        offences.extend(needed.difference(&named).map(|module| format!("{page} does not name {module}")));
        offences.extend(named.difference(&needed).map(|module| format!("{page} names {module} in vain")));
    }
    offences
}

/// The modules reached from one, itself left out.
fn needed_by(main: &str, texts: &BTreeMap<&str, &str>) -> BTreeSet<String> {
    let (mut needed, mut left) = (BTreeSet::new(), vec![main.to_owned()]);
    while let Some(module) = left.pop() {
        let text = texts.get(module.as_str()).copied().unwrap_or_default();
        let lines = text.lines().filter(|line| line.starts_with("import") || line.starts_with("export"));
        let folder = Path::new(&module).parent().unwrap_or(Path::new(""));
        for line in lines {
            for path in quoted_behind(line, "from \"").chain(quoted_behind(line, "import \"")) {
                let other = tidy(&folder.join(path));
                if other != main && needed.insert(other.clone()) {
                    left.push(other);
                }
            }
        }
    }
    needed
}

fn quoted_behind<'a>(text: &'a str, mark: &'a str) -> impl Iterator<Item = &'a str> {
    text.split(mark).skip(1).filter_map(|rest| rest.split('"').next())
}

fn tidy(path: &Path) -> String {
    let mut tidy = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(tidy.pop()),
            Component::Normal(name) => tidy.push(name),
            _ => {}
        }
    }
    tidy.to_string_lossy().replace('\\', "/")
}
