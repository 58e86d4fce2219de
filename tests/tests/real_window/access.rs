//! What everybody needs who does not see the screen or does not use a mouse.

use stories::{Fallible, window::App};

/// Everything in sight that can be used and has no name, or shares an id with something else.
const NAMELESS: &str = "
    const seen = (one) => one.checkVisibility() && !one.closest('[aria-hidden=true]');
    const named = (one) => one.getAttribute('aria-label')?.trim() || one.title.trim()
        || (one.getAttribute('aria-labelledby') ?? '').split(' ').some((id) => document.getElementById(id)?.textContent.trim());
    const labelled = (one) => named(one) || [...(one.labels ?? [])].some((label) => label.textContent.trim());
    const told = (one) => named(one) || one.textContent.trim() || one.querySelector('img[alt]:not([alt=\"\"])');
    const all = (css) => [...document.querySelectorAll(css)].filter(seen);
    const ids = all('[id]').map((one) => one.id);
    const wrong = [
        ...all('input:not([type=hidden]), select, textarea, [contenteditable=true]').filter((one) => !labelled(one)),
        ...all('button, a[href], summary, [role=button], [role=option]').filter((one) => !told(one)),
        ...all('dialog[open]').filter((one) => !named(one)),
        ...all('img').filter((one) => !one.hasAttribute('alt')),
        ...all('[id]').filter((one) => ids.indexOf(one.id) !== ids.lastIndexOf(one.id)),
    ];
    return wrong.map((one) => one.outerHTML.slice(0, 160)).join('\\n')";

/// Whether a person sees where the focus is; a field may leave the ring to the frame around it.
const HAS_RING: &str = "
    const one = document.activeElement;
    if (!one || one === document.body) return 'nothing has the focus';
    const looks = [one, ...(one.matches('input') ? [one.parentElement] : [])].map((each) => getComputedStyle(each));
    const ring = looks.some((look) => (look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) > 0) || look.boxShadow !== 'none');
    return ring && one.checkVisibility() ? '' : one.outerHTML.slice(0, 160)";

/// Every input has a label, every control a name, every picture its words, every id one owner.
pub(crate) async fn is_usable(app: &App, screen: &str) -> Fallible<()> {
    let nameless = app.script(NAMELESS).await?;
    assert_eq!(
        nameless,
        "",
        "on {screen} everybody must know what this is:\n{}",
        nameless.as_str().unwrap_or_default()
    );
    Ok(())
}

/// Walks on with the Tab key and looks at every stop whether it can be seen.
pub(crate) async fn shows_where_the_focus_is(app: &App, stops: usize) -> Fallible<()> {
    for stop in 1..=stops {
        app.press("Tab").await?;
        let hidden = app.script(HAS_RING).await?;
        assert_eq!(
            hidden,
            "",
            "stop {stop} of the Tab key shows its focus: {}",
            hidden.as_str().unwrap_or_default()
        );
    }
    Ok(())
}
