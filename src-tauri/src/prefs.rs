//! The theme and the size of text of this computer's windows. Kept beside the data, changed from either window.

use desk::{Code, Refusal};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tauri::{AppHandle, Manager, Runtime};
use tauri_plugin_store::StoreExt;

use crate::{
    door::Door,
    news,
    shell_ops::read,
    windows::{MANAGER, STOREFRONT},
};

const FILE: &str = "prefs.json";

/// What is remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Prefs {
    theme: Theme,
    font_scale: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Theme {
    System,
    Light,
    Dark,
}

impl Prefs {
    const FIRST: Self = Self { theme: Theme::System, font_scale: 100 };

    /// For the frame of the window; `None` follows the system.
    pub(crate) fn theme(self) -> Option<tauri::Theme> {
        match self.theme {
            Theme::System => None,
            Theme::Light => Some(tauri::Theme::Light),
            Theme::Dark => Some(tauri::Theme::Dark),
        }
    }

    /// These prefs with what `change` names, or what is wrong with it.
    fn with(self, change: Value) -> Result<Self, Refusal> {
        let change: Change = read(change)?;
        let mut wrong = Refusal::new(Code::Invalid, "Please correct the marked field.");
        let mut prefs = self;
        match change.theme.map(serde_json::from_value) {
            Some(Ok(theme)) => prefs.theme = theme,
            Some(Err(_)) => wrong = wrong.with("theme", "The theme is system, light or dark."),
            None => {}
        }
        match change.font_scale.map(|scale| scale.as_u64().and_then(|scale| u8::try_from(scale).ok())) {
            Some(Some(scale @ 90..=150)) => prefs.font_scale = scale,
            Some(_) => wrong = wrong.with("font_scale", "The size of text is a whole number from 90 to 150."),
            None => {}
        }
        if wrong.fields.is_empty() { Ok(prefs) } else { Err(wrong) }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    theme: Option<Value>,
    font_scale: Option<Value>,
}

/// `prefs.get`.
pub(crate) fn get<R: Runtime>(app: &AppHandle<R>) -> Result<Value, Refusal> {
    Ok(serde_json::to_value(current(app))?)
}

/// `prefs.set`: both windows follow at once.
pub(crate) fn set<R: Runtime>(app: &AppHandle<R>, change: Value) -> Result<Value, Refusal> {
    let prefs = current(app).with(change)?;
    let store = app.store(place(app)).map_err(|why| Refusal::broken(&why))?;
    store.set("theme", serde_json::to_value(prefs.theme)?);
    store.set("font_scale", prefs.font_scale);
    if let Err(why) = store.save() {
        // The windows change all the same; only the next start would not know.
        tracing::warn!(%why, "the theme could not be kept");
    }
    for window in [MANAGER, STOREFRONT].iter().filter_map(|label| app.get_webview_window(label)) {
        if let Err(why) = window.set_theme(prefs.theme()) {
            tracing::warn!(%why, "a window kept its theme");
        }
    }
    news::changed(app, &["prefs"]);
    get(app)
}

/// What is remembered; where that cannot be read or is wrong, what a first start has.
pub(crate) fn current<R: Runtime>(app: &AppHandle<R>) -> Prefs {
    let Ok(store) = app.store(place(app)) else { return Prefs::FIRST };
    let kept = ["theme", "font_scale"].iter().filter_map(|name| Some(((*name).to_owned(), store.get(name)?)));
    Prefs::FIRST.with(kept.collect()).unwrap_or(Prefs::FIRST)
}

fn place<R: Runtime>(app: &AppHandle<R>) -> std::path::PathBuf {
    app.state::<Door>().data().join(FILE)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_not_named_stays() {
        let dark = Prefs { theme: Theme::Dark, font_scale: 120 };
        assert_eq!(dark.with(json!({})), Ok(dark), "nothing was named");
        assert_eq!(
            dark.with(json!({ "theme": "light" })).map(|prefs| prefs.font_scale),
            Ok(120),
            "only the theme was"
        );
    }

    #[test]
    fn wrong_values_are_refused_by_field() {
        for scale in [json!(89), json!(151), json!(-100), json!(100.5), json!("100"), json!(1e9), json!(356)]
        {
            let refused = Prefs::FIRST.with(json!({ "font_scale": scale }));
            let fields = refused.map_err(|refusal| refusal.fields.into_keys().collect::<Vec<_>>());
            assert_eq!(fields, Err(vec!["font_scale".to_owned()]), "{scale} is no size");
        }
        let both = Prefs::FIRST.with(json!({ "theme": "pink", "font_scale": 1 }));
        assert_eq!(both.map_err(|refusal| refusal.fields.len()), Err(2), "the form marks both at once");
        assert!(Prefs::FIRST.with(json!({ "zoom": 1 })).is_err(), "unknown names are not kept silently");
    }
}
