//! One desktop: its two seats, its replicas, its authority, and the list of operations behind one `call`.
//! The window, the command line and the tests all come through here. Knows neither tauri nor axum.

use std::path::PathBuf;

use market::Refusal;
use serde_json::Value;

/// Which window asks. Each has its own session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Window {
    /// The manager window: a vendor or an operator.
    Manager,
    /// The storefront window: a buyer or a visitor.
    Storefront,
}

/// What a window hears without asking.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// Read again what you show of these subjects.
    Changed(Vec<&'static str>),
    /// Long work goes on.
    Progress {
        /// The batch of an import, or `demo`.
        task: String,
        /// So much.
        done: u64,
        /// Of so much.
        total: u64,
        /// What is being done.
        note: String,
    },
}
/// One desktop.
#[derive(Clone, Debug)]
pub struct Desk {}
impl Desk {
    /// Opens the data in a folder, creating it where there is none.
    pub async fn open(_dir: PathBuf) -> Result<Self, Refusal> { Ok(Self {}) }
    /// Runs one operation for a window.
    pub async fn call(&self, _window: Window, _op: &str, _input: Value) -> Result<Value, Refusal> { Ok(Value::Null) }
    /// What happens from now on.
    pub fn events(&self) -> tokio::sync::broadcast::Receiver<Event> { tokio::sync::broadcast::channel(8).1 }
    /// A picture's bytes by content hash, with its media type.
    pub async fn picture(&self, _hash: &str, _is_thumb: bool) -> Option<(Vec<u8>, &'static str)> { None }
    /// The PDF of an invoice the window's person may see: its file name and its bytes.
    pub async fn invoice_pdf(&self, _window: Window, _id: &str) -> Result<(String, Vec<u8>), Refusal> { Err(Refusal::forbidden()) }
    /// Signs somebody in for one command-line call; the session ends with the answer.
    pub async fn call_as(&self, _email: &str, _password: &str, _op: &str, _input: Value) -> Result<Value, Refusal> { Ok(Value::Null) }
    /// The list of operations, for printing.
    pub fn operations() -> Vec<Operation> { vec![] }
    /// Lets running work come to a safe stop.
    pub async fn close(&self) {}
}
/// One operation, as `tradepost ops` prints it.
#[derive(Clone, Debug, serde::Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Operation { pub name: &'static str, pub does: &'static str, pub who: &'static str, pub windows: &'static str, pub input: String, pub answer: String, pub stales: &'static [&'static str] }
