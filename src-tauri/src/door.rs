//! The way to the desk, which is opened while the first window is drawn. Whoever asks early waits.

use std::{future::Future, path::PathBuf, time::Duration};

use desk::{Desk, Refusal};
use tokio::sync::watch;

/// Longest wait for running work when the program ends; what is not done by then is safe to lose.
const LAST_MOMENT: Duration = Duration::from_secs(10);

type Opened = Option<Result<Desk, Refusal>>;

/// Leads to the desk, or to the reason why there is none.
#[derive(Clone, Debug)]
pub(crate) struct Door {
    data: PathBuf,
    opened: watch::Receiver<Opened>,
}

impl Door {
    /// A door, and the work that opens it.
    pub(crate) fn to(data: PathBuf) -> (Self, impl Future<Output = ()>) {
        let (opens, opened) = watch::channel(None);
        let folder = data.clone();
        let work = async move {
            let desk = Desk::open(folder).await;
            if let Err(refusal) = &desk {
                tracing::error!(code = ?refusal.code, message = refusal.message, "the data cannot be opened");
            }
            opens.send_replace(Some(desk));
        };
        (Self { data, opened }, work)
    }

    /// The folder behind it.
    pub(crate) fn data(&self) -> &PathBuf {
        &self.data
    }

    /// The desk once it is open; the same refusal every time when it could not be opened.
    pub(crate) async fn desk(&self) -> Result<Desk, Refusal> {
        let mut opened = self.opened.clone();
        let answer = match opened.wait_for(Option::is_some).await {
            Ok(opened) => opened.clone(),
            Err(_) => None,
        };
        answer.unwrap_or_else(|| Err(Refusal::broken(&"the work that opens the data ended early")))
    }

    /// Lets running work stop safely before the program ends.
    pub(crate) async fn close(&self) {
        let opened = self.opened.borrow().clone();
        if let Some(Ok(desk)) = opened
            && tokio::time::timeout(LAST_MOMENT, desk.close()).await.is_err()
        {
            tracing::warn!("running work did not stop in time");
        }
    }
}
