//! Edits name the value they were based on. A field somebody else changed meanwhile is a conflict, never lost.

use std::collections::BTreeMap;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::refusal::Refusal;

/// The fields of a form, by name.
pub type Fields = Map<String, Value>;

/// One field that two people changed.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, ts_rs::TS)]
pub struct Clash {
    /// What this edit wants.
    pub mine: Value,
    /// What it is now.
    pub theirs: Value,
    /// What it was when the form was filled.
    pub before: Value,
}

/// Which of the three a person takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// What this edit wants.
    #[default]
    Mine,
    /// What it is now.
    Theirs,
    /// What it was when the form was filled.
    Before,
}

/// An edit: only the fields that changed, each with its value before and after.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Edit {
    /// What the form was filled with.
    pub before: Fields,
    /// What it is to become.
    pub after: Fields,
}

impl Edit {
    /// Takes one of the three for a field somebody else changed; what it is now needs no change.
    pub fn settle(&mut self, name: &str, clash: &Clash, choice: Choice) {
        let wanted = match choice {
            Choice::Mine => &clash.mine,
            Choice::Theirs => &clash.theirs,
            Choice::Before => &clash.before,
        };
        if *wanted == clash.theirs {
            self.before.remove(name);
            self.after.remove(name);
        } else {
            self.before.insert(name.to_owned(), clash.theirs.clone());
            self.after.insert(name.to_owned(), wanted.clone());
        }
    }
}

/// What became of an edit.
#[derive(Debug, PartialEq, Eq)]
pub enum Merged<T> {
    /// The new value.
    Clean(T),
    /// Fields changed by somebody else meanwhile.
    Clashes(BTreeMap<String, Clash>),
}

/// A value's fields.
pub fn fields_of<T: Serialize>(value: &T) -> Result<Fields, Refusal> {
    match serde_json::to_value(value)? {
        Value::Object(fields) => Ok(fields),
        _ => Err(Refusal::broken(&"a form is not an object")),
    }
}

/// The edit between two states of a form: unchanged fields are left out.
pub fn between<T: Serialize>(before: &T, after: &T) -> Result<Edit, Refusal> {
    let (mut before, mut after) = (fields_of(before)?, fields_of(after)?);
    after.retain(|name, value| before.get(name) != Some(value));
    before.retain(|name, _| after.contains_key(name));
    Ok(Edit { before, after })
}

/// Applies an edit to what is true now.
pub fn merge<T: Serialize + DeserializeOwned>(current: &T, edit: &Edit) -> Result<Merged<T>, Refusal> {
    let mut fields = fields_of(current)?;
    let mut clashes = BTreeMap::new();
    for (name, mine) in &edit.after {
        let theirs = fields.get(name).cloned().unwrap_or(Value::Null);
        let before = edit.before.get(name).cloned().unwrap_or(Value::Null);
        if theirs == before || theirs == *mine {
            fields.insert(name.clone(), mine.clone());
        } else {
            clashes.insert(name.clone(), Clash { mine: mine.clone(), theirs, before });
        }
    }
    if !clashes.is_empty() {
        return Ok(Merged::Clashes(clashes));
    }
    serde_json::from_value(Value::Object(fields))
        .map(Merged::Clean)
        .map_err(|error| Refusal::new(crate::Code::Invalid, format!("This edit does not fit: {error}.")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
    struct Form {
        name: String,
        price: i64,
    }

    fn form(name: &str, price: i64) -> Form {
        Form { name: name.into(), price }
    }

    #[test]
    fn edits_of_different_fields_both_stand() {
        let edit = between(&form("a", 1), &form("a", 2)).expect("plain");

        assert_eq!(
            merge(&form("b", 1), &edit).expect("fits"),
            Merged::Clean(form("b", 2)),
            "nobody's work is lost"
        );
    }

    #[test]
    fn each_field_somebody_else_changed_is_settled_by_itself() {
        let (before, mine, theirs) = (form("a", 1), form("b", 2), form("c", 3));
        let edit = between(&before, &mine).expect("plain");
        let Merged::Clashes(clashes) = merge(&theirs, &edit).expect("fits") else {
            panic!("both changed both")
        };

        for (name, price, wanted) in [
            (Choice::Mine, Choice::Theirs, form("b", 3)),
            (Choice::Theirs, Choice::Mine, form("c", 2)),
            (Choice::Before, Choice::Mine, form("a", 2)),
            (Choice::Theirs, Choice::Theirs, form("c", 3)),
        ] {
            let mut settled = edit.clone();
            settled.settle("name", &clashes["name"], name);
            settled.settle("price", &clashes["price"], price);

            let is_sent = |field: &str| settled.after.contains_key(field);
            assert_eq!(
                merge(&theirs, &settled).expect("fits"),
                Merged::Clean(wanted),
                "{name:?} and {price:?}"
            );
            assert_eq!(is_sent("name"), name != Choice::Theirs, "what stands already is not sent");
        }
    }

    #[test]
    fn edits_of_the_same_field_are_a_clash_unless_they_agree() {
        let edit = between(&form("a", 1), &form("a", 2)).expect("plain");

        assert!(
            matches!(merge(&form("a", 3), &edit).expect("fits"), Merged::Clashes(c) if c.contains_key("price"))
        );
        assert_eq!(
            merge(&form("a", 2), &edit).expect("fits"),
            Merged::Clean(form("a", 2)),
            "both want the same"
        );
    }
}
