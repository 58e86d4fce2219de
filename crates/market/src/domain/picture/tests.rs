//! What a shopkeeper's picture turns into, and which files are refused.

use image::{ExtendedColorType, GenericImageView, ImageEncoder, RgbImage, Rgba, RgbaImage};

use super::*;

fn bytes_of(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// Left half red, right half blue, so that a turn shows.
fn two_halves(width: u32, height: u32) -> DynamicImage {
    let half = width / 2;
    let row: Vec<u8> =
        (0..width).flat_map(|x| if x < half { [220, 20, 20] } else { [20, 20, 220] }).collect();
    let rows = row.repeat(usize::try_from(height).unwrap());
    DynamicImage::ImageRgb8(RgbImage::from_raw(width, height, rows).unwrap())
}

fn opened(bytes: &[u8]) -> DynamicImage {
    image::load_from_memory(bytes).unwrap()
}

/// A JPEG with an EXIF part that says how the camera was held, and where.
fn jpeg_with_exif(orientation: u8) -> Vec<u8> {
    let mut exif = b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0]);
    exif.extend(b"SECRET-PLACE 52.5200N 13.4050E");
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 95);
    encoder.set_exif_metadata(exif).unwrap();
    let pixels = two_halves(80, 40).into_rgb8();
    encoder.write_image(pixels.as_raw(), 80, 40, ExtendedColorType::Rgb8).unwrap();
    bytes
}

/// The beginning of a PNG that claims a size, with a right check sum and no pixels.
fn png_header(width: u32, height: u32) -> Vec<u8> {
    let mut part = b"IHDR".to_vec();
    part.extend(width.to_be_bytes());
    part.extend(height.to_be_bytes());
    part.extend([8, 2, 0, 0, 0]);
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0d".to_vec();
    bytes.extend(&part);
    bytes.extend(crc32(&part).to_be_bytes());
    bytes.extend(b"\0\0\0\x01IDAT\0\0\0\0\0");
    bytes
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ if crc & 1 == 1 { 0xedb8_8320 } else { 0 })
    })
}

#[test]
fn every_format_of_shops_is_taken_by_its_content() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP, ImageFormat::Gif] {
        let ready = prepare(&bytes_of(&two_halves(60, 30), format)).unwrap();

        assert_eq!((ready.width, ready.height, ready.mime), (60, 30, "image/jpeg"), "{format:?}");
        assert_eq!(image::guess_format(&ready.full).unwrap(), ImageFormat::Jpeg);
        assert_eq!(opened(&ready.full).dimensions(), (60, 30), "a small picture is not made larger");
        assert_eq!(opened(&ready.thumb).dimensions(), (60, 30), "nor its thumbnail");
    }
}

#[test]
fn large_pictures_shrink_and_keep_their_ratio() {
    for (from, full, thumb) in [
        ((3600, 2700), (1600, 1200), (300, 225)),
        ((1000, 3000), (533, 1600), (100, 300)),
        ((2000, 2000), (1600, 1600), (300, 300)),
        ((6000, 2), (1600, 1), (300, 1)),
        ((700, 500), (700, 500), (300, 214)),
    ] {
        let ready = prepare(&bytes_of(&two_halves(from.0, from.1), ImageFormat::Jpeg)).unwrap();

        assert_eq!((ready.width, ready.height), full, "from {from:?}");
        assert_eq!(opened(&ready.full).dimensions(), full, "the size told is the size kept");
        assert_eq!(opened(&ready.thumb).dimensions(), thumb, "the thumbnail of {from:?}");
    }
}

#[test]
fn transparency_stays() {
    let glass =
        RgbaImage::from_fn(
            400,
            400,
            |x, _| if x < 200 { Rgba([0, 0, 0, 0]) } else { Rgba([9, 200, 9, 255]) },
        );
    let ready = prepare(&bytes_of(&DynamicImage::ImageRgba8(glass), ImageFormat::Png)).unwrap();

    assert_eq!(ready.mime, "image/png");
    assert_eq!(opened(&ready.full).get_pixel(10, 10).0.last(), Some(&0), "what was glass stays glass");
    let thumb = opened(&ready.thumb);
    assert_eq!((thumb.get_pixel(5, 5).0.last(), thumb.get_pixel(290, 5).0.last()), (Some(&0), Some(&255)));
}

#[test]
fn an_alpha_channel_that_hides_nothing_becomes_jpeg() {
    let solid = DynamicImage::ImageRgba8(RgbaImage::from_pixel(40, 40, Rgba([1, 2, 3, 255])));
    assert_eq!(prepare(&bytes_of(&solid, ImageFormat::Png)).unwrap().mime, "image/jpeg");
}

