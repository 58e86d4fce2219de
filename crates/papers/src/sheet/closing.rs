//! What follows the goods: how to pay on the left, the totals on the right, the note underneath.

use super::{ACCENT, BODY, BOTTOM, GREY, HAIR, INK, MARGIN, RIGHT, SMALL, Sheet, WIDTH, bold};
use crate::PaperError;
use crate::figures::{day, grouped, percent};
use crate::invoice::{Kind, RateTotal};
use crate::payment_code::{bars, payload};

const TOTALS_LEFT: f32 = RIGHT - 236.0;
/// Right edges and widths of the columns of the rate table.
const RATE_COLUMNS: [(f32, f32); 3] = [(RIGHT - 130.0, 66.0), (RIGHT - 68.0, 58.0), (RIGHT - 4.0, 60.0)];
const RATE_LEADING: f32 = 13.0;
const PAY_WIDTH: f32 = WIDTH - 236.0 - 24.0;
const PAY_LEADING: f32 = 11.5;
const CODE_SIDE: f32 = 80.0;
const TOP_GAP: f32 = 16.0;
const NOTE_GAP: f32 = 14.0;
/// Space for net, tax and the grand total under the rates.
const SUMS_HEIGHT: f32 = 62.0;
/// More rates than this are not kept on one page.
const MOST_RATES_TOGETHER: usize = 20;
const MOST_NOTE_LINES: usize = 12;

/// The parts under the table, measured.
pub(super) struct Closing {
    terms: Vec<String>,
    account: Vec<(&'static str, String)>,
    code: Option<String>,
    note: Vec<String>,
    rates_height: f32,
}

impl Closing {
    /// The height of all parts together.
    pub(super) fn height(&self) -> f32 {
        let note = if self.note.is_empty() { 0.0 } else { NOTE_GAP + times(self.note.len(), PAY_LEADING) };
        TOP_GAP + self.pay_height().max(self.rates_height) + note
    }

    fn pay_height(&self) -> f32 {
        let code = if self.code.is_some() { CODE_SIDE + 8.0 } else { 0.0 };
        13.0 + times(self.terms.len() + self.account.len(), PAY_LEADING) + 4.0 + code
    }
}

impl Sheet<'_> {
    pub(super) fn measure_closing(&mut self) -> Result<Closing, PaperError> {
        let invoice = self.invoice;
        let terms = self.terms()?;
        let note = invoice.note.as_deref().unwrap_or_default();
        let rates = invoice.rates.len().min(MOST_RATES_TOGETHER);
        Ok(Closing {
            terms: self.canvas.wrap(&terms, PAY_WIDTH, BODY, 4)?,
            account: self.account(),
            code: payload(invoice),
            note: self.canvas.wrap(note, WIDTH, BODY, MOST_NOTE_LINES)?,
            rates_height: times(rates + 1, RATE_LEADING) + SUMS_HEIGHT,
        })
    }

    pub(super) fn closing(&mut self, closing: &Closing) -> Result<(), PaperError> {
        if self.y + closing.height() > BOTTOM {
            self.turn()?;
        }
        self.y += TOP_GAP;
        let (top, page) = (self.y, self.canvas.page_count());
        self.pay(closing)?;
        let pay_end = self.y;
        self.y = top;
        self.rates()?;
        self.sums()?;
        if self.canvas.page_count() == page {
            self.y = self.y.max(pay_end);
        }
        self.note(&closing.note)
    }

    /// One sentence on what is to be paid, or was.
    fn terms(&self) -> Result<String, PaperError> {
        let invoice = self.invoice;
        let total = self.money_with_currency(invoice.total_minor);
        if let Some(paid) = &invoice.payment.paid {
            return Ok(paid.clone());
        }
        if invoice.kind == Kind::CreditNote {
            return Ok(format!("{total} will be credited to you. There is nothing to pay."));
        }
        Ok(match invoice.due_at_us {
            Some(due) => format!("Please pay {total} by {}.", day(due)?),
            None => format!("Please pay {total} on receipt."),
        })
    }

    /// Where to pay, when something is to be paid.
    fn account(&self) -> Vec<(&'static str, String)> {
        let payment = &self.invoice.payment;
        let reference = (!payment.reference.is_empty()).then(|| payment.reference.clone());
        if self.invoice.kind == Kind::CreditNote || payment.paid.is_some() {
            return reference.map(|reference| ("Reference", reference)).into_iter().collect();
        }
        let terms = match payment.days {
            ..=0 => None,
            1 => Some("1 day net".to_owned()),
            days => Some(format!("{days} days net")),
        };
        let rows = [
            ("Terms", terms),
            ("Bank", payment.bank_name.clone()),
            ("IBAN", payment.iban.as_deref().map(grouped)),
            ("BIC", payment.bic.clone()),
            ("Reference", reference),
        ];
        rows.into_iter().filter_map(|(label, value)| Some((label, value?))).collect()
    }

