//! What an element is told: attributes, classes and properties, and what of them changes.

use std::{borrow::Cow, sync::Arc};

use leptos::{
    prelude::*,
    tachys::renderer::{Rndr, types::Element as DomElement},
    wasm_bindgen::JsValue,
};

/// What an attribute, a class or a property is.
pub(crate) enum Value {
    /// No such attribute; a class or a property that is off.
    Absent,
    /// An attribute without a text; a class or a property that is on.
    Present,
    Text(Cow<'static, str>),
    /// Read anew whenever what it read changes.
    Live(Box<dyn FnMut() -> Value + Send>),
}

/// What can be an attribute's value.
pub(crate) trait IntoValue {
    fn into_value(self) -> Value;
}

impl IntoValue for bool {
    fn into_value(self) -> Value {
        if self { Value::Present } else { Value::Absent }
    }
}

impl IntoValue for &str {
    fn into_value(self) -> Value {
        self.to_owned().into_value()
    }
}

impl IntoValue for &String {
    fn into_value(self) -> Value {
        self.clone().into_value()
    }
}

impl IntoValue for String {
    fn into_value(self) -> Value {
        Value::Text(Cow::Owned(self))
    }
}

impl IntoValue for Arc<str> {
    fn into_value(self) -> Value {
        (*self).into_value()
    }
}

impl<V: IntoValue> IntoValue for Option<V> {
    fn into_value(self) -> Value {
        self.map_or(Value::Absent, V::into_value)
    }
}

impl<F, V> IntoValue for F
where
    F: FnMut() -> V + Send + 'static,
    V: IntoValue,
{
    fn into_value(mut self) -> Value {
        Value::Live(Box::new(move || self().into_value()))
    }
}

/// One thing that is told of an element.
pub(super) struct Setting {
    pub(super) kind: Kind,
    pub(super) name: &'static str,
    pub(super) value: Value,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Attribute,
    Class,
    Property,
}

/// A setting as it stands.
pub(super) enum Set {
    Once(Value),
    /// Ends with it.
    Live(RenderEffect<Value>),
}

impl Setting {
    /// Tells the element; `before` is what it was told last, none where the server told it the same.
    pub(super) fn stand(self, element: &DomElement, mut before: Option<Value>) -> Set {
        let Self { kind, name, value } = self;
        let element = element.clone();
        let tell = move |value: &Value, last: Option<&Value>| {
            // A property is not in the server's page, and the person may have changed it since.
            if kind == Kind::Property || last.is_some_and(|last| !last.is(value)) {
                kind.set(&element, name, value);
            }
        };
        let Value::Live(mut read) = value else {
            tell(&value, before.as_ref());
            return Set::Once(value);
        };
        Set::Live(RenderEffect::new(move |last: Option<Value>| {
            let value = now(&mut read);
            tell(&value, last.or_else(|| before.take()).as_ref());
            value
        }))
    }

    pub(super) fn renew(self, element: &DomElement, old: &mut Set) {
        let before = match old {
            Set::Once(value) => std::mem::replace(value, Value::Absent),
            Set::Live(effect) => effect.take_value().unwrap_or(Value::Absent),
        };
        *old = self.stand(element, Some(before));
    }
}

/// What a live value is now.
fn now(read: &mut Box<dyn FnMut() -> Value + Send>) -> Value {
    let mut value = read();
    while let Value::Live(read) = &mut value {
        value = read();
    }
    value
}

impl Value {
    fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Text(one), Self::Text(other)) => one == other,
            (Self::Absent, Self::Absent) | (Self::Present, Self::Present) => true,
            _ => false,
        }
    }
}

impl Kind {
    fn set(self, element: &DomElement, name: &str, value: &Value) {
        match (self, value) {
            (Self::Attribute, Value::Text(text)) => Rndr::set_attribute(element, name, text),
            (Self::Attribute, Value::Present) => Rndr::set_attribute(element, name, ""),
            (Self::Attribute, _) => Rndr::remove_attribute(element, name),
            (Self::Class, Value::Absent) => {
                Rndr::remove_class(&Rndr::class_list(element), name);
            }
            (Self::Class, _) => Rndr::add_class(&Rndr::class_list(element), name),
            (Self::Property, Value::Text(text)) => {
                Rndr::set_property_or_value(element, name, &JsValue::from_str(text));
            }
            (Self::Property, value) => {
                let on = matches!(value, Value::Present);
                Rndr::set_property_or_value(element, name, &JsValue::from_bool(on));
            }
        }
    }
}
