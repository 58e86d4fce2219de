//! The pictures of products, in their order.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::engine::Tx;
use super::product::touch;
use super::tables;
use super::value::Value;
use crate::args;
use crate::intent::PictureRef;
use crate::refusal::Refusal;
use crate::space::Space;

/// Replaces the pictures of a product.
pub async fn set_pictures(
    tx: &mut Tx,
    store: Uuid,
    id: Uuid,
    pictures: &[PictureRef],
    now_us: i64,
) -> Result<(), Refusal> {
    let old: Vec<(Uuid,)> = tx.all("select id from product_image where product_id = ?", args![id]).await?;
    tx.exec("delete from product_image where product_id = ?", args![id]).await?;
    let mut rows = Vec::with_capacity(pictures.len());
    for (position, picture) in (0_i64..).zip(pictures) {
        let image = crate::domain::ids::derived(id, &format!("picture {position} {}", picture.hash));
        rows.push(args![
            image,
            id,
            store,
            &picture.hash,
            position,
            &picture.alt,
            picture.width,
            picture.height
        ]);
        touch_image(tx, store, image);
    }
    for (image,) in old {
        touch_image(tx, store, image);
    }
    tx.insert_many(
        "insert into product_image (id, product_id, store_id, picture, position, alt, width, height) values",
        rows,
        "",
    )
    .await?;
    let first = pictures.first().map(|picture| picture.hash.clone());
    tx.exec_one("update product set picture = ?, updated_at_us = ? where id = ?", args![first, now_us, id])
        .await?;
    touch(tx, store, id);
    Ok(())
}

fn touch_image(tx: &mut Tx, store: Uuid, image: Uuid) {
    tx.touch(Space::shelf(store), tables::PRODUCT_IMAGE, image);
    tx.touch(Space::office(store), tables::PRODUCT_IMAGE, image);
}

/// The pictures of a product, in order.
pub async fn pictures(tx: &mut Tx, id: Uuid) -> Result<Vec<PictureRef>, Refusal> {
    let rows: Vec<(String, String, i64, i64)> = tx
        .all(
            "select picture, alt, width, height from product_image where product_id = ? order by position",
            args![id],
        )
        .await?;
    Ok(rows.into_iter().map(|(hash, alt, width, height)| PictureRef { hash, alt, width, height }).collect())
}

/// How many pictures each of these products has.
pub async fn picture_counts(tx: &mut Tx, ids: &[Uuid]) -> Result<BTreeMap<Uuid, Vec<String>>, Refusal> {
    let keys: Vec<_> = ids.iter().map(|id| Value::from(*id)).collect();
    let rows: Vec<(Uuid, String)> = tx
        .all_in(
            "select product_id, picture from product_image where product_id in",
            vec![],
            &keys,
            "order by product_id, position",
        )
        .await?;
    let mut found: BTreeMap<Uuid, Vec<String>> = BTreeMap::new();
    for (product, picture) in rows {
        found.entry(product).or_default().push(picture);
    }
    Ok(found)
}
