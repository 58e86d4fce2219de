//! Intents: what somebody wants to change. The same value is applied on the replica at once and at the authority for keeps.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::domain::address::AddressFields;
use crate::domain::edit::{Choice, Clash, Edit};
use crate::domain::order::LineState;
use crate::domain::product::ProductFields;
use crate::domain::store::StoreFields;
use crate::permission::Permission;
use crate::refusal::Refusal;

/// The shape of intents this program writes.
pub const SCHEMA: u32 = 2;

/// One wish, named by its maker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intent {
    /// UUIDv7 from the desktop; the same id twice is one intent.
    pub id: Uuid,
    /// The replica it was made on.
    pub device: Uuid,
    /// Its place in that replica's order.
    pub seq: i64,
    /// Who wants it.
    pub actor: Uuid,
    /// The desktop's clock; shown, never trusted.
    pub made_at_us: i64,
    /// What is wanted.
    pub body: IntentBody,
    /// The shape of `body`.
    pub schema: u32,
}

/// What became of an intent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// It is true now.
    Applied,
    /// It is not, for good.
    Refused(Refusal),
    /// Somebody else changed the same fields.
    Conflict {
        /// By field: mine, theirs, before.
        fields: BTreeMap<String, Clash>,
    },
}

/// A picture of a product, in its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct PictureRef {
    /// Content hash.
    pub hash: String,
    /// For those who cannot see it.
    #[serde(default)]
    pub alt: String,
    /// Pixels.
    #[serde(default)]
    pub width: i64,
    /// Pixels.
    #[serde(default)]
    pub height: i64,
}

/// A product of an import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportItem {
    /// Its id if its sku is new.
    pub id: Uuid,
    /// What the file says.
    pub fields: ProductFields,
    /// Opening stock of a new product.
    pub stock: i64,
    /// Pictures found for it.
    #[serde(default)]
    pub pictures: Vec<PictureRef>,
}

/// One product in an order, as the buyer saw it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// Which.
    pub product: Uuid,
    /// How many.
    pub quantity: i64,
    /// The price shown.
    pub price_minor: i64,
}

/// An amount in one currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct Total {
    /// ISO 4217.
    pub currency: String,
    /// In its smallest unit.
    pub total_minor: i64,
}

/// Every change of the shop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the fields are those of Planning/operations.md")]
#[expect(
    clippy::large_enum_variant,
    reason = "made once per change and soon written down; a box would only hide it"
)]
pub enum IntentBody {
    OpenStore {
        id: Uuid,
        fields: StoreFields,
    },
    EditStore {
        id: Uuid,
        edit: Edit,
    },
    SetStoreOpen {
        id: Uuid,
        is_open: bool,
    },
    RemoveStore {
        id: Uuid,
    },
    RestoreStore {
        id: Uuid,
    },
    AddProduct {
        id: Uuid,
        store: Uuid,
        fields: ProductFields,
        stock: i64,
    },
    EditProduct {
        id: Uuid,
        edit: Edit,
    },
    SetProductsActive {
        ids: Vec<Uuid>,
        is_active: bool,
    },
    RemoveProducts {
        ids: Vec<Uuid>,
    },
    RestoreProducts {
        ids: Vec<Uuid>,
    },
    SetPictures {
        id: Uuid,
        pictures: Vec<PictureRef>,
        /// What they were when they were arranged; who does not say takes the place of whatever is there.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        before: Option<Vec<PictureRef>>,
    },
    AdjustStock {
        product: Uuid,
        delta: i64,
        reason: String,
        note: String,
    },
    SaveTag {
        id: Uuid,
        store: Uuid,
        name: String,
        slug: String,
        description: String,
    },
    RemoveTag {
        id: Uuid,
    },
    ImportProducts {
        batch: Uuid,
        store: Uuid,
        items: Vec<ImportItem>,
    },
    PutInCart {
        product: Uuid,
        quantity: i64,
        adds: bool,
    },
    RemoveFromCart {
        product: Uuid,
    },
    ClearCart {},
    AcceptCart {},
    MergeCart {
        lines: Vec<Wanted>,
    },
    AddAddress {
        id: Uuid,
        fields: AddressFields,
    },
    EditAddress {
        id: Uuid,
        edit: Edit,
    },
    RemoveAddress {
        id: Uuid,
    },
    PlaceOrder {
        order: Uuid,
        billing: Uuid,
        shipping: Uuid,
        lines: Vec<Wanted>,
        totals: Vec<Total>,
        note: String,
    },
    MarkPaid {
        part: Uuid,
        method: String,
    },
    SetLines {
        part: Uuid,
        lines: Vec<Uuid>,
        state: LineState,
        tracking: String,
    },
    CancelSale {
        part: Uuid,
        reason: String,
    },
    SaveReview {
        product: Uuid,
        rating: i64,
        title: String,
        body: String,
    },
    RemoveReview {
        product: Uuid,
    },
    ReportReview {
        review: Uuid,
        reason: String,
    },
    ReplyReview {
        review: Uuid,
        reply: String,
    },
    HideReview {
        review: Uuid,
        is_hidden: bool,
    },
}

