//! Descriptions as shopkeepers write them, made safe to show and readable without marks.
//!
//! Shops paste HTML of every kind. What the window shows is only what [`clean`] lets through; it is the one door.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

/// Everything a description may be made of.
const ALLOWED: [&str; 14] =
    ["p", "br", "b", "strong", "i", "em", "u", "ul", "ol", "li", "h3", "h4", "a", "blockquote"];

/// Blocks of other people's pages and the allowed block that keeps their words apart.
const REPLACED: [(&str, &str); 10] = [
    ("div", "p"),
    ("section", "p"),
    ("article", "p"),
    ("tr", "p"),
    ("dt", "p"),
    ("dd", "p"),
    ("h1", "h3"),
    ("h2", "h3"),
    ("h5", "h4"),
    ("h6", "h4"),
];

/// Elements whose contents are not words for a reader.
const DROPPED_WITH_CONTENT: [&str; 12] = [
    "script", "style", "iframe", "noscript", "template", "object", "svg", "math", "head", "title", "select",
    "textarea",
];

/// How deep elements may nest. A parser's time grows with depth, and no description needs more.
const MAX_DEPTH: usize = 100;

/// Elements that hold no others, or that end by themselves when the next one of their kind begins.
const CLOSED_BY_THE_NEXT: [&str; 17] = [
    "br", "img", "hr", "input", "meta", "link", "wbr", "col", "area", "source", "p", "li", "td", "th", "tr",
    "dt", "dd",
];

static STRICT: LazyLock<Builder<'static>> = LazyLock::new(|| builder(HashSet::from(ALLOWED)));

static WITH_FOREIGN_BLOCKS: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut tags = HashSet::from(ALLOWED);
    tags.extend(REPLACED.iter().map(|(from, _)| *from));
    // A row is only recognised as one inside its table.
    tags.extend(["table", "tbody", "thead", "tfoot"]);
    builder(tags)
});

fn builder(tags: HashSet<&'static str>) -> Builder<'static> {
    let mut builder = Builder::empty();
    builder
        .tags(tags)
        .clean_content_tags(HashSet::from(DROPPED_WITH_CONTENT))
        .tag_attributes(HashMap::from([("a", HashSet::from(["href"]))]))
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("noopener nofollow"))
        .strip_comments(true);
    builder
}

/// HTML that is safe to show: paragraphs, lists, small headings, emphasis, quotations and outside links.
///
/// Text without any element becomes paragraphs, one for each block of lines. Cleaning twice changes nothing more.
pub fn clean(html: &str) -> String {
    let html = html.trim();
    if html.is_empty() {
        return String::new();
    }
    if !has_elements(html) || depth_at_most(html) > MAX_DEPTH {
        return settle(&paragraphs(html));
    }
    let mut blocks = WITH_FOREIGN_BLOCKS.clean(html).to_string();
    for (from, to) in REPLACED {
        blocks = blocks.replace(&format!("<{from}>"), &format!("<{to}>"));
        blocks = blocks.replace(&format!("</{from}>"), &format!("</{to}>"));
    }
    let cleaned = settle(&blocks);
    if has_elements(&cleaned) { cleaned } else { settle(&paragraphs(&cleaned)) }
}

/// The words alone, a line for each block: for search and for mails in plain text.
pub fn plain(html: &str) -> String {
    let cleaned = clean(html);
    let mut text = String::with_capacity(cleaned.len());
    let mut rest = cleaned.as_str();
    while let Some((words, after)) = rest.split_once('<') {
        text.push_str(words);
        let (element, behind) = after.split_once('>').unwrap_or((after, ""));
        if is_block(element) {
            text.push('\n');
        }
        rest = behind;
    }
    text.push_str(rest);
    let lines = text.lines().map(unescape);
    let lines: Vec<String> =
        lines.map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    lines.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// The strict pass: whatever was done before, only this output leaves.
fn settle(html: &str) -> String {
    let mut text = STRICT.clean(html).to_string();
    for empty in ["<p></p>", "<h3></h3>", "<h4></h4>"] {
        text = text.replace(empty, "");
    }
    // A no-break space is written &nbsp;, so trimming takes only blanks around the elements.
    let text = text.trim();
    if is_blank(text) { String::new() } else { text.to_owned() }
}

/// True when elements hold no word at all, as in the `<p>&nbsp;</p>` of empty editors.
fn is_blank(html: &str) -> bool {
    let mut is_inside = false;
    let words = html.replace("&nbsp;", "");
    words.chars().all(|c| {
        let is_outside = !is_inside && c != '<';
        is_inside = c == '<' || (is_inside && c != '>');
        !is_outside || c.is_whitespace()
    })
}

/// True when the text holds at least one complete element, so that `5 < 6` and `<3` stay text.
fn has_elements(text: &str) -> bool {
    let mut from = text;
    while let Some((_, after)) = from.split_once('<') {
        if after.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')) {
            return after.contains('>');
        }
        from = after;
    }
    false
}

