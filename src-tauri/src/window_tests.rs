//! The windows' rights, tried without a screen: the same program on tauri's stand-in for a window system.

use desk::Code;
use serde_json::{Value, json};
use tauri::{
    App, Manager, WebviewUrl, WebviewWindow, WebviewWindowBuilder,
    ipc::{CallbackFn, InvokeBody},
    test::{INVOKE_KEY, MockRuntime, get_ipc_response, mock_builder},
    webview::InvokeRequest,
};
use tempfile::TempDir;

use crate::{
    door::Door,
    pictures,
    program::{behind, context},
    windows::{MANAGER, STOREFRONT, show},
};

type Fallible = Result<(), Box<dyn std::error::Error>>;

/// The program on a fresh folder; the folder goes when it is dropped.
pub(crate) fn program() -> Result<(App<MockRuntime>, TempDir), Box<dyn std::error::Error>> {
    let folder = TempDir::with_prefix("tradepost-shell-")?;
    let (door, opening) = Door::to(folder.path().to_owned());
    tauri::async_runtime::spawn(opening);
    Ok((behind(door, mock_builder()).build(context())?, folder))
}

fn ask(window: &WebviewWindow<MockRuntime>, command: &str, body: Value) -> Result<Value, Value> {
    let origin = if cfg!(windows) { "http://tauri.localhost" } else { "tauri://localhost" };
    let url = origin.parse().map_err(|_| Value::Null)?;
    let request = InvokeRequest {
        cmd: command.to_owned(),
        callback: CallbackFn(0),
        error: CallbackFn(1),
        url,
        body: InvokeBody::Json(body),
        headers: tauri::http::HeaderMap::new(),
        invoke_key: INVOKE_KEY.to_owned(),
    };
    get_ipc_response(window, request)?.deserialize().map_err(|why| json!(why.to_string()))
}

pub(crate) fn op(window: &WebviewWindow<MockRuntime>, op: &str, input: &Value) -> Result<Value, Value> {
    ask(window, "call", json!({ "op": op, "input": input }))
}

pub(crate) fn code(answer: Result<Value, Value>) -> Option<Value> {
    answer.err()?.get("code").cloned()
}

pub(crate) fn window(
    app: &App<MockRuntime>,
    label: &'static str,
) -> Result<WebviewWindow<MockRuntime>, String> {
    show(app.handle(), label).map_err(|why| why.to_string())?;
    app.get_webview_window(label).ok_or_else(|| format!("there is no {label}"))
}

#[test]
fn both_windows_may_use_the_door() -> Fallible {
    let (app, _folder) = program()?;
    for label in [MANAGER, STOREFRONT] {
        let answer = op(&window(&app, label)?, "prefs.get", &json!({}));
        assert_eq!(
            answer,
            Ok(json!({ "theme": "system", "font_scale": 100 })),
            "{label} reads its theme first of all"
        );
    }
    Ok(())
}

#[test]
fn nothing_but_the_door_is_open() -> Fallible {
    let (app, _folder) = program()?;
    let commands = [
        "frob",
        "plugin:dialog|open",
        "plugin:opener|open_url",
        "plugin:opener|open_path",
        "plugin:store|load",
        "plugin:event|emit",
        "plugin:window|close",
        "plugin:webview|create_webview_window",
        "plugin:path|resolve_directory",
    ];
    for label in [MANAGER, STOREFRONT] {
        let window = window(&app, label)?;
        for command in commands {
            let refused = ask(&window, command, json!({})).err().unwrap_or_default();
            let said = refused.as_str().unwrap_or_default();
            assert!(
                said.contains("not allowed") || said.contains("not found"),
                "{label} may {command}: {refused}"
            );
        }
    }
    Ok(())
}

#[test]
fn a_window_without_rights_has_no_door() -> Fallible {
    let (app, _folder) = program()?;
    let stranger =
        WebviewWindowBuilder::new(&app, "stranger", WebviewUrl::App("manager.html".into())).build()?;

    let answer = op(&stranger, "prefs.get", &json!({}));

    assert!(answer.is_err(), "a label without a capability may ask nothing: {answer:?}");
    Ok(())
}

#[test]
fn the_label_decides_the_seat_whatever_the_page_says() -> Fallible {
    let (app, _folder) = program()?;
    let storefront = window(&app, STOREFRONT)?;

    let lie = json!({ "op": "window.storefront", "input": {}, "window": "manager", "label": "manager" });

    let forbidden = serde_json::to_value(Code::Forbidden)?;
    assert_eq!(
        code(ask(&storefront, "call", lie)),
        Some(forbidden.clone()),
        "only the manager opens windows"
    );
    assert_eq!(
        code(op(&storefront, "file.reveal", &json!({ "path": "/" }))),
        Some(forbidden),
        "nor shows folders"
    );
    assert_eq!(
        op(&window(&app, MANAGER)?, "window.storefront", &Value::Null),
        Ok(json!({})),
        "the manager does"
    );
    Ok(())
}

#[test]
fn a_theme_set_in_one_window_holds_in_the_other() -> Fallible {
    let (app, folder) = program()?;
    let (manager, storefront) = (window(&app, MANAGER)?, window(&app, STOREFRONT)?);

    let set = op(&storefront, "prefs.set", &json!({ "theme": "dark" }));

    assert_eq!(set, op(&manager, "prefs.get", &Value::Null), "both windows read the same prefs");
    assert!(folder.path().join("prefs.json").is_file(), "and so does the next start");
    Ok(())
}

#[test]
fn input_that_is_not_understood_is_refused() -> Fallible {
    let (app, _folder) = program()?;
    let manager = window(&app, MANAGER)?;
    let invalid = Some(serde_json::to_value(Code::Invalid)?);
    assert_eq!(
        code(op(&manager, "file.choose", &json!({ "kind": "exe" }))),
        invalid,
        "there is no such dialog"
    );
    assert_eq!(code(op(&manager, "invoice.open", &json!({}))), invalid, "which invoice?");
    assert_eq!(code(op(&manager, "file.reveal", &json!({ "path": 1 }))), invalid, "a path is text");
    Ok(())
}

#[test]
fn an_unknown_picture_is_not_found() -> Fallible {
    let (app, _folder) = program()?;
    let door = app.state::<Door>().inner().clone();
    let answer = tauri::async_runtime::block_on(pictures::answer(&door, "/00ff/thumb"));
    assert_eq!(answer.status(), 404, "the window shows its own stand-in");
    Ok(())
}