#[test]
fn deep_and_grey_pictures_are_taken() {
    let deep = DynamicImage::ImageRgb16(two_halves(50, 20).into_rgb16());
    let grey = DynamicImage::ImageLuma8(two_halves(50, 20).into_luma8());
    for picture in [deep, grey] {
        let ready = prepare(&bytes_of(&picture, ImageFormat::Png)).unwrap();
        assert_eq!((ready.width, ready.height), (50, 20));
    }
}

#[test]
fn the_camera_was_turned_and_its_notes_are_gone() {
    let bytes = jpeg_with_exif(6);
    assert!(bytes.windows(12).any(|part| part == b"SECRET-PLACE"), "the picture given holds a place");

    let ready = prepare(&bytes).unwrap();

    assert_eq!((ready.width, ready.height), (40, 80), "a quarter turn swaps the sides");
    let top = opened(&ready.full).get_pixel(20, 5).0;
    let bottom = opened(&ready.full).get_pixel(20, 75).0;
    assert!(top[0] > 150 && top[2] < 100, "left became top: {top:?}");
    assert!(bottom[2] > 150 && bottom[0] < 100, "right became bottom: {bottom:?}");
    for made in [&ready.full, &ready.thumb] {
        assert!(!made.windows(6).any(|part| part == b"SECRET"), "no place survives");
        assert!(!made.windows(4).any(|part| part == b"Exif"), "no notes at all survive");
    }
}

#[test]
fn the_same_file_gives_the_same_hash() {
    let bytes = bytes_of(&two_halves(1800, 900), ImageFormat::Png);
    let (first, second) = (prepare(&bytes).unwrap(), prepare(&bytes).unwrap());

    assert_eq!(first, second, "nothing of chance or time goes in");
    let expected: [u8; 32] = Sha256::digest(&first.full).into();
    assert_eq!(first.hash, expected, "the hash names the bytes that are kept");
    let other = prepare(&bytes_of(&two_halves(1800, 901), ImageFormat::Png)).unwrap();
    assert_ne!(other.hash, first.hash);
}

#[test]
fn sizes_are_refused_from_the_header_alone() {
    for (width, height) in [(40_000, 40_000), (12_001, 10), (10, 12_001), (8_000, 6_251)] {
        let refused = prepare(&png_header(width, height));
        assert_eq!(refused, Err(PictureError::TooManyPixels { width, height }), "never decoded");
    }
    let told = PictureError::TooManyPixels { width: 40_000, height: 40_000 }.to_string();
    assert!(told.contains("40000 x 40000") && told.contains("12,000"), "{told}");
    assert_eq!(
        prepare(&png_header(12_000, 10)),
        Err(PictureError::Damaged),
        "the size is fine, the rest is not"
    );
}

#[test]
fn a_gif_that_claims_to_be_huge_is_refused() {
    let mut bytes = bytes_of(&two_halves(10, 10), ImageFormat::Gif);
    bytes.splice(6..10, [0x40, 0x9c, 0x40, 0x9c]);
    assert_eq!(prepare(&bytes), Err(PictureError::TooManyPixels { width: 40_000, height: 40_000 }));
}

#[test]
fn other_files_are_refused_with_their_reason() {
    let svg = b"<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"><script>x</script></svg>";
    assert_eq!(prepare(svg), Err(PictureError::Svg));
    assert_eq!(prepare(b"\xef\xbb\xbf <SVG></SVG>"), Err(PictureError::Svg), "by content, not by name");
    assert_eq!(prepare(b""), Err(PictureError::Empty));
    for other in [
        &b"%PDF-1.7"[..],
        b"BM\x3a\0\0\0\0\0",
        b"II*\0\x08\0\0\0",
        b"<html></html>",
        b"name,price",
        b"\0\0\0\x20ftypheic",
    ] {
        assert_eq!(prepare(other), Err(PictureError::Unsupported), "{other:?}");
    }
    assert_eq!(prepare(&vec![0; MAX_BYTES + 1]), Err(PictureError::FileTooLarge));
}

#[test]
fn a_torn_picture_is_refused() {
    let whole = bytes_of(&two_halves(300, 300), ImageFormat::Png);
    for length in [10, 40, whole.len() / 2] {
        assert_eq!(
            prepare(whole.get(..length).unwrap()),
            Err(PictureError::Damaged),
            "the first {length} bytes"
        );
    }
    assert_eq!(prepare(b"\xff\xd8\xff\xe0 not really a picture"), Err(PictureError::Damaged));
    assert_eq!(prepare(b"RIFF\x10\0\0\0WEBPVP8 junk"), Err(PictureError::Damaged));
}
