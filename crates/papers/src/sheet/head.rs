//! The top of the first page: logo or name, title, the parties, and the strip of numbers and dates.

use base64::Engine;

use super::{ACCENT, BODY, GREY, HAIR, INK, MARGIN, RIGHT, SMALL, Sheet, WIDTH, bold, regular};
use crate::PaperError;
use crate::canvas::{Area, Edge, Style};
use crate::figures::day;
use crate::invoice::{Kind, Party};

/// A logo larger than this is no logo (base64 characters).
const MOST_LOGO: usize = 1_400_000;
const GAP: f32 = 18.0;
const MOST_PARTY_LINES: usize = 8;

impl Sheet<'_> {
    pub(super) fn head(&mut self) -> Result<(), PaperError> {
        self.banner()?;
        self.y = 110.0;
        self.parties()?;
        self.strip()?;
        self.reason()
    }

    fn banner(&mut self) -> Result<(), PaperError> {
        let (title, label) = (self.title(), self.invoice.label.clone());
        self.y = 62.0;
        self.right(title, RIGHT, 200.0, bold(22.0, ACCENT))?;
        self.y = 79.0;
        self.right(&label, RIGHT, 200.0, bold(11.0, INK))?;
        if self.logo() {
            return Ok(());
        }
        let name = self.invoice.seller.name.clone();
        let style = bold(17.0, INK);
        self.y = 62.0;
        for line in self.canvas.wrap(&name, 285.0, style, 2)? {
            self.left(&line, MARGIN, 285.0, style)?;
            self.y += 20.0;
        }
        Ok(())
    }

    fn logo(&mut self) -> bool {
        let Some(text) = self.invoice.logo_png.as_deref().filter(|text| text.len() <= MOST_LOGO) else {
            return false;
        };
        let png = base64::engine::general_purpose::STANDARD.decode(text).unwrap_or_default();
        is_small(&png) && self.canvas.picture(&png, Area { x: MARGIN, y: 42.0, width: 190.0, height: 48.0 })
    }

    fn parties(&mut self) -> Result<(), PaperError> {
        let invoice = self.invoice;
        let ship_to = invoice.ship_to.as_ref().filter(|party| **party != invoice.buyer);
        let buyer = if invoice.kind == Kind::Invoice { "Billed to" } else { "Credited to" };
        let parties = [
            Some(("From", &invoice.seller)),
            Some((buyer, &invoice.buyer)),
            ship_to.map(|p| ("Shipped to", p)),
        ];
        let width = (WIDTH - 2.0 * GAP) / 3.0;
        let (top, mut x, mut lowest) = (self.y, MARGIN, self.y);
        for (label, party) in parties.into_iter().flatten() {
            self.y = top;
            self.party(label, party, x, width)?;
            lowest = lowest.max(self.y);
            x += width + GAP;
        }
        self.y = lowest;
        Ok(())
    }

    fn party(&mut self, label: &str, party: &Party, x: f32, width: f32) -> Result<(), PaperError> {
        self.left(label, x, width, SMALL)?;
        self.y += 13.0;
        self.block(&[&party.name], x, width, bold(9.0, INK), 3)?;
        let lines: Vec<&str> = party.lines.iter().map(String::as_str).collect();
        self.block(&lines, x, width, BODY, MOST_PARTY_LINES)?;
        let tax = party.tax_number.as_ref().map(|number| format!("Tax no. {number}"));
        let reach = [tax.as_deref(), party.email.as_deref(), party.phone.as_deref()];
        let reach: Vec<&str> = reach.into_iter().flatten().collect();
        self.block(&reach, x, width, regular(8.0, GREY), 4)
    }

    /// Texts one under the other, each wrapped once, together no more than so many lines.
    fn block(
        &mut self,
        texts: &[&str],
        x: f32,
        width: f32,
        style: Style,
        most: usize,
    ) -> Result<(), PaperError> {
        let mut left = most;
        for text in texts {
            for line in self.canvas.wrap(text, width, style, left.min(3))? {
                self.left(&line, x, width, style)?;
                self.y += style.size + 2.5;
                left = left.saturating_sub(1);
            }
            if left == 0 {
                break;
            }
        }
        Ok(())
    }

    fn strip(&mut self) -> Result<(), PaperError> {
        let cells = self.numbers_and_dates()?;
        self.y += 6.0;
        self.canvas.rule(MARGIN, self.y, WIDTH, 0.5, HAIR);
        let top = self.y;
        let width = WIDTH / 5.0;
        let mut x = MARGIN;
        for (label, value) in cells {
            self.canvas.text(label, (x, top + 12.0), Edge::Left, width - 8.0, SMALL)?;
            self.canvas.text(&value, (x, top + 24.0), Edge::Left, width - 8.0, bold(8.5, INK))?;
            x += width;
        }
        self.y = top + 32.0;
        self.canvas.rule(MARGIN, self.y, WIDTH, 0.5, HAIR);
        self.y += 12.0;
        Ok(())
    }

    fn numbers_and_dates(&self) -> Result<Vec<(&'static str, String)>, PaperError> {
        let invoice = self.invoice;
        let number = if invoice.kind == Kind::Invoice { "Invoice number" } else { "Credit note number" };
        let mut cells = vec![
            (number, invoice.label.clone()),
            ("Date of issue", day(invoice.issued_at_us)?),
            ("Date of supply", day(invoice.supplied_at_us)?),
            ("Order", invoice.order_number.clone()),
        ];
        match (&invoice.corrects, invoice.due_at_us) {
            (Some(label), _) => cells.push(("Corrects invoice", label.clone())),
            (None, Some(due)) => cells.push(("Payment due", day(due)?)),
            (None, None) => {}
        }
        Ok(cells)
    }

    fn reason(&mut self) -> Result<(), PaperError> {
        let Some(reason) = self.invoice.reason.as_ref() else { return Ok(()) };
        self.y += 4.0;
        for line in self.canvas.wrap(&format!("Reason: {reason}"), WIDTH, BODY, 3)? {
            self.left(&line, MARGIN, WIDTH, BODY)?;
            self.y += 11.0;
        }
        self.y += 2.0;
        Ok(())
    }
}

/// Reads width and height from the first chunk of a PNG (ISO 15948, 11.2.2): at most 2,000 dots each way, so that a small
/// file cannot unpack into a large one.
fn is_small(png: &[u8]) -> bool {
    let side = |range| {
        let bytes: Option<[u8; 4]> = png.get(range).and_then(|bytes: &[u8]| bytes.try_into().ok());
        bytes.is_some_and(|bytes| (1..=2000).contains(&u32::from_be_bytes(bytes)))
    };
    png.starts_with(b"\x89PNG\r\n\x1a\n") && side(16..20) && side(20..24)
}
