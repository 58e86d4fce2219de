//! Text into placed glyphs: a font for every character, right-to-left order, joined letters.
//!
//! Measures are thousandths of an em, as PDF counts them; a size in points comes in only where a glyph is drawn.

#![expect(clippy::float_arithmetic, reason = "places on paper, not money")]

use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use rustybuzz::{BufferClusterLevel, Direction, Face, Script, ShapePlan, UnicodeBuffer};
use unicode_bidi::{BidiInfo, Level};
use unicode_segmentation::UnicodeSegmentation;

use crate::PaperError;
use crate::fonts::{FaceId, Weight};

/// Stands for a character no font has.
const REPLACEMENT: &str = "\u{FFFD}";

/// A stretch of text and the font it is set in.
type Dressed = (Range<usize>, FaceId);

/// One glyph, in the order of drawing from left to right.
#[derive(Clone, Debug)]
pub(crate) struct Glyph {
    /// The font it is from.
    pub(crate) face: FaceId,
    /// Its number in that font.
    pub(crate) id: u16,
    /// How far the pen moves on.
    pub(crate) advance: f32,
    /// How far from the pen it is drawn, to the right.
    pub(crate) right: f32,
    /// How far from the base line it is drawn, upwards.
    pub(crate) up: f32,
    /// The characters it stands for; empty when a neighbour already says them.
    pub(crate) text: String,
}

/// Remembers what was shaped, for a text is measured before it is drawn and often drawn again, and how to shape each
/// script in each font, which is slow to find out.
#[derive(Default)]
pub(crate) struct Shaper {
    known: HashMap<(Weight, String), Rc<[Glyph]>>,
    plans: Vec<(FaceId, Direction, Script, ShapePlan)>,
}

impl Shaper {
    /// Places one line of text. Its direction is that of its first letter with one.
    pub(crate) fn shape(&mut self, text: &str, weight: Weight) -> Result<Rc<[Glyph]>, PaperError> {
        let key = (weight, text.to_owned());
        if let Some(glyphs) = self.known.get(&key) {
            return Ok(Rc::clone(glyphs));
        }
        let glyphs: Rc<[Glyph]> = self.shape_anew(text, weight)?.into();
        self.known.insert(key, Rc::clone(&glyphs));
        Ok(glyphs)
    }

    /// How wide a line of text is.
    pub(crate) fn width(&mut self, text: &str, weight: Weight) -> Result<f32, PaperError> {
        Ok(self.shape(text, weight)?.iter().map(|glyph| glyph.advance).sum())
    }

    fn shape_anew(&mut self, text: &str, weight: Weight) -> Result<Vec<Glyph>, PaperError> {
        let (text, faces) = dress(text, weight)?;
        let bidi = BidiInfo::new(&text, None);
        let mut glyphs = Vec::new();
        for paragraph in &bidi.paragraphs {
            let (levels, runs) = bidi.visual_runs(paragraph, paragraph.range.clone());
            for run in runs {
                let backwards = levels.get(run.start).is_some_and(Level::is_rtl);
                let mut parts = within(&faces, &run);
                if backwards {
                    parts.reverse();
                }
                for (part, face) in parts {
                    let words = text.get(part).unwrap_or_default();
                    self.place(words, face, backwards, &mut glyphs)?;
                }
            }
        }
        Ok(glyphs)
    }

    /// Shapes a stretch of one font and one direction.
    fn place(
        &mut self,
        text: &str,
        id: FaceId,
        backwards: bool,
        glyphs: &mut Vec<Glyph>,
    ) -> Result<(), PaperError> {
        let face = id.shaper()?;
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.set_direction(if backwards { Direction::RightToLeft } else { Direction::LeftToRight });
        buffer.set_cluster_level(BufferClusterLevel::MonotoneCharacters);
        buffer.guess_segment_properties();
        let plan = self.plan(id, face, &buffer);
        let shaped = rustybuzz::shape_with_plan(face, plan, buffer);
        let starts: Vec<u32> = shaped.glyph_infos().iter().map(|info| info.cluster).collect();
        for (n, (info, position)) in shaped.glyph_infos().iter().zip(shaped.glyph_positions()).enumerate() {
            let scale = 1000.0 / units(face.units_per_em());
            let glyph = u16::try_from(info.glyph_id).unwrap_or(0);
            glyphs.push(Glyph {
                face: id,
                id: glyph,
                advance: units(position.x_advance) * scale,
                right: units(position.x_offset) * scale,
                up: units(position.y_offset) * scale,
                text: spoken(face, glyph, cluster(text, &starts, n, backwards)),
            });
        }
        Ok(())
    }

