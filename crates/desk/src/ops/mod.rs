//! The list of operations, by subject. Each reads its input, asks the replica or makes an intent, and answers.

pub(crate) mod account;
mod address;
mod app;
mod audit;
mod cart;
mod contact;
pub(crate) mod import;
pub(crate) mod invoice;
mod mail;
mod marketplace;
mod operators;
mod order;
mod personal;
pub(crate) mod picture;
mod product;
mod review;
mod sale;
mod shelf;
mod staff;
mod store;
mod sync;

use crate::desk::Window;
use crate::op::Op;

const BOTH: &[Window] = &[Window::Manager, Window::Storefront];
const MANAGER: &[Window] = &[Window::Manager];
const STOREFRONT: &[Window] = &[Window::Storefront];

/// All of them.
pub(crate) fn all() -> impl Iterator<Item = &'static Op> {
    [
        app::OPS,
        account::OPS,
        store::OPS,
        product::OPS,
        picture::OPS,
        import::OPS,
        shelf::OPS,
        staff::OPS,
        cart::OPS,
        address::OPS,
        order::OPS,
        sale::OPS,
        invoice::OPS,
        review::OPS,
        mail::OPS,
        audit::OPS,
        contact::OPS,
        personal::OPS,
        marketplace::OPS,
        operators::OPS,
        sync::OPS,
    ]
    .into_iter()
    .flatten()
}

/// The operation with this name.
pub(crate) fn find(name: &str) -> Option<&'static Op> {
    all().find(|op| op.name == name)
}