/// An upper bound of how deep elements nest; an end without a beginning takes nothing off.
fn depth_at_most(html: &str) -> usize {
    let mut open: HashMap<String, usize> = HashMap::new();
    let (mut depth, mut deepest) = (0_usize, 0_usize);
    for after in html.split('<').skip(1) {
        let is_end = after.starts_with('/');
        let name = after.trim_start_matches('/').split(|c: char| !c.is_ascii_alphanumeric()).next();
        let name = name.unwrap_or_default().to_ascii_lowercase();
        if name.is_empty() || CLOSED_BY_THE_NEXT.contains(&name.as_str()) {
            continue;
        }
        let times = open.entry(name).or_default();
        if !is_end {
            *times = times.saturating_add(1);
            depth = depth.saturating_add(1);
            deepest = deepest.max(depth);
        } else if let Some(fewer) = times.checked_sub(1) {
            *times = fewer;
            depth = depth.saturating_sub(1);
        }
    }
    deepest
}

/// Lines become paragraphs at blank lines and line breaks elsewhere.
fn paragraphs(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n").replace('<', "&lt;");
    let mut html = String::with_capacity(text.len().saturating_add(16));
    let mut is_open = false;
    for line in text.lines().map(str::trim) {
        match (line.is_empty(), is_open) {
            (true, true) => html.push_str("</p>"),
            (false, true) => html.push_str("<br>"),
            (false, false) => html.push_str("<p>"),
            (true, false) => {}
        }
        html.push_str(line);
        is_open = !line.is_empty();
    }
    if is_open {
        html.push_str("</p>");
    }
    html
}

fn is_block(element: &str) -> bool {
    let name = element.trim_start_matches('/');
    matches!(name, "p" | "br" | "ul" | "ol" | "li" | "h3" | "h4" | "blockquote")
}

