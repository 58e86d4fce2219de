//! Invoices as files.

use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use market::{Permission, Refusal, db, paper};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::BOTH;
use super::store::One;
use crate::call::Call;
use crate::files;
use crate::op::Who::May;
use crate::op::{Of, Op, op};

pub(super) const OPS: &[Op] = &[
    op!("invoice.pdf", "An invoice's PDF", May(Permission::InvoiceView), BOTH, Of::Paper("id"), [], pdf, One => Pdf),
    op!("invoice.save", "Saves an invoice's PDF", May(Permission::InvoiceView), BOTH, Of::Paper("id"), [], save, Save => SavedPdf),
];

#[derive(Debug, Serialize, Deserialize, ts_rs::TS)]
struct Pdf {
    name: String,
    base64: String,
}

#[derive(Debug, Deserialize, ts_rs::TS)]
struct Save {
    id: Uuid,
    path: PathBuf,
}

#[derive(Debug, Serialize, Deserialize, ts_rs::TS)]
struct SavedPdf {
    path: PathBuf,
    bytes: usize,
}

/// The PDF of an invoice this person may see, made from the replica.
pub(crate) async fn pdf_of(call: &Call, id: Uuid) -> Result<(String, Vec<u8>), Refusal> {
    let row = db::invoice::visible_to(&mut call.read().await?, id, call.account()).await?;
    let row = row.ok_or_else(|| Refusal::not_found("invoice"))?;
    let pictures = match paper::logo(&row)? {
        Some(hash) => call.desk.must_have_picture(&hash).await?,
        None => call.desk.authority.db().clone(),
    };
    paper::pdf(&mut pictures.read().await?, &row).await
}

async fn pdf(call: &Call, ask: One) -> Result<Pdf, Refusal> {
    let (name, bytes) = pdf_of(call, ask.id).await?;
    Ok(Pdf { name, base64: STANDARD.encode(bytes) })
}

async fn save(call: &Call, ask: Save) -> Result<SavedPdf, Refusal> {
    let (_, bytes) = pdf_of(call, ask.id).await?;
    files::write(&ask.path, &bytes)?;
    Ok(SavedPdf { path: ask.path, bytes: bytes.len() })
}
