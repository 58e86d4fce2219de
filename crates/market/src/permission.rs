//! What a person may do: `model.action`. Roles are groups of these, kept in a table.

/// One permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names say it; Planning/access-control.md explains them")]
pub enum Permission {
    StoreAdd,
    StoreChange,
    StoreDelete,
    StaffView,
    StaffChange,
    ProductView,
    ProductAdd,
    ProductChange,
    ProductDelete,
    StockView,
    StockChange,
    TagView,
    TagChange,
    TagDelete,
    PictureAdd,
    ImportAdd,
    CartChange,
    AddressView,
    AddressAdd,
    AddressChange,
    AddressDelete,
    OrderView,
    OrderAdd,
    SaleView,
    SaleChange,
    InvoiceView,
    ReviewView,
    ReviewAdd,
    ReviewDelete,
    ReviewReply,
    ReviewModerate,
    MailView,
    MailChange,
    AuditView,
    MarketplaceChange,
    OperatorView,
    OperatorChange,
    RoleView,
    RoleChange,
}

/// What needs a proved address where the marketplace says so: to begin selling, and to review. Who has sold before goes on
/// with what there is.
pub const NEED_VERIFIED: [Permission; 5] = [
    Permission::StoreAdd,
    Permission::ProductAdd,
    Permission::ImportAdd,
    Permission::ReviewAdd,
    Permission::ReviewReply,
];

impl Permission {
    /// As the table names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::StoreAdd => "store.add",
            Self::StoreChange => "store.change",
            Self::StoreDelete => "store.delete",
            Self::StaffView => "staff.view",
            Self::StaffChange => "staff.change",
            Self::ProductView => "product.view",
            Self::ProductAdd => "product.add",
            Self::ProductChange => "product.change",
            Self::ProductDelete => "product.delete",
            Self::StockView => "stock.view",
            Self::StockChange => "stock.change",
            Self::TagView => "tag.view",
            Self::TagChange => "tag.change",
            Self::TagDelete => "tag.delete",
            Self::PictureAdd => "picture.add",
            Self::ImportAdd => "import.add",
            Self::CartChange => "cart.change",
            Self::AddressView => "address.view",
            Self::AddressAdd => "address.add",
            Self::AddressChange => "address.change",
            Self::AddressDelete => "address.delete",
            Self::OrderView => "order.view",
            Self::OrderAdd => "order.add",
            Self::SaleView => "sale.view",
            Self::SaleChange => "sale.change",
            Self::InvoiceView => "invoice.view",
            Self::ReviewView => "review.view",
            Self::ReviewAdd => "review.add",
            Self::ReviewDelete => "review.delete",
            Self::ReviewReply => "review.reply",
            Self::ReviewModerate => "review.moderate",
            Self::MailView => "mail.view",
            Self::MailChange => "mail.change",
            Self::AuditView => "audit.view",
            Self::MarketplaceChange => "marketplace.change",
            Self::OperatorView => "operator.view",
            Self::OperatorChange => "operator.change",
            Self::RoleView => "role.view",
            Self::RoleChange => "role.change",
        }
    }
}
