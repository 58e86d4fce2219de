//! Rules about single lines, each with lines that break it and lines that keep it.

use crate::sources::Source;

/// What may not stand where.
pub(crate) struct Rule {
    pub(crate) name: &'static str,
    concerns: fn(&Source) -> bool,
    is_broken_by: fn(&str) -> bool,
    /// (path, line) pairs that must be found.
    pub(crate) broken_by: &'static [(&'static str, &'static str)],
    /// (path, line) pairs that must pass.
    pub(crate) kept_by: &'static [(&'static str, &'static str)],
}

impl Rule {
    /// One sentence for every line that breaks the rule. Comments may say what code may not do.
    pub(crate) fn offences_in(&self, sources: &[Source]) -> Vec<String> {
        let concerned = sources.iter().filter(|source| (self.concerns)(source));
        let lines = concerned.flat_map(|source| {
            (1..).zip(source.text.lines()).map(move |(number, line)| (source, number, line))
        });
        let broken = lines.filter(|(_, _, line)| !is_comment(line) && (self.is_broken_by)(line));
        broken
            .map(|(source, number, line)| format!("{}:{number}: {}: {}", source.path, self.name, line.trim()))
            .collect()
    }
}

pub(crate) const RULES: &[Rule] = &[
    Rule {
        name: "domain knows no clock, chance, database or waiting",
        concerns: |source| {
            source.is_below("crates/market/src/domain/") && source.ends_with(&[".rs"]) && !is_test(source)
        },
        is_broken_by: |line| {
            let banned = [
                "tokio",
                "sqlx",
                "SystemTime",
                "Instant::now",
                "Utc::now",
                "Local::now",
                " rand::",
                "getrandom",
                "now_v7",
                "std::fs",
                "std::net",
                "async fn",
                ".await",
            ];
            holds_any(line, &banned)
        },
        broken_by: &[
            ("crates/market/src/domain/order.rs", "let now = Utc::now();"),
            ("crates/market/src/domain/cart.rs", "pub async fn load() {}"),
            ("crates/market/src/domain/id.rs", "let id = Uuid::now_v7();"),
        ],
        kept_by: &[
            ("crates/market/src/domain/order.rs", "fn pay(&self, now: Micros) -> Paid"),
            ("crates/desk/src/lib.rs", "Utc::now()"),
        ],
    },
    Rule {
        name: "SQL lives in market/db",
        concerns: |source| {
            let is_home =
                ["crates/market/src/db/", "tests/", "bench/"].iter().any(|folder| source.is_below(folder));
            source.ends_with(&[".rs", ".js"]) && !is_home
        },
        is_broken_by: holds_sql,
        broken_by: &[
            ("crates/market/src/ops/cart.rs", r#"tx.exec("delete from cart_line where id = ?", args![id])"#),
            ("crates/sync/src/lib.rs", r#"let sql = "SELECT name FROM store";"#),
            ("crates/desk/src/lib.rs", r#""update store set name = ?""#),
            ("src-tauri/src/main.rs", r#""insert into mail values""#),
        ],
        kept_by: &[
            ("crates/market/src/db/cart.rs", r#""select id from cart_line""#),
            ("ui/manager/import.js", "html`<p>Select a file from your computer.</p>`"),
            ("crates/desk/src/lib.rs", r#""update the store""#),
        ],
    },
    Rule {
        name: "lints are silenced by expect, with a reason",
        concerns: |source| source.ends_with(&[".rs"]) && !is_test(source),
        is_broken_by: |line| holds_any(line, &[concat!("#[", "allow("), concat!("#![", "allow(")]),
        broken_by: &[("crates/desk/src/lib.rs", concat!("#[", "allow(dead_code)]"))],
        kept_by: &[("crates/desk/src/lib.rs", r#"#[expect(clippy::panic, reason = "why")]"#)],
    },
    Rule {
        name: "nothing is left for later",
        concerns: |_| true,
        is_broken_by: |line| holds_any(line, UNFINISHED),
        broken_by: &[
            ("ui/lib/a.js", concat!("run(); // TO", "DO later")),
            ("crates/a/src/b.rs", concat!("unimpl", "emented!()")),
        ],
        kept_by: &[("ui/lib/a.js", "run();")],
    },
    Rule {
        name: "markup goes through the html tag",
        concerns: |source| {
            source.is_below("ui/") && source.path != "ui/lib/html.js" && source.ends_with(&[".js", ".html"])
        },
        is_broken_by: |line| {
            holds_any(
                line,
                &[
                    "innerHTML",
                    "outerHTML",
                    "insertAdjacentHTML",
                    "createContextualFragment",
                    "setHTMLUnsafe",
                    "document.write",
                ],
            )
        },
        broken_by: &[
            ("ui/manager/home.js", "this.innerHTML = name;"),
            ("ui/lib/form.js", "e.insertAdjacentHTML('beforeend', x)"),
        ],
        kept_by: &[
            ("ui/manager/home.js", "render(this, html`<b>${name}</b>`);"),
            ("ui/lib/html.js", "template.innerHTML = text;"),
        ],
    },
    Rule {
        name: "no script, style or handler inside markup",
        concerns: |source| source.is_below("ui/") && source.ends_with(&[".js", ".html"]),
        is_broken_by: |line| {
            holds_any(line, &["<script>", " style=\"", " style=${", "<style"]) || holds_handler(line)
        },
        broken_by: &[
            ("ui/manager.html", "<script>start()</script>"),
            ("ui/lib/a.js", r#"html`<p style="color: red">`"#),
            ("ui/lib/a.js", r#"html`<button onclick="go()">`"#),
        ],
        kept_by: &[
            ("ui/manager.html", r#"<script type="module" src="manager/main.js"></script>"#),
            ("ui/lib/a.js", "root.style.fontSize = size; button.onclick = go;"),
        ],
    },
    Rule {
        name: "windows load nothing from elsewhere",
        concerns: |source| source.is_below("ui/") && source.ends_with(&[".js", ".html", ".css"]),
        is_broken_by: names_a_foreign_host,
        broken_by: &[
            ("ui/manager.html", r#"<link href="https://fonts.example/inter.css">"#),
            ("ui/styles/a.css", "@import url(http://a.example/b.css);"),
        ],
        kept_by: &[
            ("ui/lib/icon.js", r#"const SVG = "http://www.w3.org/2000/svg";"#),
            ("ui/lib/a.js", "// See https://example.org for why."),
            ("ui/manager/rich-text.js", r#"`<a href="https://">${chosen}</a>`"#),
        ],
    },
    Rule {
        name: "only ui/api reaches the shell",
        concerns: |source| source.is_below("ui/") && !source.is_below("ui/api/"),
        is_broken_by: |line| line.contains("__TAURI"),
        broken_by: &[
            ("ui/manager/main.js", "window.__TAURI__.core.invoke('call')"),
            ("ui/lib/a.js", "__TAURI_INTERNALS__"),
        ],
        kept_by: &[
            ("ui/api/shop.js", "window.__TAURI__.core"),
            ("ui/manager/main.js", "await call('app.state')"),
        ],
    },
    Rule {
        name: "a password is masked where it is typed, and a password manager may fill it in",
        concerns: |source| source.is_below("ui/") && source.ends_with(&[".js"]),
        is_broken_by: |line| {
            let is_field =
                line.contains("field(") && holds_any(line, &["name: \"password", "name: \"new_password"]);
            is_field && (!line.contains("type: \"password\"") || line.contains("autocomplete: \"off\""))
        },
        broken_by: &[
            ("ui/lib/door.js", "field({ name: \"password\", label: \"Password\" })"),
            (
                "ui/lib/door.js",
                "field({ name: \"new_password\", type: \"password\", autocomplete: \"off\" })",
            ),
        ],
        kept_by: &[("ui/lib/door.js", "field({ name: \"password\", type: \"password\" })")],
    },
];

/// Put together here, so that this file does not hold them.
const UNFINISHED: &[&str] =
    &[concat!("TO", "DO"), concat!("FIX", "ME"), concat!("todo", "!("), concat!("unimpl", "emented!(")];

/// Tests may measure time, and modules that many tests share are never used whole.
fn is_test(source: &Source) -> bool {
    source.path.contains("/tests/") || source.path.ends_with("/tests.rs")
}

fn holds_any(line: &str, words: &[&str]) -> bool {
    words.iter().any(|word| line.contains(word))
}

fn is_comment(line: &str) -> bool {
    let line = line.trim_start();
    // A comment that puts work off is no comment but a debt.
    ["//", "*", "/*", "--", "<!--"].iter().any(|mark| line.starts_with(mark)) && !holds_any(line, UNFINISHED)
}

/// Whether a string begins with a statement. In lower or upper case, not in title case: that begins a sentence.
fn holds_sql(line: &str) -> bool {
    line.split(['"', '`']).skip(1).map(str::trim_start).any(|text| {
        let is = |verb: &str| text.starts_with(verb) || text.starts_with(&verb.to_uppercase());
        is("select ")
            || is("insert into ")
            || is("delete from ")
            || (is("update ") && text.to_lowercase().contains(" set "))
    })
}

/// Whether an address with a host stands there. The names of XML vocabularies look like one and load nothing.
fn names_a_foreign_host(line: &str) -> bool {
    let hosts = ["http://", "https://"].iter().flat_map(|scheme| line.split(scheme).skip(1));
    let mut foreign = hosts.filter(|host| !host.starts_with("www.w3.org/"));
    foreign.any(|host| host.starts_with(|letter: char| letter.is_ascii_alphanumeric()))
}

/// Whether an attribute such as `onclick="…"` stands in markup.
fn holds_handler(line: &str) -> bool {
    line.split(" on").skip(1).any(|rest| {
        let name = rest.split('=').next().unwrap_or_default();
        let value = rest.get(name.len()..).unwrap_or_default();
        !name.is_empty()
            && name.chars().all(|letter| letter.is_ascii_lowercase())
            && ["=\"", "='", "=${"].iter().any(|sign| value.starts_with(sign))
    })
}
