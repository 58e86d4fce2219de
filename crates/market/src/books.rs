//! Verifies the books: what must always be true, checked against what is there.

use serde::Serialize;

use crate::db::invoice::CrookedSeries;
use crate::db::{self, Tx};
use crate::refusal::Refusal;

/// What is wrong with the books; empty when nothing is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ts_rs::TS)]
pub struct Report {
    /// One sentence per fault.
    pub faults: Vec<String>,
}

/// Checks that stock is the sum of its movements and never negative, that the numbers of invoices and credit notes run from
/// 1 on without gap or double, that totals are the sums of what they are made of, that every accepted change has one outcome,
/// and that the feed, from which every desktop is told, has lost no row. That desktops hold the same they check themselves,
/// by digests.
pub async fn verify(tx: &mut Tx) -> Result<Report, Refusal> {
    let mut faults = Vec::new();
    for (product, stock, moved) in db::stock::crooked(tx).await? {
        faults.push(format!("product {product}: stock is {stock}, its movements say {moved}"));
    }
    for series in db::invoice::crooked_series(tx).await? {
        let CrookedSeries { store_id, kind, papers, numbers, first_number, last_number, next_number } =
            series;
        faults.push(format!(
            "store {store_id}: {papers} papers of the kind {kind} with {numbers} numbers from {first_number} to \
             {last_number}, next is {next_number}"
        ));
    }
    for (store, invoice, credit) in db::invoice::counted_without_papers(tx).await? {
        faults.push(format!(
            "store {store}: next invoice is {invoice} and next credit note {credit}, and there are none before"
        ));
    }
    for (part, invoices, invoiced, lines) in db::invoice::crooked_parts(tx).await? {
        faults.push(format!("order part {part}: {invoices} invoices over {invoiced}, its lines say {lines}"));
    }
    for (part, total, lines) in db::order::crooked(tx).await? {
        faults.push(format!("order part {part}: total is {total}, its lines say {lines}"));
    }
    for (line, net, tax, total) in db::order::crooked_lines(tx).await? {
        faults.push(format!("order line {line}: {net} and {tax} of tax are not {total}"));
    }
    for (intent,) in db::intent_log::without_outcome(tx).await? {
        faults.push(format!("change {intent}: it has no outcome"));
    }
    for (device, place, count) in db::intent_log::doubled(tx).await? {
        faults.push(format!("device {device}: {count} changes at place {place}"));
    }
    for (table, kind, rows) in db::feed_check::untold(tx).await? {
        faults.push(format!(
            "the feed of {kind:?} spaces has lost {rows} rows of {table}: a new desktop would not get them"
        ));
    }
    match db::feed_check::ahead(tx).await? {
        0 => {}
        entries => faults.push(format!("{entries} entries of the feed are ahead of their space")),
    }
    Ok(Report { faults })
}
