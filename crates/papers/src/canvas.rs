//! The only file that knows the PDF engine (printpdf): pages, text, rules, one picture, and the finished bytes.
//!
//! Places are points from the top left corner of an A4 page. printpdf numbers its documents from a counter of the
//! process; that number is taken out again, for a PDF needs none (ISO 32000-1, 14.4) and the same value must give the same
//! bytes.

#![expect(clippy::float_arithmetic, reason = "places on paper, not money")]

use std::collections::BTreeSet;
use std::io::{self, Write};

use flate2::Compression;
use flate2::write::ZlibEncoder;
use printpdf::date::OffsetDateTime;
use printpdf::{
    Codepoint, Color, FontId, Mm, Op, PaintMode, PdfDocument, PdfFont, PdfFontHandle, PdfPage,
    PdfSaveOptions, Point, Polygon, PolygonRing, Pt, RawImage, Rgb, TextItem, TextMatrix, WindingOrder,
    XObject, XObjectId, XObjectTransform,
};

use crate::PaperError;
use crate::fonts::{FaceId, Weight};
use crate::shape::{Glyph, Shaper};
use crate::wrap::{Space, tidy, wrap};

/// Width of the page.
pub(crate) const PAGE_WIDTH: f32 = 595.28;
/// Height of the page.
pub(crate) const PAGE_HEIGHT: f32 = 841.89;
/// Pictures are shown at this many pixels to the inch before they are scaled to their box.
const DPI: f32 = 72.0;
const PICTURE: &str = "LOGO";

/// A colour: red, green and blue from 0 to 1.
pub(crate) type Ink = [f32; 3];

/// How a text looks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Style {
    /// Size of the letters in points.
    pub(crate) size: f32,
    /// Regular or bold.
    pub(crate) weight: Weight,
    /// Colour of the letters.
    pub(crate) ink: Ink,
}

/// Which edge of the text stands at the place given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Edge {
    /// The text begins there.
    Left,
    /// The text ends there.
    Right,
}

/// A rectangle in points from the top left corner.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Area {
    /// From the left.
    pub(crate) x: f32,
    /// From the top.
    pub(crate) y: f32,
    /// Width.
    pub(crate) width: f32,
    /// Height.
    pub(crate) height: f32,
}

/// What a file says about itself.
pub(crate) struct About {
    /// Title shown by readers.
    pub(crate) title: String,
    /// Who issued it.
    pub(crate) author: String,
    /// Seconds since 1970, UTC.
    pub(crate) made_at_s: i64,
}

/// Pages being drawn.
pub(crate) struct Canvas {
    pages: Vec<Vec<Op>>,
    current: usize,
    shaper: Shaper,
    faces: BTreeSet<FaceId>,
    picture: Option<RawImage>,
}

impl Canvas {
    /// One empty page.
    pub(crate) fn new() -> Self {
        Self {
            pages: vec![Vec::new()],
            current: 0,
            shaper: Shaper::default(),
            faces: BTreeSet::new(),
            picture: None,
        }
    }

    /// Adds a page and goes on drawing there.
    pub(crate) fn turn(&mut self) {
        self.current = self.pages.len();
        self.pages.push(Vec::new());
    }

    /// How many pages there are.
    pub(crate) fn page_count(&self) -> usize {
        self.pages.len()
    }

    /// Goes back to a page, counted from 0.
    pub(crate) fn open(&mut self, page: usize) {
        self.current = page.min(self.pages.len().saturating_sub(1));
    }

    /// Cuts a text into lines that fit a width.
    pub(crate) fn wrap(
        &mut self,
        text: &str,
        width: f32,
        style: Style,
        most_lines: usize,
    ) -> Result<Vec<String>, PaperError> {
        wrap(&mut self.shaper, text, Space { width, size: style.size, weight: style.weight, most_lines })
    }

    /// Draws one line on a base line; a text wider than its room is made smaller, down to half, then cut.
    pub(crate) fn text(
        &mut self,
        text: &str,
        (x, y): (f32, f32),
        edge: Edge,
        room: f32,
        style: Style,
    ) -> Result<(), PaperError> {
        let text = tidy(text);
        let width = self.width(&text, style)?;
        let squeeze = if width > room { (room / width).max(0.5) } else { 1.0 };
        let style = Style { size: style.size * squeeze, ..style };
        if width * squeeze > room + 0.01 {
            let cut = self.wrap(&text, room, style, 1)?.concat();
            return self.write(&cut, (x, y), edge, style);
        }
        self.write(&text, (x, y), edge, style)
    }

