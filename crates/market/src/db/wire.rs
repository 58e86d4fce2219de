//! Changed rows as JSON, short: `[4, ["0192…", "Lamp", 1990, null]]`, and `[4, "0192…"]` for one that is gone. Ids are
//! hexadecimal; which text is an id follows from the table. The columns behind those known here are of a later release.

use serde::de::{Error, SeqAccess, Visitor};
use serde::ser::SerializeTuple;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

use super::feed::Changed;
use super::tables::{self, ColumnKind, TableNo};
use super::value::Value;
use crate::domain::ids::hex;

impl Serialize for Changed {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut pair = to.serialize_tuple(2)?;
        pair.serialize_element(&self.table)?;
        match &self.values {
            Some(values) => pair.serialize_element(&Cells(values))?,
            None => pair.serialize_element(&self.row.simple().to_string())?,
        }
        pair.end()
    }
}

struct Cells<'a>(&'a [Value]);

impl Serialize for Cells<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.0.iter().map(Cell))
    }
}

struct Cell<'a>(&'a Value);

impl Serialize for Cell<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Null => to.serialize_unit(),
            Value::Int(number) => to.serialize_i64(*number),
            Value::Text(text) => to.serialize_str(text),
            Value::Blob(bytes) => to.serialize_str(&hex(bytes)),
        }
    }
}

impl<'de> Deserialize<'de> for Changed {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let (table, what): (TableNo, What) = Deserialize::deserialize(from)?;
        let cells = match what {
            What::Gone(row) => return Ok(Self { table, row, values: None }),
            What::There(cells) => cells,
        };
        let columns = tables::table(table).map(|table| table.columns).unwrap_or_default();
        let mut values = Vec::with_capacity(cells.len());
        for (at, cell) in cells.into_iter().enumerate() {
            // A table that is not known here is left out anyway; its key is an id like all others.
            let is_blob = columns.get(at).map_or(at == 0, |(_, kind)| *kind == ColumnKind::Blob);
            values.push(match cell {
                Value::Text(text) if is_blob => Value::Blob(id(&text)?.as_bytes().to_vec()),
                other => other,
            });
        }
        let row = match values.first() {
            Some(Value::Blob(bytes)) => Uuid::from_slice(bytes).map_err(Error::custom)?,
            _ => return Err(Error::custom("a row begins with its id")),
        };
        Ok(Self { table, row, values: Some(values) })
    }
}

fn id<E: Error>(text: &str) -> Result<Uuid, E> {
    Uuid::try_parse(text).map_err(E::custom)
}

enum What {
    There(Vec<Value>),
    Gone(Uuid),
}

impl<'de> Deserialize<'de> for What {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(WhatVisitor)
    }
}

struct WhatVisitor;

impl<'de> Visitor<'de> for WhatVisitor {
    type Value = What;

    fn expecting(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.write_str("the values of a row, or the id of one that is gone")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<What, E> {
        id(text).map(What::Gone)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut cells: A) -> Result<What, A::Error> {
        let mut values = Vec::with_capacity(24);
        while let Some(Read(value)) = cells.next_element()? {
            values.push(value);
        }
        Ok(What::There(values))
    }
}

struct Read(Value);

impl<'de> Deserialize<'de> for Read {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(ReadVisitor)
    }
}

struct ReadVisitor;

impl Visitor<'_> for ReadVisitor {
    type Value = Read;

    fn expecting(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.write_str("null, an integer or text")
    }

    fn visit_unit<E: Error>(self) -> Result<Read, E> {
        Ok(Read(Value::Null))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Read, E> {
        Ok(Read(Value::Int(number)))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Read, E> {
        i64::try_from(number).map(|number| Read(Value::Int(number))).map_err(E::custom)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Read, E> {
        Ok(Read(Value::Text(text.to_owned())))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Read, E> {
        Ok(Read(Value::Text(text)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(values: Option<Vec<Value>>) -> Changed {
        Changed { table: tables::TAG, row: Uuid::from_u128(7), values }
    }

    fn tag(slug: &str) -> Vec<Value> {
        let [id, store] = [7, 9].map(|number| Value::from(Uuid::from_u128(number)));
        vec![id, store, slug.into(), Value::Null, Value::Int(i64::MIN)]
    }

    #[test]
    fn a_row_comes_back_as_it_was_sent() {
        for sent in [row(None), row(Some(tag("0192"))), row(Some(tag("Zoë \"x\"\n\u{1F600}")))] {
            let text = serde_json::to_string(&sent).unwrap();
            assert_eq!(serde_json::from_str::<Changed>(&text).unwrap(), sent, "{text}");
        }
    }

    #[test]
    fn it_is_short() {
        let text = serde_json::to_string(&row(Some(tag("warm")))).unwrap();
        let ids = ["00000000000000000000000000000007", "00000000000000000000000000000009"];
        assert_eq!(text, format!("[5,[\"{}\",\"{}\",\"warm\",null,-9223372036854775808]]", ids[0], ids[1]));
    }

    #[test]
    fn what_is_no_row_is_refused() {
        for text in [
            "[5,[]]",
            "[5,[1]]",
            "[5,[\"xy\"]]",
            "[5,\"xy\"]",
            "[5]",
            "[5,{}]",
            "[5,[\"00\",1.5]]",
            "[\"5\",[]]",
        ] {
            assert!(serde_json::from_str::<Changed>(text).is_err(), "{text}");
        }
        let later = "[9000,[\"00000000000000000000000000000007\",\"x\"]]";
        assert!(serde_json::from_str::<Changed>(later).is_ok(), "a table of a later release");
    }
}
