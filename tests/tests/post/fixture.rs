//! The letter every story here begins with.

use post::{Attachment, Carrier, Failure, Letter, Receipt, Smtp};

/// 1 August 2026, 10:11:12.123456 UTC.
pub(crate) const SENT_AT_US: i64 = 1_785_579_072_123_456;

pub(crate) fn letter() -> Letter {
    Letter {
        id: "0198a1b2-c3d4-7e5f-8a6b-123456789abc".to_owned(),
        from_name: "Pâtisserie \"Zoë\", Lyon".to_owned(),
        from_email: "shop@tradepost.example".to_owned(),
        to_name: "ليلى حداد".to_owned(),
        to_email: "layla@customer.example".to_owned(),
        reply_to: Some("orders@tradepost.example".to_owned()),
        subject: "Your order 🧁 is on its way".to_owned(),
        text: "Dear Layla,\nyour cakes left.\n".to_owned(),
        html: "<p>Dear Layla,<br>your cakes left.</p>\n".to_owned(),
        sent_at_us: SENT_AT_US,
        attachments: vec![Attachment {
            name: "invoice.pdf".to_owned(),
            mime: "application/pdf".to_owned(),
            bytes: (0..=255).cycle().take(5_000).collect(),
        }],
    }
}

/// Delivers the letter with these settings.
pub(crate) async fn deliver(settings: Smtp) -> Result<Receipt, Failure> {
    Carrier::Smtp(settings).deliver(&letter()).await
}

/// The failure of a delivery that must not succeed.
pub(crate) fn failure(outcome: Result<Receipt, Failure>) -> Result<Failure, stories::Failure> {
    match outcome {
        Err(failure) => Ok(failure),
        Ok(receipt) => Err(stories::fail(format!("the letter counts as sent: {}", receipt.answer))),
    }
}