    /// How wide a line is, in points.
    pub(crate) fn width(&mut self, text: &str, style: Style) -> Result<f32, PaperError> {
        Ok(self.shaper.width(text, style.weight)? * style.size / 1000.0)
    }

    /// Fills rectangles with one colour, as one shape without seams.
    pub(crate) fn fill(&mut self, areas: &[Area], ink: Ink) {
        let corner = |x: f32, y: f32| printpdf::LinePoint { p: at(x, y), bezier: false };
        let ring = |a: &Area| PolygonRing {
            points: vec![
                corner(a.x, a.y),
                corner(a.x + a.width, a.y),
                corner(a.x + a.width, a.y + a.height),
                corner(a.x, a.y + a.height),
            ],
        };
        let rings = areas.iter().map(ring).collect();
        let polygon = Polygon { rings, mode: PaintMode::Fill, winding_order: WindingOrder::NonZero };
        self.draw([Op::SetFillColor { col: colour(ink) }, Op::DrawPolygon { polygon }]);
    }

    /// A horizontal rule.
    pub(crate) fn rule(&mut self, x: f32, y: f32, width: f32, thickness: f32, ink: Ink) {
        self.fill(&[Area { x, y, width, height: thickness }], ink);
    }

    /// Draws a PNG into the top left of a box, keeping its shape and never coarser
    /// than a dot to the point. False when it is no picture that can be shown.
    pub(crate) fn picture(&mut self, png: &[u8], space: Area) -> bool {
        let Ok(image) = RawImage::decode_from_bytes(png, &mut Vec::new()) else { return false };
        let (Ok(width), Ok(height)) = (u16::try_from(image.width), u16::try_from(image.height)) else {
            return false;
        };
        if width == 0 || height == 0 {
            return false;
        }
        let scale = (space.width / f32::from(width)).min(space.height / f32::from(height)).min(1.0);
        let place = at(space.x, space.y + f32::from(height) * scale);
        let transform = XObjectTransform {
            translate_x: Some(place.x),
            translate_y: Some(place.y),
            scale_x: Some(scale),
            scale_y: Some(scale),
            dpi: Some(DPI),
            ..XObjectTransform::default()
        };
        self.picture = Some(image);
        self.draw([Op::UseXobject { id: XObjectId(PICTURE.to_owned()), transform }]);
        true
    }

    /// Writes the file down.
    pub(crate) fn finish(self, about: &About) -> Result<Vec<u8>, PaperError> {
        let mut document = PdfDocument::new(&about.title);
        describe(&mut document, about)?;
        for face in self.faces {
            let font = PdfFont::new(face.embedded()?.clone());
            document.resources.fonts.map.insert(FontId(face.tag().to_owned()), font);
        }
        if let Some(image) = self.picture {
            document.resources.xobjects.map.insert(XObjectId(PICTURE.to_owned()), XObject::Image(image));
        }
        let page = |ops| PdfPage::new(Mm(210.0), Mm(297.0), ops);
        document.pages = self.pages.into_iter().map(page).collect();
        let options = PdfSaveOptions { image_optimization: None, ..PdfSaveOptions::default() };
        let mut file = printpdf::to_lopdf_doc(&document, &options, &mut Vec::new());
        file.trailer.remove(b"ID");
        "1.7".clone_into(&mut file.version);
        for stream in file.objects.values_mut().filter_map(|object| object.as_stream_mut().ok()) {
            if stream.allows_compression && !stream.dict.has(b"Filter") {
                let packed = pack(&stream.content).map_err(|why| PaperError::Write(why.to_string()))?;
                stream.dict.set("Filter", "FlateDecode");
                stream.set_content(packed);
            }
        }
        let mut bytes = Vec::new();
        file.save_to(&mut bytes).map_err(|why| PaperError::Write(why.to_string()))?;
        Ok(bytes)
    }

