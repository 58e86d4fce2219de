//! Intents in requests no hub finds too large.

use market::intent::Intent;
use sync::api::{MOST_BYTES, MOST_INTENTS};

/// What a request has around its intents, generously.
const ENVELOPE: usize = 1_000;

/// The intents in order, cut where a request would grow too large. One that is too large alone goes alone: the hub says so.
pub(crate) fn of(intents: &[Intent]) -> Vec<&[Intent]> {
    let mut batches = Vec::new();
    let mut rest = intents;
    while !rest.is_empty() {
        let (batch, after) = rest.split_at(len(rest));
        batches.push(batch);
        rest = after;
    }
    batches
}

fn len(intents: &[Intent]) -> usize {
    let mut bytes = ENVELOPE;
    let fitting = intents.iter().take(MOST_INTENTS).take_while(|intent| {
        bytes += serde_json::to_vec(intent).map_or(MOST_BYTES, |text| text.len() + 1);
        bytes <= MOST_BYTES
    });
    fitting.count().max(1)
}

#[cfg(test)]
mod tests {
    use market::intent::{IntentBody, SCHEMA};
    use uuid::Uuid;

    use super::*;

    fn intents(notes: &[usize]) -> Vec<Intent> {
        let intent = |(seq, letters): (i64, &usize)| Intent {
            id: Uuid::now_v7(),
            device: Uuid::nil(),
            seq,
            actor: Uuid::nil(),
            made_at_us: 0,
            body: IntentBody::ReportReview { review: Uuid::nil(), reason: "x".repeat(*letters) },
            schema: SCHEMA,
        };
        (1..).zip(notes).map(intent).collect()
    }

    fn lens(notes: &[usize]) -> Vec<usize> {
        of(&intents(notes)).iter().map(|batch| batch.len()).collect()
    }

    #[test]
    fn a_batch_is_cut_at_its_count_and_at_its_size() {
        assert_eq!(lens(&[]), Vec::<usize>::new());
        assert_eq!(lens(&[1; 250]), [100, 100, 50]);
        assert_eq!(lens(&[400_000, 400_000, 400_000]), [2, 1]);
        assert_eq!(lens(&[10, 2_000_000, 10]), [1, 1, 1], "one that is too large goes alone");
    }

    #[test]
    fn nothing_is_left_out_or_turned_round() {
        let all = intents(&[300_000, 5, 900_000, 7, 7]);

        let sent: Vec<_> = of(&all).concat().iter().map(|intent| intent.seq).collect();

        assert_eq!(sent, [1, 2, 3, 4, 5]);
    }
}
