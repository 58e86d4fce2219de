//! Keys by the names people use: `Control+k`, `Escape`, `a`.

use fantoccini::{
    actions::{InputSource, KeyAction, KeyActions},
    key::Key,
};

use crate::{Fallible, fail};

/// Presses all keys of a chord such as `Control+Shift+p` and lets go in the opposite order.
pub(super) fn chord(text: &str) -> Fallible<KeyActions> {
    let keys = text.split('+').map(code).collect::<Fallible<Vec<_>>>()?;
    let down = keys.iter().map(|key| KeyAction::Down { value: *key });
    let up = keys.iter().rev().map(|key| KeyAction::Up { value: *key });
    Ok(down.chain(up).fold(KeyActions::new("keyboard".to_owned()), InputSource::then))
}

/// Types a text, key by key.
pub(super) fn strokes(text: &str) -> KeyActions {
    let keys = text.chars().flat_map(|value| [KeyAction::Down { value }, KeyAction::Up { value }]);
    keys.fold(KeyActions::new("keyboard".to_owned()), InputSource::then)
}

fn code(name: &str) -> Fallible<char> {
    let key = match name {
        "Control" => Key::Control,
        "Shift" => Key::Shift,
        "Alt" => Key::Alt,
        "Enter" => Key::Enter,
        "Escape" => Key::Escape,
        "Tab" => Key::Tab,
        "Delete" => Key::Delete,
        "Backspace" => Key::Backspace,
        "Space" => Key::Space,
        "Up" => Key::Up,
        "Down" => Key::Down,
        "Left" => Key::Left,
        "Right" => Key::Right,
        "Home" => Key::Home,
        "End" => Key::End,
        other => {
            let mut letters = other.chars();
            let (Some(letter), None) = (letters.next(), letters.next()) else {
                return Err(fail(format!("no key is called {name:?}")));
            };
            return Ok(letter);
        }
    };
    Ok(key.into())
}
