//! What an order leaves behind at the authority: each store's invoice with its next number, and one mail with all of them.

use papers::invoice::{Kind, Line as PaperLine};
use uuid::Uuid;

use super::Ctx;
use super::checkout::Placed;
use crate::db::invoice::InvoiceRow;
use crate::db::mail::{Content, MailRow};
use crate::db::order::{Line, Part};
use crate::db::{self, Tx};
use crate::domain::invoice::{self, Snapshot, Subject};
use crate::domain::{ids, letter};
use crate::refusal::Refusal;

/// Issues the invoices and queues the mail.
pub(super) async fn issue(tx: &mut Tx, ctx: &Ctx, placed: &Placed) -> Result<(), Refusal> {
    let mut invoices: Vec<InvoiceRow> = Vec::with_capacity(placed.parts.len());
    for (part, store) in placed.parts.iter().zip(&placed.stores) {
        let number = db::store::draw_invoice_number(tx, store.id).await?;
        let about = Subject {
            store: &store.fields(),
            billing: &placed.billing,
            shipping: &placed.shipping,
            buyer_email: &ctx.actor.email,
            order_number: &placed.purchase.number,
            now_us: ctx.now_us,
        };
        let lines = placed.lines.iter().filter(|line| line.part_id == part.id).map(paper_line).collect();
        let row = invoice_row(part, number, &invoice::issue(&about, number, lines), "")?;
        db::invoice::insert(tx, &row).await?;
        invoices.push(row);
    }
    queue_mail(tx, ctx, placed, &invoices).await
}

fn paper_line(line: &Line) -> PaperLine {
    PaperLine {
        position: u32::try_from(line.position).unwrap_or(u32::MAX),
        name: line.name.clone(),
        subtitle: line.subtitle.clone(),
        sku: line.sku.clone(),
        quantity: line.quantity,
        unit_price_minor: line.price_minor,
        tax_bp: line.tax_bp,
        net_minor: line.net_minor,
        tax_minor: line.tax_minor,
        total_minor: line.total_minor,
    }
}

/// The row of an issued paper; `seed` tells several of one part apart.
pub(super) fn invoice_row(
    part: &Part,
    number: i64,
    snapshot: &Snapshot,
    seed: &str,
) -> Result<InvoiceRow, Refusal> {
    let paper = &snapshot.paper;
    let kind = match paper.kind {
        Kind::Invoice => "invoice",
        Kind::CreditNote => "credit_note",
    };
    Ok(InvoiceRow {
        id: ids::derived(part.id, &format!("{kind}{seed}")),
        store_id: part.store_id,
        part_id: part.id,
        order_id: part.order_id,
        account_id: part.account_id,
        kind: kind.to_owned(),
        number,
        label: paper.label.clone(),
        issued_at_us: paper.issued_at_us,
        currency: paper.currency.clone(),
        total_minor: paper.total_minor,
        buyer_name: part.buyer_name.clone(),
        order_number: part.order_number.clone(),
        store_name: part.store_name.clone(),
        snapshot: serde_json::to_string(snapshot)?,
    })
}

async fn queue_mail(tx: &mut Tx, ctx: &Ctx, placed: &Placed, invoices: &[InvoiceRow]) -> Result<(), Refusal> {
    let parts: Vec<letter::Part<'_>> = placed
        .parts
        .iter()
        .zip(invoices)
        .map(|(part, invoice)| letter::Part {
            store: &part.store_name,
            currency: &part.currency,
            total_minor: part.total_minor,
            invoice: &invoice.label,
            lines: placed
                .lines
                .iter()
                .filter(|line| line.part_id == part.id)
                .map(|line| (line.quantity, line.name.as_str(), line.total_minor))
                .collect(),
        })
        .collect();
    let words =
        letter::order_placed(&placed.purchase.number, &ctx.actor.display_name, &placed.shipping, &parts);
    let names: Vec<String> = invoices.iter().map(|invoice| crate::paper::file_name(&invoice.label)).collect();
    let mail = MailRow {
        id: ids::derived(placed.purchase.id, "mail"),
        account_id: Some(ctx.actor.account),
        order_id: Some(placed.purchase.id),
        kind: "order_placed".to_owned(),
        recipient: ctx.actor.email.clone(),
        subject: words.subject,
        state: "queued".to_owned(),
        tries: 0,
        error: None,
        attachments: serde_json::to_string(&names)?,
        created_at_us: ctx.now_us,
        next_try_us: Some(ctx.now_us),
        sent_at_us: None,
    };
    let one_store = match placed.stores.as_slice() {
        [store] if !store.email.is_empty() => Some(store.email.clone()),
        _ => None,
    };
    let content = Content {
        to_name: ctx.actor.display_name.clone(),
        reply_to: one_store,
        text: words.text,
        html: words.html,
        invoices: invoices.iter().map(|invoice| invoice.id).collect::<Vec<Uuid>>(),
        about: None,
    };
    db::mail::queue(tx, &mail, &content).await
}
