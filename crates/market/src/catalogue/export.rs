//! A store's products written to a CSV that can be imported again.

use uuid::Uuid;

use crate::db::store::StoreRow;
use crate::db::{self, Tx};
use crate::domain::import::ImportedRow;
use crate::domain::import::own;
use crate::domain::money;
use crate::domain::product::ProductFields;
use crate::refusal::Refusal;

/// A file and how many products are in it.
#[derive(Debug)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Exported {
    pub rows: usize,
    pub bytes: Vec<u8>,
}

/// The products of a store, in order of their SKUs.
pub async fn products(tx: &mut Tx, store: &StoreRow) -> Result<Exported, Refusal> {
    let digits = money::currency(&store.currency).map_or(2, |known| known.digits);
    let mut rows = Vec::new();
    let mut after = String::new();
    loop {
        let page = db::product::export_page(tx, store.id, &after, 500).await?;
        let Some(last) = page.last() else { break };
        after.clone_from(&last.sku);
        let ids: Vec<Uuid> = page.iter().map(|row| row.id).collect();
        let mut tags = db::tag::names_of(tx, &ids).await?;
        let mut pictures = db::product_image::picture_counts(tx, &ids).await?;
        for row in page {
            let fields = row.fields(tags.remove(&row.id).unwrap_or_default());
            let pictures = pictures.remove(&row.id).unwrap_or_default();
            rows.push(own::cells(&exported(fields, row.stock, pictures), digits).to_vec());
        }
    }
    let count = rows.len();
    let bytes =
        papers::csv::table(&own::COLUMNS, rows.into_iter()).map_err(|error| Refusal::broken(&error))?;
    Ok(Exported { rows: count, bytes })
}

fn exported(fields: ProductFields, stock: i64, pictures: Vec<String>) -> ImportedRow {
    ImportedRow {
        line: 0,
        name: fields.name,
        subtitle: fields.subtitle,
        sku: fields.sku,
        barcode: fields.barcode,
        slug: fields.slug,
        description: fields.description,
        price_minor: fields.price_minor,
        tax_bp: Some(fields.tax_bp),
        stock: Some(stock),
        low_stock: Some(fields.low_stock),
        is_active: Some(fields.is_active),
        tags: fields.tags,
        pictures,
    }
}
