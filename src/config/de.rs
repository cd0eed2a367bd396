//! Reads typed settings out of a [`Tree`] with serde; every error knows the place of the innermost value or key.

use std::fmt::Display;

use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Expected, IntoDeserializer, MapAccess, SeqAccess, Unexpected,
    VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;

use super::error::{Fault, Sentence, Value, sentence_of, suggest};
use super::tree::{Key, Kind, Tree, crop, is_null, wrong_type};

impl Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a fault in a configuration")
    }
}

impl std::error::Error for Fault {}

impl serde::de::Error for Fault {
    fn custom<T: Display>(message: T) -> Self {
        Fault::of(sentence_of(&message.to_string()))
    }

    fn invalid_type(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let expected = Value::Word(type_word(&expected.to_string()));
        let found = match unexpected {
            Unexpected::Unit | Unexpected::Option => Value::Word("config-type-empty".to_owned()),
            Unexpected::Seq => Value::Word("config-type-list".to_owned()),
            Unexpected::Map => Value::Word("config-type-map".to_owned()),
            Unexpected::Str(text) => Value::Text(format!("`{}`", crop(text))),
            Unexpected::Bool(value) => Value::Text(format!("`{value}`")),
            other => Value::Text(format!("`{}`", other.to_string().replace("integer ", "").replace('`', ""))),
        };
        let what = Sentence::new("config-wrong-type").with("expected", expected.clone()).with("found", found);
        Fault::new(what, Some(Sentence::new("config-wrong-type-cure").with("expected", expected)))
    }

    fn invalid_value(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::invalid_type(unexpected, expected)
    }

    fn invalid_length(length: usize, expected: &dyn Expected) -> Self {
        Self::invalid_type(Unexpected::Unsigned(length as u64), expected)
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        let what = Sentence::new("config-unknown-key").with("key", crop(field));
        Fault::new(what, Some(suggest(field, expected)))
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        let what = Sentence::new("config-unknown-value").with("value", crop(variant));
        Fault::new(what, Some(suggest(variant, expected)))
    }

    fn missing_field(field: &'static str) -> Self {
        let what = Sentence::new("config-missing-key").with("key", field);
        Fault::new(what, Some(Sentence::new("config-missing-key-cure").with("key", field)))
    }
}

/// The sentence for what serde calls a type; our own visitors name the sentence themselves.
fn type_word(expected: &str) -> String {
    let word = match expected {
        "a string" => "config-type-string",
        "a sequence" => "config-type-list",
        "a boolean" => "config-type-boolean",
        "a map" => "config-type-map",
        text if text.starts_with("struct ") => "config-type-map",
        text if text.starts_with("config-type-") => return text.to_owned(),
        _ => "config-type-number",
    };
    word.to_owned()
}

impl<'de> Tree {
    /// The value as a Rust type.
    pub(crate) fn read<T: serde::Deserialize<'de>>(&'de self) -> Result<T, Fault> {
        T::deserialize(self)
    }

    fn visit_scalar<V: Visitor<'de>>(&'de self, text: &'de str, plain: bool, visitor: V) -> Result<V::Value, Fault> {
        if !plain {
            return visitor.visit_borrowed_str(text);
        }
        match text {
            _ if is_null(text) => visitor.visit_unit(),
            "true" | "True" | "TRUE" => visitor.visit_bool(true),
            "false" | "False" | "FALSE" => visitor.visit_bool(false),
            _ if !text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.')) => {
                visitor.visit_borrowed_str(text)
            }
            _ => match (text.parse::<u64>(), text.parse::<i64>(), text.parse::<f64>()) {
                (Ok(number), ..) => visitor.visit_u64(number),
                (_, Ok(number), _) => visitor.visit_i64(number),
                (_, _, Ok(number)) if number.is_finite() => visitor.visit_f64(number),
                _ => visitor.visit_borrowed_str(text),
            },
        }
    }
}

impl<'de> Deserializer<'de> for &'de Tree {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let result = match &self.kind {
            Kind::Scalar { text, plain } => self.visit_scalar(text, *plain, visitor),
            Kind::List(items) => visitor.visit_seq(Items(items.iter())),
            Kind::Map(entries) => visitor.visit_map(Entries { rest: entries.iter(), value: None }),
        };
        result.map_err(|fault: Fault| fault.at(self.origin))
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.as_str() {
            Some(text) => visitor.visit_borrowed_str(text).map_err(|fault: Fault| fault.at(self.origin)),
            None => Err(wrong_type("config-type-string", self).at(self.origin)),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_str(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match &self.kind {
            Kind::Scalar { text, plain: true } if is_null(text) => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, Fault> {
        match &self.kind {
            Kind::List(items) if items.len() == length => self.deserialize_any(visitor),
            _ => Err(wrong_type("config-type-pair", self).at(self.origin)),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self).map_err(|fault: Fault| fault.at(self.origin))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let Some(text) = self.as_str() else {
            return Err(wrong_type("config-type-string", self).at(self.origin));
        };
        visitor.visit_enum(Word(text)).map_err(|fault: Fault| fault.at(self.origin))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf unit unit_struct seq
        tuple_struct map struct ignored_any
    }
}

struct Items<'de>(std::slice::Iter<'de, Tree>);

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Fault> {
        self.0.next().map(|item| seed.deserialize(item).map_err(|fault| fault.at(item.origin))).transpose()
    }
}

struct Entries<'de> {
    rest: std::slice::Iter<'de, (Key, Tree)>,
    value: Option<&'de Tree>,
}

impl<'de> MapAccess<'de> for Entries<'de> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Fault> {
        let Some((key, value)) = self.rest.next() else { return Ok(None) };
        self.value = Some(value);
        let text: serde::de::value::BorrowedStrDeserializer<'de, Fault> =
            serde::de::value::BorrowedStrDeserializer::new(&key.text);
        seed.deserialize(text).map(Some).map_err(|fault: Fault| fault.at(key.origin))
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Fault> {
        let value = self.value.take().expect("serde asks for a key before its value");
        seed.deserialize(value).map_err(|fault: Fault| fault.at(value.origin))
    }
}

/// An enum without data, by the name of its variant.
struct Word<'de>(&'de str);

impl<'de> EnumAccess<'de> for Word<'de> {
    type Error = Fault;
    type Variant = Unit;

    fn variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<(T::Value, Unit), Fault> {
        let word: serde::de::value::StrDeserializer<'_, Fault> = self.0.into_deserializer();
        seed.deserialize(word).map(|value| (value, Unit))
    }
}

struct Unit;

impl<'de> VariantAccess<'de> for Unit {
    type Error = Fault;

    fn unit_variant(self) -> Result<(), Fault> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, _: T) -> Result<T::Value, Fault> {
        Err(serde::de::Error::custom("this word takes no value"))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Fault> {
        Err(serde::de::Error::custom("this word takes no value"))
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], _: V) -> Result<V::Value, Fault> {
        Err(serde::de::Error::custom("this word takes no value"))
    }
}
