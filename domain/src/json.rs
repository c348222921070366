//! Reading JSON in few bytes of code: a phone loads the reader before it shows anything.
//!
//! Text becomes a tree, and a type takes its parts out of the tree. What cannot be read is noted as
//! a [`Fault`], something stands in its place, and the whole is refused at the end: no field has a
//! way out of its own. Every type here reads what its `Deserialize` reads, written by its
//! `Serialize`, and refuses what that refuses; tests hold the two together.

use crate::{calendar, ids::NotAnId};
use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Map, Number};
use std::{collections::BTreeSet, mem, str::FromStr};
use uuid::Uuid;

pub use serde_json::Value;

/// A text that is no JSON, or JSON of something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the JSON that was expected")]
pub struct Unreadable;

/// Whether a part could not be read.
#[derive(Debug, Default)]
pub struct Fault(bool);

impl Fault {
    /// Notes that a part could not be read.
    pub fn note(&mut self) {
        self.0 = true;
    }
}

/// What is read as a part of a tree.
pub trait FromJson: Sized {
    /// Takes it out of its place; none when the place is absent. After a fault it is some value of the
    /// type, and nobody may see it.
    fn from_json(value: Option<&mut Value>, fault: &mut Fault) -> Self;
}

/// What is read as a whole: a type of parts, or one that only serde reads.
pub trait Readable: Sized {
    /// Reads it from a tree.
    fn from_tree(tree: Value) -> Result<Self, Unreadable>;
}

impl<T: FromJson> Readable for T {
    fn from_tree(mut tree: Value) -> Result<Self, Unreadable> {
        let mut fault = Fault::default();
        let read = Self::from_json(Some(&mut tree), &mut fault);
        if fault.0 { Err(Unreadable) } else { Ok(read) }
    }
}

/// As serde writes it: `{"Ok":…}` or `{"Err":…}`.
impl<T: Readable, E: Readable> Readable for Result<T, E> {
    fn from_tree(mut tree: Value) -> Result<Self, Unreadable> {
        let mut fault = Fault::default();
        let (good, inner) = outcome(&mut tree, &mut fault);
        if fault.0 {
            return Err(Unreadable);
        }
        Ok(if good {
            Ok(T::from_tree(inner)?)
        } else {
            Err(E::from_tree(inner)?)
        })
    }
}

fn outcome(tree: &mut Value, fault: &mut Fault) -> (bool, Value) {
    if tree.as_object().is_none_or(|only| only.len() != 1) {
        fault.note();
    }
    for (name, good) in [("Ok", true), ("Err", false)] {
        if let Some(inner) = tree.get_mut(name) {
            return (good, inner.take());
        }
    }
    fault.note();
    (false, Value::Null)
}

/// Reads JSON text.
pub fn read<T: Readable>(text: &[u8]) -> Result<T, Unreadable> {
    T::from_tree(tree(text)?)
}

/// The tree of a JSON text.
pub fn tree(text: &[u8]) -> Result<Value, Unreadable> {
    serde_json::from_slice(text).map_err(|_| Unreadable)
}

/// Reads from a tree what serde reads.
pub fn by_serde<T: serde::de::DeserializeOwned>(tree: Value) -> Result<T, Unreadable> {
    serde_json::from_value(tree).map_err(|_| Unreadable)
}

/// Lets a type be read as a whole by its `Deserialize`.
#[macro_export]
macro_rules! json_by_serde {
    ($type:ty) => {
        impl $crate::json::Readable for $type {
            fn from_tree(
                tree: $crate::json::Value,
            ) -> ::std::result::Result<Self, $crate::json::Unreadable> {
                $crate::json::by_serde(tree)
            }
        }
    };
}

