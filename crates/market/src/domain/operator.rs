//! Those who run the marketplace: of which kinds they are, and what a kind may be given.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::permission::Permission;
use crate::refusal::Refusal;

/// What somebody does for the marketplace. Each is a role, that is a group of permissions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "OperatorKind")]
pub enum Kind {
    /// May do everything here, and says who else may what.
    Owner,
    /// Runs the daily business.
    Office,
    /// Sees that what is sent arrives.
    Dispatch,
    /// Answers people.
    Support,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Owner, Self::Office, Self::Dispatch, Self::Support];

    /// As the table of roles names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Office => "office",
            Self::Dispatch => "dispatch",
            Self::Support => "support",
        }
    }

    /// The kind with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Whether an owner may say what it may do. Owners keep everything, so that nobody locks the door from inside.
    pub fn is_adjustable(self) -> bool {
        self != Self::Owner
    }
}

/// What a kind other than owner may be given. Who says who may what stays with the owners: a group that could change
/// groups would have no bounds.
pub const GRANTABLE: [Permission; 7] = [
    Permission::AuditView,
    Permission::MailView,
    Permission::MailChange,
    Permission::ReviewView,
    Permission::ReviewModerate,
    Permission::OperatorView,
    Permission::RoleView,
];

/// The permissions of a group as they are kept: known ones, and whoever changes something also sees it.
pub fn checked(wanted: &[String]) -> Result<BTreeSet<Permission>, Refusal> {
    let mut kept = BTreeSet::new();
    for name in wanted {
        let known = GRANTABLE.into_iter().find(|one| one.name() == name);
        kept.insert(known.ok_or_else(|| Refusal::field("permissions", "This cannot be given to a group."))?);
    }
    for (one, needs) in
        [(Permission::MailChange, Permission::MailView), (Permission::ReviewModerate, Permission::ReviewView)]
    {
        if kept.contains(&one) {
            kept.insert(needs);
        }
    }
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_is_given_what_it_can_hold_and_sees_what_it_changes() {
        let kept = checked(&["mail.change".to_owned()]).expect("a group may send mail again");
        assert_eq!(kept, [Permission::MailView, Permission::MailChange].into());
        for bad in ["operator.change", "role.change", "product.change", "mail.*", ""] {
            assert!(checked(&[bad.to_owned()]).is_err(), "{bad:?} is not a group's");
        }
    }

    #[test]
    fn kinds_are_read_as_they_are_named() {
        for kind in Kind::ALL {
            assert_eq!(Kind::from_name(kind.name()), Some(kind));
        }
        assert_eq!(Kind::from_name("vendor"), None, "that is no kind of operator");
    }
}
