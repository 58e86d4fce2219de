//! The network between a replica and its authority, at its worst. What goes wrong follows from the seed.

use std::sync::Mutex;

use market::intent::Intent;
use market::ops::Actor;
use market::space::Space;
use market::{Code, Refusal};
use sync::{Answer, Authority, Cursors, Delta, Held, Link};
use tokio::sync::Semaphore;
use uuid::Uuid;

use crate::ledger::Ledger;
use crate::stop::{self, Stops, kill};

/// One replica's way to the authority during one call.
pub(crate) struct Wire<'a> {
    pub(crate) authority: &'a Authority,
    /// Kills the authority.
    pub(crate) stops: &'a Stops,
    pub(crate) ledger: &'a Mutex<Ledger>,
    pub(crate) weather: Weather,
    /// Closed once a request was answered; a piece that is sent while rows are read takes turns by the seed.
    answered: Semaphore,
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Weather {
    Fine,
    Bad,
    Nothing,
}

impl<'a> Wire<'a> {
    pub(crate) fn of(
        (authority, stops): (&'a Authority, &'a Stops),
        ledger: &'a Mutex<Ledger>,
        weather: Weather,
    ) -> Self {
        let wire = Self { authority, stops, ledger, weather, answered: Semaphore::new(0) };
        wire.answered.close();
        wire
    }

    /// The same where reading waits until what is sent beside it has been answered.
    pub(crate) fn in_turns(mut self) -> Self {
        self.answered = Semaphore::new(0);
        self
    }

    /// The replica's program is killed now.
    fn die(&self, at: &str) -> ! {
        self.note(&format!("killed {at}"));
        kill()
    }

    fn note(&self, line: &str) {
        self.ledger.lock().unwrap().note(format!("    {line}"));
    }

    fn roll(&self, most: u64) -> u64 {
        self.ledger.lock().unwrap().chance.below(most)
    }

    fn lost(&self, what: &str) -> Refusal {
        self.note(&format!("{what} is lost"));
        offline()
    }

    /// Hands intents over and writes down what was said. A killed authority says nothing.
    async fn hand_over(&self, actor: &Actor, intents: &[Intent]) -> (Vec<Answer>, Option<Refusal>) {
        let done = stop::run(self.authority.submit(actor, intents)).await;
        let Some((answers, fault)) = done else {
            return (vec![], Some(self.lost("the authority was killed; the answer")));
        };
        self.ledger.lock().unwrap().decide(intents, &answers);
        (answers, fault)
    }

    /// Batches of other times and other devices come in between.
    pub(crate) async fn deliver_late(&self, most: u64) {
        let letters = self.ledger.lock().unwrap().late_letters(most);
        for (actor, intents) in letters {
            self.note(&format!("an old batch of {} of {} comes again", intents.len(), actor.display_name));
            self.hand_over(&actor, &intents).await;
        }
    }

    async fn send(&self, actor: &Actor, intents: &[Intent]) -> (Vec<Answer>, Option<Refusal>) {
        let part = usize::try_from(self.roll(u64::try_from(intents.len()).unwrap() + 1)).unwrap();
        let first = intents.get(..part).unwrap_or_default();
        self.ledger.lock().unwrap().keep_letter(actor, intents);
        match self.roll(30) {
            0 | 1 => (vec![], Some(self.lost("the request"))),
            2 => {
                self.hand_over(actor, intents).await;
                (vec![], Some(self.lost("the answer")))
            }
            3 => {
                let (answers, fault) = self.hand_over(actor, first).await;
                self.note(&format!("cut after {part} of {}", intents.len()));
                (answers, fault.or(Some(offline())))
            }
            4 => {
                self.note("sent twice");
                self.hand_over(actor, intents).await;
                self.hand_over(actor, intents).await
            }
            5 => {
                self.deliver_late(3).await;
                self.hand_over(actor, intents).await
            }
            6 => self.die("before sending"),
            7 => {
                self.hand_over(actor, first).await;
                self.die(&format!("after {part} of {}", intents.len()))
            }
            8 | 9 => {
                self.stops.arm(self.roll(6));
                let done = self.hand_over(actor, intents).await;
                self.stops.disarm();
                done
            }
            _ => self.hand_over(actor, intents).await,
        }
    }

    async fn read(&self, account: Uuid, cursors: &Cursors) -> Result<Delta, Refusal> {
        match self.roll(30) {
            0 => return Err(self.lost("the question")),
            1 => {
                self.authority.pull(account, cursors).await?;
                return Err(self.lost("the rows"));
            }
            2 => self.die("before reading"),
            _ => {}
        }
        let delta = self.authority.pull(account, cursors).await?;
        match self.roll(30) {
            0 => self.die("with the rows in hand"),
            // What is brought is older than what is true when it arrives.
            1 | 2 => self.deliver_late(3).await,
            _ => {}
        }
        Ok(delta)
    }
}

impl Link for Wire<'_> {
    async fn submit(&self, actor: &Actor, intents: &[Intent]) -> (Vec<Answer>, Option<Refusal>) {
        let (answers, fault) = match self.weather {
            Weather::Nothing => (vec![], Some(offline())),
            Weather::Bad if !intents.is_empty() => self.send(actor, intents).await,
            _ => self.hand_over(actor, intents).await,
        };
        self.answered.close();
        self.ledger.lock().unwrap().hear(&answers);
        (answers, fault)
    }

    async fn pull(&self, account: Uuid, cursors: &Cursors) -> Result<Delta, Refusal> {
        drop(self.answered.acquire().await);
        match self.weather {
            Weather::Nothing => Err(offline()),
            Weather::Bad => self.read(account, cursors).await,
            Weather::Fine => self.authority.pull(account, cursors).await,
        }
    }

    async fn compare(&self, account: Uuid, held: &[Held]) -> Result<Vec<Space>, Refusal> {
        match self.weather {
            Weather::Nothing => Err(offline()),
            Weather::Bad if self.roll(30) == 0 => Err(self.lost("the comparison")),
            _ => self.authority.compare(account, held).await,
        }
    }
}

pub(crate) fn offline() -> Refusal {
    Refusal::new(Code::Offline, "The marketplace cannot be reached right now.")
}
