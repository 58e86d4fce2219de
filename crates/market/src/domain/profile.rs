//! What somebody says about themselves, and may say differently tomorrow.

use super::account::{mobile_in, username_in};
use super::checks::Checks;
use crate::refusal::Refusal;

/// The languages a mail can be written in (ISO 639-1); the first one where nobody chose.
pub const LANGUAGES: [&str; 2] = ["en", "de"];

/// What somebody typed.
#[derive(Clone, Debug, Default, serde::Serialize, serde::Deserialize, ts_rs::TS)]
pub struct ProfileFields {
    /// May be empty; then the username is shown.
    pub display_name: String,
    /// Unique, whatever the case.
    pub username: String,
    /// May be empty; unique.
    pub mobile: String,
    /// One of [`LANGUAGES`].
    pub language: String,
}

/// A profile whose every field is in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Never empty.
    pub display_name: String,
    /// As typed.
    pub username: String,
    /// For comparing.
    pub username_folded: String,
    /// Digits with a leading plus, or none.
    pub mobile: Option<String>,
    /// One of [`LANGUAGES`].
    pub language: String,
}

impl ProfileFields {
    /// Checks every field.
    pub fn check(&self) -> Result<Profile, Refusal> {
        let mut checks = Checks::default();
        let username = username_in(&mut checks, &self.username);
        let display_name = checks.line("display_name", &self.display_name, 80);
        let mobile = mobile_in(&mut checks, &self.mobile);
        if !LANGUAGES.contains(&self.language.as_str()) {
            checks.fault("language", format!("Use one of: {}.", LANGUAGES.join(", ")));
        }
        checks.done()?;
        let display_name = if display_name.is_empty() { username.clone() } else { display_name };
        let language = self.language.clone();
        Ok(Profile { display_name, username_folded: username.to_lowercase(), username, mobile, language })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_of_a_profile_is_looked_at() {
        let typed = |username: &str, mobile: &str, language: &str| ProfileFields {
            display_name: String::new(),
            username: username.into(),
            mobile: mobile.into(),
            language: language.into(),
        };

        let bad = typed("no", "call me", "xx").check().expect_err("nothing of it fits").fields;
        let good = typed("Ada_L", "+49 151 2345678", "de").check().expect("all in order");

        assert_eq!(bad.keys().collect::<Vec<_>>(), ["language", "mobile", "username"]);
        assert_eq!((good.display_name.as_str(), good.username_folded.as_str()), ("Ada_L", "ada_l"));
        assert_eq!(good.mobile.as_deref(), Some("+491512345678"), "kept without its gaps");
    }
}
