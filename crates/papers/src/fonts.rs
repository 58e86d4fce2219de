//! The fonts a document may use, read once per process and only when a text needs them.
//!
//! Every face is read twice: by the shaper, which says which glyphs stand where, and by the PDF engine, which embeds the
//! glyphs used. The files lie in `fonts/`, with their licences and where they came from.

use std::sync::OnceLock;

use printpdf::ParsedFont;
use rustybuzz::Face;

use crate::PaperError;

/// Regular or bold. Han, kana and hangul have one weight only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Weight {
    /// Running text.
    Regular,
    /// Names, titles and totals.
    Bold,
}

/// One font file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum FaceId {
    /// Latin, Greek, Cyrillic.
    Latin,
    /// The same, bold.
    LatinBold,
    /// Arabic.
    Arabic,
    /// Arabic, bold.
    ArabicBold,
    /// Hebrew.
    Hebrew,
    /// Hebrew, bold.
    HebrewBold,
    /// Chinese, Japanese, Korean.
    Cjk,
}

struct Slot {
    shaper: OnceLock<Option<Face<'static>>>,
    embedded: OnceLock<Option<ParsedFont>>,
}

impl Slot {
    const fn new() -> Self {
        Self { shaper: OnceLock::new(), embedded: OnceLock::new() }
    }
}

static LATIN: Slot = Slot::new();
static LATIN_BOLD: Slot = Slot::new();
static ARABIC: Slot = Slot::new();
static ARABIC_BOLD: Slot = Slot::new();
static HEBREW: Slot = Slot::new();
static HEBREW_BOLD: Slot = Slot::new();
static CJK: Slot = Slot::new();

impl FaceId {
    /// The faces to try for a character, in order.
    pub(crate) const fn order(weight: Weight) -> [Self; 4] {
        match weight {
            Weight::Regular => [Self::Latin, Self::Arabic, Self::Hebrew, Self::Cjk],
            Weight::Bold => [Self::LatinBold, Self::ArabicBold, Self::HebrewBold, Self::Cjk],
        }
    }

    /// The name of the font inside the PDF: six capitals, as the tag of a subset must be (ISO 32000-1, 9.6.4).
    pub(crate) const fn tag(self) -> &'static str {
        match self {
            Self::Latin => "LATREG",
            Self::LatinBold => "LATBLD",
            Self::Arabic => "ARAREG",
            Self::ArabicBold => "ARABLD",
            Self::Hebrew => "HEBREG",
            Self::HebrewBold => "HEBBLD",
            Self::Cjk => "CJKREG",
        }
    }

    /// The face as the shaper reads it.
    pub(crate) fn shaper(self) -> Result<&'static Face<'static>, PaperError> {
        let face = self.slot().shaper.get_or_init(|| Face::from_slice(self.bytes(), 0));
        face.as_ref().ok_or(PaperError::Font(self.tag()))
    }

    /// The face as the PDF engine embeds it.
    pub(crate) fn embedded(self) -> Result<&'static ParsedFont, PaperError> {
        let slot = &self.slot().embedded;
        let font = slot.get_or_init(|| ParsedFont::from_bytes(self.bytes(), 0, &mut Vec::new()));
        font.as_ref().ok_or(PaperError::Font(self.tag()))
    }

    fn slot(self) -> &'static Slot {
        match self {
            Self::Latin => &LATIN,
            Self::LatinBold => &LATIN_BOLD,
            Self::Arabic => &ARABIC,
            Self::ArabicBold => &ARABIC_BOLD,
            Self::Hebrew => &HEBREW,
            Self::HebrewBold => &HEBREW_BOLD,
            Self::Cjk => &CJK,
        }
    }

    fn bytes(self) -> &'static [u8] {
        match self {
            Self::Latin => include_bytes!("../fonts/NotoSans-Regular.ttf"),
            Self::LatinBold => include_bytes!("../fonts/NotoSans-Bold.ttf"),
            Self::Arabic => include_bytes!("../fonts/NotoSansArabic-Regular.ttf"),
            Self::ArabicBold => include_bytes!("../fonts/NotoSansArabic-Bold.ttf"),
            Self::Hebrew => include_bytes!("../fonts/NotoSansHebrew-Regular.ttf"),
            Self::HebrewBold => include_bytes!("../fonts/NotoSansHebrew-Bold.ttf"),
            Self::Cjk => include_bytes!("../fonts/DroidSansFallback.ttf"),
        }
    }
}