    fn plan(&mut self, id: FaceId, face: &Face<'_>, buffer: &UnicodeBuffer) -> &ShapePlan {
        let (direction, script) = (buffer.direction(), buffer.script());
        let known = self.plans.iter().position(|(f, d, s, _)| (*f, *d, *s) == (id, direction, script));
        let at = known.unwrap_or_else(|| {
            let plan = ShapePlan::new(face, direction, Some(script), None, &[]);
            self.plans.push((id, direction, script, plan));
            self.plans.len() - 1
        });
        #[expect(clippy::indexing_slicing, reason = "found or pushed just above")]
        &self.plans[at].3
    }
}

/// Chooses a font for every grapheme, and writes the replacement for those that no font has.
fn dress(text: &str, weight: Weight) -> Result<(String, Vec<Dressed>), PaperError> {
    let mut dressed = String::with_capacity(text.len());
    let mut faces: Vec<Dressed> = Vec::new();
    for grapheme in text.graphemes(true) {
        let last = faces.last().map(|(_, face)| *face);
        let (written, face) = match choose(grapheme, weight, last)? {
            Some(face) => (grapheme, face),
            None => (REPLACEMENT, FaceId::order(weight)[0]),
        };
        let start = dressed.len();
        dressed.push_str(written);
        match faces.last_mut() {
            Some((range, same)) if *same == face => range.end = dressed.len(),
            _ => faces.push((start..dressed.len(), face)),
        }
    }
    Ok((dressed, faces))
}

/// A space stays in the font of the word before it, so that a line of one script is one run.
fn choose(grapheme: &str, weight: Weight, last: Option<FaceId>) -> Result<Option<FaceId>, PaperError> {
    let near = last.filter(|_| grapheme.chars().all(char::is_whitespace));
    for face in near.into_iter().chain(FaceId::order(weight)) {
        let font = face.shaper()?;
        if grapheme.chars().all(|c| is_joiner(c) || font.glyph_index(c).is_some_and(|id| id.0 != 0)) {
            return Ok(Some(face));
        }
    }
    Ok(None)
}

/// Joiners and variation selectors shape their neighbours and have no glyph of their own.
const fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200C}' | '\u{200D}' | '\u{FE00}'..='\u{FE0F}')
}

/// The parts of a run that have one font each, in reading order.
fn within(faces: &[Dressed], run: &Range<usize>) -> Vec<Dressed> {
    let cut = |range: &Range<usize>| range.start.max(run.start)..range.end.min(run.end);
    faces.iter().map(|(range, face)| (cut(range), *face)).filter(|(range, _)| !range.is_empty()).collect()
}

/// The characters of the cluster of glyph `n`, or nothing when a glyph before it in the cluster has them.
fn cluster<'a>(text: &'a str, starts: &[u32], n: usize, backwards: bool) -> &'a str {
    let own = starts.get(n).copied().unwrap_or_default();
    if n > 0 && starts.get(n - 1) == Some(&own) {
        return "";
    }
    let mut others: Box<dyn Iterator<Item = &u32>> =
        if backwards { Box::new(starts.iter().take(n).rev()) } else { Box::new(starts.iter().skip(n)) };
    let place = |at: u32| usize::try_from(at).unwrap_or_default();
    let end = others.find(|at| **at > own).map_or(text.len(), |at| place(*at));
    text.get(place(own)..end).unwrap_or_default()
}

/// What a reader of the PDF is told the glyph says. A bracket turned round in right-to-left text keeps its own name, for
/// one glyph can have only one.
fn spoken(face: &Face<'_>, glyph: u16, text: &str) -> String {
    let turned = match text {
        "(" => ')',
        ")" => '(',
        "[" => ']',
        "]" => '[',
        "{" => '}',
        "}" => '{',
        "<" => '>',
        ">" => '<',
        "«" => '»',
        "»" => '«',
        _ => return text.to_owned(),
    };
    if face.glyph_index(turned).is_some_and(|id| id.0 == glyph) {
        turned.to_string()
    } else {
        text.to_owned()
    }
}

/// Font units as a fraction can hold them; no font has an em of more than 16,384.
fn units(count: i32) -> f32 {
    f32::from(i16::try_from(count).unwrap_or(i16::MAX))
}
