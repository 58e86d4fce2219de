//! Messages to stores and to whoever runs the marketplace, as the marketplace itself takes them.

use accounts::{ContactAsk, Done, MessagePage, MessagesAsk};

use super::{BOTH, MANAGER};
use crate::op::Who::{Anybody, SignedIn};
use crate::op::{Of, Op, direct};

pub(super) const OPS: &[Op] = &[
    direct!("contact.send", "Writes to a store or to whoever runs the marketplace", Anybody, BOTH, Of::Nothing, ["message", "mail"], ContactAsk => Done),
    direct!("contact.list", "Messages to one's stores, newest first; for operators also those to the marketplace", SignedIn, MANAGER, Of::Nothing, [], MessagesAsk => MessagePage),
];