    fn write(&mut self, text: &str, place: (f32, f32), edge: Edge, style: Style) -> Result<(), PaperError> {
        let glyphs = self.shaper.shape(text, style.weight)?;
        let width: f32 = glyphs.iter().map(|glyph| glyph.advance).sum::<f32>() * style.size / 1000.0;
        let x = if edge == Edge::Right { place.0 - width } else { place.0 };
        self.draw([Op::SetFillColor { col: colour(style.ink) }, Op::StartTextSection]);
        let mut pen = 0.0;
        for run in runs(&glyphs) {
            if let Some(first) = run.first() {
                self.faces.insert(first.face);
                let start = x + (pen + first.right) * style.size / 1000.0;
                let height = place.1 - first.up * style.size / 1000.0;
                self.show(run, (start, height), style.size)?;
            }
            pen += run.iter().map(|glyph| glyph.advance).sum::<f32>();
        }
        self.draw([Op::EndTextSection]);
        Ok(())
    }

    /// Shows glyphs of one font and one height. The engine moves its pen by widths in whole thousandths; what differs
    /// (kerning, marks, fractions) is made up between the glyphs.
    fn show(&mut self, run: &[Glyph], place: (f32, f32), size: f32) -> Result<(), PaperError> {
        let Some(first) = run.first() else { return Ok(()) };
        let face = first.face.shaper()?;
        let em = f32::from(u16::try_from(face.units_per_em()).unwrap_or(1000));
        let mut shown: Vec<Codepoint> = Vec::with_capacity(run.len());
        let (mut pen, mut drawn) = (0.0_f32, first.right);
        for glyph in run {
            let behind = drawn - (pen + glyph.right);
            if let Some(last) = shown.last_mut().filter(|_| behind.abs() >= 1.0) {
                last.offset = behind.round();
                drawn -= last.offset;
            }
            let id = rustybuzz::ttf_parser::GlyphId(glyph.id);
            drawn += (f32::from(face.glyph_hor_advance(id).unwrap_or(0)) * 1000.0 / em).trunc();
            pen += glyph.advance;
            shown.push(Codepoint::with_cid(glyph.id, 0.0, glyph.text.clone()));
        }
        let font = PdfFontHandle::External(FontId(first.face.tag().to_owned()));
        let point = at(place.0, place.1);
        self.draw([
            Op::SetFont { font, size: Pt(size) },
            Op::SetTextMatrix { matrix: TextMatrix::Translate(point.x, point.y) },
            Op::ShowText { items: vec![TextItem::GlyphIds(shown)] },
        ]);
        Ok(())
    }

    fn draw<const N: usize>(&mut self, ops: [Op; N]) {
        if let Some(page) = self.pages.get_mut(self.current) {
            page.extend(ops);
        }
    }
}

/// Deflate at its usual effort: the hardest takes milliseconds longer and saves a hundred bytes of a whole invoice.
fn pack(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = ZlibEncoder::new(Vec::with_capacity(bytes.len() / 2), Compression::default());
    encoder.write_all(bytes)?;
    encoder.finish()
}

fn describe(document: &mut PdfDocument, about: &About) -> Result<(), PaperError> {
    let made = OffsetDateTime::from_unix_timestamp(about.made_at_s)
        .map_err(|why| PaperError::Write(why.to_owned()))?;
    let info = &mut document.metadata.info;
    (info.creation_date, info.modification_date, info.metadata_date) = (made, made, made);
    info.author.clone_from(&about.author);
    "Tradepost".clone_into(&mut info.creator);
    "Tradepost".clone_into(&mut info.producer);
    Ok(())
}

/// Stretches of glyphs of the same font at the same height.
fn runs(glyphs: &[Glyph]) -> impl Iterator<Item = &[Glyph]> {
    glyphs.chunk_by(|a, b| a.face == b.face && (a.up - b.up).abs() < 1.0)
}

/// A place as PDF counts it, from the bottom, to a hundredth of a point.
fn at(x: f32, y: f32) -> Point {
    let hundredth = |v: f32| (v * 100.0).round() / 100.0;
    Point { x: Pt(hundredth(x)), y: Pt(hundredth(PAGE_HEIGHT - y)) }
}

fn colour([r, g, b]: Ink) -> Color {
    Color::Rgb(Rgb { r, g, b, icc_profile: None })
}
