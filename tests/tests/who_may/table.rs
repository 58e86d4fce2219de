//! What each person of the town may do, written a second time on purpose: the matrix holds the program against it.

use std::collections::BTreeSet;

use market::Code;
use market::domain::staff;

/// Roles, and what the migrations and `Planning/access-control.md` give them.
pub(crate) const ROLES: [(&str, &[&str]); 7] = [
    ("visitor", &["cart.change"]),
    (
        "buyer",
        &[
            "address.add",
            "address.change",
            "address.delete",
            "address.view",
            "cart.change",
            "invoice.view",
            "order.add",
            "order.view",
            "review.add",
            "review.delete",
            "review.view",
        ],
    ),
    (
        "vendor",
        &[
            "cart.change",
            "import.add",
            "invoice.view",
            "picture.add",
            "product.add",
            "product.change",
            "product.delete",
            "product.view",
            "review.reply",
            "review.view",
            "sale.change",
            "sale.view",
            "staff.change",
            "staff.view",
            "stock.change",
            "stock.view",
            "store.add",
            "store.change",
            "store.delete",
            "tag.change",
            "tag.delete",
            "tag.view",
        ],
    ),
    (
        "owner",
        &[
            "audit.view",
            "mail.change",
            "mail.view",
            "marketplace.change",
            "operator.change",
            "operator.view",
            "review.moderate",
            "review.view",
            "role.change",
            "role.view",
        ],
    ),
    ("office", &["mail.change", "mail.view", "operator.view", "review.moderate", "review.view", "role.view"]),
    ("dispatch", &["mail.change", "mail.view"]),
    ("support", &["mail.view", "review.moderate", "review.view"]),
];

/// What goes without saying for whoever works for a store.
const AT_WORK: [&str; 2] = ["product.view", "tag.view"];

/// Somebody who asks; nobody is a visitor.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Person {
    pub(crate) name: Option<&'static str>,
    roles: &'static [&'static str],
}

/// Everybody who asks.
pub(crate) const ASKERS: [Person; 10] = [
    Person { name: None, roles: &[] },
    Person { name: Some("buyer1"), roles: &["buyer"] },
    Person { name: Some("buyer2"), roles: &["buyer"] },
    Person { name: Some("vendor"), roles: &["vendor"] },
    Person { name: Some("rival"), roles: &["vendor"] },
    Person { name: Some("packer"), roles: &["buyer"] },
    Person { name: Some("idler"), roles: &["buyer"] },
    Person { name: Some("opera"), roles: &["buyer", "owner"] },
    Person { name: Some("office"), roles: &["buyer", "office"] },
    Person { name: Some("support"), roles: &["buyer", "support"] },
];

impl Person {
    /// What they were given in the vendor's store.
    fn given(&self) -> BTreeSet<&'static str> {
        match self.name {
            Some("packer") => staff::GRANTABLE.iter().map(|one| one.name()).collect(),
            Some("idler") => BTreeSet::from(AT_WORK),
            _ => BTreeSet::new(),
        }
    }

    /// Whether they hold a permission anywhere: then the door lets them ask.
    pub(crate) fn holds(&self, permission: &str) -> bool {
        let roles = self.roles.iter().chain(&["visitor"]);
        let mut held = roles.filter_map(|role| ROLES.iter().find(|(name, _)| name == role));
        held.any(|(_, held)| held.contains(&permission)) || self.given().contains(permission)
    }

    /// Whether they work in a store that is not theirs.
    pub(crate) fn is_staff(&self) -> bool {
        !self.given().is_empty()
    }

    /// Whether they may do this in the vendor's store. Whoever works there sees what it sells.
    fn holds_there(&self, permission: &str) -> bool {
        match self.name {
            Some("vendor") => self.holds(permission) || permission == "signed in",
            Some("packer" | "idler") => self.given().contains(permission) || permission == "signed in",
            _ => false,
        }
    }
}

/// In which state the thing is that somebody asks about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    There,
    Removed,
    Absent,
}

/// What somebody must hear.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hears {
    /// The door's own no, before anything is looked up.
    No(Code),
    /// There is no such thing.
    Nothing,
    /// Whatever comes of it: not that it is forbidden, nor that it is not there.
    Answer,
}

/// What the door says: `who` as the operations are printed.
pub(crate) fn at_the_door(person: &Person, who: &str) -> Option<Hears> {
    let is_somebody = person.name.is_some();
    match who {
        "anybody" => None,
        "signed in" => (!is_somebody).then_some(Hears::No(Code::SignedOut)),
        permission if person.holds(permission) => None,
        _ if is_somebody => Some(Hears::No(Code::Forbidden)),
        _ => Some(Hears::No(Code::SignedOut)),
    }
}

/// Whether this thing is theirs to do this with; `whose` as the operations are printed.
pub(crate) fn is_theirs(person: &Person, whose: &str, permission: &str) -> bool {
    let is_buyer = person.name == Some("buyer1");
    match whose {
        "office" => person.holds_there(permission),
        "home" => is_buyer,
        "paper" => is_buyer || person.holds_there(permission),
        "shown" => true,
        other => panic!("nobody said whose it is: {other}"),
    }
}
