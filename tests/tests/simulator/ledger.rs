//! What the simulation itself knows: every change a replica ever accepted, and what it was told about it.

use std::collections::{BTreeMap, BTreeSet};

use market::intent::{Intent, IntentBody, Outcome};
use market::ops::Actor;
use sync::Answer;
use uuid::Uuid;

use crate::chance::Chance;

/// What the network and the authority have seen, and what may still arrive.
#[derive(Debug)]
pub(crate) struct Ledger {
    pub(crate) chance: Chance,
    /// Every change a replica has accepted.
    pub(crate) accepted: BTreeMap<Uuid, IntentBody>,
    /// What the authority has answered, whether it was heard or not.
    pub(crate) decided: BTreeMap<Uuid, Outcome>,
    /// What some replica has heard.
    pub(crate) heard: BTreeMap<Uuid, Outcome>,
    /// Gone with a disk that was put back to an older copy.
    pub(crate) may_be_lost: BTreeSet<Uuid>,
    /// Batches that were sent and may come once more, or only now.
    pub(crate) letters: Vec<(Actor, Vec<Intent>)>,
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
            heard: BTreeMap::new(),
            may_be_lost: BTreeSet::new(),
            letters: Vec::new(),
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

    /// The authority answered; asked again it must say the same.
    pub(crate) fn decide(&mut self, answers: &[Answer]) {
        for answer in answers {
            let before = self.decided.insert(answer.intent, answer.outcome.clone());
            if before.is_some_and(|before| before != answer.outcome) {
                self.blame(format!("{} was answered in two ways", answer.intent));
            }
        }
    }

    /// The answers arrived.
    pub(crate) fn hear(&mut self, answers: &[Answer]) {
        self.heard.extend(answers.iter().map(|answer| (answer.intent, answer.outcome.clone())));
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
        self.may_be_lost.extend(self.heard.keys().filter(|id| !known.contains_key(id)));
        self.decided.clone_from(known);
    }
}