impl IntentBody {
    /// What one must be allowed to do. A new intent without an entry does not compile.
    pub fn permission(&self) -> Permission {
        match self {
            Self::OpenStore { .. } => Permission::StoreAdd,
            Self::EditStore { .. } | Self::SetStoreOpen { .. } | Self::RestoreStore { .. } => {
                Permission::StoreChange
            }
            Self::RemoveStore { .. } => Permission::StoreDelete,
            Self::AddProduct { .. } => Permission::ProductAdd,
            Self::EditProduct { .. } | Self::SetProductsActive { .. } | Self::SetPictures { .. } => {
                Permission::ProductChange
            }
            Self::RemoveProducts { .. } | Self::RestoreProducts { .. } => Permission::ProductDelete,
            Self::AdjustStock { .. } => Permission::StockChange,
            Self::SaveTag { .. } => Permission::TagChange,
            Self::RemoveTag { .. } => Permission::TagDelete,
            Self::ImportProducts { .. } => Permission::ImportAdd,
            Self::PutInCart { .. }
            | Self::RemoveFromCart { .. }
            | Self::ClearCart {}
            | Self::AcceptCart {}
            | Self::MergeCart { .. } => Permission::CartChange,
            Self::AddAddress { .. } => Permission::AddressAdd,
            Self::EditAddress { .. } => Permission::AddressChange,
            Self::RemoveAddress { .. } => Permission::AddressDelete,
            Self::PlaceOrder { .. } => Permission::OrderAdd,
            Self::MarkPaid { .. } | Self::SetLines { .. } | Self::CancelSale { .. } => Permission::SaleChange,
            Self::SaveReview { .. } | Self::ReportReview { .. } => Permission::ReviewAdd,
            Self::RemoveReview { .. } => Permission::ReviewDelete,
            Self::ReplyReview { .. } => Permission::ReviewReply,
            Self::HideReview { .. } => Permission::ReviewModerate,
        }
    }

    /// Takes, field by field, what its maker chose after seeing what somebody else made of them; where nothing was chosen
    /// it stays with its own. Bases the rest on theirs, so that it wins over them. Answers whether anything is left to send.
    pub fn settle(&mut self, seen: &BTreeMap<String, Clash>, chosen: &BTreeMap<String, Choice>) -> bool {
        let choice = |name: &str| chosen.get(name).copied().unwrap_or_default();
        match self {
            Self::EditStore { edit, .. }
            | Self::EditProduct { edit, .. }
            | Self::EditAddress { edit, .. } => {
                for (name, clash) in seen {
                    edit.settle(name, clash, choice(name));
                }
                !edit.after.is_empty()
            }
            Self::SetPictures { pictures, before, .. } => {
                let Some(clash) = seen.get("pictures") else { return true };
                let read = |value: &Value| serde_json::from_value(value.clone()).unwrap_or_default();
                *before = Some(read(&clash.theirs));
                match choice("pictures") {
                    Choice::Mine => {}
                    Choice::Before => *pictures = read(&clash.before),
                    Choice::Theirs => return false,
                }
                true
            }
            _ => true,
        }
    }

    /// Its name, as the log keeps it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::OpenStore { .. } => "open_store",
            Self::EditStore { .. } => "edit_store",
            Self::SetStoreOpen { .. } => "set_store_open",
            Self::RemoveStore { .. } => "remove_store",
            Self::RestoreStore { .. } => "restore_store",
            Self::AddProduct { .. } => "add_product",
            Self::EditProduct { .. } => "edit_product",
            Self::SetProductsActive { .. } => "set_products_active",
            Self::RemoveProducts { .. } => "remove_products",
            Self::RestoreProducts { .. } => "restore_products",
            Self::SetPictures { .. } => "set_pictures",
            Self::AdjustStock { .. } => "adjust_stock",
            Self::SaveTag { .. } => "save_tag",
            Self::RemoveTag { .. } => "remove_tag",
            Self::ImportProducts { .. } => "import_products",
            Self::PutInCart { .. } => "put_in_cart",
            Self::RemoveFromCart { .. } => "remove_from_cart",
            Self::ClearCart {} => "clear_cart",
            Self::AcceptCart {} => "accept_cart",
            Self::MergeCart { .. } => "merge_cart",
            Self::AddAddress { .. } => "add_address",
            Self::EditAddress { .. } => "edit_address",
            Self::RemoveAddress { .. } => "remove_address",
            Self::PlaceOrder { .. } => "place_order",
            Self::MarkPaid { .. } => "mark_paid",
            Self::SetLines { .. } => "set_lines",
            Self::CancelSale { .. } => "cancel_sale",
            Self::SaveReview { .. } => "save_review",
            Self::RemoveReview { .. } => "remove_review",
            Self::ReportReview { .. } => "report_review",
            Self::ReplyReview { .. } => "reply_review",
            Self::HideReview { .. } => "hide_review",
        }
    }

    /// The pictures it names, by their hashes: they must be at the authority before it is.
    pub fn pictures(&self) -> Vec<&str> {
        match self {
            Self::OpenStore { fields, .. } => fields.logo.as_deref().into_iter().collect(),
            Self::EditStore { edit, .. } => {
                edit.after.get("logo").and_then(|hash| hash.as_str()).into_iter().collect()
            }
            Self::SetPictures { pictures, .. } => pictures.iter().map(|one| one.hash.as_str()).collect(),
            Self::ImportProducts { items, .. } => {
                items.iter().flat_map(|item| &item.pictures).map(|one| one.hash.as_str()).collect()
            }
            _ => vec![],
        }
    }
}
