//! Products, as their store keeps them.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::engine::Tx;
use super::tables;
use super::value::Value;
use crate::args;
use crate::domain::product::ProductFields;
use crate::refusal::Refusal;
use crate::space::Space;

/// A product's row.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "columns; see the migration")]
pub struct ProductRow {
    pub id: Uuid,
    pub store_id: Uuid,
    pub sku: String,
    pub barcode: String,
    pub name: String,
    pub subtitle: String,
    pub slug: String,
    pub description: String,
    pub price_minor: i64,
    pub tax_bp: i64,
    pub stock: i64,
    pub low_stock: i64,
    pub is_active: bool,
    pub is_sold: bool,
    pub picture: Option<String>,
    pub rating_sum: i64,
    pub rating_count: i64,
    pub verified_sum: i64,
    pub verified_count: i64,
    pub removed_at_us: Option<i64>,
    pub created_at_us: i64,
    pub updated_at_us: i64,
}

pub(super) const COLUMNS: &str = "select id, store_id, sku, barcode, name, subtitle, slug, description, price_minor, tax_bp, stock, low_stock, \
     is_active, is_sold, picture, rating_sum, rating_count, verified_sum, verified_count, removed_at_us, created_at_us, updated_at_us \
     from product";

impl ProductRow {
    /// The form's fields, without tags.
    pub fn fields(&self, tags: Vec<String>) -> ProductFields {
        ProductFields {
            name: self.name.clone(),
            subtitle: self.subtitle.clone(),
            sku: self.sku.clone(),
            barcode: self.barcode.clone(),
            slug: self.slug.clone(),
            description: self.description.clone(),
            price_minor: self.price_minor,
            tax_bp: self.tax_bp,
            low_stock: self.low_stock,
            is_active: self.is_active,
            tags,
        }
    }
}

/// Says that a product changed.
pub fn touch(tx: &mut Tx, store: Uuid, product: Uuid) {
    tx.touch(Space::shelf(store), tables::PRODUCT, product);
    tx.touch(Space::office(store), tables::PRODUCT, product);
}

/// A product to insert.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "columns")]
pub struct NewProduct<'a> {
    pub id: Uuid,
    pub store: Uuid,
    pub fields: &'a ProductFields,
    pub stock: i64,
    pub picture: Option<String>,
}

