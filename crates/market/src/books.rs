//! Verifies the books: what must always be true, checked against what is there.

use serde::Serialize;

use crate::db::{self, Tx};
use crate::refusal::Refusal;

/// What is wrong with the books; empty when nothing is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ts_rs::TS)]
pub struct Report {
    /// One sentence per fault.
    pub faults: Vec<String>,
}

/// Checks that stock is the sum of its movements, that invoice numbers run from 1 without gap, and that parts are the
/// sums of their lines.
pub async fn verify(tx: &mut Tx) -> Result<Report, Refusal> {
    let mut faults = Vec::new();
    for (product, stock, moved) in db::stock::crooked(tx).await? {
        faults.push(format!("product {product}: stock is {stock}, its movements say {moved}"));
    }
    for (store, kind, count, lowest, highest, next) in db::invoice::crooked_series(tx).await? {
        faults.push(format!("store {store}: {count} {kind}s numbered {lowest} to {highest}, next is {next}"));
    }
    for (part, total, lines) in db::order::crooked(tx).await? {
        faults.push(format!("order part {part}: total is {total}, its lines say {lines}"));
    }
    Ok(Report { faults })
}
