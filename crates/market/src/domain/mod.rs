//! The rules, pure: values in, values out. Nothing here waits, reads a clock, draws a number or knows a database.

pub mod account;
pub mod address;
pub mod audit;
pub mod barcode;
pub mod checks;
pub mod contact;
pub mod contact_letter;
pub mod country;
pub mod edit;
pub mod ids;
pub mod import;
pub mod invoice;
pub mod letter;
pub mod money;
pub mod one_time;
pub mod order;
pub mod picture;
pub mod product;
pub mod profile;
pub mod review;
pub mod rich_text;
pub mod schema;
pub mod search_words;
pub mod slug;
pub mod store;
pub mod tax;
