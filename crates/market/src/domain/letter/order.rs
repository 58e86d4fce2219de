//! The mail of a purchase.

use super::{Language, Words, escaped, framed};
use crate::domain::address::AddressFields;
use crate::domain::money;

/// One store's part of an order.
#[derive(Clone, Debug)]
pub struct Part<'a> {
    /// Who sells.
    pub store: &'a str,
    /// ISO 4217.
    pub currency: &'a str,
    /// With tax.
    pub total_minor: i64,
    /// The invoice's number.
    pub invoice: &'a str,
    /// Quantity, name, total.
    pub lines: Vec<(i64, &'a str, i64)>,
}

/// The mail of a purchase: what was bought, and which invoices are attached.
pub fn order_placed(number: &str, buyer: &str, shipping: &AddressFields, parts: &[Part<'_>]) -> Words {
    let attached = match parts {
        [one] => format!("Invoice {} is attached as PDF.", one.invoice),
        many => {
            let labels: Vec<_> = many.iter().map(|part| part.invoice).collect();
            format!("Invoices {} are attached as PDF, one for each store.", labels.join(" and "))
        }
    };
    let address = std::iter::once(shipping.name.clone()).chain(shipping.printed()).collect::<Vec<_>>();
    Words {
        subject: format!("Your order {number}"),
        text: text(number, buyer, &address, parts, &attached),
        html: html(number, buyer, &address, parts, &attached),
    }
}

fn text(number: &str, buyer: &str, address: &[String], parts: &[Part<'_>], attached: &str) -> String {
    let mut text = format!("Hello {buyer},\n\nthank you. Your order {number} has been placed.\n");
    for part in parts {
        text += &format!("\n{}\n", part.store);
        for (quantity, name, total) in &part.lines {
            text += &format!("  {quantity} x {name}: {}\n", money::said(*total, part.currency));
        }
        text += &format!("  Total with tax: {}\n", money::said(part.total_minor, part.currency));
    }
    text += &format!("\nDelivery to:\n  {}\n\n{attached}\n", address.join("\n  "));
    text
}

fn html(number: &str, buyer: &str, address: &[String], parts: &[Part<'_>], attached: &str) -> String {
    let mut rows = String::new();
    for part in parts {
        rows += &format!(
            "<tr><td colspan=\"2\" style=\"padding:24px 0 6px;font-weight:600\">{}</td></tr>",
            escaped(part.store)
        );
        for (quantity, name, total) in &part.lines {
            rows += &format!(
                "<tr><td style=\"padding:4px 16px 4px 0\">{quantity} × {}</td><td style=\"padding:4px 0;text-align:right;white-space:nowrap\">{}</td></tr>",
                escaped(name),
                money::said(*total, part.currency)
            );
        }
        rows += &format!(
            "<tr><td style=\"padding:8px 16px 0 0;border-top:1px solid #d9d6cf\">Total with tax</td>\
             <td style=\"padding:8px 0 0;border-top:1px solid #d9d6cf;text-align:right;white-space:nowrap;font-weight:600\">{}</td></tr>",
            money::said(part.total_minor, part.currency)
        );
    }
    let address: Vec<_> = address.iter().map(|line| escaped(line)).collect();
    let body = format!(
        "<p style=\"margin:0 0 16px\">Hello {},</p>\
         <p style=\"margin:0\">thank you. Your order <strong>{number}</strong> has been placed.</p>\
         <table role=\"presentation\" style=\"width:100%;border-collapse:collapse;font-variant-numeric:tabular-nums\">{rows}</table>\
         <p style=\"margin:28px 0 4px;font-weight:600\">Delivery to</p><p style=\"margin:0\">{}</p>\
         <p style=\"margin:28px 0 0\">{}</p>",
        escaped(buyer),
        address.join("<br>"),
        escaped(attached)
    );
    framed(Language::English, &format!("Your order {number}"), &body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_typed_cannot_become_markup() {
        let part = Part {
            store: "<b>",
            currency: "EUR",
            total_minor: 5,
            invoice: "A1",
            lines: vec![(1, "<script>", 5)],
        };

        let words = order_placed("N1", "\"><img src=x>", &AddressFields::default(), &[part]);

        assert!(
            !words.html.contains("<script>") && !words.html.contains("<img"),
            "a name is text, never markup"
        );
        assert!(words.text.contains("<script>"), "plain text keeps what was typed");
    }
}
