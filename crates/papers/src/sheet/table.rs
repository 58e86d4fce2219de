//! The goods, line by line, with the head of the table repeated on every page.

use super::{BAND, BODY, BOTTOM, GREY, HAIR, INK, MARGIN, RIGHT, SMALL, Sheet, WIDTH, bold};
use crate::PaperError;
use crate::canvas::{Area, Edge, Style};
use crate::figures::{count, percent};
use crate::invoice::Line;

/// Right edges and widths of the columns with figures.
const COLUMNS: [(f32, f32); 5] = [
    (RIGHT - 246.0, 36.0),
    (RIGHT - 176.0, 64.0),
    (RIGHT - 138.0, 34.0),
    (RIGHT - 70.0, 64.0),
    (RIGHT - 4.0, 62.0),
];
const NAME_LEFT: f32 = MARGIN + 28.0;
const NAME_WIDTH: f32 = WIDTH - 28.0 - 290.0;
const NAME_LEADING: f32 = 10.5;
const SMALL_LEADING: f32 = 8.7;
const PADDING: f32 = 4.6;

/// A line measured and ready to draw.
struct Row {
    position: String,
    name: Vec<String>,
    small: Vec<String>,
    figures: [String; 5],
    height: f32,
}

impl Sheet<'_> {
    /// Draws all lines. The last two stay with what follows, so that totals never stand alone on a page.
    pub(super) fn table(&mut self, following: f32) -> Result<(), PaperError> {
        let lines = &self.invoice.lines;
        let rows = lines.iter().map(|line| self.row(line)).collect::<Result<Vec<Row>, PaperError>>()?;
        let last = rows.len().saturating_sub(2);
        let tail: f32 = rows.iter().skip(last).map(|row| row.height).sum::<f32>() + following;
        self.table_head()?;
        for (n, row) in rows.iter().enumerate() {
            let needed = if n == last && n > 0 { tail } else { row.height };
            if self.y + needed > BOTTOM {
                self.turn()?;
                self.table_head()?;
            }
            self.draw_row(row)?;
        }
        Ok(())
    }

    fn table_head(&mut self) -> Result<(), PaperError> {
        self.canvas.fill(&[Area { x: MARGIN, y: self.y, width: WIDTH, height: 17.0 }], BAND);
        self.y += 11.5;
        let style = bold(7.0, GREY);
        let currency = self.invoice.currency.clone();
        self.left("Pos", MARGIN + 4.0, 20.0, style)?;
        self.left("Description", NAME_LEFT, NAME_WIDTH, style)?;
        let heads = [
            "Qty".to_owned(),
            "Price incl. tax".to_owned(),
            "Tax".to_owned(),
            "Net".to_owned(),
            format!("Total {currency}"),
        ];
        for (head, (x, width)) in heads.iter().zip(COLUMNS) {
            self.right(head, x, width, style)?;
        }
        self.y += 5.5;
        Ok(())
    }

    fn row(&mut self, line: &Line) -> Result<Row, PaperError> {
        let name = self.canvas.wrap(&line.name, NAME_WIDTH, BODY, 3)?;
        let parts: Vec<&str> =
            [line.subtitle.as_str(), line.sku.as_str()].into_iter().filter(|s| !s.is_empty()).collect();
        let small = self.canvas.wrap(&parts.join("  ·  "), NAME_WIDTH, SMALL, 2)?;
        let height = lines_high(&name, NAME_LEADING) + lines_high(&small, SMALL_LEADING) + PADDING;
        Ok(Row {
            position: line.position.to_string(),
            name,
            small,
            figures: [
                count(line.quantity),
                self.money(line.unit_price_minor),
                percent(line.tax_bp),
                self.money(line.net_minor),
                self.money(line.total_minor),
            ],
            height: height.max(NAME_LEADING + PADDING),
        })
    }

    fn draw_row(&mut self, row: &Row) -> Result<(), PaperError> {
        let end = self.y + row.height;
        self.y += PADDING / 2.0 + 8.0;
        self.left(&row.position, MARGIN + 4.0, 20.0, Style { ink: GREY, ..BODY })?;
        for (n, (figure, (x, width))) in row.figures.iter().zip(COLUMNS).enumerate() {
            let ink = if n == 4 { INK } else { GREY };
            self.canvas.text(figure, (x, self.y), Edge::Right, width, Style { ink, ..BODY })?;
        }
        for line in &row.name {
            self.left(line, NAME_LEFT, NAME_WIDTH, BODY)?;
            self.y += NAME_LEADING;
        }
        self.y -= 1.0;
        for line in &row.small {
            self.left(line, NAME_LEFT, NAME_WIDTH, SMALL)?;
            self.y += SMALL_LEADING;
        }
        self.y = end;
        self.canvas.rule(MARGIN, self.y - 0.25, WIDTH, 0.4, HAIR);
        Ok(())
    }
}

fn lines_high(lines: &[String], leading: f32) -> f32 {
    lines.iter().map(|_| leading).sum()
}
