//! Files that are no pictures, or far too much of one.

use std::fs::{self, File};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use market::Code;
use serde_json::json;
use stories::on_both_engines;
use stories::shop::{Shop, assert_refused};

/// The first bytes of a PNG that says it has so many pixels.
fn png_header(width: u32, height: u32) -> Vec<u8> {
    let mut chunk = b"IHDR".to_vec();
    chunk.extend(width.to_be_bytes());
    chunk.extend(height.to_be_bytes());
    chunk.extend([8, 6, 0, 0, 0]);
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\x0d".to_vec();
    png.extend(&chunk);
    png.extend(crc(&chunk).to_be_bytes());
    png.extend(b"\0\0\0\0IDAT\x35\xaf\x06\x1e\0\0\0\0IEND\xae\x42\x60\x82");
    png
}

fn crc(bytes: &[u8]) -> u32 {
    let step = |mut rest: u32, byte: &u8| {
        rest ^= u32::from(*byte);
        (0..8).for_each(|_| rest = if rest & 1 == 1 { (rest >> 1) ^ 0xedb8_8320 } else { rest >> 1 });
        rest
    };
    !bytes.iter().fold(u32::MAX, step)
}

async fn refused(shop: &Shop, name: &str, bytes: &[u8], code: Code) {
    let path = shop.path(name);
    fs::write(&path, bytes).unwrap();
    assert_refused(shop.try_manager("picture.add", json!({ "path": path })).await, code, "picture");
    let pasted = json!({ "name": name, "base64": STANDARD.encode(bytes) });
    assert_refused(shop.try_manager("picture.add", pasted).await, code, "picture");
}

on_both_engines!(a_file_that_is_no_picture_is_refused, |shop| {
    shop.vendor("vendor").await;
    refused(&shop, "empty.png", b"", Code::Invalid).await;
    refused(&shop, "text.png", b"I am a picture, honestly.", Code::Invalid).await;
    refused(&shop, "web.jpg", b"<!doctype html><script>alert(1)</script>", Code::Invalid).await;
    refused(&shop, "program.png", b"\x7fELF\x02\x01\x01\0", Code::Invalid).await;
    refused(&shop, "head.png", b"\x89PNG\r\n\x1a\n", Code::Invalid).await;
    refused(&shop, "torn.png", &png_header(10, 10), Code::Invalid).await;
    refused(&shop, "torn.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF\0", Code::Invalid).await;
    refused(&shop, "torn.gif", b"GIF89a\xff\xff\xff\xff", Code::Invalid).await;
    refused(&shop, "torn.webp", b"RIFF\xff\xff\xff\xffWEBPVP8 ", Code::Invalid).await;
    for text in ["not base64!", "====", "data:image/png;base64,AAAA"] {
        assert_refused(
            shop.try_manager("picture.add", json!({ "base64": text })).await,
            Code::Invalid,
            "picture",
        );
    }
    assert_refused(shop.try_manager("picture.add", json!({})).await, Code::Invalid, "picture");
});

on_both_engines!(an_svg_is_refused_however_it_is_named, |shop| {
    shop.vendor("vendor").await;
    let svg = br#"<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>"#;
    for name in ["drawing.svg", "drawing.png", "drawing"] {
        refused(&shop, name, svg, Code::Invalid).await;
    }
    refused(
        &shop,
        "marked.svg",
        &[b"\xef\xbb\xbf<?xml version=\"1.0\"?>\n".as_slice(), svg].concat(),
        Code::Invalid,
    )
    .await;
});

on_both_engines!(a_hundred_megabyte_picture_is_refused_by_its_size, |shop| {
    shop.vendor("vendor").await;
    let path = shop.path("huge.png");
    File::create(&path).unwrap().set_len(100_000_000).unwrap();

    let begun = std::time::Instant::now();
    assert_refused(shop.try_manager("picture.add", json!({ "path": path })).await, Code::TooLarge, "path");
    assert!(begun.elapsed().as_secs() < 2, "it is not read to the end to be refused");
});

on_both_engines!(a_picture_of_huge_dimensions_is_refused_undecoded, |shop| {
    shop.vendor("vendor").await;
    for (width, height) in [(40_000, 40_000), (1, 12_001), (12_000, 12_000)] {
        refused(&shop, "vast.png", &png_header(width, height), Code::TooLarge).await;
    }
});

on_both_engines!(what_is_no_file_is_never_opened, |shop| {
    shop.vendor("vendor").await;
    let store = shop.store("Lantern Books", "LB-").await;
    for path in [shop.dir().to_owned(), shop.path("nothing.png"), "".into(), "/dev/zero".into()] {
        assert_refused(shop.try_manager("picture.add", json!({ "path": path })).await, Code::Invalid, "path");
        let ask = json!({ "store": store, "path": path });
        assert_refused(shop.try_manager("import.preview", ask.clone()).await, Code::Invalid, "path");
        assert_refused(shop.try_manager("import.run", ask).await, Code::Invalid, "path");
    }
});

on_both_engines!(a_picture_that_never_arrived_is_put_on_no_product, |shop| {
    shop.vendor("vendor").await;
    let store = shop.store("Lantern Books", "LB-").await;
    let product = shop.product(&store, "B-1", 1_000, 5).await;
    for hash in ["", "zz", "../../etc/passwd", &"0".repeat(64)] {
        let ask = json!({ "id": product, "pictures": [{ "hash": hash, "alt": "" }] });
        assert_refused(shop.try_manager("product.set_pictures", ask).await, Code::Invalid, "pictures");
    }
    assert_eq!(
        shop.manager("product.get", json!({ "id": product })).await["pictures"],
        json!([]),
        "the product has the pictures it had"
    );
});