/// Lets a struct be read from an object of its fields: all of them by name, as
/// `from_json!(Tries { failed, last_at, next_at, why })`. A field that stands in the object only when
/// it is no default is `name[default]`, a struct whose fields stand among these is `name[flat]`, and
/// what no other field takes goes to the map named behind: `from_json!(View { id } rest body)`.
#[macro_export]
macro_rules! from_json {
    ($type:ident { $($field:ident $([$rule:ident])?),+ $(,)? }) => {
        impl $crate::json::FromJson for $type {
            fn from_json(
                value: Option<&mut $crate::json::Value>,
                fault: &mut $crate::json::Fault,
            ) -> Self {
                let mut value = $crate::json::object(value, fault);
                Self {
                    $($field: $crate::from_json!(@ value fault $field $($rule)?),)+
                }
            }
        }
    };
    ($type:ident { $($field:ident $([$rule:ident])?),+ $(,)? } rest $rest:ident) => {
        impl $crate::json::FromJson for $type {
            fn from_json(
                value: Option<&mut $crate::json::Value>,
                fault: &mut $crate::json::Fault,
            ) -> Self {
                let mut value = $crate::json::object(value, fault);
                Self {
                    $($field: $crate::from_json!(@ value fault $field $($rule)?),)+
                    $rest: $crate::json::rest(&mut value, &[$(stringify!($field)),+]),
                }
            }
        }
    };
    (@ $value:ident $fault:ident $field:ident) => {
        $crate::json::FromJson::from_json(
            $crate::json::field(&mut $value, stringify!($field)),
            $fault,
        )
    };
    (@ $value:ident $fault:ident $field:ident default) => {
        $crate::json::or_default(
            $crate::json::field(&mut $value, stringify!($field)),
            $fault,
        )
    };
    (@ $value:ident $fault:ident $field:ident flat) => {
        $crate::json::FromJson::from_json($value.as_deref_mut(), $fault)
    };
}

/// The place when it holds an object.
pub fn object<'a>(value: Option<&'a mut Value>, fault: &mut Fault) -> Option<&'a mut Value> {
    noted(value.filter(|value| value.is_object()), fault)
}

/// The place when it holds so many items.
pub fn items<'a>(
    value: Option<&'a mut Value>,
    count: usize,
    fault: &mut Fault,
) -> Option<&'a mut Value> {
    let fits = |value: &&mut Value| value.as_array().is_some_and(|items| items.len() == count);
    noted(value.filter(fits), fault)
}

fn noted<T>(found: Option<T>, fault: &mut Fault) -> Option<T> {
    if found.is_none() {
        fault.note();
    }
    found
}

/// The place of a field.
pub fn field<'a>(object: &'a mut Option<&mut Value>, name: &str) -> Option<&'a mut Value> {
    object.as_deref_mut()?.get_mut(name)
}

/// The place of an item.
pub fn item<'a>(items: &'a mut Option<&mut Value>, at: usize) -> Option<&'a mut Value> {
    items.as_deref_mut()?.get_mut(at)
}

/// What an object holds beside these fields.
pub fn rest(object: &mut Option<&mut Value>, fields: &[&str]) -> Map<String, Value> {
    let Some(Value::Object(all)) = object else {
        return Map::new();
    };
    let mut rest = mem::take(all);
    for field in fields {
        rest.remove(*field);
    }
    rest
}

/// A field that is absent when it is the default.
pub fn or_default<T: FromJson + Default>(value: Option<&mut Value>, fault: &mut Fault) -> T {
    match value {
        None => T::default(),
        there => T::from_json(there, fault),
    }
}

/// The text in a place.
pub fn text<'a>(value: Option<&'a mut Value>, fault: &mut Fault) -> &'a str {
    let found = value.and_then(|value| value.as_str());
    noted(found, fault).unwrap_or_default()
}

/// Which of the codes stands in a place; the first after a fault.
pub fn code(value: Option<&mut Value>, codes: &[&str], fault: &mut Fault) -> usize {
    let text = text(value, fault);
    let found = codes.iter().position(|code| *code == text);
    noted(found, fault).unwrap_or_default()
}

/// Lets an enum without data be read by its codes, in the order of its members.
#[macro_export]
macro_rules! from_code {
    ($type:ident { $($member:ident = $code:literal),+ $(,)? }) => {
        impl $crate::json::FromJson for $type {
            fn from_json(
                value: Option<&mut $crate::json::Value>,
                fault: &mut $crate::json::Fault,
            ) -> Self {
                [$(Self::$member),+][$crate::json::code(value, &[$($code),+], fault)]
            }
        }
    };
}

/// A text that is read further, or what stands in its place.
pub fn parsed<T: FromStr>(value: Option<&mut Value>, other: T, fault: &mut Fault) -> T {
    noted(text(value, fault).parse().ok(), fault).unwrap_or(other)
}

