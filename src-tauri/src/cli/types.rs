//! The operations as TypeScript declarations: `ui/api/types.d.ts` is exactly this.

use desk::{Desk, Shape};

use crate::shell_ops::own_operations;

const HEAD: &str = "\
// What the windows may ask and what they hear. Written by the program from its Rust types; to renew it:
//   cargo build -p tradepost && target/debug/tradepost ops --types > ui/api/types.d.ts

";

/// The whole file.
pub(crate) fn declared() -> String {
    let mut shapes = Desk::shapes();
    let own = own_operations();
    shapes.operations.retain(|shape| own.iter().all(|shell| shell.name != shape.name));
    shapes.operations.extend(own.into_iter().map(|shell| Shape {
        name: shell.name,
        input: shell.input,
        answer: shell.answer,
    }));
    let types: Vec<_> = shapes.types.iter().map(|declaration| format!("export {declaration}\n")).collect();
    let operations: String = shapes.operations.iter().map(entry).collect();
    let types = types.concat();
    format!("{HEAD}{types}\nexport interface Operations {{\n{operations}}}\n")
}

fn entry(shape: &Shape) -> String {
    let Shape { name, input, answer } = shape;
    format!("  \"{name}\": {{ input: {}; answer: {} }};\n", said(input), said(answer))
}

/// In TypeScript `{}` is anything at all.
fn said(shape: &str) -> &str {
    if shape == "{}" { "Nothing" } else { shape }
}
