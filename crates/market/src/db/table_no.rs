//! The numbers of the tables that travel: they stand in the feed, and none is used again.

/// A table's number in the feed; never reused.
pub type TableNo = i64;

/// The table `store`.
pub const STORE: TableNo = 1;
/// The table `store_books`.
pub const STORE_BOOKS: TableNo = 2;
/// The table `store_member`.
pub const STORE_MEMBER: TableNo = 3;
/// The table `product`.
pub const PRODUCT: TableNo = 4;
/// The table `tag`.
pub const TAG: TableNo = 5;
/// The table `product_tag`.
pub const PRODUCT_TAG: TableNo = 6;
/// The table `product_image`.
pub const PRODUCT_IMAGE: TableNo = 7;
/// The table `stock_movement`.
pub const STOCK_MOVEMENT: TableNo = 8;
/// The table `cart_line`.
pub const CART_LINE: TableNo = 9;
/// The table `address`.
pub const ADDRESS: TableNo = 10;
/// The table `purchase`.
pub const PURCHASE: TableNo = 11;
/// The table `order_part`.
pub const ORDER_PART: TableNo = 12;
/// The table `order_line`.
pub const ORDER_LINE: TableNo = 13;
/// The table `invoice`.
pub const INVOICE: TableNo = 14;
/// The table `review`.
pub const REVIEW: TableNo = 15;
/// The table `review_edit`.
pub const REVIEW_EDIT: TableNo = 16;
/// The table `review_report`.
pub const REVIEW_REPORT: TableNo = 17;
/// The table `mail`.
pub const MAIL: TableNo = 18;
/// The table `member_permission`.
pub const MEMBER_PERMISSION: TableNo = 19;
