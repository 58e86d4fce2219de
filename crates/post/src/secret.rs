//! A password on its way to a server.

/// A password. It can be stored and handed over, not shown: it has neither `Debug` nor `Display`.
///
/// ```
/// let secret = post::Secret::new("open sesame".to_owned());
/// let kept = secret.clone();
/// ```
///
/// ```compile_fail
/// println!("{:?}", post::Secret::new("open sesame".to_owned()));
/// ```
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// Wraps a password.
    pub fn new(password: String) -> Self {
        Self(password)
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}
