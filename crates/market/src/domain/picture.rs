//! Pictures of products: checked before they are opened, then made again from their pixels.
//!
//! Nothing of the sender's file survives: no place, no camera, no hidden parts. The size is read from the header, so a
//! small file cannot unfold into gigabytes.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType as PngFilter, PngEncoder};
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use sha2::{Digest, Sha256};

/// The largest file that is looked at.
pub const MAX_BYTES: usize = 20 * 1024 * 1024;
/// The longest side in pixels.
pub const MAX_SIDE: u32 = 12_000;
/// The most pixels, 50 megapixels.
pub const MAX_PIXELS: u64 = 50_000_000;
/// The square, in pixels, that the full picture fits.
pub const FULL_SIDE: u32 = 1_600;
/// The square, in pixels, that the thumbnail fits.
pub const THUMB_SIDE: u32 = 300;

const JPEG_QUALITY: u8 = 85;
/// 50 megapixels at eight bytes, and room for what a decoder needs beside them.
const MAX_ALLOC: u64 = 640 * 1024 * 1024;

/// A picture ready to be kept and shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ready {
    /// SHA-256 of `full`: the same file gives the same hash on every machine.
    pub hash: [u8; 32],
    /// The picture, fits 1600x1600.
    pub full: Vec<u8>,
    /// The thumbnail, fits 300x300.
    pub thumb: Vec<u8>,
    /// Width of `full` in pixels.
    pub width: u32,
    /// Height of `full` in pixels.
    pub height: u32,
    /// The type of both: `image/png` where something shines through, else `image/jpeg`.
    pub mime: &'static str,
}

/// Why a file cannot be a picture of a product; each is one sentence for the shopkeeper.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    /// Nothing in it.
    #[error("The file is empty.")]
    Empty,
    /// More bytes than [`MAX_BYTES`].
    #[error("The file is larger than 20 MB. Save the picture smaller and try again.")]
    FileTooLarge,
    /// SVG may hold scripts and links.
    #[error("SVG drawings are not taken because they can hold scripts. Save the drawing as PNG.")]
    Svg,
    /// Any other format.
    #[error("This is not a JPEG, PNG, WebP or GIF picture.")]
    Unsupported,
    /// More pixels than fit.
    #[error(
        "The picture is {width} x {height} pixels; at most 12,000 a side and 50 megapixels in all are taken."
    )]
    TooManyPixels {
        /// Width in pixels as the header says.
        width: u32,
        /// Height in pixels as the header says.
        height: u32,
    },
    /// The header is right and the rest is not.
    #[error("The picture is damaged and cannot be opened.")]
    Damaged,
}

/// Reads a picture and makes the full one and its thumbnail.
pub fn prepare(bytes: &[u8]) -> Result<Ready, PictureError> {
    if bytes.is_empty() {
        return Err(PictureError::Empty);
    }
    if bytes.len() > MAX_BYTES {
        return Err(PictureError::FileTooLarge);
    }
    let picture = decode(bytes, format_of(bytes)?)?;
    let full = shrink(&picture, FULL_SIDE);
    let thumb = shrink(&full, THUMB_SIDE);
    let mime = if is_see_through(&full) { "image/png" } else { "image/jpeg" };
    let (width, height) = (full.width(), full.height());
    let (full, thumb) = (encode(full, mime)?, encode(thumb, mime)?);
    Ok(Ready { hash: Sha256::digest(&full).into(), full, thumb, width, height, mime })
}

/// Looks at a picture that another machine has made ready: the same bytes are kept, so that the hash stays true, and only
/// the thumbnail is made anew. What [`prepare`] would not have made is refused.
pub fn check(bytes: &[u8]) -> Result<Ready, PictureError> {
    if bytes.is_empty() {
        return Err(PictureError::Empty);
    }
    let (format, mime) = match format_of(bytes)? {
        format @ ImageFormat::Png => (format, "image/png"),
        format @ ImageFormat::Jpeg => (format, "image/jpeg"),
        _ => return Err(PictureError::Unsupported),
    };
    let picture = decode(bytes, format)?;
    let (width, height) = (picture.width(), picture.height());
    if width > FULL_SIDE || height > FULL_SIDE {
        return Err(PictureError::TooManyPixels { width, height });
    }
    let thumb = encode(shrink(&picture, THUMB_SIDE), mime)?;
    Ok(Ready { hash: Sha256::digest(bytes).into(), full: bytes.to_vec(), thumb, width, height, mime })
}

