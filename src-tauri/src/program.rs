//! The program with windows: its plugins, the order of its start, and its end.
//!
//! The window is created first and the data is opened meanwhile, so that the first screen does not wait for it.

use std::{
    ffi::OsString,
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::atomic::{AtomicBool, Ordering::SeqCst},
};

use tauri::{AppHandle, Builder, Manager, RunEvent, Runtime, WindowEvent, Wry};
use tauri_plugin_window_state::StateFlags;

use crate::{
    arguments::{self, Start, Wanted},
    call, cli,
    door::Door,
    links, news, papers, pictures, windows,
};

type Begun = Result<(), Box<dyn std::error::Error>>;

/// How far the end of the program has come.
#[derive(Default)]
struct End {
    has_begun: AtomicBool,
    /// The desk is closed and the program may go.
    is_reached: AtomicBool,
}

/// Opens the windows and stays until the person closes them.
pub(crate) fn run(start: &Start) -> ExitCode {
    let Some(data) = start.data.clone().or_else(usual_place) else {
        return cli::usage("This computer names no folder for a person's data; say where with --data.");
    };
    if !has_screen() {
        return cli::usage(
            "There is no screen to open a window on: neither DISPLAY nor WAYLAND_DISPLAY is set.",
        );
    }
    let data = std::path::absolute(&data).unwrap_or(data);
    // One program for each folder of data; it must come first to see the second start before anything else.
    let alone = tauri_plugin_single_instance::Builder::new()
        .dbus_id(instance_of(&data, start.data.is_some()))
        .callback(|app, words, _| come_forward(app, words))
        .build();
    let (door, opening) = Door::to(data);
    let builder = behind(door, Builder::<Wry>::default().plugin(alone));
    let start = start.clone();
    let built = builder.setup(move |app| begin(app.handle(), opening, start)).build(context());
    match built {
        Ok(app) => {
            app.run(|app, event| on_event(app, &event));
            ExitCode::SUCCESS
        }
        Err(why) => cli::usage(&format!("The window cannot be opened: {why}.")),
    }
}

/// Without this look the window system would end the program with an accident instead of a sentence.
fn has_screen() -> bool {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY")
}

/// Where the data is unless the person says otherwise.
pub(crate) fn usual_place() -> Option<PathBuf> {
    dirs::data_dir().map(|folder| folder.join("tradepost"))
}

/// The configuration, the pages and the rights of the windows, as they were built in.
pub(crate) fn context<R: Runtime>() -> tauri::Context<R> {
    tauri::generate_context!()
}

/// The program in front of a door, but for the single instance, which tests cannot have.
pub(crate) fn behind<R: Runtime>(door: Door, builder: Builder<R>) -> Builder<R> {
    let remembered = StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED;
    builder
        .manage(door)
        .manage(End::default())
        .manage(links::Waiting::default())
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_opener::Builder::new().open_js_links_on_click(false).build())
        .plugin(tauri_plugin_store::Builder::new().build())
        .plugin(tauri_plugin_window_state::Builder::new().with_state_flags(remembered).build())
        .invoke_handler(tauri::generate_handler![call::call])
        .register_asynchronous_uri_scheme_protocol("picture", |context, request, answers| {
            let door = context.app_handle().state::<Door>().inner().clone();
            tauri::async_runtime::spawn(async move {
                answers.respond(pictures::answer(&door, request.uri().path()).await);
            });
        })
}

/// The start: the window first, the data meanwhile.
fn begin(app: &AppHandle, opening: impl Future<Output = ()> + Send + 'static, start: Start) -> Begun {
    let door = app.state::<Door>().inner().clone();
    app.state::<links::Waiting>().put(start.link);
    windows::show(app, if start.is_storefront { windows::STOREFRONT } else { windows::MANAGER })?;
    tauri::async_runtime::spawn(news::forward(app.clone(), door.clone()));
    tauri::async_runtime::spawn(async move {
        papers::clear(door.data()).await;
        opening.await;
    });
    Ok(())
}

fn on_event(app: &AppHandle, event: &RunEvent) {
    match event {
        // The storefront is opened from the manager and leaves with it.
        RunEvent::WindowEvent { label, event: WindowEvent::Destroyed, .. } if label == windows::MANAGER => {
            app.exit(0);
        }
        RunEvent::ExitRequested { api, .. } if !app.state::<End>().is_reached.load(SeqCst) => {
            api.prevent_exit();
            if !app.state::<End>().has_begun.swap(true, SeqCst) {
                tauri::async_runtime::spawn(end(app.clone()));
            }
        }
        _ => {}
    }
}

async fn end(app: AppHandle) {
    if let Some(storefront) = app.get_webview_window(windows::STOREFRONT)
        && let Err(why) = storefront.close()
    {
        tracing::warn!(%why, "the storefront stays until the end");
    }
    app.state::<Door>().close().await;
    app.state::<End>().is_reached.store(true, SeqCst);
    app.exit(0);
}

/// A second start on the same data: this program shows itself instead.
fn come_forward<R: Runtime>(app: &AppHandle<R>, words: Vec<String>) {
    let wanted = arguments::parse(words.into_iter().skip(1).map(OsString::from));
    let (is_storefront, link) = match wanted {
        Ok(Wanted::Windows(start)) => (start.is_storefront, start.link),
        _ => (false, None),
    };
    let label = match (is_storefront, &link) {
        (true, _) => windows::STOREFRONT,
        (false, Some(_)) => links::window_for(app),
        (false, None) => windows::MANAGER,
    };
    let is_linked = link.is_some();
    app.state::<links::Waiting>().put(link);
    if let Err(why) = windows::show(app, label) {
        tracing::warn!(%why, label, "the window does not come forward");
    }
    if is_linked {
        links::tell(app, label);
    }
}

/// The name under which a second start finds the first. Another folder of data is another program.
fn instance_of(data: &Path, is_elsewhere: bool) -> String {
    const NAME: &str = "org.tradepost.desktop";
    if !is_elsewhere {
        return NAME.to_owned();
    }
    let mut hasher = DefaultHasher::new();
    data.hash(&mut hasher);
    format!("{NAME}.at{:016x}", hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_folder_of_data_has_a_program_of_its_own() {
        let usual = instance_of(Path::new("/a"), false);
        let (one, other) = (instance_of(Path::new("/a"), true), instance_of(Path::new("/b"), true));
        assert_ne!(one, other, "two folders are two marketplaces");
        assert_ne!(usual, one, "the usual place has the plain name");
    }
}
