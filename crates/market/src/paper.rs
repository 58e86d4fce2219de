//! From a frozen snapshot to the PDF: the same bytes whenever and wherever it is made again.

use std::io::Cursor;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use image::ImageFormat;

use crate::db::invoice::InvoiceRow;
use crate::db::{self, Tx};
use crate::domain::invoice::Snapshot;
use crate::refusal::Refusal;

/// The PDF of an issued invoice: its file name and its bytes. Pictures come from where they are kept.
pub async fn pdf(pictures: &mut Tx, row: &InvoiceRow) -> Result<(String, Vec<u8>), Refusal> {
    let snapshot: Snapshot = serde_json::from_str(&row.snapshot)?;
    let logo = match &snapshot.logo {
        Some(hash) => db::picture::thumb(pictures, hash).await?.and_then(|bytes| as_png(&bytes)),
        None => None,
    };
    let mut paper = snapshot.paper;
    paper.logo_png = logo;
    let bytes = papers::invoice::pdf(&paper).map_err(|error| Refusal::broken(&error))?;
    Ok((file_name(&row.label), bytes))
}

/// The logo a paper is printed with, by its hash.
pub fn logo(row: &InvoiceRow) -> Result<Option<String>, Refusal> {
    let snapshot: Snapshot = serde_json::from_str(&row.snapshot)?;
    Ok(snapshot.logo)
}

/// A label may hold slashes; a file name may not.
pub fn file_name(label: &str) -> String {
    format!("{}.pdf", label.replace(['/', '\\'], "-"))
}

fn as_png(bytes: &[u8]) -> Option<String> {
    let picture = image::load_from_memory(bytes).ok()?;
    let mut png = Cursor::new(Vec::new());
    picture.write_to(&mut png, ImageFormat::Png).ok()?;
    Some(STANDARD.encode(png.into_inner()))
}
