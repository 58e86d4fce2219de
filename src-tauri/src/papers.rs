//! Invoices on the screen and on paper. The desk says who may see one; here are viewers and printers.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use desk::{Code, Refusal, Window};
use serde::Deserialize;
use serde_json::{Value, json};
use tauri::{AppHandle, Manager, Runtime};
use tauri_plugin_opener::OpenerExt;
use tokio::{fs, process::Command, time::timeout};

use crate::{door::Door, files::plain_name};

/// The folder below the data for papers that another program shows; emptied at every start.
const SHOWN: &str = "shown";
/// How long the print system may take to answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// An invoice that the page names.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Invoice {
    id: String,
}

/// `invoice.open`: shows the PDF in the system's viewer.
pub(crate) async fn open<R: Runtime>(
    app: &AppHandle<R>,
    seat: Window,
    ask: Invoice,
) -> Result<Value, Refusal> {
    let path = lay_out(&app.state::<Door>(), seat, &ask.id).await?;
    show(app, &path)?;
    Ok(json!({ "path": path }))
}

/// `invoice.print`: prints on the default printer; without one it shows the PDF.
pub(crate) async fn print<R: Runtime>(
    app: &AppHandle<R>,
    seat: Window,
    ask: Invoice,
) -> Result<Value, Refusal> {
    let path = lay_out(&app.state::<Door>(), seat, &ask.id).await?;
    let printer = default_printer().await;
    match &printer {
        Some(printer) => hand_to(printer, &path).await?,
        None => show(app, &path)?,
    }
    Ok(json!({ "printer": printer, "path": path }))
}

/// Forgets the papers that were shown before.
pub(crate) async fn clear(data: &Path) {
    match fs::remove_dir_all(data.join(SHOWN)).await {
        Err(why) if why.kind() != std::io::ErrorKind::NotFound => {
            tracing::warn!(%why, "papers shown earlier could not be removed");
        }
        _ => {}
    }
}

/// Puts the PDF where a viewer can read it.
async fn lay_out(door: &Door, seat: Window, id: &str) -> Result<PathBuf, Refusal> {
    let (name, bytes) = door.desk().await?.invoice_pdf(seat, id).await?;
    let folder = door.data().join(SHOWN);
    let path = folder.join(plain_name(&name).unwrap_or("invoice.pdf"));
    fs::create_dir_all(&folder).await.map_err(|why| no_room(&why))?;
    if let Err(why) = fs::write(&path, bytes).await {
        // Half an invoice must not be shown to anybody later.
        drop(fs::remove_file(&path).await);
        return Err(no_room(&why));
    }
    Ok(path)
}

fn no_room(why: &std::io::Error) -> Refusal {
    if why.kind() == std::io::ErrorKind::StorageFull {
        return Refusal::new(Code::DiskFull, "The disk is full. Make room and try again.");
    }
    Refusal::broken(why)
}

fn show<R: Runtime>(app: &AppHandle<R>, path: &Path) -> Result<(), Refusal> {
    app.opener().open_path(path.to_string_lossy(), None::<&str>).map_err(|why| {
        tracing::warn!(%why, "no PDF viewer");
        let where_it_is =
            format!("This computer has no program that shows PDFs. The invoice is {}.", path.display());
        Refusal::new(Code::Broken, where_it_is)
    })
}

/// The default printer where CUPS has one.
async fn default_printer() -> Option<String> {
    let asked = Command::new("lpstat").arg("-d").env("LC_ALL", "C").kill_on_drop(true).output();
    let said = timeout(PATIENCE, asked).await.ok()?.ok()?;
    printer_named_in(&String::from_utf8_lossy(&said.stdout))
}

/// `lpstat -d` says "system default destination: NAME", or that there is none.
fn printer_named_in(said: &str) -> Option<String> {
    let name = said.lines().find_map(|line| line.split_once("default destination: "))?.1.trim();
    (!name.is_empty()).then(|| name.to_owned())
}

async fn hand_to(printer: &str, path: &Path) -> Result<(), Refusal> {
    let printing = Command::new("lp").arg("-d").arg(printer).arg("--").arg(path).kill_on_drop(true).output();
    let said = match timeout(PATIENCE, printing).await {
        Ok(Ok(output)) if output.status.success() => return Ok(()),
        Ok(Ok(output)) => String::from_utf8_lossy(&output.stderr).trim().to_owned(),
        Ok(Err(why)) => why.to_string(),
        Err(_) => "no answer".to_owned(),
    };
    tracing::warn!(printer, said, "not printed");
    Err(Refusal::new(Code::Offline, format!("The printer {printer} did not take the invoice: {said}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_printer_is_read_from_what_cups_says() {
        let said = "system default destination: Office_Laser\n";
        assert_eq!(
            printer_named_in(said).as_deref(),
            Some("Office_Laser"),
            "its name stands behind the colon"
        );
        assert_eq!(printer_named_in("no system default destination\n"), None, "CUPS without a default");
        assert_eq!(printer_named_in(""), None, "CUPS does not run");
    }
}
