//! Those who operate the marketplace, and what their groups may do.

use accounts::{Done, EndSessionsOf, Groups, Nothing, Operators, SetGroup, SetOperator};
use market::Permission;

use super::MANAGER;
use crate::op::Who::May;
use crate::op::{Of, Op, direct};

pub(super) const OPS: &[Op] = &[
    direct!("operator.list", "Who operates the marketplace", May(Permission::OperatorView), MANAGER, Of::Nothing, [], Nothing => Operators),
    direct!("operator.set", "Makes somebody an operator of a kind, or none any more", May(Permission::OperatorChange), MANAGER, Of::Nothing, ["operator", "seat"], SetOperator => Done),
    direct!("operator.end_sessions", "Signs somebody out everywhere", May(Permission::OperatorChange), MANAGER, Of::Nothing, ["session", "seat"], EndSessionsOf => Done),
    direct!("role.list", "Groups and what they may do", May(Permission::RoleView), MANAGER, Of::Nothing, [], Nothing => Groups),
    direct!("role.set", "Says what a group may do", May(Permission::RoleChange), MANAGER, Of::Nothing, ["role", "seat"], SetGroup => Done),
];
