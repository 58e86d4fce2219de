//! What happens at the desk, told to both windows.

use desk::Event;
use serde_json::json;
use tauri::{AppHandle, Emitter, Runtime};
use tokio::sync::broadcast::error::RecvError;

use crate::door::Door;

/// Everything a screen can show. Told when news were lost, so that no screen stays out of date.
const ALL: [&str; 14] = [
    "seat", "store", "product", "tag", "cart", "address", "order", "sale", "invoice", "review", "mail",
    "import", "sync", "prefs",
];

/// Tells the windows what happens until the desk is closed.
pub(crate) async fn forward<R: Runtime>(app: AppHandle<R>, door: Door) {
    let Ok(mut events) = door.desk().await.map(|desk| desk.events()) else { return };
    loop {
        match events.recv().await {
            Ok(event) => tell(&app, event),
            Err(RecvError::Lagged(_)) => changed(&app, &ALL),
            Err(RecvError::Closed) => return,
        }
    }
}

/// Tells both windows to read these subjects again.
pub(crate) fn changed<R: Runtime>(app: &AppHandle<R>, subjects: &[&str]) {
    send(app, "changed", json!({ "subjects": subjects }));
}

fn tell<R: Runtime>(app: &AppHandle<R>, event: Event) {
    match event {
        Event::Changed(subjects) => changed(app, &subjects),
        Event::Progress { task, done, total, note } => {
            send(app, "progress", json!({ "task": task, "done": done, "total": total, "note": note }));
        }
    }
}

fn send<R: Runtime>(app: &AppHandle<R>, event: &str, payload: serde_json::Value) {
    if let Err(why) = app.emit(event, payload) {
        tracing::warn!(%why, event, "a window did not hear");
    }
}
