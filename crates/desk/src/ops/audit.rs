//! The audit log, as the marketplace itself answers about it.

use accounts::{AuditAsk, AuditPage, AuditVerified, Nothing};
use market::Permission;

use super::MANAGER;
use crate::op::Who::May;
use crate::op::{Of, Op, direct};

pub(super) const OPS: &[Op] = &[
    direct!("audit.list", "What was decided about people, prices and orders, newest first", May(Permission::AuditView), MANAGER, Of::Nothing, [], AuditAsk => AuditPage),
    direct!("audit.verify", "Follows the log's chain and names the first row that was changed", May(Permission::AuditView), MANAGER, Of::Nothing, [], Nothing => AuditVerified),
];
