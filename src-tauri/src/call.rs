//! The one command. The window's label decides which seat asks; nothing the page sends can change that.

use desk::{Refusal, Window};
use serde_json::Value;
use tauri::{Manager, Runtime, WebviewWindow};

use crate::{door::Door, files, links, papers, prefs, shell_ops::read, windows};

/// Asks for one operation.
#[tauri::command]
pub(crate) async fn call<R: Runtime>(
    window: WebviewWindow<R>,
    op: String,
    input: Option<Value>,
) -> Result<Value, Refusal> {
    let seat = seat(window.label()).ok_or_else(Refusal::forbidden)?;
    let input = input.unwrap_or_default();
    let app = window.app_handle();
    match op.as_str() {
        "window.storefront" => only_manager(seat).and_then(|()| windows::show_storefront(app)),
        "window.link" => Ok(links::take(app)),
        "file.choose" => files::choose(&window, read(input)?).await,
        "file.reveal" => files::reveal(only_manager(seat).and_then(|()| read(input))?).await,
        "invoice.open" => papers::open(app, seat, read(input)?).await,
        "invoice.print" => papers::print(app, seat, read(input)?).await,
        "prefs.get" => prefs::get(app),
        "prefs.set" => prefs::set(app, input),
        _ => app.state::<Door>().desk().await?.call(seat, &op, input).await,
    }
}

/// Whose session a window has.
fn seat(label: &str) -> Option<Window> {
    match label {
        windows::MANAGER => Some(Window::Manager),
        windows::STOREFRONT => Some(Window::Storefront),
        _ => None,
    }
}

fn only_manager(seat: Window) -> Result<(), Refusal> {
    if seat == Window::Manager { Ok(()) } else { Err(Refusal::forbidden()) }
}
