//! Shopify's exports: several rows, one product for each variant.

use super::*;

const HEADER: &str = "Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Value,Option2 Value,Variant SKU,\
                      Variant Inventory Qty,Variant Price,Variant Barcode,Image Src,Image Position,Variant Image\n";

fn shop(lines: &str) -> (Vec<ImportedRow>, Vec<BadRow>) {
    import(format!("{HEADER}{lines}").as_bytes())
}

#[test]
fn the_apparel_sample_is_read_whole() {
    let (found, bad) = import(APPAREL);

    assert_eq!((found.len(), bad.len()), (22, 0), "20 products, one of them in three sizes");
    let tops: Vec<&ImportedRow> =
        found.iter().filter(|row| row.name.starts_with("Classic Varsity")).collect();
    let names: Vec<&str> = tops.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(
        names,
        ["Classic Varsity Top – Small", "Classic Varsity Top – Medium", "Classic Varsity Top – Large"]
    );
    assert_eq!(tops.iter().map(|row| row.line).collect::<Vec<_>>(), [3, 4, 5]);
    let large = tops[2];
    assert_eq!((large.sku.as_str(), large.price_minor), ("classic-varsity-top-large", 6_000));
    assert_eq!((large.stock, large.is_active), (Some(1), Some(true)));
    assert_eq!(
        (large.subtitle.as_str(), large.tags.as_slice()),
        ("partners-demo", &["women".to_owned()][..])
    );
    assert_eq!(large.description, tops[0].description, "what the first row tells holds for all sizes");
    assert_eq!(large.pictures, tops[0].pictures);
    let shirt = &found[0];
    assert_eq!((shirt.name.as_str(), shirt.sku.as_str()), ("Ocean Blue Shirt", "ocean-blue-shirt"));
    assert!(shirt.description.starts_with("<p>Ocean blue cotton"), "plain text becomes a paragraph");
}

#[test]
fn the_garden_sample_is_read_whole() {
    let (found, bad) = import(HOME);

    assert_eq!((found.len(), bad.len()), (21, 0));
    let pots: Vec<(&str, i64, Option<i64>)> =
        found[..2].iter().map(|row| (row.name.as_str(), row.price_minor, row.stock)).collect();
    assert_eq!(
        pots,
        [("Clay Plant Pot – Regular", 999, Some(1)), ("Clay Plant Pot – Large", 1_599, Some(3))]
    );
    assert_eq!(found[0].tags, ["Pot", "Plants", "Outdoor"], "tags and then the type");
    assert_eq!(found[0].pictures.len(), 2, "both sizes show both pictures");
    assert_eq!(found[0].pictures, found[1].pictures);
    let chair = found.iter().find(|row| row.sku == "pink-armchair").unwrap();
    assert_eq!((chair.pictures.len(), chair.stock), (1, Some(0)), "a picture without a position counts");
}

#[test]
fn pictures_are_sorted_and_rows_of_pictures_are_no_products() {
    let (found, bad) = shop(
        "mug,Mug,,Kiln,Cups,\"Blue, cups\",true,Red,Small,M-1,2,8,,c.jpg,3,\n\
         mug,,,,,,,,,,,,,a.jpg,1,\n\
         mug,,,,,,,Red,Large,M-2,1,9.50,,b.jpg,2,large.jpg\n\
         mug,,,,,,,,,,,,,last.jpg,,\n\
         mug,,,,,,,,,,,,,a.jpg,4,\n",
    );

    assert!(bad.is_empty(), "{bad:?}");
    let names: Vec<&str> = found.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(names, ["Mug – Red / Small", "Mug – Red / Large"]);
    assert_eq!(found[0].pictures, ["a.jpg", "b.jpg", "c.jpg", "last.jpg"], "by position, each once");
    assert_eq!(
        found[1].pictures,
        ["large.jpg", "a.jpg", "b.jpg", "c.jpg", "last.jpg"],
        "its own comes first"
    );
    assert_eq!((found[1].sku.as_str(), found[1].slug.as_str()), ("M-2", "mug-red-large"));
    assert_eq!(found[0].tags, ["Blue", "cups"], "the type repeats a tag");
}

