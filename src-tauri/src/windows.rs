//! The two windows: how they look when they open, and how they come to the front.

use desk::Refusal;
use serde_json::{Value, json};
use tauri::{
    AppHandle, Manager, Runtime, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder,
    webview::NewWindowResponse,
};
use tauri_plugin_opener::OpenerExt;

use crate::{
    guard::{Way, way_to},
    prefs,
};

/// The label of the window for vendors and operators.
pub(crate) const MANAGER: &str = "manager";
/// The label of the window for buyers and visitors.
pub(crate) const STOREFRONT: &str = "storefront";

/// `window.storefront`: opens the storefront or brings it to the front.
pub(crate) fn show_storefront<R: Runtime>(app: &AppHandle<R>) -> Result<Value, Refusal> {
    show(app, STOREFRONT).map_err(|why| Refusal::broken(&why))?;
    Ok(json!({}))
}

/// Opens a window or brings it to the front.
pub(crate) fn show<R: Runtime>(app: &AppHandle<R>, label: &'static str) -> tauri::Result<()> {
    let Some(window) = app.get_webview_window(label) else { return open(app, label).map(drop) };
    window.unminimize()?;
    window.show()?;
    window.set_focus()
}

fn open<R: Runtime>(app: &AppHandle<R>, label: &'static str) -> tauri::Result<WebviewWindow<R>> {
    let (title, page) = match label {
        STOREFRONT => ("Tradepost Storefront", "storefront.html"),
        _ => ("Tradepost", "manager.html"),
    };
    let (clicked, wished) = (app.clone(), app.clone());
    WebviewWindowBuilder::new(app, label, WebviewUrl::App(page.into()))
        .title(title)
        .inner_size(1280.0, 800.0)
        .min_inner_size(960.0, 640.0)
        .center()
        .theme(prefs::current(app).theme())
        .devtools(cfg!(debug_assertions))
        .on_navigation(move |url| match way_to(url, page) {
            Way::Page => true,
            way => follow(&clicked, way, url),
        })
        .on_new_window(move |url, _| {
            follow(&wished, way_to(&url, page), &url);
            NewWindowResponse::Deny
        })
        .on_download(|_, _| false)
        .build()
}

/// Hands a link to the system's browser or mail program; the window stays where it is.
fn follow<R: Runtime>(app: &AppHandle<R>, way: Way, url: &Url) -> bool {
    if way == Way::Outside
        && let Err(why) = app.opener().open_url(url.as_str(), None::<&str>)
    {
        tracing::warn!(%why, "a link could not be opened");
    }
    false
}
