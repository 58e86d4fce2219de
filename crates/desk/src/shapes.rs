//! The operations as TypeScript: what each takes and answers, and the named types these speak of.

use std::collections::BTreeSet;

use ts_rs::{Config, TS, TypeVisitor};

/// The shapes of one operation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Shape {
    pub name: &'static str,
    pub input: String,
    pub answer: String,
}

/// The shapes of many.
#[derive(Clone, Debug, Default)]
pub struct Shapes {
    /// By operation, in the order of the list.
    pub operations: Vec<Shape>,
    /// Declarations; two types of one name stay two, and the type check of the windows refuses them.
    pub types: BTreeSet<String>,
}

impl Shapes {
    /// An answer is a type of its own; an input is written out where it is asked for.
    pub(crate) fn add<In: TS + 'static, Out: TS + 'static>(&mut self, name: &'static str) {
        let config = config();
        In::visit_dependencies(self);
        self.visit::<Out>();
        self.operations.push(Shape {
            name,
            input: on_one_line(&In::inline(&config)),
            answer: Out::name(&config),
        });
    }
}

impl TypeVisitor for Shapes {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        let has_declaration = T::output_path().is_some();
        if has_declaration && self.types.insert(on_one_line(&T::decl(&config()))) {
            T::visit_dependencies(self);
        }
    }
}

/// Every number fits a double: ids are text, and money and time stay below 2^53.
pub(crate) fn config() -> Config {
    Config::new().with_large_int("number")
}

/// Without the comments of its fields.
pub(crate) fn on_one_line(shape: &str) -> String {
    let mut text = String::new();
    for (at, piece) in shape.split("/**").enumerate() {
        text += if at == 0 { piece } else { piece.split_once("*/").map_or("", |(_, rest)| rest) };
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace(", }", " }")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_of_fields_are_left_out() {
        let shape = "{ id: string, \n/**\n * ISO 4217.\n */\ncurrency: string, }";
        assert_eq!(on_one_line(shape), "{ id: string, currency: string }", "one line is enough to read it");
    }
}
