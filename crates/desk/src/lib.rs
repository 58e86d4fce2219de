//! One desktop: its two seats, its replicas, its authority, and the list of operations behind one `call`.
//! The window, the command line and the tests all come through here. Knows neither tauri nor axum.

mod call;
mod database;
mod demo;
mod departed;
mod desk;
mod device;
mod far;
mod far_pictures;
mod files;
mod house;
mod import_file;
mod imports;
mod locks;
mod marketplace;
mod offline;
mod op;
mod ops;
mod pictures;
mod post_office;
mod pump;
mod sealing;
mod seats;
mod shapes;
mod way;

pub use market::{Code, Refusal};

pub use desk::{Desk, Event, Options, Window};
pub use op::Operation;
pub use shapes::{Shape, Shapes};
