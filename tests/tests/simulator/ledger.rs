//! What the simulation itself knows: every change a replica ever accepted, and what it was told about it.

use std::collections::{BTreeMap, BTreeSet};

use market::Code;
use market::intent::{Intent, IntentBody, Outcome};
use market::ops::Actor;
use sync::Answer;
use uuid::Uuid;

use crate::chance::Chance;
use crate::world::short;

/// What became of a mail outside.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Left {
    /// How often it left.
    pub(crate) left: u64,
    /// How often it may leave again.
    pub(crate) may_repeat: u64,
}

/// What the network and the authority have seen, and what may still arrive.
#[derive(Debug)]
pub(crate) struct Ledger {
    pub(crate) chance: Chance,
    /// Every change a replica has accepted.
    pub(crate) accepted: BTreeMap<Uuid, IntentBody>,
    /// What the authority has answered, whether it was heard or not.
    pub(crate) decided: BTreeMap<Uuid, Outcome>,
    /// What was decided about, under each id first.
    pub(crate) sent: BTreeMap<Uuid, IntentBody>,
    /// What some replica has heard is applied. A copied replica may hear something else under the same id, from an
    /// authority that was put back.
    pub(crate) heard_applied: BTreeSet<Uuid>,
    /// What some replica has heard is not.
    pub(crate) heard_refused: BTreeSet<Uuid>,
    /// Gone with a disk that was put back to an older copy.
    pub(crate) may_be_lost: BTreeSet<Uuid>,
    /// Batches that were sent and may come once more, or only now.
    pub(crate) letters: Vec<(Actor, Vec<Intent>)>,
    /// The mails that left, by their Message-IDs.
    pub(crate) post: BTreeMap<Uuid, Left>,
    pub(crate) history: Vec<String>,
    /// What is wrong, in the words of the promise it breaks.
    pub(crate) fault: Option<String>,
}

impl Ledger {
    pub(crate) fn of(chance: Chance) -> Self {
        Self {
            chance,
            accepted: BTreeMap::new(),
            decided: BTreeMap::new(),
            sent: BTreeMap::new(),
            heard_applied: BTreeSet::new(),
            heard_refused: BTreeSet::new(),
            may_be_lost: BTreeSet::new(),
            letters: Vec::new(),
            post: BTreeMap::new(),
            history: Vec::new(),
            fault: None,
        }
    }

    pub(crate) fn note(&mut self, line: String) {
        self.history.push(line);
    }

    pub(crate) fn blame(&mut self, fault: String) {
        self.fault.get_or_insert(fault);
    }

    /// The authority answered; asked again it must say the same. An id that belongs to something else, from a visitor's
    /// replica that was copied, is refused.
    pub(crate) fn decide(&mut self, intents: &[Intent], answers: &[Answer]) {
        for (intent, answer) in intents.iter().zip(answers) {
            self.history.push(format!("    {} is {}", short(answer.intent), word(&answer.outcome)));
            if matches!(&answer.outcome, Outcome::Refused(no) if no.code == Code::Broken) {
                self.blame(format!("{} broke at the authority", answer.intent));
            }
            let first = self.sent.entry(intent.id).or_insert_with(|| intent.body.clone());
            if *first != intent.body {
                if !matches!(&answer.outcome, Outcome::Refused(no) if no.code == Code::Conflict) {
                    self.blame(format!("{} was taken with two contents", answer.intent));
                }
                continue;
            }
            let before = self.decided.insert(answer.intent, answer.outcome.clone());
            if before.is_some_and(|before| before != answer.outcome) {
                self.blame(format!("{} was answered in two ways", answer.intent));
            }
        }
    }

    /// The answers arrived.
    pub(crate) fn hear(&mut self, answers: &[Answer]) {
        for answer in answers {
            let is_applied = answer.outcome == Outcome::Applied;
            let heard = if is_applied { &mut self.heard_applied } else { &mut self.heard_refused };
            heard.insert(answer.intent);
        }
    }

    /// Keeps a batch that may come again.
    pub(crate) fn keep_letter(&mut self, actor: &Actor, intents: &[Intent]) {
        if intents.is_empty() {
            return;
        }
        if self.letters.len() >= 12 {
            let at = self.chance.index(12);
            self.letters.swap_remove(at);
        }
        self.letters.push((actor.clone(), intents.to_vec()));
    }

    /// Some old batches, in any order.
    pub(crate) fn late_letters(&mut self, most: u64) -> Vec<(Actor, Vec<Intent>)> {
        let count = if self.letters.is_empty() { 0 } else { self.chance.below(most + 1) };
        (0..count)
            .map(|_| {
                let at = self.chance.index(self.letters.len());
                self.letters[at].clone()
            })
            .collect()
    }

    /// The authority was put back to an older copy: what it had said and what was heard since is gone with its disk.
    pub(crate) fn forget_all_but(&mut self, known: &BTreeMap<Uuid, Outcome>) {
        let heard = self.heard_applied.union(&self.heard_refused);
        self.may_be_lost.extend(heard.filter(|id| !known.contains_key(id)));
        self.decided.clone_from(known);
        self.sent.retain(|id, _| known.contains_key(id));
    }
}

fn word(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Applied => "applied".to_owned(),
        Outcome::Refused(refusal) => format!("refused, {:?}", refusal.code),
        Outcome::Conflict { fields } => format!("in conflict over {}", fields.len()),
    }
}
