//! The system's file dialog and file manager. The page gets a path and nothing else of the disk.

use std::path::{Path, PathBuf};

use desk::{Code, Refusal};
use serde::Deserialize;
use serde_json::{Value, json};
use tauri::{Manager, Runtime, WebviewWindow};
use tauri_plugin_dialog::{DialogExt, FileDialogBuilder, FilePath};
use tokio::sync::oneshot;

/// What `file.choose` is for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Choose {
    kind: Kind,
    name: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Csv,
    Picture,
    PicturesFolder,
    SavePdf,
    SaveCsv,
    SaveJson,
}

/// A file that the page names.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct File {
    path: PathBuf,
}

/// `file.choose`: the path the person chose, or null.
pub(crate) async fn choose<R: Runtime>(window: &WebviewWindow<R>, ask: Choose) -> Result<Value, Refusal> {
    let mut dialog = window.app_handle().dialog().file().set_parent(window);
    if let Some(name) = ask.name.as_deref().and_then(plain_name) {
        dialog = dialog.set_file_name(name);
    }
    let (chose, chosen) = oneshot::channel();
    show(dialog, ask.kind, move |path| {
        if chose.send(path).is_err() {
            tracing::debug!("nobody waits for the file any more");
        }
    });
    let path = chosen.await.ok().flatten().and_then(|path| path.into_path().ok());
    Ok(json!({ "path": path.map(|path| with_ending(path, ask.kind)) }))
}

fn show<R: Runtime>(
    dialog: FileDialogBuilder<R>,
    kind: Kind,
    chose: impl FnOnce(Option<FilePath>) + Send + 'static,
) {
    match kind {
        Kind::Csv => {
            let dialog = dialog.set_title("Choose a list of products");
            dialog.add_filter("Lists (CSV, TSV)", &["csv", "tsv", "txt"]).pick_file(chose);
        }
        Kind::Picture => {
            let dialog = dialog.set_title("Choose a picture");
            dialog.add_filter("Pictures", &["jpg", "jpeg", "png", "webp", "gif"]).pick_file(chose);
        }
        Kind::PicturesFolder => dialog.set_title("Choose the folder with the pictures").pick_folder(chose),
        Kind::SavePdf => dialog.set_title("Save the invoice").add_filter("PDF", &["pdf"]).save_file(chose),
        Kind::SaveCsv => dialog.set_title("Save the list").add_filter("CSV", &["csv"]).save_file(chose),
        Kind::SaveJson => dialog.set_title("Save your data").add_filter("JSON", &["json"]).save_file(chose),
    }
}

/// Not every system's dialog adds the ending of its filter.
fn with_ending(path: PathBuf, kind: Kind) -> PathBuf {
    match (kind, path.extension()) {
        (Kind::SavePdf, None) => path.with_extension("pdf"),
        (Kind::SaveCsv, None) => path.with_extension("csv"),
        (Kind::SaveJson, None) => path.with_extension("json"),
        _ => path,
    }
}

/// The last part of a proposed name, so that a name never leads to another folder.
pub(crate) fn plain_name(name: &str) -> Option<&str> {
    Path::new(name).file_name()?.to_str()
}

/// `file.reveal`: shows the file in its folder.
pub(crate) async fn reveal(ask: File) -> Result<Value, Refusal> {
    if !ask.path.is_absolute() || !ask.path.exists() {
        return Err(Refusal::not_found("file"));
    }
    // The file manager is asked over a bus that blocks while it starts.
    let shown =
        tauri::async_runtime::spawn_blocking(move || tauri_plugin_opener::reveal_item_in_dir(ask.path));
    match shown.await {
        Ok(Ok(())) => Ok(json!({})),
        Ok(Err(why)) => {
            tracing::warn!(%why, "no file manager");
            Err(Refusal::new(Code::Broken, "This computer has no file manager that could show the folder."))
        }
        Err(why) => Err(Refusal::broken(&why)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_saved_file_has_an_ending() {
        let ending = |path: &str, kind| with_ending(PathBuf::from(path), kind);
        assert_eq!(
            ending("/a/invoice", Kind::SavePdf),
            PathBuf::from("/a/invoice.pdf"),
            "the dialog added none"
        );
        assert_eq!(
            ending("/a/list.txt", Kind::SaveCsv),
            PathBuf::from("/a/list.txt"),
            "the person's own ending stays"
        );
        assert_eq!(
            ending("/a/pictures", Kind::PicturesFolder),
            PathBuf::from("/a/pictures"),
            "folders have none"
        );
    }

    #[test]
    fn a_proposed_name_leads_to_no_other_folder() {
        assert_eq!(plain_name("../../.profile"), Some(".profile"), "only the last part counts");
        assert_eq!(plain_name(".."), None, "that is no name");
    }
}