fn number<T: Default>(
    value: Option<&mut Value>,
    read: fn(&Number) -> Option<T>,
    fault: &mut Fault,
) -> T {
    let found = value.and_then(|value| read(value.as_number()?));
    noted(found, fault).unwrap_or_default()
}

macro_rules! whole_number {
    ($($type:ty: $as:ident)+) => {$(
        impl FromJson for $type {
            fn from_json(value: Option<&mut Value>, fault: &mut Fault) -> Self {
                number(value, |number| number.$as()?.try_into().ok(), fault)
            }
        }
    )+};
}

whole_number!(i64: as_i64 i32: as_i64 u64: as_u64 u32: as_u64 usize: as_u64);

impl FromJson for f64 {
    fn from_json(value: Option<&mut Value>, fault: &mut Fault) -> Self {
        number(value, Number::as_f64, fault)
    }
}

impl FromJson for bool {
    fn from_json(value: Option<&mut Value>, fault: &mut Fault) -> Self {
        let found = value.and_then(|value| value.as_bool());
        noted(found, fault).unwrap_or_default()
    }
}

impl FromJson for () {
    fn from_json(value: Option<&mut Value>, fault: &mut Fault) -> Self {
        noted(value.filter(|value| value.is_null()), fault);
    }
}

impl FromJson for String {
    fn from_json(value: Option<&mut Value>, fault: &mut Fault) -> Self {
        if let Some(Value::String(text)) = value {
            return mem::take(text);
        }
        fault.note();
        Self::new()
    }
}

impl FromJson for Value {
    fn from_json(value: Option<&mut Value>, fault: &mut Fault) -> Self {
        noted(value, fault).map(Value::take).unwrap_or_default()
    }
}

impl FromJson for Map<String, Value> {
    fn from_json(value: Option<&mut Value>, fault: &mut Fault) -> Self {
        rest(&mut object(value, fault), &[])
    }
}

impl<T: FromJson> FromJson for Option<T> {
    fn from_json(value: Option<&mut Value>, fault: &mut Fault) -> Self {
        match value {
            None | Some(Value::Null) => None,
            there => Some(T::from_json(there, fault)),
        }
    }
}

fn list<'a>(value: Option<&'a mut Value>, fault: &mut Fault) -> &'a mut [Value] {
    let found = value.and_then(|value| value.as_array_mut());
    noted(found, fault)
        .map(Vec::as_mut_slice)
        .unwrap_or_default()
}

impl<T: FromJson> FromJson for Vec<T> {
    fn from_json(value: Option<&mut Value>, fault: &mut Fault) -> Self {
        let items = list(value, fault).iter_mut();
        items.map(|item| T::from_json(Some(item), fault)).collect()
    }
}

impl<T: FromJson + Ord> FromJson for BTreeSet<T> {
    fn from_json(value: Option<&mut Value>, fault: &mut Fault) -> Self {
        let items = list(value, fault).iter_mut();
        items.map(|item| T::from_json(Some(item), fault)).collect()
    }
}

impl<T: FromJson, const N: usize> FromJson for [T; N] {
    fn from_json(value: Option<&mut Value>, fault: &mut Fault) -> Self {
        let mut items = items(value, N, fault);
        std::array::from_fn(|at| T::from_json(item(&mut items, at), fault))
    }
}

impl<A: FromJson, B: FromJson> FromJson for (A, B) {
    fn from_json(value: Option<&mut Value>, fault: &mut Fault) -> Self {
        let mut items = items(value, 2, fault);
        (
            A::from_json(item(&mut items, 0), fault),
            B::from_json(item(&mut items, 1), fault),
        )
    }
}

impl FromJson for Uuid {
    fn from_json(value: Option<&mut Value>, fault: &mut Fault) -> Self {
        let id = Self::try_parse(text(value, fault)).map_err(|_| NotAnId);
        noted(id.ok(), fault).unwrap_or_default()
    }
}

impl FromJson for NaiveDate {
    fn from_json(value: Option<&mut Value>, fault: &mut Fault) -> Self {
        noted(calendar::day(text(value, fault)), fault).unwrap_or_default()
    }
}

impl FromJson for DateTime<Utc> {
    fn from_json(value: Option<&mut Value>, fault: &mut Fault) -> Self {
        noted(calendar::instant(text(value, fault)), fault).unwrap_or_default()
    }
}