    fn pay(&mut self, closing: &Closing) -> Result<(), PaperError> {
        self.y += 8.0;
        self.left("Payment", MARGIN, PAY_WIDTH, bold(9.0, INK))?;
        self.y += 13.0;
        for line in &closing.terms {
            self.left(line, MARGIN, PAY_WIDTH, BODY)?;
            self.y += PAY_LEADING;
        }
        self.y += 2.0;
        for (label, value) in &closing.account {
            self.left(label, MARGIN, 50.0, SMALL)?;
            self.left(value, MARGIN + 52.0, PAY_WIDTH - 52.0, BODY)?;
            self.y += PAY_LEADING;
        }
        let Some(code) = &closing.code else { return Ok(()) };
        self.canvas.fill(&bars(code, MARGIN, self.y, CODE_SIDE), INK);
        self.y += 12.0;
        self.left("Pay with your", MARGIN + CODE_SIDE + 10.0, 120.0, SMALL)?;
        self.y += 9.0;
        self.left("banking app", MARGIN + CODE_SIDE + 10.0, 120.0, SMALL)?;
        self.y += CODE_SIDE - 15.0;
        Ok(())
    }

    fn rates(&mut self) -> Result<(), PaperError> {
        self.y += 8.0;
        self.rate_head()?;
        let rates: &[RateTotal] = &self.invoice.rates;
        for rate in rates {
            if self.y + RATE_LEADING > BOTTOM {
                self.turn()?;
                self.y += TOP_GAP;
                self.rate_head()?;
            }
            self.left(&percent(rate.tax_bp), TOTALS_LEFT, 40.0, BODY)?;
            let figures = [rate.net_minor, rate.tax_minor, rate.total_minor];
            for (figure, (x, width)) in figures.into_iter().zip(RATE_COLUMNS) {
                let text = self.money(figure);
                self.right(&text, x, width, BODY)?;
            }
            self.y += RATE_LEADING;
        }
        Ok(())
    }

    fn rate_head(&mut self) -> Result<(), PaperError> {
        self.left("Tax rate", TOTALS_LEFT, 40.0, SMALL)?;
        for (head, (x, width)) in ["Net", "Tax", "Gross"].into_iter().zip(RATE_COLUMNS) {
            self.right(head, x, width, SMALL)?;
        }
        self.y += RATE_LEADING;
        Ok(())
    }

    fn sums(&mut self) -> Result<(), PaperError> {
        if self.y + SUMS_HEIGHT > BOTTOM {
            self.turn()?;
            self.y += TOP_GAP;
        }
        let invoice = self.invoice;
        let width = RIGHT - TOTALS_LEFT;
        self.canvas.rule(TOTALS_LEFT, self.y - 8.0, width, 0.5, HAIR);
        self.y += 4.0;
        for (label, minor) in [("Total net", invoice.net_minor), ("Total tax", invoice.tax_minor)] {
            let text = self.money(minor);
            self.left(label, TOTALS_LEFT, 100.0, super::regular(8.5, GREY))?;
            self.right(&text, RIGHT - 4.0, 120.0, BODY)?;
            self.y += RATE_LEADING;
        }
        self.canvas.rule(TOTALS_LEFT, self.y - 6.0, width, 1.2, ACCENT);
        self.y += 12.0;
        let label = if invoice.kind == Kind::Invoice { "Total" } else { "Total credited" };
        let total = self.money_with_currency(invoice.total_minor);
        self.left(label, TOTALS_LEFT, 90.0, bold(12.0, ACCENT))?;
        self.right(&total, RIGHT - 4.0, 136.0, bold(13.0, ACCENT))?;
        self.y += 12.0;
        Ok(())
    }

    fn note(&mut self, lines: &[String]) -> Result<(), PaperError> {
        self.y += NOTE_GAP;
        for line in lines {
            if self.y > BOTTOM {
                self.turn()?;
                self.y += TOP_GAP;
            }
            self.left(line, MARGIN, WIDTH, BODY)?;
            self.y += PAY_LEADING;
        }
        Ok(())
    }
}

fn times(count: usize, each: f32) -> f32 {
    f32::from(u16::try_from(count).unwrap_or(u16::MAX)) * each
}