/// Undoes the only escapes that the cleaner writes into text.
fn unescape(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&nbsp;", " ").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_allowed_elements_stay_as_they_are() {
        let html = "<h3>A</h3><h4>B</h4><p>c <b>d</b> <strong>e</strong> <i>f</i> <em>g</em> <u>h</u><br>i</p>\
                    <ul><li>j</li></ul><ol><li>k</li></ol><blockquote>l</blockquote>";

        assert_eq!(clean(html), html, "a shop may use all of these");
    }

    #[test]
    fn nothing_that_runs_or_loads_gets_through() {
        let html = "<p onclick=\"steal()\" style=\"color:red\">a</p><script>alert(1)</script>\
                    <style>p{}</style><iframe src=\"https://x.test\">frame</iframe>\
                    <img src=x onerror=alert(1)><svg><script>alert(2)</script></svg><!-- note -->\
                    <noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>";

        let cleaned = clean(html);

        assert!(cleaned.starts_with("<p>a</p>"), "the words stay: {cleaned}");
        for bad in ["script", "style", "<img", "iframe", "frame", "onclick", "alert(1)\">", "svg", "note"] {
            assert!(!cleaned.contains(bad), "{bad} must be gone from {cleaned}");
        }
    }

    #[test]
    fn links_lead_outside_only_and_pass_nothing_on() {
        let good = clean("<p><a href=\"https://shop.test/a?b=1\" target=_blank id=x>go</a></p>");
        assert_eq!(good, "<p><a href=\"https://shop.test/a?b=1\" rel=\"noopener nofollow\">go</a></p>");
        assert!(
            clean("<a href=\"mailto:a@b.test\">write</a>").contains("mailto:a@b.test"),
            "mail is allowed"
        );
        for href in [
            "javascript:alert(1)",
            "JaVa&#10;Script:alert(1)",
            "data:text/html,x",
            "/etc/passwd",
            "file:///x",
        ] {
            let cleaned = clean(&format!("<p><a href=\"{href}\">go</a></p>"));
            assert!(!cleaned.contains("href"), "{href} must not stay a link: {cleaned}");
            assert!(cleaned.contains(">go</a>"), "the word stays: {cleaned}");
        }
    }

    #[test]
    fn text_without_elements_becomes_paragraphs() {
        assert_eq!(clean("One\r\ntwo\n\n\nThree"), "<p>One<br>two</p><p>Three</p>");
        assert_eq!(clean("Fish & chips, 3 < 5"), "<p>Fish &amp; chips, 3 &lt; 5</p>");
        assert_eq!(clean("I <3 you"), "<p>I &lt;3 you</p>", "a heart is no element");
        assert_eq!(
            clean("under <five euros"),
            "<p>under &lt;five euros</p>",
            "an element that never ends is text"
        );
    }

    #[test]
    fn blocks_of_other_pages_keep_their_words_apart() {
        assert_eq!(clean("<div>one</div><div>two</div>"), "<p>one</p><p>two</p>");
        assert_eq!(clean("<h1>Big</h1><div><p>x</p></div>"), "<h3>Big</h3><p>x</p>");
        assert_eq!(
            clean("<table><tr><td>a</td></tr><tr><td>b</td></tr></table>"),
            "<p>a</p><p>b</p>",
            "a table's rows become paragraphs"
        );
        assert_eq!(clean("<span>just</span> words"), "<p>just words</p>");
    }

    #[test]
    fn what_holds_no_word_is_empty() {
        for html in ["", "  ", "<p></p>", "<p>&nbsp;</p>", "<div><br></div>", "<script>x</script>"] {
            assert_eq!(clean(html), "", "{html:?} says nothing");
        }
    }

    #[test]
    fn cleaning_twice_changes_nothing_more() {
        for html in [
            "plain & simple\n\nmore",
            "<div>a<div>b</div></div>",
            "<p>a<p>b",
            "<b>x",
            "<a href='https://x.test/?q=<p></p>'>y</a>",
            "&lt;script&gt;alert(1)&lt;/script&gt;",
            "<span>1 &lt; 2</span>",
            "<ul><li>a<li>b</ul> tail <br> end",
            "<blockquote><div>q</div></blockquote>",
            "a<br>\n\nb",
        ] {
            let once = clean(html);
            assert_eq!(clean(&once), once, "an export must come back unchanged, from {html:?}");
        }
    }

    #[test]
    fn escaped_elements_stay_text() {
        let cleaned = clean("<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>");
        assert_eq!(cleaned, "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>", "what was text must not wake up");
        let plain_escape = clean("&lt;b&gt;bold&lt;/b&gt;");
        assert_eq!(plain_escape, "<p>&lt;b&gt;bold&lt;/b&gt;</p>");
    }

    #[test]
    fn elements_nested_without_end_are_shown_as_text() {
        for trap in ["<b>", "<b></x>", "<ul></x><li>"] {
            let cleaned = clean(&trap.repeat(8_000));
            assert!(cleaned.starts_with("<p>&lt;"), "{trap} without end would keep the parser busy for long");
        }
        let list = "<ul><li>".repeat(40) + "x";
        assert!(clean(&list).starts_with("<ul>"), "forty levels are fine");
        let many = "<p>a <b>b</b></p><ul><li>c</li></ul>".repeat(500);
        assert!(clean(&many).starts_with("<p>a <b>"), "many elements beside each other are fine");
    }

    #[test]
    fn plain_gives_the_words_alone() {
        let html = "<h3>Tea &amp; cake</h3><p>Two&nbsp;cups,<br>one <b>b</b>ig</p><ul><li>5 &lt; 6</li></ul>";
        assert_eq!(plain(html), "Tea & cake\nTwo cups,\none big\n5 < 6");
        assert_eq!(plain("<script>x</script>"), "");
        assert_eq!(plain("&amp;lt;"), "&lt;", "an escape is undone once");
    }
}
