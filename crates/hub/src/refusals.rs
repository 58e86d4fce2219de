//! Keeps watch over what was refused: the last ones of a flood are in the audit log a moment later, too.

use std::time::Duration;

use crate::state::Hub;

const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// Goes until the hub stops, and leaves nothing unwritten.
pub(crate) async fn watch(hub: Hub) {
    while !*hub.is_closing.borrow() {
        tokio::select! {
            () = tokio::time::sleep(LOOK_AGAIN) => {}
            () = hub.closes() => {}
        }
        hub.authority.write_refusals(false).await;
    }
    hub.authority.write_refusals(true).await;
}
