//! States of orders and their lines, and which may follow which.

use serde::{Deserialize, Serialize};

/// The state of an order, or of one store's part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum OrderState {
    /// Placed, not paid.
    New,
    /// Paid.
    Paid,
    /// Paid, and every line sent or cancelled.
    Done,
    /// Every line cancelled.
    Cancelled,
}

/// The state of one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum LineState {
    /// Nothing done yet.
    New,
    /// Being packed.
    Processing,
    /// On its way.
    Sent,
    /// Not delivered; back in stock, out of the totals.
    Cancelled,
    /// Came back; in stock, out of the totals.
    Returned,
}

macro_rules! named {
    ($type:ident { $($variant:ident = $text:literal),* $(,)? }) => {
        impl $type {
            /// The word the database keeps.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $text),* }
            }

            /// The state with this word.
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($text => Some(Self::$variant),)* _ => None }
            }
        }
    };
}
named!(OrderState { New = "new", Paid = "paid", Done = "done", Cancelled = "cancelled" });
named!(LineState { New = "new", Processing = "processing", Sent = "sent", Cancelled = "cancelled", Returned = "returned" });

impl LineState {
    /// Whether a line may go from this state to that.
    pub fn may_become(self, next: Self) -> bool {
        use LineState::{Cancelled, New, Processing, Returned, Sent};
        matches!(
            (self, next),
            (New, Processing | Sent | Cancelled) | (Processing, New | Sent | Cancelled) | (Sent, Returned)
        )
    }

    /// Whether the line still counts in totals.
    pub fn counts(self) -> bool {
        !matches!(self, Self::Cancelled | Self::Returned)
    }
}

/// The state that follows from whether it was paid and from its lines.
pub fn state_of(is_paid: bool, lines: &[LineState]) -> OrderState {
    if !lines.is_empty() && lines.iter().all(|line| *line == LineState::Cancelled) {
        return OrderState::Cancelled;
    }
    let is_settled = lines.iter().all(|line| !matches!(line, LineState::New | LineState::Processing));
    match (is_paid, is_settled) {
        (false, _) => OrderState::New,
        (true, false) => OrderState::Paid,
        (true, true) => OrderState::Done,
    }
}

/// The state of a whole order from the states of its parts.
pub fn state_of_all(parts: &[OrderState]) -> OrderState {
    let live: Vec<_> = parts.iter().filter(|state| **state != OrderState::Cancelled).collect();
    live.into_iter().min().copied().unwrap_or(OrderState::Cancelled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_done_by_itself_when_paid_and_every_line_is_sent_or_cancelled() {
        use LineState::{Cancelled, New, Sent};

        assert_eq!(state_of(true, &[Sent, Cancelled]), OrderState::Done);
        assert_eq!(state_of(true, &[Sent, New]), OrderState::Paid);
        assert_eq!(state_of(false, &[Sent, Sent]), OrderState::New, "sent is not paid");
        assert_eq!(state_of(false, &[Cancelled, Cancelled]), OrderState::Cancelled);
    }

    #[test]
    fn a_whole_order_is_as_far_as_its_slowest_part() {
        use OrderState::{Cancelled, Done, New, Paid};

        assert_eq!(state_of_all(&[Paid, New]), New);
        assert_eq!(state_of_all(&[Done, Cancelled]), Done);
        assert_eq!(state_of_all(&[Cancelled, Cancelled]), Cancelled);
    }

    #[test]
    fn a_sent_line_cannot_be_cancelled_and_a_cancelled_one_stays_so() {
        assert!(!LineState::Sent.may_become(LineState::Cancelled));
        for next in [LineState::New, LineState::Processing, LineState::Sent, LineState::Returned] {
            assert!(!LineState::Cancelled.may_become(next), "its stock is back on the shelf");
        }
    }
}