/// The format by its first bytes; names of files lie.
fn format_of(bytes: &[u8]) -> Result<ImageFormat, PictureError> {
    match image::guess_format(bytes) {
        Ok(format @ (ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP | ImageFormat::Gif)) => {
            Ok(format)
        }
        _ if is_svg(bytes) => Err(PictureError::Svg),
        _ => Err(PictureError::Unsupported),
    }
}

fn is_svg(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(4_096)).unwrap_or_default();
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    head.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']).starts_with('<') && head.contains("<svg")
}

fn decode(bytes: &[u8], format: ImageFormat) -> Result<DynamicImage, PictureError> {
    let damaged = |_| PictureError::Damaged;
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MAX_ALLOC);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits.clone());
    let mut decoder = reader.into_decoder().map_err(damaged)?;

    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width).saturating_mul(u64::from(height));
    if width > MAX_SIDE || height > MAX_SIDE || pixels > MAX_PIXELS {
        return Err(PictureError::TooManyPixels { width, height });
    }
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.reserve(decoder.total_bytes()).map_err(damaged)?;
    decoder.set_limits(limits).map_err(damaged)?;

    // A picture with a torn EXIF part is still a picture.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(damaged)?;
    picture.apply_orientation(orientation);
    Ok(eight_bits(picture))
}

/// Two kinds of pixels are enough: with and without transparency.
fn eight_bits(picture: DynamicImage) -> DynamicImage {
    if picture.color().has_alpha() {
        DynamicImage::ImageRgba8(picture.into_rgba8())
    } else {
        DynamicImage::ImageRgb8(picture.into_rgb8())
    }
}

/// The picture so that it fits a square; never made larger.
fn shrink(picture: &DynamicImage, side: u32) -> DynamicImage {
    let (width, height) = fit(picture.width(), picture.height(), side);
    if (width, height) == (picture.width(), picture.height()) {
        return picture.clone();
    }
    // Averaging first keeps the memory of the fine filter small for pictures of many megapixels.
    let (near_width, near_height) = (width.saturating_mul(2), height.saturating_mul(2));
    if picture.width() > near_width && picture.height() > near_height {
        picture.thumbnail_exact(near_width, near_height).resize_exact(width, height, FilterType::Lanczos3)
    } else {
        picture.resize_exact(width, height, FilterType::Lanczos3)
    }
}

/// Width and height with the ratio kept, rounded to the nearest pixel and at least one.
fn fit(width: u32, height: u32, side: u32) -> (u32, u32) {
    let longest = width.max(height);
    if longest <= side {
        return (width, height);
    }
    let scaled = |length: u32| {
        let doubled = u64::from(length).saturating_mul(u64::from(side)).saturating_mul(2);
        let rounded = doubled.saturating_add(u64::from(longest)) / u64::from(longest).saturating_mul(2);
        u32::try_from(rounded).unwrap_or(side).clamp(1, side)
    };
    (scaled(width), scaled(height))
}

fn is_see_through(picture: &DynamicImage) -> bool {
    picture.as_rgba8().is_some_and(|pixels| pixels.pixels().any(|pixel| pixel.0.last() != Some(&u8::MAX)))
}

fn encode(picture: DynamicImage, mime: &str) -> Result<Vec<u8>, PictureError> {
    let mut bytes = Vec::new();
    let written = if mime == "image/png" {
        let encoder = PngEncoder::new_with_quality(&mut bytes, CompressionType::Default, PngFilter::Adaptive);
        picture.write_with_encoder(encoder)
    } else {
        JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY).encode_image(&picture.into_rgb8())
    };
    written.map_err(|_| PictureError::Damaged)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests;
