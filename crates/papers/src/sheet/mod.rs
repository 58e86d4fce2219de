//! How an invoice lies on A4 paper: the measures and styles, and the order in which its parts are drawn.

#![expect(clippy::float_arithmetic, reason = "places on paper, not money")]

mod closing;
mod head;
mod table;

use crate::PaperError;
use crate::canvas::{About, Canvas, Edge, Ink, PAGE_HEIGHT, PAGE_WIDTH, Style};
use crate::figures::{amount, seconds};
use crate::fonts::Weight;
use crate::invoice::{Invoice, Kind, Party};

const MARGIN: f32 = 48.0;
const WIDTH: f32 = PAGE_WIDTH - 2.0 * MARGIN;
const RIGHT: f32 = PAGE_WIDTH - MARGIN;
/// Nothing but the footer is drawn below.
const BOTTOM: f32 = PAGE_HEIGHT - 64.0;

const INK: Ink = [0.10, 0.12, 0.16];
const GREY: Ink = [0.40, 0.43, 0.48];
const HAIR: Ink = [0.85, 0.87, 0.89];
const BAND: Ink = [0.945, 0.955, 0.96];
const ACCENT: Ink = [0.05, 0.33, 0.36];

const BODY: Style = regular(8.5, INK);
const SMALL: Style = regular(7.0, GREY);

const fn regular(size: f32, ink: Ink) -> Style {
    Style { size, weight: Weight::Regular, ink }
}

const fn bold(size: f32, ink: Ink) -> Style {
    Style { size, weight: Weight::Bold, ink }
}

/// A document being drawn: what it says, and how far down the page it has come.
struct Sheet<'a> {
    invoice: &'a Invoice,
    canvas: Canvas,
    y: f32,
}

/// Draws the whole document.
pub(crate) fn print(invoice: &Invoice) -> Result<Vec<u8>, PaperError> {
    let mut sheet = Sheet { invoice, canvas: Canvas::new(), y: 0.0 };
    sheet.head()?;
    let closing = sheet.measure_closing()?;
    sheet.table(closing.height())?;
    sheet.closing(&closing)?;
    sheet.footers()?;
    let about = About {
        title: sheet.heading(),
        author: crate::wrap::tidy(&invoice.seller.name),
        made_at_s: seconds(invoice.issued_at_us)?,
    };
    sheet.canvas.finish(&about)
}

impl Sheet<'_> {
    fn title(&self) -> &'static str {
        match self.invoice.kind {
            Kind::Invoice => "Invoice",
            Kind::CreditNote => "Credit note",
        }
    }

    fn heading(&self) -> String {
        crate::wrap::tidy(&format!("{} {}", self.title(), self.invoice.label))
    }

    fn money(&self, minor: i64) -> String {
        amount(minor, self.invoice.digits)
    }

    fn money_with_currency(&self, minor: i64) -> String {
        format!("{} {}", self.invoice.currency, self.money(minor))
    }

    fn left(&mut self, text: &str, x: f32, room: f32, style: Style) -> Result<(), PaperError> {
        self.canvas.text(text, (x, self.y), Edge::Left, room, style)
    }

    fn right(&mut self, text: &str, x: f32, room: f32, style: Style) -> Result<(), PaperError> {
        self.canvas.text(text, (x, self.y), Edge::Right, room, style)
    }

    /// A new page with the running head.
    fn turn(&mut self) -> Result<(), PaperError> {
        self.canvas.turn();
        self.y = MARGIN;
        let (name, heading) = (self.invoice.seller.name.clone(), self.heading());
        self.left(&name, MARGIN, WIDTH * 0.6, bold(8.5, GREY))?;
        self.right(&heading, RIGHT, WIDTH * 0.38, bold(8.5, GREY))?;
        self.y += 14.0;
        Ok(())
    }

    /// The seller's particulars and the page number, once the number of pages is known.
    fn footers(&mut self) -> Result<(), PaperError> {
        let pages = self.canvas.page_count();
        let lines = particulars(&self.invoice.seller);
        for page in 0..pages {
            self.canvas.open(page);
            self.canvas.rule(MARGIN, PAGE_HEIGHT - 50.0, WIDTH, 0.5, HAIR);
            self.y = PAGE_HEIGHT - 38.0;
            self.right(&format!("Page {} of {pages}", page + 1), RIGHT, 80.0, SMALL)?;
            for line in &lines {
                self.left(line, MARGIN, WIDTH - 90.0, regular(6.5, GREY))?;
                self.y += 9.0;
            }
        }
        Ok(())
    }
}

/// Name and address of a party in one line, numbers in another.
fn particulars(party: &Party) -> [String; 2] {
    let tax = party.tax_number.as_ref().map(|number| format!("Tax no. {number}"));
    let address: Vec<&str> = std::iter::once(&party.name).chain(&party.lines).map(String::as_str).collect();
    let reach = [tax.as_deref(), party.email.as_deref(), party.phone.as_deref()];
    let reach: Vec<&str> = reach.into_iter().flatten().collect();
    [address.join("  ·  "), reach.join("  ·  ")]
}