/// Inserts products.
pub async fn insert(tx: &mut Tx, products: &[NewProduct<'_>], now_us: i64) -> Result<(), Refusal> {
    let rows = products
        .iter()
        .map(|new| {
            let f = new.fields;
            args![
                new.id,
                new.store,
                &f.sku,
                &f.barcode,
                &f.name,
                &f.subtitle,
                &f.slug,
                &f.description,
                f.price_minor,
                f.tax_bp,
                new.stock,
                f.low_stock,
                f.is_active,
                false,
                f.search_text(),
                new.picture.clone(),
                0_i64,
                0_i64,
                0_i64,
                0_i64,
                None::<i64>,
                now_us,
                now_us
            ]
        })
        .collect();
    tx.insert_many(
        "insert into product (id, store_id, sku, barcode, name, subtitle, slug, description, price_minor, tax_bp, stock, low_stock, \
         is_active, is_sold, search, picture, rating_sum, rating_count, verified_sum, verified_count, removed_at_us, created_at_us, \
         updated_at_us) values",
        rows,
        "",
    )
    .await?;
    for new in products {
        touch(tx, new.store, new.id);
    }
    Ok(())
}

/// Changes what the vendor says about a product.
pub async fn update(
    tx: &mut Tx,
    store: Uuid,
    id: Uuid,
    fields: &ProductFields,
    now_us: i64,
) -> Result<(), Refusal> {
    let f = fields;
    tx.exec_one(
        "update product set sku = ?, barcode = ?, name = ?, subtitle = ?, slug = ?, description = ?, price_minor = ?, tax_bp = ?, \
         low_stock = ?, is_active = ?, search = ?, updated_at_us = ? where id = ?",
        args![
            &f.sku, &f.barcode, &f.name, &f.subtitle, &f.slug, &f.description, f.price_minor, f.tax_bp, f.low_stock, f.is_active,
            f.search_text(), now_us, id
        ],
    )
    .await?;
    touch(tx, store, id);
    Ok(())
}

/// The product with this id.
pub async fn get(tx: &mut Tx, id: Uuid) -> Result<Option<ProductRow>, Refusal> {
    Ok(tx.all_built(format!("{COLUMNS} where id = ?"), args![id]).await?.pop())
}

/// The products with these ids, in order of id.
pub async fn get_many(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<ProductRow>, Refusal> {
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(200) {
        let marks = vec!["?"; chunk.len()].join(", ");
        let args = chunk.iter().map(|id| Value::from(*id)).collect();
        found.extend(
            tx.all_built::<ProductRow>(format!("{COLUMNS} where id in ({marks}) order by id"), args).await?,
        );
    }
    found.sort_by_key(|row| row.id);
    Ok(found)
}

/// The products of a store with these skus.
pub async fn by_sku(tx: &mut Tx, store: Uuid, skus: &[&str]) -> Result<Vec<ProductRow>, Refusal> {
    let mut found = Vec::new();
    for chunk in skus.chunks(200) {
        let marks = vec!["?"; chunk.len()].join(", ");
        let mut args = args![store];
        args.extend(chunk.iter().map(|sku| Value::from(*sku)));
        found.extend(
            tx.all_built::<ProductRow>(format!("{COLUMNS} where store_id = ? and sku in ({marks})"), args)
                .await?,
        );
    }
    Ok(found)
}

/// Which of the store's other products has this sku, and which this slug.
pub async fn taken(
    tx: &mut Tx,
    store: Uuid,
    id: Uuid,
    sku: &str,
    slug: &str,
) -> Result<(bool, bool), Refusal> {
    // One statement sees one moment: whoever has both is not found with one of them only.
    let found: Vec<(i64,)> = tx
        .all(
            "select 1 from product where store_id = ? and sku = ? and id <> ? \
             union all select 2 from product where store_id = ? and slug = ? and id <> ?",
            args![store, sku, id, store, slug, id],
        )
        .await?;
    Ok((found.contains(&(1,)), found.contains(&(2,))))
}

/// Which of these slugs products of the store have.
pub async fn slugs_taken(tx: &mut Tx, store: Uuid, slugs: &[&str]) -> Result<BTreeSet<String>, Refusal> {
    let mut taken = BTreeSet::new();
    for chunk in slugs.chunks(200) {
        let marks = vec!["?"; chunk.len()].join(", ");
        let mut args = args![store];
        args.extend(chunk.iter().map(|slug| Value::from(*slug)));
        let sql = format!("select slug from product where store_id = ? and slug in ({marks})");
        taken.extend(tx.all_built::<(String,)>(sql, args).await?.into_iter().map(|row| row.0));
    }
    Ok(taken)
}

/// Shows or hides products.
pub async fn set_active(
    tx: &mut Tx,
    rows: &[ProductRow],
    is_active: bool,
    now_us: i64,
) -> Result<u64, Refusal> {
    let done = tx
        .exec_in(
            "update product set is_active = ?, updated_at_us = ? where id in",
            args![is_active, now_us],
            &keys(rows),
        )
        .await?;
    touch_all(tx, rows).await?;
    Ok(done)
}

/// Removes products, or brings them back.
pub async fn set_removed(
    tx: &mut Tx,
    rows: &[ProductRow],
    removed_at_us: Option<i64>,
    now_us: i64,
) -> Result<u64, Refusal> {
    let done = tx
        .exec_in(
            "update product set removed_at_us = ?, updated_at_us = ? where id in",
            args![removed_at_us, now_us],
            &keys(rows),
        )
        .await?;
    touch_all(tx, rows).await?;
    Ok(done)
}

fn keys(rows: &[ProductRow]) -> Vec<Value> {
    rows.iter().map(|row| row.id.into()).collect()
}

async fn touch_all(tx: &mut Tx, rows: &[ProductRow]) -> Result<(), Refusal> {
    for row in rows {
        touch(tx, row.store_id, row.id);
    }
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    touch_belongings(tx, &ids).await
}

/// A product's tags and pictures stand on the shelf only while it does: when it comes or goes, so do they.
pub async fn touch_belongings(tx: &mut Tx, products: &[Uuid]) -> Result<(), Refusal> {
    let products: Vec<_> = products.iter().map(|id| Value::from(*id)).collect();
    let tags = "select store_id, id from product_tag where product_id in";
    let images = "select store_id, id from product_image where product_id in";
    for (table, sql) in [(tables::PRODUCT_TAG, tags), (tables::PRODUCT_IMAGE, images)] {
        for (store, row) in tx.all_in::<(Uuid, Uuid)>(sql, vec![], &products, "").await? {
            tx.touch(Space::shelf(store), table, row);
        }
    }
    Ok(())
}

/// The same, and nobody else changes them until the end. They are locked in order of id.
pub async fn lock_many(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<ProductRow>, Refusal> {
    let mut found: Vec<ProductRow> = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(200) {
        let marks = vec!["?"; chunk.len()].join(", ");
        let args = chunk.iter().map(|id| Value::from(*id)).collect();
        let sql = format!("{COLUMNS} where id in ({marks}) order by id{}", tx.locking());
        found.extend(tx.all_built(sql, args).await?);
    }
    Ok(found)
}

/// Takes from the stock of products that are locked: store, product, how many of each. Where one has fewer, it breaks off.
pub async fn take_stock(tx: &mut Tx, taken: &[(Uuid, Uuid, i64)]) -> Result<(), Refusal> {
    for some in taken.chunks(100) {
        let each = vec!["when ? then ?"; some.len()].join(" ");
        let marks = vec!["?"; some.len()].join(", ");
        let sql = format!(
            "update product set stock = stock - case id {each} end, is_sold = 1 where id in ({marks}) and stock >= case id {each} end"
        );
        let each = some.iter().flat_map(|(_, id, quantity)| args![*id, *quantity]);
        let ids = some.iter().map(|(_, id, _)| Value::from(*id));
        let touched = tx.exec_built(sql, each.clone().chain(ids).chain(each).collect()).await?;
        if usize::try_from(touched) != Ok(some.len()) {
            return Err(Refusal::broken(&"a product that is locked has fewer than were counted"));
        }
    }
    for (store, product, _) in taken {
        touch(tx, *store, *product);
    }
    Ok(())
}

/// Adds to stock, or takes away; answers whether the stock stays within its limits.
pub async fn add_stock(tx: &mut Tx, store: Uuid, id: Uuid, delta: i64, most: i64) -> Result<bool, Refusal> {
    let done = tx
        .exec(
            "update product set stock = stock + ? where id = ? and stock + ? >= 0 and stock + ? <= ?",
            args![delta, id, delta, delta, most],
        )
        .await?;
    touch(tx, store, id);
    Ok(done == 1)
}

/// The stock now.
pub async fn stock(tx: &mut Tx, id: Uuid) -> Result<i64, Refusal> {
    tx.int("select stock from product where id = ?", args![id]).await
}

/// Moves the sums the averages are made of. A buyer's replica does not hold what is not sold any more, so no row is an
/// answer too.
pub async fn add_rating(
    tx: &mut Tx,
    store: Uuid,
    id: Uuid,
    (sum, count): (i64, i64),
    (verified_sum, verified_count): (i64, i64),
) -> Result<(), Refusal> {
    let done = tx.exec(
        "update product set rating_sum = rating_sum + ?, rating_count = rating_count + ?, verified_sum = verified_sum + ?, \
         verified_count = verified_count + ? where id = ?",
        args![sum, count, verified_sum, verified_count, id],
    )
    .await?;
    if done > 0 {
        touch(tx, store, id);
    }
    Ok(())
}

/// All products of a store in the order of their skus, for export, a page at a time.
pub async fn export_page(
    tx: &mut Tx,
    store: Uuid,
    after_sku: &str,
    limit: i64,
) -> Result<Vec<ProductRow>, Refusal> {
    tx.all_built(
        format!("{COLUMNS} where store_id = ? and removed_at_us is null and sku > ? order by sku limit ?"),
        args![store, after_sku, limit],
    )
    .await
}

/// Which store each of these products belongs to.
pub async fn stores_of(tx: &mut Tx, ids: &[Uuid]) -> Result<BTreeMap<Uuid, Uuid>, Refusal> {
    let keys: Vec<_> = ids.iter().map(|id| Value::from(*id)).collect();
    let rows: Vec<(Uuid, Uuid)> =
        tx.all_in("select id, store_id from product where id in", vec![], &keys, "").await?;
    Ok(rows.into_iter().collect())
}
