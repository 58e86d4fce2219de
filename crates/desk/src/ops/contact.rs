//! Messages to stores and to whoever runs the marketplace, as the marketplace itself takes them.

use accounts::{ContactAsk, Done, MessagePage, MessagesAsk};

use super::{BOTH, MANAGER};
use crate::op::Who::{Anybody, SignedIn};
use crate::op::{Op, direct};

pub(super) const OPS: &[Op] = &[
    direct!("contact.send", "Writes to a store or to whoever runs the marketplace", Anybody, BOTH, ["message", "mail"], ContactAsk => Done),
    direct!("contact.list", "Messages to one's stores, newest first; for operators also those to the marketplace", SignedIn, MANAGER, [], MessagesAsk => MessagePage),
];
