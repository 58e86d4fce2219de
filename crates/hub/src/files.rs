//! Every connection takes a file of the process; the usual allowance of a shell is a thousand.

use crate::settings::Limits;

/// Files besides connections: the database's, the log, pictures on their way.
const OTHERS: usize = 200;

/// Asks the system for as many files as there may be connections, and allows no more connections than it gives.
pub(crate) fn fit(limits: Limits) -> Limits {
    let wanted = limits.connections.saturating_add(OTHERS);
    let Some(given) = ask_for(wanted).filter(|given| *given < wanted) else { return limits };
    let connections = given.saturating_sub(OTHERS).max(1);
    tracing::warn!(
        given,
        connections,
        "the system gives too few open files for all connections that are allowed"
    );
    Limits { connections, ..limits }
}

/// How many there are after asking; nothing where there is no such limit.
#[cfg(unix)]
fn ask_for(wanted: usize) -> Option<usize> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let now = getrlimit(Resource::Nofile);
    let wanted = u64::try_from(wanted).unwrap_or(u64::MAX);
    if now.current.is_some_and(|current| current < wanted) {
        let current = Some(now.maximum.map_or(wanted, |maximum| maximum.min(wanted)));
        // Whether it was granted is read below.
        let _ = setrlimit(Resource::Nofile, Rlimit { current, maximum: now.maximum });
    }
    getrlimit(Resource::Nofile).current.map(|current| usize::try_from(current).unwrap_or(usize::MAX))
}

#[cfg(not(unix))]
fn ask_for(_: usize) -> Option<usize> {
    None
}
