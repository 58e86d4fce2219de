//! A bounded piece of an import: new products in, changed ones changed, the rest left alone.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::Ctx;
use super::product::{give_way, has_new_price, note_price, opening, tidy_pictures};
use crate::db::product::NewProduct;
use crate::db::{self, Tx};
use crate::domain::product::{MOST_STOCK, ProductFields};
use crate::domain::slug;
use crate::intent::{ImportItem, PictureRef};
use crate::refusal::{Code, Refusal};

/// Items one intent may carry.
pub const MOST_ITEMS: usize = 1_000;

/// What a file's row means for what is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Its sku is new.
    Added,
    /// The product says something else now.
    Changed,
    /// Nothing to do.
    Same,
}

/// Whether a row changes its product. Stock is never among it: a file imported again must not undo sales.
pub fn effect(old: Option<&ProductFields>, new: &ProductFields) -> Effect {
    match old {
        None => Effect::Added,
        Some(old) if *old == kept(old, new) => Effect::Same,
        Some(_) => Effect::Changed,
    }
}

/// What a row makes of a product that is there: its address stays, once published, and a tag keeps the store's spelling.
fn kept(old: &ProductFields, new: &ProductFields) -> ProductFields {
    let slugs =
        |tags: &[String]| tags.iter().filter_map(|tag| slug::from_name(tag, 80)).collect::<BTreeSet<_>>();
    let tags = if slugs(&old.tags) == slugs(&new.tags) { old.tags.clone() } else { new.tags.clone() };
    ProductFields { slug: old.slug.clone(), tags, ..new.clone() }
}

/// Takes a piece of an import in.
pub async fn products(tx: &mut Tx, ctx: &mut Ctx, store: Uuid, items: &[ImportItem]) -> Result<(), Refusal> {
    let currency = ctx.own_store(tx, store).await?.currency;
    if items.len() > MOST_ITEMS {
        return Err(Refusal::new(
            Code::TooLarge,
            format!("At most {MOST_ITEMS} products in one piece of an import."),
        ));
    }
    let mut tidy: Vec<(&ImportItem, ProductFields)> = Vec::with_capacity(items.len());
    for item in items {
        let fields = item.fields.checked()?;
        if !(0..=MOST_STOCK).contains(&item.stock) {
            return Err(Refusal::field("stock", format!("The stock of {} is out of range.", fields.sku)));
        }
        tidy.push((item, fields));
    }
    let skus: Vec<&str> = tidy.iter().map(|(_, fields)| fields.sku.as_str()).collect();
    let known = db::product::by_sku(tx, store, &skus).await?;
    let ids: Vec<Uuid> = known.iter().map(|row| row.id).collect();
    let mut tags = db::tag::names_of(tx, &ids).await?;
    let known: BTreeMap<String, Option<(Uuid, ProductFields)>> = known
        .into_iter()
        .map(|row| {
            let fields = row.fields(tags.remove(&row.id).unwrap_or_default());
            (row.sku, row.removed_at_us.is_none().then_some((row.id, fields)))
        })
        .collect();
    let (mut fresh, there): (Vec<_>, Vec<_>) =
        tidy.into_iter().partition(|(_, fields)| !known.contains_key(&fields.sku));
    give_way(tx, store, fresh.iter_mut().map(|(item, fields)| (item.id, &mut fields.slug)).collect()).await?;
    add(tx, ctx, store, &fresh).await?;
    for (item, fields) in there {
        // One that was removed since the file was checked stays as it is: nobody asked to bring it back.
        if let Some(Some((id, old))) = known.get(&fields.sku) {
            change(tx, ctx, (store, &currency), *id, old, &kept(old, &fields)).await?;
            let pictures = tidy_pictures(tx, ctx, &item.pictures).await?;
            change_pictures(tx, ctx, store, *id, &pictures).await?;
        }
    }
    Ok(())
}

async fn add(
    tx: &mut Tx,
    ctx: &mut Ctx,
    store: Uuid,
    fresh: &[(&ImportItem, ProductFields)],
) -> Result<(), Refusal> {
    let mut pictures: Vec<(Uuid, Vec<PictureRef>)> = Vec::new();
    let mut rows = Vec::with_capacity(fresh.len());
    let mut movements = Vec::new();
    for (item, fields) in fresh {
        rows.push(NewProduct { id: item.id, store, fields, stock: item.stock, picture: None });
        if item.stock > 0 {
            movements.push(opening(ctx, store, item.id, item.stock));
        }
        if !item.pictures.is_empty() {
            pictures.push((item.id, tidy_pictures(tx, ctx, &item.pictures).await?));
        }
    }
    db::product::insert(tx, &rows, ctx.now_us).await?;
    let tags: Vec<(Uuid, &[String])> =
        fresh.iter().map(|(item, fields)| (item.id, fields.tags.as_slice())).collect();
    db::tag::set_for(tx, (store, ctx.intent), &tags, true).await?;
    db::stock::add(tx, &movements).await?;
    for (id, pictures) in pictures {
        db::product_image::set_pictures(tx, store, id, &pictures, ctx.now_us).await?;
    }
    Ok(())
}

async fn change(
    tx: &mut Tx,
    ctx: &Ctx,
    (store, currency): (Uuid, &str),
    id: Uuid,
    old: &ProductFields,
    new: &ProductFields,
) -> Result<(), Refusal> {
    if old == new {
        return Ok(());
    }
    db::product::update(tx, store, id, new, ctx.now_us).await?;
    if has_new_price(ctx, old, new) {
        note_price(tx, ctx, (id, currency), old, new);
    }
    if old.is_active != new.is_active {
        db::product::touch_belongings(tx, &[id]).await?;
    }
    if old.tags != new.tags {
        db::tag::set_for(tx, (store, ctx.intent), &[(id, &new.tags)], false).await?;
    }
    Ok(())
}

async fn change_pictures(
    tx: &mut Tx,
    ctx: &Ctx,
    store: Uuid,
    id: Uuid,
    new: &[PictureRef],
) -> Result<(), Refusal> {
    if new.is_empty() {
        return Ok(());
    }
    let old = db::product_image::pictures(tx, id).await?;
    let hashes = |list: &[PictureRef]| list.iter().map(|picture| picture.hash.clone()).collect::<Vec<_>>();
    if hashes(&old) == hashes(new) {
        return Ok(());
    }
    db::product_image::set_pictures(tx, store, id, new, ctx.now_us).await
}
