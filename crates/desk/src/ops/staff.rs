//! The people of own stores.

use accounts::{
    Accept, Done, Invitations, Invite, Nothing, OfStore, RemoveMember, SetMember, Staff, Withdraw,
};
use market::Permission;

use super::MANAGER;
use crate::op::Who::{May, SignedIn};
use crate::op::{Of, Op, direct};

pub(super) const OPS: &[Op] = &[
    direct!("staff.list", "Who works for an own store", May(Permission::StaffView), MANAGER, Of::Office("store"), [], OfStore => Staff),
    direct!("staff.invite", "Invites an address to work in an own store", May(Permission::StaffChange), MANAGER, Of::Office("store"), ["staff"], Invite => Done),
    direct!("staff.withdraw", "Takes an invitation back", May(Permission::StaffChange), MANAGER, Of::Office("store"), ["staff"], Withdraw => Done),
    direct!("staff.invitations", "Invitations for one's own address", SignedIn, MANAGER, Of::Nothing, [], Nothing => Invitations),
    direct!("staff.accept", "Accepts an invitation", SignedIn, MANAGER, Of::Nothing, ["seat", "store"], Accept => Done),
    direct!("staff.set", "Says what somebody may do in an own store", May(Permission::StaffChange), MANAGER, Of::Office("store"), ["staff"], SetMember => Done),
    direct!("staff.remove", "Lets somebody go; what they did stays", May(Permission::StaffChange), MANAGER, Of::Office("store"), ["staff"], RemoveMember => Done),
];