#[test]
fn one_variant_keeps_the_plain_name() {
    let (found, _) = shop("mug,Mug,,,,,false,Only size,,,1,8,,,,\n");
    assert_eq!((found[0].name.as_str(), found[0].sku.as_str()), ("Mug", "mug"));
    assert_eq!(found[0].is_active, Some(false));
    let (found, _) = shop("cap,Cap,,,,,,Default Title,,,1,8,,,,\n");
    assert_eq!((found[0].name.as_str(), found[0].is_active), ("Cap", None));
}

#[test]
fn a_product_without_title_spoils_each_of_its_rows() {
    let (found, bad) = shop("mug,,,,,,,Red,,,1,8,,,,\nmug,,,,,,,Blue,,,1,8,,,,\ncup,Cup,,,,,,,,,1,8,,,,\n");
    assert_eq!(found.len(), 1, "the next product is not harmed");
    let told: Vec<_> = bad.iter().map(|row| (row.line, row.field)).collect();
    assert_eq!(told, [(2, Some("name")), (3, Some("name"))]);
}

#[test]
fn bad_variants_leave_the_good_ones() {
    let (found, bad) = shop(
        "mug,Mug,,,,,,Red,,,1,8,,,,\n\
         mug,,,,,,,Blue,,,-2,8,,,,\n\
         mug,,,,,,,Green,,,1,8.999,,,,\n\
         mug,,,,,,,Grey,,,1,,,,,\n\
         ,Lost,,,,,,,,,1,8,,,,\n\
         mug,,,,,,,,,,,,,,,\n\
         mug,,,,,,,Red,,,1,8,,,,\n\
         mug,,,,,,,White,,,1,8,4006381333932,,,\n",
    );

    assert_eq!(found.len(), 1);
    let told: Vec<_> = bad.iter().map(|row| (row.line, row.field)).collect();
    let wanted = [
        (3, Some("stock")),
        (4, Some("price")),
        (5, Some("price")),
        (6, None),
        (7, None),
        (8, Some("sku")),
        (9, Some("barcode")),
    ];
    assert_eq!(told, wanted, "{bad:?}");
}

#[test]
fn scripts_in_bodies_are_gone() {
    let (found, _) = shop("mug,Mug,<div>Hot</div><script>x()</script><div>cup</div>,,,,,,,,1,8,,,,\n");
    assert_eq!(found[0].description, "<p>Hot</p><p>cup</p>");
}

#[test]
fn long_handles_still_give_skus_that_fit() {
    let handle = "very-long-handle-".repeat(12);
    let (found, bad) = shop(&format!("{handle},Mug,,,,,,Red,,,1,8,,,,\n{handle},,,,,,,Blue,,,1,8,,,,\n"));
    assert!(bad.is_empty(), "{bad:?}");
    assert_eq!(found.len(), 2, "cut to 64 characters they still differ");
    assert!(found.iter().all(|row| row.sku.chars().count() <= MAX_SKU_CHARS));
    let (odd, _) = shop("Big_Mug--2,Mug,,,,,,,,,1,8,,,,\n");
    assert_eq!((odd[0].sku.as_str(), odd[0].slug.as_str()), ("Big_Mug--2", "big-mug-2"), "a slug is a slug");
    assert!(found.iter().all(|row| row.slug.chars().count() <= MAX_SLUG_CHARS));
}

#[test]
fn endless_variants_are_stopped() {
    let variants: String = (0..2_050).map(|number| format!("mug,Mug,,,,,,{number},,,1,8,,,,\n")).collect();
    let (found, bad) = shop(&variants);
    assert_eq!((found.len(), bad.len()), (2_048, 2), "each variant repeats the description");
    let pictures: String = (0..252).map(|number| format!("mug,Mug,,,,,,,,,,,,{number}.jpg,,\n")).collect();
    assert_eq!(shop(&format!("mug,Mug,,,,,,,,,1,8,,,,\n{pictures}")).1.len(), 2);
}
